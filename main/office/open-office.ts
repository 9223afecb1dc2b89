import type { KeyObject } from 'node:crypto';
import type { DeviceId, OfficeId, ProgrammeId, SessionId, UserId } from '#core/ids.ts';
import type { Hlc } from '#core/exchange/hlc.ts';
import type { LoadedConfiguration } from '#core/forms/config-schema.ts';
import type { FieldIndex } from '#core/forms/field-index.ts';
import type { Subject } from '#core/rights/decide.ts';
import type { UnlockedKeys } from '../crypto/key-file.ts';
import type { WritableDb } from '../storage/database.ts';
import type { AccountRepo } from '../storage/account.repo.ts';
import type { AskedReferralRepo } from '../storage/asked-referral.repo.ts';
import type { AttachmentRepo } from '../storage/attachment.repo.ts';
import type { AuditRepo } from '../storage/audit.repo.ts';
import type { BackupRepo } from '../storage/backup.repo.ts';
import type { ConductRepo } from '../storage/conduct.repo.ts';
import type { CaseGuardRepo } from '../storage/case-guard.repo.ts';
import type { CaseListRepo } from '../storage/case-list.repo.ts';
import type { CaseVisitRepo } from '../storage/case-visit.repo.ts';
import type { CaseMarkRepo } from '../storage/case-mark.repo.ts';
import type { CaseRepo } from '../storage/case.repo.ts';
import type { CommitRepo } from '../storage/commit.repo.ts';
import type { DraftRepo } from '../storage/draft.repo.ts';
import type { EmergencyAccessRepo } from '../storage/emergency-access.repo.ts';
import type { ErasureRepo } from '../storage/erasure.repo.ts';
import type { FindingRepo } from '../storage/finding.repo.ts';
import type { AgencyRepo } from '../storage/agency.repo.ts';
import type { GroupRepo } from '../storage/group.repo.ts';
import type { HandoverRepo } from '../storage/handover.repo.ts';
import type { HeldBeforeRepo } from '../storage/held-before.repo.ts';
import type { ImportRepo } from '../storage/import.repo.ts';
import type { FileDecisionRepo } from '../storage/file-decision.repo.ts';
import type { KeptLongerRepo } from '../storage/kept-longer.repo.ts';
import type { PassedGuardRepo } from '../storage/passed-guard.repo.ts';
import type { ListViewRepo } from '../storage/list-view.repo.ts';
import type { AsideRepo } from '../storage/aside.repo.ts';
import type { LinkRepo } from '../storage/link.repo.ts';
import type { MergedCaseRepo } from '../storage/merged-case.repo.ts';
import type { OfficeItemRepo } from '../storage/office-item.repo.ts';
import type { OfficeRepo } from '../storage/office.repo.ts';
import type { PastRepo } from '../storage/past.repo.ts';
import type { ReferralRepo } from '../storage/referral.repo.ts';
import type { RecordRepo } from '../storage/record.repo.ts';
import type { RecordStateRepo } from '../storage/record-state.repo.ts';
import type { RegisterRepo } from '../storage/register.repo.ts';
import type { RestrictionRepo } from '../storage/restriction.repo.ts';
import type { RoleRepo } from '../storage/role.repo.ts';
import type { SavedReportRepo } from '../storage/saved-report.repo.ts';
import type { SearchRepo } from '../storage/search.repo.ts';
import type { PersonCertificateRepo } from '../storage/person-certificate.repo.ts';
import type { SiblingRepo } from '../storage/sibling.repo.ts';
import type { TakenOutRepo } from '../storage/taken-out.repo.ts';
import type { SuspensionRepo } from '../storage/suspension.repo.ts';
import type { SuccessionRepo } from '../storage/succession.repo.ts';
import type { SecondPersonRepo } from '../storage/second-person.repo.ts';
import type { SecondFactorRepo } from '../storage/second-factor.repo.ts';
import type { TaskRepo } from '../storage/task.repo.ts';
import type { TravellingFileRepo } from '../storage/travelling-file.repo.ts';
import type { TrustRepo } from '../storage/trust.repo.ts';
import type { RefusedStateRepo } from '../storage/refused-state.repo.ts';
import type { WitnessRepo } from '../storage/witness.repo.ts';
import type { Clock } from './clock.ts';
import type { Opened } from './office-files.ts';
import type { BackupRounds } from './backup-rounds.ts';
import type { MachineSecrets } from './machine-secrets.ts';
import type { MarkTimer } from './mark-timer.ts';
import type { Places } from './places.ts';
import type { RelayVisits } from './relay/relay-visits.ts';
import type { Emit } from './progress.ts';

export interface Repos {
  readonly cases: CaseRepo;
  readonly commits: CommitRepo;
  readonly records: RecordStateRepo;
  readonly offices: OfficeRepo;
  readonly groups: GroupRepo;
  readonly agencies: AgencyRepo;
  readonly accounts: AccountRepo;
  readonly conduct: ConductRepo;
  readonly factors: SecondFactorRepo;
  readonly guards: CaseGuardRepo;
  /** What the computers of this office tell each other beside the cases. */
  readonly items: OfficeItemRepo;
  /** What they told that this version could not take. */
  readonly refusedState: RefusedStateRepo;
  readonly roles: RoleRepo;
  readonly emergencies: EmergencyAccessRepo;
  readonly trust: TrustRepo;
  readonly successions: SuccessionRepo;
  readonly siblings: SiblingRepo;
  readonly takenOut: TakenOutRepo;
  readonly backups: BackupRepo;
  readonly list: CaseListRepo;
  readonly marks: CaseMarkRepo;
  readonly listed: RecordRepo;
  readonly views: ListViewRepo;
  readonly visits: CaseVisitRepo;
  readonly search: SearchRepo;
  readonly tasks: TaskRepo;
  readonly past: PastRepo;
  readonly savedReports: SavedReportRepo;
  readonly registers: RegisterRepo;
  readonly restrictions: RestrictionRepo;
  readonly erasures: ErasureRepo;
  readonly keptLonger: KeptLongerRepo;
  readonly fileDecisions: FileDecisionRepo;
  readonly passedGuards: PassedGuardRepo;
  readonly findings: FindingRepo;
  readonly merged: MergedCaseRepo;
  readonly referrals: ReferralRepo;
  readonly asked: AskedReferralRepo;
  readonly handovers: HandoverRepo;
  readonly imports: ImportRepo;
  readonly drafts: DraftRepo;
  readonly links: LinkRepo;
  readonly aside: AsideRepo;
  readonly attachments: AttachmentRepo;
  readonly files: TravellingFileRepo;
  readonly audit: AuditRepo;
  readonly witnesses: WitnessRepo;
  readonly heldBefore: HeldBeforeRepo;
  readonly seconds: SecondPersonRepo;
  readonly suspensions: SuspensionRepo;
  readonly people: PersonCertificateRepo;
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
  /** age identities that open bundles for this office: of this computer, and of those that it was before. */
  readonly identities: readonly string[];
  readonly recipient: string;
  readonly demo: boolean;
}

/** An office that somebody has opened: everything a use case needs, for one person, until the lock. */
export interface OpenOffice {
  readonly dir: string;
  /** Folder in which this computer remembers how far it has come. */
  readonly marks: string;
  readonly resourcesDir: string;
  readonly version: string;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly places: Places;
  readonly relay: RelayVisits;
  /** The database as a file, and the key that opened it: for copies. */
  readonly opened: Pick<Opened, 'database'> & { key: Uint8Array };
  readonly db: WritableDb;
  readonly repos: Repos;
  /** Both change when the office turns a question on or off. */
  configuration: LoadedConfiguration;
  fields: FieldIndex;
  /** Changes with what the office lets its roles do, and who is in which group. */
  subject: Subject;
  /** The day on which `subject` was made, `YYYY-MM-DD`: on a later one it is made anew. */
  day: string;
  /** The role that the person looks at the program as, for reading only. */
  trial: string | undefined;
  /** What the person has to do before anything else. */
  readonly before: Set<'passphrase' | 'second-factor' | 'conduct'>;
  /** `roles`: ids, those that give nothing today too. */
  me: { readonly id: UserId; readonly name: string; readonly roles: readonly string[]; readonly n: number };
  /** Both change when this computer goes on as a new one while somebody works (exchange.md R2). */
  self: Self;
  session: { readonly n: number; readonly id: SessionId; readonly key: KeyObject; readonly startedAt: number };
  /** Changes with the key of the database. */
  keys: UnlockedKeys;
  /** The secrets of this computer, for slots that are bound to it. */
  readonly machine: MachineSecrets;
  /** Counters of the log; written with every save, in its transaction. */
  readonly counters: { dseq: number; hlc: Hlc };
  /** What remembers outside of the database how far this computer has come. */
  readonly mark: MarkTimer;
  readonly backups: BackupRounds;
  /**
   * For long work that has the turn: lends it between two steps, or for as long as `work` takes, to the calls that may come
   * in between. AUTH_LOCKED when the office was closed meanwhile. `isAwaited`: whether somebody waits for this thread, who
   * comes in when the turn is lent next; where that cannot be told, somebody may.
   */
  readonly turn: {
    readonly lend: () => Promise<void>;
    readonly lendWhile: (work: Promise<void>) => Promise<void>;
    readonly isAwaited: () => boolean;
  };
  readonly close: () => void;
}
