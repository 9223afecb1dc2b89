import type { CaseDocument, Row } from '../forms/types.ts';
import { sameValue } from '../records/changes.ts';

/** Where a row of the other case stands: it comes along, is in the remaining case already, or says the same as one there. */
export type RowStanding = 'new' | 'here' | 'same';

export interface BroughtRow {
  readonly collection: string;
  readonly row: Row;
  readonly standing: RowStanding;
  /** Whether it comes along unless a person says otherwise. */
  readonly suggested: boolean;
  /** The row of the other case in which it stands: it comes along only together with that one. */
  readonly parent?: string;
}

/** What tells how the record itself was handled: it stays where it happened, and can be read there. */
const STAYS: ReadonlySet<string> = new Set(['transfers', 'closures', 'reopenings', 'share_releases', 'merges']);

/** A task's key names its row between the strokes; without one the task is the case's own. */
const rowOfTask = (key: unknown): string | undefined =>
  typeof key === 'string' ? key.split('/')[1] || undefined : undefined;

/** The row that a row of the office's own records is about; empty for a task of the case itself. */
export function subjectOf(collection: string, { values }: Row): string | undefined {
  if (collection === 'task_changes') return rowOfTask(values['task_key']) ?? '';
  const row = collection === 'approvals' ? values['approval_row'] : undefined;
  return typeof row === 'string' ? row : undefined;
}

function sayTheSame(a: Row, b: Row): boolean {
  const fields = new Set([...Object.keys(a.values), ...Object.keys(b.values)]);
  return [...fields].every((field) => sameValue(a.values[field], b.values[field]));
}

/** Which field of a collection names the row it stands in; undefined for one that stands by itself. */
export type ParentField = (collection: string) => string | undefined;

/**
 * The rows of the other case, each with its id, as they may come along. A row that says the same as one that is there
 * is not suggested; with it stay the rows that stand in it. What was decided about a row goes where the row goes.
 */
export function broughtRows(mine: CaseDocument, theirs: CaseDocument, parentField: ParentField): readonly BroughtRow[] {
  const all = Object.entries(theirs.rows).filter(([collection]) => !STAYS.has(collection));
  const there = new Set(all.flatMap(([, rows]) => rows.map(({ id }) => id)));
  const rows = all.flatMap(([collection, list]) =>
    list.flatMap((row): BroughtRow[] => {
      const own = mine.rows[collection] ?? [];
      const here = own.some(({ id }) => id === row.id);
      const same = !here && own.some((one) => sayTheSame(one, row));
      const field = parentField(collection);
      const parent = field === undefined ? subjectOf(collection, row) : row.values[field];
      // A task of the case itself, or a decision about a row that stays behind, is no matter of the remaining case.
      if (subjectOf(collection, row) !== undefined && !there.has(String(parent))) return [];
      return [
        {
          collection,
          row,
          standing: here ? 'here' : same ? 'same' : 'new',
          suggested: !here && !same,
          ...(typeof parent === 'string' && there.has(parent) ? { parent } : {}),
        },
      ];
    }),
  );
  const left = new Set(rows.filter(({ standing }) => standing === 'same').map(({ row }) => row.id));
  return rows.map((one) => (one.parent !== undefined && left.has(one.parent) ? { ...one, suggested: false } : one));
}

/**
 * The rows that do come along: those that are suggested, less those left behind and more those asked for; never one that
 * is there already, and none without the row that it stands in.
 */
export function chosenRows(
  rows: readonly BroughtRow[],
  choices: Readonly<Record<string, boolean>>,
): readonly BroughtRow[] {
  const goes = new Map(
    rows.map((one) => [one.row.id, one.standing !== 'here' && (choices[one.row.id] ?? one.suggested)] as const),
  );
  const standing = new Map(rows.map((one) => [one.row.id, one.standing] as const));
  const comes = (id: string): boolean => goes.get(id) === true || standing.get(id) === 'here';
  return rows.filter(({ row, parent }) => goes.get(row.id) === true && (parent === undefined || comes(parent)));
}
