import type { KeyObject } from 'node:crypto';
import type { DeviceId, OfficeId, ProgrammeId, SessionId, UserId } from '#core/ids.ts';
import type { Hlc } from '#core/exchange/hlc.ts';
import type { LoadedConfiguration } from '#core/forms/config-schema.ts';
import type { FieldIndex } from '#core/forms/field-index.ts';
import type { Subject } from '#core/rights/decide.ts';
import type { Role } from '#core/rights/roles.ts';
import type { UnlockedKeys } from '../crypto/key-file.ts';
import type { WritableDb } from '../storage/database.ts';
import type { AskedReferralRepo } from '../storage/asked-referral.repo.ts';
import type { AttachmentRepo } from '../storage/attachment.repo.ts';
import type { AuditRepo } from '../storage/audit.repo.ts';
import type { CaseListRepo } from '../storage/case-list.repo.ts';
import type { CaseRepo } from '../storage/case.repo.ts';
import type { CommitRepo } from '../storage/commit.repo.ts';
import type { DraftRepo } from '../storage/draft.repo.ts';
import type { FindingRepo } from '../storage/finding.repo.ts';
import type { HandoverRepo } from '../storage/handover.repo.ts';
import type { LinkRepo } from '../storage/link.repo.ts';
import type { MergedCaseRepo } from '../storage/merged-case.repo.ts';
import type { OfficeRepo } from '../storage/office.repo.ts';
import type { ReferralRepo } from '../storage/referral.repo.ts';
import type { RecordStateRepo } from '../storage/record-state.repo.ts';
import type { SearchRepo } from '../storage/search.repo.ts';
import type { TaskRepo } from '../storage/task.repo.ts';
import type { TrustRepo } from '../storage/trust.repo.ts';
import type { Clock } from './clock.ts';
import type { Places } from './places.ts';
import type { RelayVisits } from './relay/relay-visits.ts';
import type { Emit } from './progress.ts';

export interface Repos {
  readonly cases: CaseRepo;
  readonly commits: CommitRepo;
  readonly records: RecordStateRepo;
  readonly offices: OfficeRepo;
  readonly trust: TrustRepo;
  readonly list: CaseListRepo;
  readonly search: SearchRepo;
  readonly tasks: TaskRepo;
  readonly findings: FindingRepo;
  readonly merged: MergedCaseRepo;
  readonly referrals: ReferralRepo;
  readonly asked: AskedReferralRepo;
  readonly handovers: HandoverRepo;
  readonly drafts: DraftRepo;
  readonly links: LinkRepo;
  readonly attachments: AttachmentRepo;
  readonly audit: AuditRepo;
}

/** What this office is, and the keys of this computer. */
export interface Self {
  readonly officeN: number;
  readonly officeId: OfficeId;
  readonly code: string;
  readonly name: string;
  /** Changes once, when a new office joins the programme of the first office it trusts. */
  programmeId: ProgrammeId;
  programme: string;
  readonly timeZone: string;
  readonly deviceId: DeviceId;
  readonly deviceN: number;
  readonly deviceKey: KeyObject;
  /** age identity: opens bundles for this office. */
  readonly identity: string;
  readonly recipient: string;
  readonly demo: boolean;
}

/** An office that somebody has opened: everything a use case needs, for one person, until the lock. */
export interface OpenOffice {
  readonly dir: string;
  readonly resourcesDir: string;
  readonly version: string;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly places: Places;
  readonly relay: RelayVisits;
  readonly db: WritableDb;
  readonly repos: Repos;
  /** Both change when the office turns a question on or off. */
  configuration: LoadedConfiguration;
  fields: FieldIndex;
  /** Changes with what the office lets its roles do. */
  subject: Subject;
  readonly me: { readonly id: UserId; readonly name: string; readonly roles: readonly Role[]; readonly n: number };
  readonly self: Self;
  readonly session: { readonly n: number; readonly id: SessionId; readonly key: KeyObject; readonly startedAt: number };
  readonly keys: UnlockedKeys;
  /** Counters of the log; written with every save, in its transaction. */
  readonly counters: { dseq: number; hlc: Hlc };
  readonly close: () => void;
}
