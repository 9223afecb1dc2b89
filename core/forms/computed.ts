import { dayOf, instantOf } from './date-time.ts';
import { compareIso } from './iso-date.ts';
import type { Naming } from '../records/naming.ts';
import type { DateTimeValue, FieldValue } from './types.ts';

/** A date stays apart from text, so that two texts that look like dates are still compared as texts. */
export interface ComputedDate {
  readonly date: string;
}
/** What an expression gives; undefined is "not answered" and runs through everything that computes with it. */
export type Computed = boolean | number | string | readonly string[] | ComputedDate | DateTimeValue | undefined;

/** The answers an expression sees: hidden ones are absent, and every one is of its field's kind. */
export interface Answers {
  /** The real answer, or a missing reason, or undefined. */
  read(field: string): FieldValue | undefined;
  /** The rows that are shown; inside a row, of its child tables only its own. */
  rowsOf(subform: string): readonly Answers[];
}

/** The tree of areas, as far as the rules ask about it. */
export interface Places {
  /** How deep a code lies: 1 at the top. Undefined for a code that is not known. */
  levelOf(code: string): number | undefined;
  /** Whether smaller areas lie in it that can be chosen, however deep the tree is. Undefined for an unknown code. */
  isDivided(code: string): boolean | undefined;
}

/** What an expression knows beside the answers. */
export interface Surroundings {
  /** `YYYY-MM-DD` */
  readonly today: string;
  readonly now: DateTimeValue | undefined;
  readonly places: Places | undefined;
  /** How the office writes names; without it as most do. */
  readonly naming: Naming | undefined;
}

export const isComputedDate = (value: Computed): value is ComputedDate =>
  typeof value === 'object' && !Array.isArray(value) && 'date' in value;
const isMoment = (value: Computed): value is DateTimeValue =>
  typeof value === 'object' && !Array.isArray(value) && 'at' in value;

/** The day, month or year of a computed value, as ISO text: of a moment the day at its place. */
export function dateOf(value: Computed): string | undefined {
  if (isMoment(value)) return dayOf(value);
  return isComputedDate(value) ? value.date : typeof value === 'string' ? value : undefined;
}
export const momentOf = (value: Computed): DateTimeValue | undefined => (isMoment(value) ? value : undefined);

/** What a computed value looks like inside a text. */
export const computedText = (value: Computed): string =>
  isMoment(value)
    ? value.at.replace('T', ' ')
    : isComputedDate(value)
      ? value.date
      : value === undefined
        ? ''
        : String(value);

/** Only whole numbers are answers; zero has no sign. */
export const whole = (value: number): number | undefined => (Number.isSafeInteger(value) ? value + 0 : undefined);

/** Below zero when `a` comes first; undefined when one of them is not known. */
export function compareComputed(a: Computed, b: Computed): number | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (isMoment(a) && isMoment(b)) {
    const [x, y] = [instantOf(a), instantOf(b)];
    return x === undefined || y === undefined ? undefined : x - y;
  }
  if (isComputedDate(a) || isComputedDate(b) || isMoment(a) || isMoment(b)) {
    return compareIso(dateOf(a) ?? '', dateOf(b) ?? '');
  }
  return a === b ? 0 : a < b ? -1 : 1;
}
