import type { CommitHead } from '#core/exchange/commit.ts';
import { judgeHand, type HandOp } from '#core/exchange/handover.ts';
import type { StreamRow } from '../storage/case.repo.ts';
import { handoverOf } from './note-hand.ts';
import type { OpenOffice } from './open-office.ts';
import { ownerAsOf } from './write-grants.ts';

/** Why an operation of a hand-over in a commit of an office does not count; undefined where all of them do. */
export function wrongHand(
  open: OpenOffice,
  stream: StreamRow,
  { head, officeN }: { readonly head: CommitHead; readonly officeN: number },
  hands: readonly HandOp[],
): string | undefined {
  if (hands.length === 0) return undefined;
  const { offices, handovers } = open.repos;
  const author = offices.officeId(officeN);
  const owner = offices.officeId(ownerAsOf(open, stream, head));
  if (author === undefined || owner === undefined) return undefined;
  for (const op of hands) {
    const known = handovers.byRow(op[1]);
    if (known !== undefined && known.caseN !== stream.caseN) return 'handover-of-another-case';
    if (op[2] !== 'own' && stream.compartment !== 'core') return 'handover-outside-the-core';
    const wrong = judgeHand(op, { author, owner, known: known && handoverOf(known) });
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
