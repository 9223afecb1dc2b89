import { isDate, isDateTime, isList, isMissing } from '../forms/answer-kind.ts';
import type { FieldDef, FieldValue } from '../forms/types.ts';
import type { AnswerSetting } from '../reports/answers.ts';
import { answerCell, FILES, type Written } from './answer-cell.ts';
import type { Cell } from './cell.ts';

/**
 * An answer as a cell of a spreadsheet that can reckon with it: whole days, moments, numbers and ticks keep their kind.
 * What is closed, secret, missing or known in part is the same text as in every other file.
 *
 * @param path `field`, or `rows.field` for a field of a row.
 */
export function typedCell(
  field: FieldDef,
  path: string,
  value: FieldValue | undefined,
  setting: AnswerSetting,
  written: Written,
): Cell {
  if (value === undefined || isMissing(value) || setting.closed.has(path))
    return answerCell(field, path, value, setting, written);
  if (typeof value === 'number' && (field.type !== 'scale' || written === 'codes')) return value;
  if (field.type === 'tick' && value === 'yes') return true;
  if (isDateTime(value)) return { moment: value.at };
  if (isDate(value) && value.precision === 'day' && (value.text ?? '').trim() === '') return { day: value.date };
  if (isList(value) && FILES.has(field.type)) return value.length;
  return answerCell(field, path, value, setting, written);
}
