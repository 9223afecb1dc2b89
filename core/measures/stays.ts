import type { CasePast, Move, MoveKind } from './past.ts';
import type { Period } from './period.ts';

/** Where a case stands for the office: not here (yet), worked on, ended, handed over, taken out of the count. */
export type Standing = 'absent' | 'open' | 'closed' | 'out' | 'withdrawn';

/** A move that counted, with where the case stood before and after. */
export interface Step {
  readonly day: number;
  readonly kind: MoveKind;
  readonly why: string;
  readonly before: Standing;
  readonly after: Standing;
}

/**
 * | move      | from           | to                        |
 * |-----------|----------------|---------------------------|
 * | new       | absent         | open                      |
 * | in        | absent, out    | open                      |
 * | reopened  | closed         | open                      |
 * | closed    | open           | closed                    |
 * | out       | open, closed   | out                       |
 * | withdrawn | any but itself | withdrawn                 |
 * | restored  | withdrawn      | where it stood before it  |
 *
 * A move that does not fit where the case stands is a date that was typed wrongly, and counts for nothing.
 */
const FROM: Readonly<Record<MoveKind, readonly Standing[]>> = {
  new: ['absent'],
  in: ['absent', 'out'],
  reopened: ['closed'],
  closed: ['open'],
  out: ['open', 'closed'],
  withdrawn: ['absent', 'open', 'closed', 'out'],
  restored: ['withdrawn'],
};
const TO: Readonly<Record<Exclude<MoveKind, 'restored'>, Standing>> = {
  new: 'open',
  in: 'open',
  reopened: 'open',
  closed: 'closed',
  out: 'out',
  withdrawn: 'withdrawn',
};

const known = new WeakMap<readonly Move[], readonly Step[]>();

/** The moves that counted. Of one day those come first that fit: a case may be closed and opened again in one day. */
export function stepsIn(moves: readonly Move[]): readonly Step[] {
  const before = known.get(moves);
  if (before !== undefined) return before;
  const steps: Step[] = [];
  let standing: Standing = 'absent';
  let outside: Standing = 'absent';
  let left = [...moves];
  while (left.length > 0) {
    const day = left[0]?.[0] ?? 0;
    const next = left.find((move) => move[0] === day && FROM[move[1]].includes(standing));
    if (next === undefined) {
      left = left.filter((move) => move[0] !== day);
      continue;
    }
    const [, kind, why] = next;
    const after: Standing = kind === 'restored' ? outside : TO[kind];
    if (kind === 'withdrawn') outside = standing;
    steps.push({ day, kind, why, before: standing, after });
    standing = after;
    left = left.filter((move) => move !== next);
  }
  known.set(moves, steps);
  return steps;
}

/** Where the case stood at the end of a day. */
export function standingAt({ moves }: Pick<CasePast, 'moves'>, day: number): Standing {
  let standing: Standing = 'absent';
  for (const step of stepsIn(moves)) if (step.day <= day) standing = step.after;
  return standing;
}

/**
 * The steps of a period. None of a case that began in it and was taken out in it: it never was one (reference.md §6.1,
 * "not duplicate or disabled").
 */
export function stepsOfPeriod({ moves }: Pick<CasePast, 'moves'>, { from, to }: Period): readonly Step[] {
  const steps = stepsIn(moves);
  const first = steps[0];
  if (first !== undefined && first.day >= from && standingAt({ moves }, to) === 'withdrawn') return [];
  return steps.filter(({ day }) => day >= from && day <= to);
}

/** The day since which a case that is open on a day has been open. */
export function openSince({ moves }: Pick<CasePast, 'moves'>, day: number): number | undefined {
  let since: number | undefined;
  for (const step of stepsIn(moves)) {
    if (step.day > day) break;
    since = step.after === 'open' ? step.day : undefined;
  }
  return since;
}
