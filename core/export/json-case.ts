import type { ResolvedRecord } from '../forms/resolve.ts';
import type { FieldValue } from '../forms/types.ts';
import { shownEntries, type ExportedCase } from './case-lines.ts';
import { plainText, type Cell } from './cell.ts';
import type { ExportColumn } from './columns.ts';
import { plainAnswer } from './plain-answer.ts';

/** An answer in the file: the value as the office keeps it, or why there is none (docs/export-formats.md). */
type JsonAnswer = FieldValue | { readonly missing: string } | { readonly left_out: string };
type JsonAnswers = Readonly<Record<string, JsonAnswer>>;

export interface JsonCase {
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly answers: JsonAnswers;
  readonly entries: Readonly<Record<string, readonly { readonly id: string; readonly answers: JsonAnswers }[]>>;
}

const factValue = (cell: Cell): string | number => (typeof cell === 'number' ? cell : plainText(cell));

function answersOf(
  columns: readonly ExportColumn[],
  record: ResolvedRecord,
  { setting }: ExportedCase,
): Record<string, JsonAnswer> {
  const found: Record<string, JsonAnswer> = {};
  for (const { id, field } of columns) {
    if (field === undefined || field.type === 'rows') continue;
    const plain = plainAnswer(field, id, record.states.get(field.id)?.known, setting);
    if (plain === undefined) continue;
    found[field.id] =
      'answer' in plain ? plain.answer : 'missing' in plain ? { missing: plain.missing } : { left_out: plain.leftOut };
  }
  return found;
}

/** The subforms of the chosen columns, and the columns of their entries. */
export function columnsByRows(columns: readonly ExportColumn[]): ReadonlyMap<string, readonly ExportColumn[]> {
  const found = new Map<string, ExportColumn[]>();
  for (const column of columns) {
    if (column.rows === undefined) continue;
    const list = found.get(column.rows.id) ?? [];
    list.push(column);
    found.set(column.rows.id, list);
  }
  return found;
}

/** A case in the program's own JSON format, with the chosen columns alone. Blank answers are not in it. */
export function jsonCase(columns: readonly ExportColumn[], exported: ExportedCase): JsonCase {
  const { facts, resolved } = exported;
  const chosenFacts = columns.flatMap(({ fact }) =>
    fact === undefined || fact === 'entry' || fact === 'code' ? [] : fact,
  );
  const own = columns.filter(({ rows }) => rows === undefined);
  return {
    code: plainText(facts.code),
    facts: Object.fromEntries(chosenFacts.map((fact) => [fact, factValue(facts[fact])])),
    answers: answersOf(own, resolved.case, exported),
    entries: Object.fromEntries(
      [...columnsByRows(columns)].map(([rows, inner]) => [
        rows,
        shownEntries(exported, rows).map((entry) => ({
          id: entry.row?.id ?? '',
          answers: answersOf(inner, entry, exported),
        })),
      ]),
    ),
  };
}
