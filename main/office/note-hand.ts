import type { Handover, HandOp } from '#core/exchange/handover.ts';
import type { CommitHead } from '#core/exchange/commit.ts';
import type { CommitId } from '#core/ids.ts';
import type { StreamRow } from '../storage/case.repo.ts';
import type { HandoverRow } from '../storage/handover.repo.ts';
import type { OpenOffice } from './open-office.ts';
import { signerName } from './person-name.ts';
import { noteOwner } from './write-grants.ts';

/** The commit that carries an operation of a hand-over. */
interface Carrier {
  readonly id: CommitId;
  readonly head: CommitHead;
  readonly sessionN: number;
  /** Office of the device. */
  readonly officeN: number;
}

/** A hand-over as the rules judge it. */
export const handoverOf = ({ from, to, recalled, reply, accepted }: HandoverRow): Handover => ({
  from,
  to,
  recalled,
  reply: reply === undefined ? undefined : { commit: reply, accepted },
});

/**
 * Remembers what a commit says of a hand-over; it was judged before (core/exchange/handover.ts). `own` changes the owner
 * of the stream it stands in, and in the core that of the case. An office that is not known here cannot become an
 * owner here: the commit stays in the log.
 */
export function noteHand(open: OpenOffice, stream: StreamRow, commit: Carrier, op: HandOp): void {
  const { handovers, offices, cases } = open.repos;
  const [, row, verb, office] = op;
  if (verb === 'offer') {
    const from = offices.office(commit.officeN)?.officeId;
    if (from !== undefined) handovers.add({ row, caseN: stream.caseN, from, to: office, offeredAt: commit.head.wall });
    return;
  }
  if (verb === 'recall') {
    handovers.recall(row);
    return;
  }
  if (verb === 'own') {
    const owner = offices.officeById(office);
    if (owner === undefined) return;
    noteOwner(open, stream, owner.n, commit.head);
    if (stream.compartment !== 'core') return;
    cases.setOwner(stream.caseN, owner.n);
    handovers.own(row, commit.id);
    return;
  }
  handovers.reply(row, {
    commit: commit.id,
    accepted: verb === 'take',
    by: signerName(open, commit.sessionN),
    reason: verb === 'leave' ? op[4] : '',
    at: commit.head.wall,
  });
}
