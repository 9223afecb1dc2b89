import { fail } from '../result.ts';
import type { Result } from '../result.ts';
import {
  isAge,
  isBlank,
  isDate,
  isDateRange,
  isDateTime,
  isList,
  isMissing,
  isMoney,
  isTally,
  own,
} from './answer-kind.ts';
import { checkValue } from './check-value.ts';
import { cleanText } from './clean-text.ts';
import type { LoadedConfiguration, LoadedField } from './config-index.ts';
import { toAsciiDigits } from './digits.ts';
import type { CaseDocument, FieldDef, FieldValue, Values } from './types.ts';
import type { ValueProblem } from './view.ts';

/** More than this is not typed, in any field: it is refused before anything looks at it. */
const MOST_PASTED = 100_000;
const MOST_CHOICES = 500;
/** Kept in ASCII, whatever digits were typed (reference.md §7.4). */
const IN_ASCII: ReadonlySet<FieldDef['type']> = new Set(['phone', 'identifier', 'case_code', 'number', 'scale']);
const PHONE_SIGNS = /[\s\-–—.()/]+/gu;
const WHOLE = /^-?\d{1,15}$/u;

/**
 * A value as it may be kept while somebody is still typing: of the right kind, text cleaned, digits in ASCII where the
 * field wants them. Limits are not looked at, so that a draft keeps what was typed.
 *
 * Errors: `FORM_INVALID` with `field` and `problem` when the value is of another kind or larger than anything typed.
 */
export function cleanValue(def: FieldDef, value: FieldValue): Result<FieldValue> {
  return asResult(def, cleaned(def, value));
}

type Outcome = { readonly value: FieldValue } | { readonly problem: ValueProblem };
const ok = (value: FieldValue): Outcome => ({ value });
const refuse = (problem: ValueProblem): Outcome => ({ problem });
const asResult = (def: FieldDef, outcome: Outcome): Result<FieldValue> =>
  'value' in outcome
    ? { ok: true, value: outcome.value }
    : fail('FORM_INVALID', { field: def.id, problem: outcome.problem });

function cleaned(def: FieldDef, value: FieldValue): Outcome {
  if (value === null) return refuse('wrong_kind');
  if (isMissing(value)) return ok({ missing: value.missing });
  switch (def.type) {
    case 'rows':
    case 'separator':
    case 'form_link':
      return refuse('wrong_kind');
    case 'choices':
    case 'case_links':
    case 'photo':
    case 'audio':
    case 'document':
    case 'signature':
      if (!isList(value) || !value.every((item) => typeof item === 'string')) return refuse('wrong_kind');
      return value.length > MOST_CHOICES ? refuse('too_long') : ok([...new Set(value)]);
    case 'date':
      if (!isDate(value)) return refuse('wrong_kind');
      return ok({
        date: value.date,
        precision: value.precision,
        calendar: value.calendar,
        ...(value.text === undefined ? {} : { text: cleanText(String(value.text).slice(0, MOST_PASTED), false) }),
      });
    case 'age':
      if (!isAge(value)) return refuse('wrong_kind');
      return ok({
        ...(value.years === undefined ? {} : { years: value.years }),
        ...(value.months === undefined ? {} : { months: value.months }),
        ...(value.toYears === undefined ? {} : { toYears: value.toYears }),
        asOf: value.asOf,
      });
    case 'date_time':
      return isDateTime(value) ? ok({ at: value.at, zone: value.zone }) : refuse('wrong_kind');
    case 'date_range': {
      if (!isDateRange(value)) return refuse('wrong_kind');
      const { from, to, calendar } = value;
      return ok({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }), calendar });
    }
    case 'tally': {
      if (!isTally(value) || typeof value.tally !== 'object' || value.tally === null) return refuse('wrong_kind');
      const counts = Object.entries(value.tally);
      // One order of the keys, so that the same counts are the same bytes.
      return counts.length > MOST_CHOICES ? refuse('too_long') : ok({ tally: Object.fromEntries(counts.sort(byId)) });
    }
    case 'money':
      if (!isMoney(value)) return refuse('wrong_kind');
      return ok({ amount: typedAmount(value.amount), currency: value.currency });
    case 'number':
    case 'scale': {
      if (typeof value === 'number') return ok(value);
      if (typeof value !== 'string') return refuse('wrong_kind');
      const typed = toAsciiDigits(cleanText(value.slice(0, 40), false)).trim();
      return typed === '' ? ok('') : WHOLE.test(typed) ? ok(Number(typed)) : refuse('not_whole');
    }
    case 'text':
    case 'long_text':
    case 'name':
    case 'choice':
    case 'tick':
    case 'phone':
    case 'identifier':
    case 'place':
    case 'row_link':
    case 'case_code': {
      if (typeof value !== 'string') return refuse('wrong_kind');
      if (value.length > MOST_PASTED) return refuse('too_long');
      const text = cleanText(value, def.type === 'long_text');
      return ok(IN_ASCII.has(def.type) ? toAsciiDigits(text) : text);
    }
  }
}

const byId = ([a]: readonly [string, number], [b]: readonly [string, number]): number => (a < b ? -1 : a > b ? 1 : 0);
/** An amount as typed, in ASCII, with a point: an Arabic or a French keyboard has other decimal signs. */
const typedAmount = (amount: string): string =>
  toAsciiDigits(cleanText(String(amount).slice(0, 40), false))
    .replace(/[,\u066B]/gu, '.')
    .trim();

/** The last touch before storing: no spaces around, phone numbers without signs, codes in capitals. */
function finish(def: FieldDef, value: FieldValue): FieldValue {
  if (isDate(value) && value.text !== undefined) {
    const { text, ...date } = value;
    return text.trim() === '' ? date : { ...date, text: text.trim() };
  }
  if (typeof value !== 'string') return value;
  if (def.type === 'phone') return value.replace(PHONE_SIGNS, '');
  if (def.type === 'case_code') return value.trim().toUpperCase();
  return def.type === 'long_text' ? value.trim() : value.trim().replace(/ {2,}/gu, ' ');
}

/**
 * A value as it is stored: cleaned, trimmed and within the limits of its field.
 *
 * Errors: `FORM_INVALID` with `field` (its id) and `problem` (the word of `checks.<problem>`).
 */
export function normaliseValue(config: LoadedConfiguration, def: FieldDef, value: FieldValue): Result<FieldValue> {
  return asResult(def, normalised(config, def, value));
}

function normalised(config: LoadedConfiguration, def: FieldDef, value: FieldValue): Outcome {
  const clean = cleaned(def, value);
  if ('problem' in clean) return clean;
  const finished = finish(def, clean.value);
  const problem = isBlank(finished) ? undefined : checkValue(config, def, finished);
  return problem === undefined ? ok(finished) : refuse(problem);
}

/** The word of `checks.<problem>` for a value as it would be stored, or undefined when it can be. */
export function valueProblem(config: LoadedConfiguration, def: FieldDef, value: FieldValue): ValueProblem | undefined {
  const normal = normalised(config, def, value);
  return 'problem' in normal ? normal.problem : undefined;
}

function normaliseValues(config: LoadedConfiguration, values: Values, prefix: string): Values {
  const kept: [string, FieldValue][] = [];
  for (const [id, value] of Object.entries(values)) {
    const field = config.fields.get(prefix + id);
    const stored = field === undefined ? value : storedValue(config, field, value);
    if (stored !== undefined) kept.push([id, stored]);
  }
  return Object.fromEntries(kept);
}

/** Computed and blank values are not stored. What cannot be made right stays as it is, for its check to point at. */
function storedValue(config: LoadedConfiguration, field: LoadedField, value: FieldValue): FieldValue | undefined {
  if (field.calculate !== undefined || value === null || isBlank(value)) return undefined;
  const normal = normaliseValue(config, field.def, value);
  if (!normal.ok) return value;
  return isBlank(normal.value) ? undefined : normal.value;
}

/** All answers as they are stored. Fields that this configuration does not know are kept untouched. */
export function normaliseDocument(config: LoadedConfiguration, document: CaseDocument): CaseDocument {
  return {
    values: normaliseValues(config, document.values, ''),
    rows: Object.fromEntries(
      Object.keys(document.rows).map((subform) => [
        subform,
        (own(document.rows, subform) ?? []).map((row) => ({
          id: row.id,
          values: normaliseValues(config, row.values, `${subform}.`),
        })),
      ]),
    ),
  };
}
