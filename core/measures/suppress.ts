/** A cell of a table that leaves the office; tables that share a number share its key. */
export interface CellSum {
  /** `total` is what `parts` add up to; those of `minus` count below zero (the balance of a period). */
  readonly total: string;
  readonly parts: readonly string[];
  readonly minus?: readonly string[];
}

/** Counts below this many children are not told outside (reference.md §6.1, small numbers). */
export const SMALLEST_TOLD = 5;

const isSmall = (count: number): boolean => count > 0 && count < SMALLEST_TOLD;

interface Equation {
  readonly cells: ReadonlyMap<string, number>;
}

const equationOf = ({ total, parts, minus = [] }: CellSum): Equation => {
  const cells = new Map<string, number>();
  const add = (key: string, by: number): void => void cells.set(key, (cells.get(key) ?? 0) + by);
  for (const key of parts) add(key, 1);
  for (const key of minus) add(key, -1);
  add(total, -1);
  return { cells: new Map([...cells].filter(([, by]) => by !== 0)) };
};

/** The sums that share hidden cells, together: what one of them tells may tell something in the others, and nowhere else. */
function groups(hidden: ReadonlySet<string>, sums: readonly CellSum[]): readonly (readonly Equation[])[] {
  const open = sums.flatMap((sum): Equation[] => {
    const cells = new Map([...equationOf(sum).cells].filter(([key]) => hidden.has(key)));
    return cells.size === 0 ? [] : [{ cells } satisfies Equation];
  });
  const byCell = new Map<string, Equation[]>();
  for (const one of open) for (const key of one.cells.keys()) byCell.set(key, [...(byCell.get(key) ?? []), one]);
  const seen = new Set<Equation>();
  return open.flatMap((first) => {
    if (seen.has(first)) return [];
    seen.add(first);
    const group = [first];
    for (const one of group) {
      for (const key of one.cells.keys()) {
        for (const other of byCell.get(key) ?? []) {
          if (seen.has(other)) continue;
          seen.add(other);
          group.push(other);
        }
      }
    }
    return [group];
  });
}

/**
 * Cells that can be worked out from what is told: those whose value follows from the sums by itself. Exact: the sums are
 * brought to reduced form over the hidden cells, and a line that is left with one cell tells it.
 */
export function workedOut(hidden: ReadonlySet<string>, sums: readonly CellSum[]): ReadonlySet<string> {
  const told = new Set<string>();
  for (const group of groups(hidden, sums)) {
    const order = [...new Set(group.flatMap(({ cells }) => [...cells.keys()]))];
    const lines = group.map(({ cells }) => order.map((key) => cells.get(key) ?? 0));
    reduce(lines, order.length);
    for (const line of lines) {
      const there = line.flatMap((by, i) => (Math.abs(by) > EPSILON ? [i] : []));
      const [only] = there;
      if (there.length === 1 && only !== undefined) told.add(order[only] ?? '');
    }
  }
  return told;
}
const EPSILON = 1e-9;

function reduce(lines: number[][], width: number): void {
  let row = 0;
  for (let column = 0; column < width && row < lines.length; column += 1) {
    const pivotAt = lines.findIndex((line, i) => i >= row && Math.abs(line[column] ?? 0) > EPSILON);
    if (pivotAt === -1) continue;
    const pivot = lines[pivotAt] ?? [];
    lines[pivotAt] = lines[row] ?? [];
    const by = pivot[column] ?? 1;
    const scaled = pivot.map((value) => value / by);
    lines[row] = scaled;
    for (const [i, line] of lines.entries()) {
      const times = line[column] ?? 0;
      if (i === row || Math.abs(times) <= EPSILON) continue;
      lines[i] = line.map((value, k) => value - times * (scaled[k] ?? 0));
    }
    row += 1;
  }
}

/**
 * Which cells are hidden in what leaves the office: small counts, and as many others as it takes that none of them can
 * be worked out from the rest (complementary suppression). Of the cells that would do, the smallest is taken; zeros are
 * told, since hiding them would protect nothing.
 *
 * @param counts every cell of every table, by key.
 * @param sums every total that is printed, with what it is the total of.
 * @param decided of cells that were printed before whether they were hidden; those that were not stay told.
 */
export function suppress(
  counts: ReadonlyMap<string, number>,
  sums: readonly CellSum[],
  decided: ReadonlyMap<string, boolean> = new Map(),
): ReadonlySet<string> {
  const hidden = new Set([...counts].flatMap(([key, count]) => ((decided.get(key) ?? isSmall(count)) ? [key] : [])));
  const lines = sums.map(equationOf);
  for (;;) {
    const told = workedOut(hidden, sums);
    if (told.size === 0) return hidden;
    let more = false;
    for (const key of told) {
      const candidates = lines
        .filter(({ cells }) => cells.has(key))
        .flatMap(({ cells }) => [...cells.keys()])
        .filter((other) => !hidden.has(other) && !decided.has(other) && (counts.get(other) ?? 0) > 0);
      const next = candidates.toSorted((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0) || (a < b ? -1 : 1))[0];
      if (next === undefined) continue;
      hidden.add(next);
      more = true;
    }
    // Nothing else is there to hide: what can be worked out then has only zeros beside it, and totals that are hidden too.
    if (!more) return hidden;
  }
}
