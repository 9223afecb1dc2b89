import { isIsoDay, isoParts } from './iso-date.ts';
import type { AgeValue, DateValue, FieldType, FieldValue, Missing } from './types.ts';

export const isList = (value: FieldValue | undefined): value is readonly string[] => Array.isArray(value);
const isObject = (value: FieldValue | undefined): value is DateValue | AgeValue | Missing =>
  typeof value === 'object' && value !== null && !isList(value);
export const isMissing = (value: FieldValue | undefined): value is Missing => isObject(value) && 'missing' in value;
export const isDate = (value: FieldValue | undefined): value is DateValue => isObject(value) && 'date' in value;
export const isAge = (value: FieldValue | undefined): value is AgeValue => isObject(value) && 'asOf' in value;

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
      return Number.isSafeInteger(value) ? value : undefined;
    case 'choices':
    case 'case_links':
      return isList(value) && value.every((item) => typeof item === 'string') ? value : undefined;
    case 'date':
      return isDate(value) && typeof value.date === 'string' && isoParts(value.date) !== undefined ? value : undefined;
    case 'age':
      return isAge(value) && typeof value.asOf === 'string' && isIsoDay(value.asOf) ? value : undefined;
    case 'rows':
      return undefined;
    case 'text':
    case 'long_text':
    case 'name':
    case 'choice':
    case 'phone':
    case 'identifier':
    case 'case_code':
      return typeof value === 'string' ? value : undefined;
  }
}

/** A value of a record by its field id, never something inherited ("constructor" is a possible id). */
export const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
