import type { EraseOp } from '#core/exchange/erasure-words.ts';
import type { CommitHead } from '#core/exchange/commit.ts';
import type { StreamRow } from '../storage/case.repo.ts';
import { audit } from './audit.ts';
import { eraseAgain } from './forget-case.ts';
import { isHeld } from './held-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { signerName } from './person-name.ts';

/** The commit that carries it. */
interface Carrier {
  readonly head: CommitHead;
  readonly sessionN: number;
  /** Office of the device. */
  readonly officeN: number;
}

/**
 * Remembers what offices ask and answer about the erasure of a case. What another office asks is for people here to
 * decide. What this office did itself holds here at once: it comes back to a copy of the office that is older than that.
 */
export function noteErasure(
  open: OpenOffice,
  { caseN }: StreamRow,
  { head, sessionN, officeN }: Carrier,
  op: EraseOp,
): void {
  const { cases, erasures, links } = open.repos;
  const caseId = cases.anyByNumber(caseN)?.caseId;
  if (caseId === undefined) return;
  const [, row, verb] = op;
  const said = { row, caseId, officeN, by: signerName(open, sessionN), at: head.wall };
  if (verb === 'ask') erasures.ask({ ...said, kind: op[3], why: op[4] });
  else {
    erasures.answer({ ...said, outcome: op[3], why: op[4] });
    // Who erased a case is sent nothing more of it.
    if (officeN !== open.self.officeN && op[3] !== 'refused' && !erasures.has(caseId)) links.unshare(caseN, officeN);
  }
  if (officeN !== open.self.officeN || op[3] === 'refused') return;
  // Another computer of this office did not know of a hold that lies on it here: people decide.
  if (isHeld(open, caseId) && !erasures.has(caseId)) audit(open, 'case.erased-again', caseId, 'refused', op[3]);
  else eraseAgain(open, { caseId, kind: op[3], at: head.wall });
}
