import type { CommitHead } from '#core/exchange/commit.ts';
import type { Op } from '#core/exchange/op.ts';
import type { StreamRow } from '../storage/case.repo.ts';
import type { OpenOffice } from './open-office.ts';
import { signerName } from './person-name.ts';

type RestrictOp = Extract<Op, readonly ['restrict', ...unknown[]]>;

/** The commit that carries it. */
interface Carrier {
  readonly head: CommitHead;
  readonly sessionN: number;
  /** Office of the device. */
  readonly officeN: number;
}

/**
 * Remembers what a commit says of a restriction. Whoever may write in the case may set one and lift any: what is lifted
 * was seen by who lifts it, and one that was set meanwhile has another id and holds on.
 */
export function noteRestriction(
  open: OpenOffice,
  { caseN }: StreamRow,
  { head, sessionN, officeN }: Carrier,
  op: RestrictOp,
): void {
  const { restrictions } = open.repos;
  const row = op[1];
  const said = { by: signerName(open, sessionN), at: head.wall };
  if (op[2] === 'lift') restrictions.lift(row, caseN, { ...said, why: op[3] });
  else restrictions.add({ row, caseN, why: op[3], authority: op[4], until: op[5], officeN, ...said });
}
