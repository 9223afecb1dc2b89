import type { NumberView } from '../contracts/measures.contract.ts';
import { SMALLEST_TOLD, suppress, type CellSum } from './suppress.ts';

/**
 * One key for a number wherever it stands: what is hidden in one table must not stand in another. The numbers of a
 * period share the balance: the new and the open cases are told twice.
 */
const TOTALS: Readonly<Record<string, string>> = {
  new_cases: 'balance/new',
  sources: 'balance/new',
  open_at_end: 'balance/closing',
  open_age: 'balance/closing',
  caseload: 'balance/closing',
  closed_reasons: 'balance/closed',
  open_length: 'balance/closed',
};
const totalKey = ({ id }: NumberView): string => TOTALS[id] ?? `${id}/`;
const lineKey = (number: NumberView, part: string): string =>
  number.shows === 'balance' ? `balance/${part}` : `${number.id}/${part}/line`;

interface Cells {
  readonly counts: Map<string, number>;
  readonly sums: CellSum[];
}

/** The total of a column is the same number wherever the total of its table is. */
const columnKey = (total: string, column: string): string => `${total}|${column}`;

function takeBalance(number: NumberView, { counts, sums }: Cells): void {
  const key = (part: string, column?: string): string =>
    column === undefined ? `balance/${part}` : columnKey(`balance/${part}`, column);
  const columns = [undefined, ...number.columns.map(({ id }) => id)];
  for (const line of number.lines) {
    counts.set(key(line.part.id), line.cases ?? 0);
    for (const [i, { id }] of number.columns.entries()) counts.set(key(line.part.id, id), line.by[i]?.cases ?? 0);
    if (number.columns.length > 0)
      sums.push({ total: key(line.part.id), parts: number.columns.map(({ id }) => key(line.part.id, id)) });
  }
  for (const column of columns) {
    const of = (part: string): string => key(part, column);
    sums.push({
      total: of('closing'),
      parts: ['opening', 'new', 'in', 'reopened'].map(of),
      minus: ['out', 'closed', 'withdrawn'].map(of),
    });
  }
}

function takeTable(number: NumberView, { counts, sums }: Cells): void {
  const total = totalKey(number);
  counts.set(total, number.total.cases ?? 0);
  for (const [i, { id }] of number.columns.entries()) counts.set(columnKey(total, id), number.total.by[i]?.cases ?? 0);
  for (const line of number.lines) {
    const at = lineKey(number, line.part.id);
    counts.set(at, line.cases ?? 0);
    for (const [i, { id }] of number.columns.entries()) counts.set(columnKey(at, id), line.by[i]?.cases ?? 0);
    if (number.columns.length > 0) sums.push({ total: at, parts: number.columns.map(({ id }) => columnKey(at, id)) });
  }
  const lines = number.lines.map(({ part }) => lineKey(number, part.id));
  for (const column of [undefined, ...number.columns.map(({ id }) => id)]) {
    const of = (key: string): string => (column === undefined ? key : columnKey(key, column));
    sums.push({ total: of(total), parts: lines.map(of) });
  }
  if (number.columns.length > 0) sums.push({ total, parts: number.columns.map(({ id }) => columnKey(total, id)) });
}

type Told = NumberView['total']['by'][number];

function cellsOf(numbers: readonly NumberView[]): Cells {
  const cells: Cells = { counts: new Map(), sums: [] };
  for (const number of numbers) {
    if (number.shows === 'balance') takeBalance(number, cells);
    else takeTable(number, cells);
  }
  return cells;
}

/**
 * Numbers for somebody outside of the office (reference.md §6.1): counts of children below five are hidden, and others so
 * that none of them can be worked out from the totals, in all tables together. Entries are left out, and days that are
 * told of fewer than five.
 *
 * @param undivided the same numbers without a split, where they have one: what is told of them is told in every division,
 *   and what is hidden in none, so that two divisions of one period cannot be laid beside each other.
 */
export function forOutside(numbers: readonly NumberView[], undivided?: readonly NumberView[]): readonly NumberView[] {
  const cells = cellsOf(numbers);
  const whole = undivided === undefined ? undefined : cellsOf(undivided);
  const before = whole && suppress(whole.counts, whole.sums);
  const decided = new Map([...(whole?.counts.keys() ?? [])].map((key) => [key, before?.has(key) === true]));
  const hidden = suppress(cells.counts, cells.sums, decided);
  const told = (key: string, { cases }: Told): Told => ({ cases: hidden.has(key) ? null : cases, entries: null });
  const days = (of: NumberView['total']['days'], key: string): { days?: NonNullable<NumberView['total']['days']> } => {
    if (of === undefined) return {};
    const few = hidden.has(key) || (of.ended ?? 0) < SMALLEST_TOLD;
    const { median, p90 } = of;
    if (few) return { days: { ended: null, waiting: null } };
    return {
      days: {
        ended: null,
        waiting: null,
        ...(median === undefined ? {} : { median }),
        ...(p90 === undefined ? {} : { p90 }),
      },
    };
  };
  return numbers.map((number) => {
    const total = totalKey(number);
    return {
      ...number,
      total: {
        // Of a balance all cases together are no line of it, and would tell one that is hidden.
        ...(number.shows === 'balance' ? { cases: null, entries: null } : told(total, number.total)),
        by: number.total.by.map((one, i) =>
          number.shows === 'balance'
            ? { cases: null, entries: null }
            : told(columnKey(total, number.columns[i]?.id ?? ''), one),
        ),
        ...days(number.total.days, total),
      },
      lines: number.lines.map((line) => {
        const key = lineKey(number, line.part.id);
        return {
          ...line,
          ...told(key, line),
          by: line.by.map((one, i) => told(columnKey(key, number.columns[i]?.id ?? ''), one)),
          ...days(line.days, key),
        };
      }),
    };
  });
}
