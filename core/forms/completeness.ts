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

interface Sum {
  readonly needed: number[];
  readonly filled: number[];
  readonly gaps: Gap[];
  readonly hidden: FieldPath[];
}
const emptySum = (): Sum => ({
  needed: new Array<number>(RANKS).fill(0),
  filled: new Array<number>(RANKS).fill(0),
  gaps: [],
  hidden: [],
});
/** Nothing is added by a question that is not needed and that keeps no answer out of sight; most are like that. */
const NOTHING: Tally = emptySum();

function addTally(sum: Sum, { needed, filled, gaps, hidden }: Tally): void {
  for (let i = 0; i < RANKS; i += 1) {
    sum.needed[i] = (sum.needed[i] ?? 0) + (needed[i] ?? 0);
    sum.filled[i] = (sum.filled[i] ?? 0) + (filled[i] ?? 0);
  }
  // One by one: a case may have more gaps than a call takes arguments.
  for (const gap of gaps) sum.gaps.push(gap);
  for (const path of hidden) sum.hidden.push(path);
}

function addField(sum: Sum, view: FieldView): void {
  const { path, form, section, need, state, relevant, calculated } = view;
  const blank = state === 'blank';
  if (need !== 'none') {
    const at = placeOf(need);
    sum.needed[at] = (sum.needed[at] ?? 0) + 1;
    if (blank) sum.gaps.push({ path, form, section, need });
    else sum.filled[at] = (sum.filled[at] ?? 0) + 1;
  }
  if (!relevant && !calculated && !blank) sum.hidden.push(path);
  for (const row of view.rows) addTally(sum, rowTally(row));
}

/** The tallies of several parts together. */
export function together(parts: readonly Tally[]): Tally {
  const sum = emptySum();
  for (const part of parts) if (part !== NOTHING) addTally(sum, part);
  return sum;
}

/** The tally of some questions with all that their rows ask. */
export function tallyOf(views: readonly FieldView[]): Tally {
  let sum: Sum | undefined;
  for (const view of views) {
    const counts = view.need !== 'none' || view.rows.length > 0;
    if (counts || (!view.relevant && view.state !== 'blank')) addField((sum ??= emptySum()), view);
  }
  return sum ?? NOTHING;
}

/** Counted once per row: its view never changes, and most are taken over from one evaluation to the next. */
const ofRows = new WeakMap<RowView, Tally>();

function rowTally(row: RowView): Tally {
  const known = ofRows.get(row);
  if (known !== undefined) return known;
  const tally = tallyOf(row.fields);
  ofRows.set(row, tally);
  return tally;
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
