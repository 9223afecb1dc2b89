import type { CommitHead } from '#core/exchange/commit.ts';
import type { ReferOp } from '#core/exchange/referral-words.ts';
import type { StreamRow } from '../storage/case.repo.ts';
import { eraseSnapshot } from './asked-referral.ts';
import type { OpenOffice } from './open-office.ts';
import { signerName } from './person-name.ts';

/** The commit that carries a word about a referral. */
interface Carrier {
  readonly head: CommitHead;
  readonly sessionN: number;
  /** Office of the device. */
  readonly officeN: number;
}

/** Remembers what a commit says of a referral to another office; it was judged before (core/exchange/referral-words.ts). */
export function noteRefer(
  open: OpenOffice,
  stream: StreamRow,
  { head, sessionN, officeN }: Carrier,
  op: ReferOp,
): void {
  const { asked, offices } = open.repos;
  const row = op[1];
  const said = { by: signerName(open, sessionN), at: head.wall };
  switch (op[2]) {
    case 'ask': {
      const from = offices.office(officeN)?.officeId;
      const entry = { row, fileN: stream.caseN, to: op[3], askedAt: head.wall, until: op[4] };
      if (from !== undefined) asked.add({ ...entry, from });
      return;
    }
    case 'end':
      asked.end(row, op[3], head.wall);
      eraseSnapshot(open, { row, fileN: stream.caseN });
      return;
    case 'accept':
      asked.answer(row, { ...said, accepted: true, reason: '' });
      return;
    case 'decline':
      asked.answer(row, { ...said, accepted: false, reason: op[3] });
      // Who declines needs nothing of it.
      eraseSnapshot(open, { row, fileN: stream.caseN });
      return;
    case 'close':
      asked.close(row, { ...said, given: op[3], report: op[4] });
  }
}
