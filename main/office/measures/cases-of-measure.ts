import { dayNumber } from '#core/measures/day-number.ts';
import type { ConditionOn } from '#core/finding/filter.ts';
import { measureOf, splitOf } from '#core/measures/measures.ts';
import { partIn } from '#core/measures/part-address.ts';
import { isCounted } from '#core/measures/tally.ts';
import { judgingDay } from '../today.ts';
import type { OpenOffice } from '../open-office.ts';
import { countingOf } from './counting.ts';

/**
 * The numbers of the cases that are counted in a number, or a part of it, of those that the person reaches: exactly as many
 * as it says. None of what they may not count; undefined for a number that there is not.
 */
export function casesOfMeasure(open: OpenOffice, condition: ConditionOn<'measure'>): readonly number[] | undefined {
  const def = measureOf(condition.measure);
  const { line, split: of } = partIn(condition.part);
  const split = of === undefined ? undefined : splitOf(of.id);
  if (def === undefined || (of !== undefined && split === undefined)) return undefined;
  const today = judgingDay(open);
  const period = { from: dayNumber(condition.from ?? today), to: dayNumber(condition.to ?? today) };
  const { cases, setting, may } = countingOf(open, period, of?.level);
  if (!may(def) || (split !== undefined && !may(split))) return [];
  const wanted = {
    part: line,
    ...(split === undefined || of === undefined ? {} : { split: { def: split, value: of.value } }),
  };
  return cases().flatMap(([n, past]) => (isCounted(past, def, wanted, setting) ? [n] : []));
}
