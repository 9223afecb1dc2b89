import type { Step } from './types.ts';
import type { Completeness, FieldView, Gap } from './view.ts';

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

/** Filled and applicable questions that are needed until a step. A missing reason fills a question. */
export function completenessOf(fields: readonly FieldView[], step: Step): Completeness {
  let needed = 0;
  let filled = 0;
  for (const field of fields) {
    if (!neededBy(field.need, step)) continue;
    needed += 1;
    if (field.state !== 'blank') filled += 1;
  }
  return { needed, filled };
}

/** The counts of several parts together. */
export const together = (parts: readonly Completeness[]): Completeness => ({
  filled: parts.reduce((sum, part) => sum + part.filled, 0),
  needed: parts.reduce((sum, part) => sum + part.needed, 0),
});

export function stepCompleteness(fields: readonly FieldView[]): Readonly<Record<Step, Completeness>> {
  const of = (step: Step): Completeness => completenessOf(fields, step);
  return { C1: of('C1'), C2: of('C2'), C3: of('C3'), C4: of('C4'), C5: of('C5'), C6: of('C6') };
}

/** The needed questions without an answer. */
export const gapsOf = (fields: readonly FieldView[]): readonly Gap[] =>
  fields.flatMap(({ path, form, section, need, state }) =>
    need !== 'none' && state === 'blank' ? [{ path, form, section, need }] : [],
  );

/** What is missing when a step is to be completed. */
export const gapsUntil = (gaps: readonly Gap[], step: Step): readonly Gap[] =>
  gaps.filter((gap) => neededBy(gap.need, step));
