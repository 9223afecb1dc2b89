import { isAge, isDate, isDateRange, isDateTime, isList, isMissing, isMoney, isTally } from '../forms/answer-kind.ts';
import type { AgeValue, DateValue, FieldDef, FieldType, FieldValue } from '../forms/types.ts';
import { answerRuns, narrative, type AnswerSetting } from '../reports/answers.ts';
import type { Translate } from '../reports/context.ts';
import type { Runs } from '../reports/document.ts';

/** Answers in words of a language, or as the ids of the configuration, which are the same in every language. */
export type Written = 'labels' | 'codes';

/** What the program says in place of an answer (unknown, closed, kept secret), as a word for other programs. */
export const codeWords: Translate = (key) => `[${key.replace(/^print\./, '')}]`;

/** Answers that are files: a table says how many there are. */
export const FILES: ReadonlySet<FieldType> = new Set(['photo', 'audio', 'document', 'signature']);
const BETWEEN = '; ';

/** A date as far as it is known; `~` behind it: about (ISO 8601-2). Never without its precision. */
function dateCell({ date, precision, text }: DateValue, setting: AnswerSetting): string {
  const known = precision === 'about' ? `${date}~` : date;
  return text === undefined || text.trim() === '' ? known : `${known} (${narrative(text, setting)})`;
}

/** An age as an ISO 8601 duration with the day on which it was true. */
function ageCell({ years, months, toYears, asOf }: AgeValue): string {
  const from = years === undefined ? `P${String(months ?? 0)}M` : `P${String(years)}Y`;
  return `${from}${toYears === undefined ? '' : `/P${String(toYears)}Y`} @ ${asOf}`;
}

function runsText(runs: Runs, written: Written): string {
  return runs.map(({ kind, text }) => (kind === 'marked' && written === 'labels' ? `[${text}]` : text)).join('');
}

/** Ids of the configuration; undefined where an answer is no such id. */
function codeOf(field: FieldDef, value: FieldValue): string | undefined {
  if (isList(value)) return value.join(BETWEEN);
  if (isTally(value))
    return Object.entries(value.tally)
      .map(([id, count]) => `${id}=${String(count)}`)
      .join(BETWEEN);
  const byId =
    field.options !== undefined || field.type === 'tick' || field.type === 'place' || field.type === 'row_link';
  return typeof value === 'string' && byId ? value : undefined;
}

/**
 * An answer as one cell, under the rules by which answers are printed: what is closed, secret or a name stays out.
 * Blank is an empty cell; unknown, refused and not asked are words in brackets, so that none can pass for an answer.
 * Days, moments, numbers and amounts are written for other programs, whatever the language.
 *
 * @param path `field`, or `rows.field` for a field of a row.
 */
export function answerCell(
  field: FieldDef,
  path: string,
  value: FieldValue | undefined,
  setting: AnswerSetting,
  written: Written,
): string {
  if (!setting.closed.has(path) && value !== undefined && !isMissing(value)) {
    if (typeof value === 'number' && (field.type !== 'scale' || written === 'codes')) return String(value);
    if (isDate(value)) return dateCell(value, setting);
    if (isDateTime(value)) return value.at;
    if (isDateRange(value)) return `${value.from ?? '..'}/${value.to ?? '..'}`;
    if (isMoney(value)) return `${value.amount} ${value.currency}`;
    if (isList(value) && FILES.has(field.type)) return String(value.length);
    if (written === 'codes') {
      if (isAge(value)) return ageCell(value);
      const code = codeOf(field, value);
      if (code !== undefined) return code;
    }
  }
  const runs = answerRuns(field, path, value, setting);
  return runs === 'blank' ? '' : runsText(runs, written);
}
