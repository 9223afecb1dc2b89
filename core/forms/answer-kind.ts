import { isMoment } from './date-time.ts';
import { isIsoDay, isoParts } from './iso-date.ts';
import type {
  AgeValue,
  DateRangeValue,
  DateTimeValue,
  DateValue,
  FieldType,
  FieldValue,
  Missing,
  MoneyValue,
  TallyValue,
} from './types.ts';

type Structured = Exclude<FieldValue, string | number | readonly string[]>;

export const isList = (value: FieldValue | undefined): value is readonly string[] => Array.isArray(value);
const isObject = (value: FieldValue | undefined): value is Structured =>
  typeof value === 'object' && value !== null && !isList(value);
export const isMissing = (value: FieldValue | undefined): value is Missing => isObject(value) && 'missing' in value;
export const isDate = (value: FieldValue | undefined): value is DateValue => isObject(value) && 'date' in value;
export const isAge = (value: FieldValue | undefined): value is AgeValue => isObject(value) && 'asOf' in value;
export const isDateTime = (value: FieldValue | undefined): value is DateTimeValue => isObject(value) && 'at' in value;
/** A range has no date and no moment of its own; what else has a calendar is a date. */
export const isDateRange = (value: FieldValue | undefined): value is DateRangeValue =>
  isObject(value) && 'calendar' in value && !('date' in value);
export const isTally = (value: FieldValue | undefined): value is TallyValue => isObject(value) && 'tally' in value;
export const isMoney = (value: FieldValue | undefined): value is MoneyValue => isObject(value) && 'amount' in value;

/** Nothing, only spaces, or an empty list: the same as no answer. */
export const isBlank = (value: FieldValue | undefined): boolean =>
  value === undefined || (typeof value === 'string' && value.trim() === '') || (isList(value) && value.length === 0);

/**
 * The value when it is a real answer of the field's kind; undefined for blank, missing and for what another version or
 * a damaged document put there. Everything that computes with answers reads them through this.
 */
export function answerOf(type: FieldType, value: FieldValue | undefined): FieldValue | undefined {
  if (value === undefined || value === null || isBlank(value)) return undefined;
  switch (type) {
    case 'number':
    case 'scale':
      return Number.isSafeInteger(value) ? value : undefined;
    case 'choices':
    case 'case_links':
    case 'photo':
    case 'audio':
    case 'document':
    case 'signature':
      return isList(value) && value.every((item) => typeof item === 'string') ? value : undefined;
    case 'date':
      return isDate(value) && typeof value.date === 'string' && isoParts(value.date) !== undefined ? value : undefined;
    case 'date_time':
      return isDateTime(value) && isMoment(value) ? value : undefined;
    case 'date_range':
      return isDateRange(value) && isSpan(value) ? value : undefined;
    case 'tally':
      return isTally(value) && isCount(value) ? value : undefined;
    case 'money':
      return isMoney(value) && typeof value.amount === 'string' && typeof value.currency === 'string'
        ? value
        : undefined;
    case 'age':
      return isAge(value) && typeof value.asOf === 'string' && isIsoDay(value.asOf) ? value : undefined;
    case 'rows':
    case 'separator':
    case 'form_link':
      return undefined;
    case 'text':
    case 'long_text':
    case 'name':
    case 'choice':
    case 'tick':
    case 'phone':
    case 'identifier':
    case 'place':
    case 'case_code':
    case 'row_link':
      return typeof value === 'string' ? value : undefined;
  }
}

const isEnd = (end: unknown): boolean => end === undefined || (typeof end === 'string' && isIsoDay(end));
/** Whether both ends are days and one is there. Which comes first is for the check of the field to say. */
const isSpan = ({ from, to }: DateRangeValue): boolean =>
  isEnd(from) && isEnd(to) && (from !== undefined || to !== undefined);
const isCount = ({ tally }: TallyValue): boolean =>
  typeof tally === 'object' && tally !== null && Object.values(tally).every((n) => Number.isSafeInteger(n) && n >= 0);

/** A value of a record by its field id, never something inherited ("constructor" is a possible id). */
export const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
