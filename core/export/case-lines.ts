import type { Resolved, ResolvedRecord } from '../forms/resolve.ts';
import type { AnswerSetting } from '../reports/answers.ts';
import type { Translate } from '../reports/context.ts';
import type { FieldDef, FieldValue } from '../forms/types.ts';
import type { Written } from './answer-cell.ts';
import type { Cell } from './cell.ts';
import { CODE_COLUMN, type ExportColumn, type Fact } from './columns.ts';

/** A case as its file may show it: what is closed or not asked is not in it. */
export interface ExportedCase {
  readonly facts: Readonly<Record<Exclude<Fact, 'entry'>, Cell>>;
  readonly resolved: Pick<Resolved, 'case' | 'rows'>;
  readonly setting: AnswerSetting;
}

/** How an answer becomes a cell: as text (`answerCell`) or with its kind (`typedCell`). */
export type CellOf = (
  field: FieldDef,
  path: string,
  value: FieldValue | undefined,
  setting: AnswerSetting,
  written: Written,
) => Cell;

/** How the lines of a file, or of a sheet of it, are made. */
export interface FilePlan {
  /** The code of the case first. */
  readonly columns: readonly ExportColumn[];
  /** The subform each of whose entries is a line; undefined: each case is one. */
  readonly rows: string | undefined;
  readonly written: Written;
}

/** In one table each line is a case or an entry of one subform; a workbook and JSON have room for everything. */
export type Lines = 'cases' | 'everything' | { readonly rows: string };

/** The chosen columns in their order, the code in front; undefined when one of them is not among those on offer. */
export function chosenColumns(
  offered: readonly ExportColumn[],
  ids: readonly string[],
  lines: Lines,
): readonly ExportColumn[] | undefined {
  const rows = typeof lines === 'string' ? undefined : lines.rows;
  const fits = ({ fact, rows: of }: ExportColumn): boolean =>
    lines === 'everything' || ((fact !== 'entry' || rows !== undefined) && (of === undefined || of.id === rows));
  const fitting = new Map(offered.filter(fits).map((column) => [column.id, column]));
  const wanted = [...new Set([CODE_COLUMN, ...ids])].map((id) => fitting.get(id));
  return wanted.every((column) => column !== undefined) ? wanted : undefined;
}

type Words = Pick<AnswerSetting['print'], 'language'>;

/** How a column is called where its form is known. */
export function shortLabel({ id, fact, field, rows }: ExportColumn, { language }: Words, t: Translate): string {
  if (fact !== undefined) return t(`export.fact_${fact}`);
  const label = field?.label[language] ?? id;
  return rows === undefined && field?.type === 'rows' ? t('export.count_of', { entries: label }) : label;
}

function columnLabel(column: ExportColumn, print: Words, t: Translate): string {
  const label = shortLabel(column, print, t);
  const { field, form, rows } = column;
  if (field === undefined || rows !== undefined || field.type === 'rows') return label;
  return `${form?.label[print.language] ?? ''} › ${label}`;
}

/**
 * The first line. In words each column says its form, and two that would be called the same say their id as well; codes
 * are the ids alone.
 */
export function headings({ columns, written }: FilePlan, print: Words, t: Translate): string[] {
  if (written === 'codes') return columns.map(({ id }) => id);
  const labels = columns.map((column) => columnLabel(column, print, t));
  return labels.map((label, i) =>
    labels.indexOf(label) === labels.lastIndexOf(label) ? label : `${label} (${columns[i]?.id ?? ''})`,
  );
}

export const shownEntries = ({ resolved }: ExportedCase, subform: string): readonly ResolvedRecord[] =>
  (resolved.rows.get(subform) ?? []).filter((record) => record.shown);

/** The lines of one case: one, or one for each shown entry of the subform. What is not asked of this child is empty. */
export function caseLines({ columns, rows, written }: FilePlan, exported: ExportedCase, cellOf: CellOf): Cell[][] {
  const { facts, resolved, setting } = exported;
  const answer = (column: ExportColumn, record: ResolvedRecord): Cell => {
    const { id, field } = column;
    if (field === undefined) return '';
    if (field.type === 'rows') return shownEntries(exported, field.id).length;
    return cellOf(field, id, record.states.get(field.id)?.known, setting, written);
  };
  const cell = (column: ExportColumn, entry: ResolvedRecord | undefined): Cell => {
    if (column.fact === 'entry') return entry?.row?.id ?? '';
    if (column.fact !== undefined) return facts[column.fact];
    return answer(column, column.rows === undefined || entry === undefined ? resolved.case : entry);
  };
  const entries = rows === undefined ? [undefined] : shownEntries(exported, rows);
  return entries.map((entry) => columns.map((column) => cell(column, entry)));
}
