import { readHead, type CommitHead } from '#core/exchange/commit.ts';
import { fitsErasures, isErase, type EraseOp } from '#core/exchange/erasure-words.ts';
import { ERASURE_STREAM } from '#core/exchange/op.ts';
import type { StreamRow } from '../storage/case.repo.ts';
import { audit } from './audit.ts';
import { opsOf } from './commit-by-dot.ts';
import { eraseAgain } from './forget-case.ts';
import { isHeld } from './held-cases.ts';
import { officeOfDevice } from './office-of-device.ts';
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

/**
 * After an upgrade: words about erasures that this program did not know when they came, also of cases that were erased here,
 * whose stream for them stays open. In the caller's transaction.
 *
 * @param known kinds of operations that were known before; what of them was said has had its effect.
 */
export function takeErasuresBefore(open: OpenOffice, known: readonly string[]): void {
  const { cases, commits, offices } = open.repos;
  for (const stream of cases.streamsWith(ERASURE_STREAM))
    for (const commit of [...commits.ofStream(stream.sid)]) {
      const ops = opsOf(commit);
      const fresh = ops.filter(isErase).filter(([kind]) => !known.includes(kind));
      const head = readHead(Buffer.from(commit.body).toString('utf8'));
      const office = officeOfDevice(open, offices.device(commit.deviceN));
      // Nobody judged it when it came.
      if (head === undefined || office === undefined || !fitsErasures(stream.compartment, ops)) continue;
      for (const op of fresh) noteErasure(open, stream, { head, sessionN: commit.sessionN, officeN: office.n }, op);
    }
}
