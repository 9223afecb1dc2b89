import { toAsciiDigits } from '../forms/digits.ts';
import type { DateRangeValue } from '../forms/types.ts';
import type { ColumnPlan } from './plan.ts';
import { readDate } from './read-date.ts';

type Setting = Pick<ColumnPlan, 'order' | 'calendar'>;

/** What people write between the two days; a stroke alone may part the numbers of one date, so it needs room around it. */
const BETWEEN =
  /\s*[–—→]\s*|\s*\.\.+\s*|\s+-\s+|\/(?=\d{4}-)|\s+(?:to|until|till|au|à|jusqu['’]au)\s+|\s+(?:إلى|الى|حتى)\s+/giu;
const FROM = /^(?:from|since|du|depuis(?: le)?|à partir du|من|منذ)\s+/iu;
const UNTIL = /^(?:(?:until|till|to|jusqu['’]au|au|حتى|إلى|الى)\s+|\.\.+\s*\/?\s*|[–—→]\s*|-\s+)/iu;

/** A whole day; a month or a year is no end of a span. */
function dayIn(text: string, setting: Setting, thisYear: number): string | undefined {
  const date = readDate(text, setting, thisYear);
  return date?.precision === 'day' ? date.date : undefined;
}

/**
 * A span of days as a cell writes it: `3 Mar 2026 – 5 Apr 2026`, `from 03/03/2026 to 05/04/2026`, or with one end open, `since
 * 03/03/2026`, `03/03/2026 –`. Undefined where two days cannot be told, or more than one way to part the cell makes sense.
 * Whether the end comes after the beginning is judged with the answer.
 *
 * @param end the column holds this end alone.
 * @param thisYear Gregorian, for years in two digits.
 */
export function readSpan(
  cell: string,
  setting: Setting,
  thisYear: number,
  end?: 'from' | 'to',
): DateRangeValue | undefined {
  const text = toAsciiDigits(cell).trim();
  const { calendar } = setting;
  const day = (part: string): string | undefined => dayIn(part.trim(), setting, thisYear);
  if (end !== undefined) {
    const only = day(text);
    return only === undefined ? undefined : { [end]: only, calendar };
  }
  if (UNTIL.test(text)) {
    const to = day(text.replace(UNTIL, ''));
    return to === undefined ? undefined : { to, calendar };
  }
  const begun = text.replace(FROM, '');
  const since = day(begun.replace(/\s*[–—→]$|\s+-$|\/\.\.+$/u, ''));
  if (since !== undefined) return { from: since, calendar };
  const spans = [...begun.matchAll(BETWEEN)].flatMap((found): DateRangeValue[] => {
    const [from, to] = [day(begun.slice(0, found.index)), day(begun.slice(found.index + found[0].length))];
    return from === undefined || to === undefined ? [] : [{ from, to, calendar }];
  });
  return spans.length === 1 ? spans[0] : undefined;
}
