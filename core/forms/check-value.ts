import { isId16 } from '../ids.ts';
import { isAge, isDate, isDateRange, isDateTime, isList, isMissing, isMoney, isTally } from './answer-kind.ts';
import { checkDigitFits } from './check-digit.ts';
import { textLength } from './clean-text.ts';
import type { LoadedConfiguration } from './config-index.ts';
import { isMoment } from './date-time.ts';
import { isIsoDay, isoParts } from './iso-date.ts';
import type { AgeValue, DateRangeValue, DateValue, FieldDef, FieldType, FieldValue, TallyValue } from './types.ts';
import type { ValueProblem } from './view.ts';

/** Characters a text may have where its field says nothing else (ui-guide §6: no hard limit below 10,000). */
const LONGEST: Readonly<Partial<Record<FieldType, number>>> = { long_text: 10_000, identifier: 64, case_code: 24 };
const LONGEST_LINE = 500;
const PHONE = /^\+?\d{3,15}$/u;
const PRECISIONS: readonly string[] = ['day', 'month', 'year', 'about'];
const CALENDARS: readonly string[] = ['gregory', 'ethiopic', 'persian', 'islamic-umalqura', 'buddhist'];
const AMOUNT = /^-?\d{1,12}(\.\d{1,3})?$/u;
const CURRENCY = /^[A-Z]{3}$/u;
const PLACE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/u;
/** Attachments of one field; what a case may hold altogether is limited where they are stored. */
const MOST_FILES = 100;
const OLDEST = 130;
/** Months are for young children; above five years an age is told in years. */
const MOST_MONTHS = 60;

/** The most characters the field takes. */
export const longest = (def: FieldDef): number => def.max ?? LONGEST[def.type] ?? LONGEST_LINE;

/**
 * What is wrong with a value in its field, or undefined. Expects a value as `normaliseValue` leaves it; a value of any
 * other shape is a problem too, never an exception. Retired options are right: they were chosen when they were offered.
 */
export function checkValue(config: LoadedConfiguration, def: FieldDef, value: FieldValue): ValueProblem | undefined {
  if (value === null) return 'wrong_kind';
  if (isMissing(value)) {
    const offered = def.missing ?? ['unknown', 'refused', 'not_asked'];
    return offered.includes(value.missing) ? undefined : 'missing_not_offered';
  }
  const options = config.options.get(def.options ?? '');
  switch (def.type) {
    case 'number':
      return typeof value === 'number' ? numberProblem(def, value) : 'wrong_kind';
    case 'scale':
      if (typeof value !== 'number') return 'wrong_kind';
      return options?.has(String(value)) === true ? undefined : 'unknown_option';
    case 'tick':
      return value === 'yes' ? undefined : 'wrong_kind';
    case 'choice':
      if (typeof value !== 'string') return 'wrong_kind';
      return options?.has(value) === true ? undefined : 'unknown_option';
    case 'choices':
      if (!isList(value)) return 'wrong_kind';
      return value.every((option) => options?.has(option) === true) ? undefined : 'unknown_option';
    case 'case_links':
      return isList(value) && value.every((link) => typeof link === 'string') ? undefined : 'wrong_kind';
    case 'photo':
    case 'audio':
    case 'document':
    case 'signature':
      if (!isList(value) || !value.every(isId16)) return 'wrong_kind';
      return value.length > (def.type === 'signature' ? 1 : MOST_FILES) ? 'too_many' : undefined;
    case 'date':
      return isDate(value) ? dateProblem(value) : 'wrong_kind';
    case 'date_time':
      if (!isDateTime(value)) return 'wrong_kind';
      return isMoment(value) ? undefined : 'not_a_moment';
    case 'date_range':
      return isDateRange(value) ? rangeProblem(value) : 'wrong_kind';
    case 'tally':
      return isTally(value) ? tallyProblem(def, value, options) : 'wrong_kind';
    case 'money':
      if (!isMoney(value)) return 'wrong_kind';
      return AMOUNT.test(value.amount) && CURRENCY.test(value.currency) ? undefined : 'not_money';
    case 'age':
      return isAge(value) ? ageProblem(value) : 'wrong_kind';
    case 'phone':
      if (typeof value !== 'string') return 'wrong_kind';
      return PHONE.test(value) ? undefined : 'not_a_phone';
    case 'row_link':
      return typeof value === 'string' ? undefined : 'wrong_kind';
    case 'rows':
    case 'separator':
    case 'form_link':
      return 'wrong_kind';
    case 'place':
      return typeof value === 'string' && PLACE.test(value) ? undefined : 'wrong_kind';
    case 'identifier':
      if (typeof value !== 'string') return 'wrong_kind';
      return (
        textProblem(def, value) ??
        (def.check !== undefined && !checkDigitFits(def.check, value) ? 'check_digit' : undefined)
      );
    case 'text':
    case 'long_text':
    case 'name':
    case 'case_code':
      return typeof value === 'string' ? textProblem(def, value) : 'wrong_kind';
  }
}

function textProblem(def: FieldDef, text: string): ValueProblem | undefined {
  const most = longest(def);
  // Twice the characters in UTF-16 units is too long whatever they are: a megabyte is not walked through.
  if (text.length > most * 2 || textLength(text) > most) return 'too_long';
  return def.min !== undefined && textLength(text) < def.min ? 'too_short' : undefined;
}

function numberProblem(def: FieldDef, value: number): ValueProblem | undefined {
  if (!Number.isSafeInteger(value)) return 'not_whole';
  if (def.min !== undefined && value < def.min) return 'too_small';
  return def.max !== undefined && value > def.max ? 'too_large' : undefined;
}

function rangeProblem({ from, to, calendar }: DateRangeValue): ValueProblem | undefined {
  const real = [from, to].every((end) => end === undefined || (typeof end === 'string' && isIsoDay(end)));
  if (!real || (from === undefined && to === undefined) || !CALENDARS.includes(calendar)) return 'not_a_range';
  return from !== undefined && to !== undefined && from > to ? 'range_backwards' : undefined;
}

function tallyProblem(
  def: FieldDef,
  { tally }: TallyValue,
  options: ReadonlyMap<string, unknown> | undefined,
): ValueProblem | undefined {
  if (typeof tally !== 'object' || tally === null) return 'wrong_kind';
  const counts = Object.entries(tally);
  if (!counts.every(([option]) => options?.has(option) === true)) return 'unknown_option';
  const problems = counts.map(([, n]) => (n < 0 ? 'too_small' : numberProblem(def, n)));
  return problems.find((problem) => problem !== undefined);
}

const LENGTH_OF = { day: 10, month: 7, year: 4 } as const;

function dateProblem(value: DateValue): ValueProblem | undefined {
  const { date, precision, calendar, text } = value;
  const real = typeof date === 'string' && isoParts(date) !== undefined;
  const known = PRECISIONS.includes(precision) && CALENDARS.includes(calendar);
  if (!real || !known || (text !== undefined && typeof text !== 'string')) return 'not_a_date';
  if (precision !== 'about' && date.length !== LENGTH_OF[precision]) return 'not_a_date';
  return text !== undefined && text.length > 200 ? 'too_long' : undefined;
}

const inRange = (value: number | undefined, most: number): boolean =>
  value === undefined || (Number.isSafeInteger(value) && value >= 0 && value <= most);

function ageProblem({ years, months, toYears, asOf }: AgeValue): ValueProblem | undefined {
  const told = (years === undefined) !== (months === undefined);
  const range = toYears === undefined || (years !== undefined && toYears > years);
  const numbers = inRange(years, OLDEST) && inRange(toYears, OLDEST) && inRange(months, MOST_MONTHS);
  return told && range && numbers && typeof asOf === 'string' && isIsoDay(asOf) ? undefined : 'not_an_age';
}
