import type { Resolved, ResolvedRecord } from '../forms/resolve.ts';
import type { AnswerSetting } from '../reports/answers.ts';
import type { Translate } from '../reports/context.ts';
import { answerCell, type Written } from './answer-cell.ts';
import { CODE_COLUMN, type ExportColumn, type Fact } from './columns.ts';

/** A case as its file may show it: what is closed or not asked is not in it. */
export interface ExportedCase {
  readonly facts: Readonly<Record<Exclude<Fact, 'entry'>, string>>;
  readonly resolved: Resolved;
  readonly setting: AnswerSetting;
}

/** How the lines of a file are made. */
export interface FilePlan {
  /** The code of the case first. */
  readonly columns: readonly ExportColumn[];
  /** The subform each of whose entries is a line; undefined: each case is one. */
  readonly rows: string | undefined;
  readonly written: Written;
}

/** The chosen columns in their order, the code in front; undefined when one of them is not among those on offer. */
export function chosenColumns(
  offered: readonly ExportColumn[],
  ids: readonly string[],
  rows: string | undefined,
): readonly ExportColumn[] | undefined {
  const fitting = new Map(
    offered
      .filter(
        (column) =>
          (column.fact !== 'entry' || rows !== undefined) && (column.rows === undefined || column.rows.id === rows),
      )
      .map((column) => [column.id, column]),
  );
  const wanted = [...new Set([CODE_COLUMN, ...ids])].map((id) => fitting.get(id));
  return wanted.every((column) => column !== undefined) ? wanted : undefined;
}

function columnLabel(
  { id, fact, field, form, rows }: ExportColumn,
  { language }: AnswerSetting['print'],
  t: Translate,
): string {
  if (fact !== undefined) return t(`export.fact_${fact}`);
  const label = field?.label[language] ?? id;
  if (rows !== undefined) return label;
  return field?.type === 'rows'
    ? t('export.count_of', { entries: label })
    : `${form?.label[language] ?? ''} › ${label}`;
}

/**
 * The first line. In words each column says its form, and two that would be called the same say their id as well; codes
 * are the ids alone.
 */
export function headings({ columns, written }: FilePlan, print: AnswerSetting['print'], t: Translate): string[] {
  if (written === 'codes') return columns.map(({ id }) => id);
  const labels = columns.map((column) => columnLabel(column, print, t));
  return labels.map((label, i) =>
    labels.indexOf(label) === labels.lastIndexOf(label) ? label : `${label} (${columns[i]?.id ?? ''})`,
  );
}

/** The lines of one case: one, or one for each shown entry of the subform. What is not asked of this child is empty. */
export function caseLines({ columns, rows, written }: FilePlan, exported: ExportedCase): string[][] {
  const { facts, resolved, setting } = exported;
  const shown = (subform: string): readonly ResolvedRecord[] =>
    (resolved.rows.get(subform) ?? []).filter((record) => record.shown);
  const answer = (column: ExportColumn, record: ResolvedRecord): string => {
    const { id, field } = column;
    if (field === undefined) return '';
    if (field.type === 'rows') return String(shown(field.id).length);
    return answerCell(field, id, record.states.get(field.id)?.known, setting, written);
  };
  const cell = (column: ExportColumn, entry: ResolvedRecord | undefined): string => {
    if (column.fact === 'entry') return entry?.row?.id ?? '';
    if (column.fact !== undefined) return facts[column.fact];
    return answer(column, column.rows === undefined || entry === undefined ? resolved.case : entry);
  };
  const entries = rows === undefined ? [undefined] : shown(rows);
  return entries.map((entry) => columns.map((column) => cell(column, entry)));
}
