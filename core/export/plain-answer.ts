import { isAge, isDate, isDateTime, isList, isMissing, isMoney, isTally } from '../forms/answer-kind.ts';
import type { DateValue, FieldDef, FieldValue } from '../forms/types.ts';
import { answerRuns, narrative, type AnswerSetting } from '../reports/answers.ts';
import { codeWords, FILES } from './answer-cell.ts';

/** An answer as other programs take it in; why there is none stands in words of the program. */
export type PlainAnswer =
  | { readonly answer: FieldValue }
  | { readonly missing: 'unknown' | 'refused' | 'not_asked' }
  | { readonly leftOut: string };

/** What `codeWords` makes of the reasons. */
const REASON = /^\[(.*)\]$/;

function dateOf({ text, ...date }: DateValue, setting: AnswerSetting): DateValue {
  return text === undefined ? date : { ...date, text: narrative(text, setting) };
}

/**
 * An answer with its kind, ids as the configuration names them, under the rules by which answers are printed: what is
 * closed, secret or a name is left out and says why. Undefined: blank. Of files it is how many there are.
 *
 * @param path `field`, or `rows.field` for a field of a row.
 * @param setting its words are those of `codeWords`.
 */
export function plainAnswer(
  field: FieldDef,
  path: string,
  value: FieldValue | undefined,
  setting: AnswerSetting,
): PlainAnswer | undefined {
  const runs = answerRuns(field, path, value, { ...setting, print: { ...setting.print, t: codeWords } });
  if (runs === 'blank' || value === undefined) return undefined;
  if (isMissing(value) && !setting.closed.has(path)) return { missing: value.missing };
  const left = runs.find(({ kind }) => kind === 'marked');
  if (left !== undefined) return { leftOut: REASON.exec(left.text)?.[1] ?? left.text };
  if (isDate(value)) return { answer: dateOf(value, setting) };
  if (isList(value)) return { answer: FILES.has(field.type) ? value.length : value };
  if (typeof value === 'number' || isDateTime(value) || isMoney(value) || isTally(value) || isAge(value))
    return { answer: value };
  if (typeof value !== 'string') return { answer: value };
  const byId =
    field.options !== undefined || field.type === 'tick' || field.type === 'place' || field.type === 'row_link';
  return { answer: byId ? value : runs.map(({ text }) => text).join('') };
}
