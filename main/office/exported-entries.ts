import { hiddenDeadlines, tellingDeadlines } from '#core/casework/deadline-class.ts';
import type { ExportOrder } from '#core/contracts/exports.contract.ts';
import type { Written } from '#core/export/answer-cell.ts';
import type { ExportedCase } from '#core/export/case-lines.ts';
import { entryColumns, type ExportColumn } from '#core/export/columns.ts';
import { RECORD_KINDS, RECORD_LISTS } from '#core/finding/record-kinds.ts';
import { ResolvedRecord } from '#core/forms/resolved-record.ts';
import {
  LANGUAGES,
  type CaseDocument,
  type FieldDef,
  type FormDef,
  type Text,
  type Values,
} from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { readMessages } from './messages.ts';
import { momentAt } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';

/** The entries of a subform, or the tasks, that are in a file alone. */
export interface OnlyEntries {
  readonly rows: string;
  /** By case, the entries or tasks that were chosen. */
  readonly keys: ReadonlyMap<CaseId, ReadonlySet<string>>;
  /** What a deadline is called in the file. */
  readonly taskName: (deadline: string) => string;
}

/** Tasks are entries of no form: a file has them like the entries of one. */
export const TASKS = RECORD_KINDS.tasks.tells;

/** The questions that a task answers in a file. */
function taskForm(open: OpenOffice): { readonly form: FormDef; readonly rows: FieldDef } {
  const text = (key: string): Text => {
    const in_ = LANGUAGES.map((language) => [language, readMessages(open.resourcesDir, language, 'lists')(key)]);
    return Object.fromEntries(in_) as Text;
  };
  const stored = { sensitivity: 3, compartment: 'core' } as const;
  const rows: FieldDef = {
    id: TASKS,
    type: 'rows',
    label: text('lists.list_tasks'),
    ...stored,
    summary: ['task', 'due'],
    fields: [
      { id: 'task', type: 'text', label: text('lists.column_task'), ...stored },
      { id: 'due', type: 'date_time', label: text('lists.column_due'), ...stored },
    ],
  };
  const section = { id: TASKS, label: rows.label, fields: [rows] };
  return { form: { id: TASKS, version: 1, label: rows.label, step: 'C1', sections: [section] }, rows };
}

export function taskColumns(open: OpenOffice): readonly ExportColumn[] {
  const { form, rows } = taskForm(open);
  return entryColumns(rows, form);
}

/** By the key of an answer: whether this person may read it, and whether the consent withholds it from the recipient. */
interface Telling {
  readonly sees: (key: string) => boolean;
  readonly held: (key: string) => boolean;
}

/** The chosen open tasks of a case that may be told of, as entries. */
function taskEntries(
  open: OpenOffice,
  caseN: number,
  { sees, held }: Telling,
  chosen: ReadonlySet<string>,
  { taskName }: OnlyEntries,
): ResolvedRecord[] {
  const hidden = new Set([...hiddenDeadlines(open.configuration, sees), ...tellingDeadlines(open.configuration, held)]);
  return open.repos.tasks.ofCase(caseN).flatMap(({ key, deadline, dueAt }) => {
    if (hidden.has(deadline) || !chosen.has(key)) return [];
    const values: Values = { task: taskName(deadline), due: momentAt(dueAt, open.self.timeZone) };
    const entry = new ResolvedRecord(TASKS, { id: key, values }, values, undefined);
    for (const [id, known] of Object.entries(values)) entry.states.set(id, { relevant: true, known });
    return [entry];
  });
}

/** A case with the chosen entries alone. */
export function onlyEntries(
  open: OpenOffice,
  resolved: ExportedCase['resolved'],
  { n, caseId }: Pick<CaseRow, 'n' | 'caseId'>,
  telling: Telling,
  only: OnlyEntries,
): ExportedCase['resolved'] {
  const { rows } = only;
  const chosen = only.keys.get(caseId) ?? new Set<string>();
  const entries =
    rows === TASKS
      ? taskEntries(open, n, telling, chosen, only)
      : (resolved.rows.get(rows) ?? []).filter(({ row }) => row !== undefined && chosen.has(row.id));
  return { case: resolved.case, rows: new Map([...resolved.rows, [rows, entries]]) };
}

/** Of which entries an order speaks; undefined: of all. */
export function onlyOf(
  { configuration: { configuration } }: OpenOffice,
  { only, language }: Pick<ExportOrder, 'only' | 'language'>,
  written: Written,
): OnlyEntries | undefined {
  if (only === undefined) return undefined;
  const keys = new Map<CaseId, Set<string>>();
  for (const { caseId, key } of only.records) keys.set(caseId, (keys.get(caseId) ?? new Set()).add(key));
  const deadlines = new Map(configuration.workflow?.deadlines.map(({ id, label }) => [id, label[language]]));
  const taskName = (deadline: string): string =>
    written === 'codes' ? deadline : (deadlines.get(deadline) ?? deadline);
  return { rows: only.rows, keys, taskName };
}

/** Who asked, decided or was responsible, by name: their ids mean nothing outside of this office. */
export function withStaffNames(open: OpenOffice, document: CaseDocument, rows: string | undefined): CaseDocument {
  const kind = RECORD_LISTS.map((list) => RECORD_KINDS[list]).find(({ tells }) => tells === rows);
  const entries = kind === undefined || kind.people.length === 0 ? undefined : document.rows[kind.tells];
  if (kind === undefined || entries === undefined) return document;
  const named = entries.map((row) => {
    const names = kind.people.flatMap((field) => {
      const user = row.values[field];
      return typeof user === 'string' ? [[field, personName(open, user)] as const] : [];
    });
    return { ...row, values: { ...row.values, ...Object.fromEntries(names) } };
  });
  return { ...document, rows: { ...document.rows, [kind.tells]: named } };
}
