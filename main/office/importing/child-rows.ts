import type { ImportPlan } from '#core/import/plan.ts';
import type { RowProblem } from '#core/import/row-document.ts';
import { wordKey } from '#core/import/words.ts';
import { sha256 } from '../../crypto/hashing.ts';
import type { ReadTable } from './table-reading.ts';

/** A row with its place among the rows below the headings. */
export type TableRow = ReadTable['rows'][number] & { readonly place?: number };

/** The rows of each child, wherever they stand in the file, by the place of its first one: only children of several rows. */
export function rowsOfChildren(
  rows: ReadTable['rows'],
  child: number | undefined,
): ReadonlyMap<number, readonly TableRow[]> {
  const found = new Map<string, TableRow[]>();
  if (child === undefined) return new Map();
  for (const [place, row] of rows.entries()) {
    const key = wordKey(row.cells[child] ?? '');
    if (key === '') continue;
    const list = found.get(key);
    if (list === undefined) found.set(key, [{ ...row, place }]);
    else list.push({ ...row, place });
  }
  const several = [...found.values()].filter((list) => list.length > 1);
  return new Map(several.map((list) => [list[0]?.place ?? 0, list]));
}

/** Of the cells of a child's rows: the same rows of another file have the same. */
export function hashOf(rows: readonly Pick<TableRow, 'cells'>[]): Buffer {
  const cells = rows.map((row) => row.cells.map((cell) => cell.trim()));
  return sha256(Buffer.from(JSON.stringify(cells.length === 1 ? cells[0] : cells), 'utf8'));
}

/** What the rules say of a child stands at its first row; a cell that cannot be read already says why there is no answer. */
export function withJudged(
  problems: ReadonlyMap<number, readonly RowProblem[]>,
  first: number,
  judged: readonly RowProblem[],
): ReadonlyMap<number, readonly RowProblem[]> {
  const said = new Set([...problems.values()].flat().map(({ field }) => field));
  const more = judged.filter(({ field }) => !said.has(field));
  if (more.length === 0) return problems;
  return new Map([...problems, [first, [...(problems.get(first) ?? []), ...more]]]);
}

/** A row that stays out because another one of the same child does. */
export const otherRow = ({ child }: ImportPlan, row: number): RowProblem => ({
  ...(child === undefined ? {} : { column: child }),
  field: '',
  key: 'checks.row_of_child',
  params: { row },
});
