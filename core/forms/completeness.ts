import type { Step } from './types.ts';
import type { Completeness, FieldPath, FieldView, Gap, RowView } from './view.ts';

export const STEPS: readonly Step[] = ['C1', 'C2', 'C3', 'C4', 'C5', 'C6'];

/** The step by whose end the answer is needed, as a position in `STEPS`; what is needed to save comes before all. */
const RANK: Readonly<Record<FieldView['need'], number>> = {
  save: -1,
  C1: 0,
  C2: 1,
  C3: 2,
  C4: 3,
  C5: 4,
  C6: 5,
  none: 6,
};
const neededBy = (need: FieldView['need'], step: Step): boolean => RANK[need] <= RANK[step];
const RANKS = 8;
const placeOf = (need: FieldView['need']): number => RANK[need] + 1;

/** What one question, or several, add to the counts and lists of the case. */
export interface Tally {
  /** Needed and filled questions, by when they are needed. */
  readonly needed: readonly number[];
  readonly filled: readonly number[];
  readonly gaps: readonly Gap[];
  /** Answers that are kept and not asked now. */
  readonly hidden: readonly FieldPath[];
}

const NOTHING: readonly number[] = new Array<number>(RANKS).fill(0);
/** The tallies of several parts together. */
export function together(parts: readonly Tally[]): Tally {
  const needed = new Array<number>(RANKS).fill(0);
  const filled = new Array<number>(RANKS).fill(0);
  const gaps: Gap[] = [];
  const hidden: FieldPath[] = [];
  for (const part of parts) {
    for (let i = 0; i < RANKS; i += 1) {
      needed[i] = (needed[i] ?? 0) + (part.needed[i] ?? 0);
      filled[i] = (filled[i] ?? 0) + (part.filled[i] ?? 0);
    }
    gaps.push(...part.gaps);
    hidden.push(...part.hidden);
  }
  return { needed, filled, gaps, hidden };
}

/** Counted once per view: a view never changes, and most are taken over from one evaluation to the next. */
const ofFields = new WeakMap<FieldView, Tally>();
const ofRows = new WeakMap<RowView, Tally>();

function ownTally({ path, form, section, need, state, relevant, calculated }: FieldView): Tally {
  const at = placeOf(need);
  const one = (counts: boolean): readonly number[] => (counts ? NOTHING.with(at, 1) : NOTHING);
  return {
    needed: one(need !== 'none'),
    filled: one(need !== 'none' && state !== 'blank'),
    gaps: need !== 'none' && state === 'blank' ? [{ path, form, section, need }] : [],
    hidden: !relevant && !calculated && state !== 'blank' ? [path] : [],
  };
}

/** The tally of a question with all that its rows ask. */
export function tallyOf(view: FieldView): Tally {
  const known = ofFields.get(view);
  if (known !== undefined) return known;
  const own = ownTally(view);
  const tally = view.rows.length === 0 ? own : together([own, ...view.rows.map(rowTally)]);
  ofFields.set(view, tally);
  return tally;
}

function rowTally(row: RowView): Tally {
  const known = ofRows.get(row) ?? together(row.fields.map(tallyOf));
  ofRows.set(row, known);
  return known;
}

/** Filled and applicable questions that are needed until a step. A missing reason fills a question. */
export function completenessOf(tally: Tally, step: Step): Completeness {
  const until = (counts: readonly number[]): number =>
    counts.slice(0, RANK[step] + 2).reduce((sum, count) => sum + count, 0);
  return { needed: until(tally.needed), filled: until(tally.filled) };
}

export function stepCompleteness(tally: Tally): Readonly<Record<Step, Completeness>> {
  const of = (step: Step): Completeness => completenessOf(tally, step);
  return { C1: of('C1'), C2: of('C2'), C3: of('C3'), C4: of('C4'), C5: of('C5'), C6: of('C6') };
}

/** What is missing when a step is to be completed. */
export const gapsUntil = (gaps: readonly Gap[], step: Step): readonly Gap[] =>
  gaps.filter((gap) => neededBy(gap.need, step));
