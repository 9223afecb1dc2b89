import type { OfficeId } from '#core/ids.ts';
import { readOps } from '#core/exchange/commit.ts';
import { sessionSays } from '../crypto/session-certificate.ts';
import type { CommitRow } from '../storage/commit.repo.ts';
import type { OfficeRow, SessionRow } from '../storage/office.repo.ts';
import { officeOfDevice } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';
import { proofOf } from './people-proofs.ts';

export interface Origin {
  readonly by: string;
  readonly office: string;
  readonly officeId: OfficeId;
  /** The beginning of the computer's id: enough to tell a few apart. */
  readonly computer: { readonly code: string; readonly isThis: boolean };
  /**
   * Of people of other offices, where the programme has an authority: whether their office signed for who wrote it. Otherwise
   * the computer alone says so.
   */
  readonly certified?: boolean;
  /** What the author gave as the reason for this field. */
  readonly whyOf: (field: string) => string | undefined;
}

const SALT = 16;
export const COMPUTER_CODE = 6;

/** The operations of a commit in the log; none when its content was erased. */
export function opsOf(commit: CommitRow): ReturnType<typeof readOps> & object {
  if (!commit.payload) return [];
  return readOps(Buffer.from(commit.payload.subarray(SALT)).toString('utf8')) ?? [];
}

/** Who wrote a commit: the person of its session, at the office of its computer. */
export function originOf(open: OpenOffice, commit: CommitRow): Origin {
  const { offices } = open.repos;
  const session = offices.session(commit.sessionN);
  const person = session && offices.person(session.personN);
  const device = offices.device(commit.deviceN);
  const office = officeOfDevice(open, device);
  return {
    by: person?.name ?? '',
    office: office?.name ?? '',
    officeId: office?.officeId ?? open.self.officeId,
    computer: { code: device?.deviceId.slice(0, COMPUTER_CODE) ?? '', isThis: commit.deviceN === open.self.deviceN },
    ...certifiedIn(open, session, office),
    whyOf: (field) => {
      for (const op of opsOf(commit)) if (!('unknown' in op) && op[0] === 'set' && op[3] === field) return op[6];
      return undefined;
    },
  };
}

function certifiedIn(
  open: OpenOffice,
  session: SessionRow | undefined,
  office: OfficeRow | undefined,
): { certified?: boolean } {
  if (!session || !office || office.isSelf || open.repos.trust.directory() === undefined) return {};
  const said = sessionSays(session.cert);
  return { certified: said !== undefined && proofOf(open, said) === 'certified' };
}

/** Who wrote the value that a dot names. */
export function commitByDot(open: OpenOffice, dot: string): Origin {
  const commit = open.repos.commits.byDot(dot);
  if (!commit) throw new Error('a value whose commit is not in the log');
  return originOf(open, commit);
}
