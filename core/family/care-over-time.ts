import { isDate } from '../forms/answer-kind.ts';
import { compareIso } from '../forms/iso-date.ts';
import type { FieldValue, Row } from '../forms/types.ts';

/** Where the caregivers stand, in every profile. */
export const CARE = 'care_arrangements';

export interface CareSpell {
  readonly row: Row;
  /** ISO, as exact as it is known; undefined: not said. */
  readonly from: string | undefined;
  /** The day it ended, or on which the next one began; undefined: it lasts, or nobody said. */
  readonly until: string | undefined;
  /** The one that is in force today; at most one. */
  readonly current: boolean;
}

const dateOf = (value: FieldValue | undefined): string | undefined => (isDate(value) ? value.date : undefined);

/**
 * Who cared for the child and when, the newest first. One that says no beginning counts from the registration, as the
 * care of today on the form does; of several that begin together the one written last is the later one. The newest is
 * in force unless its end has passed.
 *
 * @param today `YYYY-MM-DD`
 */
export function careOverTime(
  rows: readonly Row[],
  registered: FieldValue | undefined,
  today: string,
): readonly CareSpell[] {
  const begin = (row: Row): string => dateOf(row.values['start_date']) ?? dateOf(registered) ?? '';
  const inOrder = rows.toSorted((a, b) => compareWhole(begin(a), begin(b)));
  const spells = inOrder.map((row, i): CareSpell => {
    const next = inOrder[i + 1];
    const ended = dateOf(row.values['end_date']);
    return {
      row,
      from: dateOf(row.values['start_date']),
      until: ended ?? (next === undefined ? undefined : dateOf(next.values['start_date'])),
      current: next === undefined && (ended === undefined || compareIso(ended, today) >= 0),
    };
  });
  return spells.toReversed();
}

/** A month comes before its days, a year before its months. */
const compareWhole = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The arrangement in force; undefined when nobody is recorded. */
export const careNow = (rows: readonly Row[], registered: FieldValue | undefined, today: string): Row | undefined =>
  careOverTime(rows, registered, today).find(({ current }) => current)?.row;
