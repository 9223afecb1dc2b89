import { describe, expect, test } from 'vitest';
import { suppress, SMALLEST_TOLD, type CellSum } from '#core/measures/suppress.ts';
import { Random } from '../builders/random.ts';

interface Table {
  readonly counts: Map<string, number>;
  readonly sums: CellSum[];
}

/** A table with the totals of its rows and columns. */
function tableOf(random: Random, rows: number, columns: number, most: number): Table {
  const counts = new Map<string, number>();
  const key = (r: number | 'all', c: number | 'all'): string => `${String(r)}/${String(c)}`;
  const add = (at: string, by: number): void => void counts.set(at, (counts.get(at) ?? 0) + by);
  for (let r = 0; r < rows; r += 1) {
    for (let c = 0; c < columns; c += 1) {
      const count = random.chance(0.3) ? random.int(0, 4) : random.int(0, most);
      for (const at of [key(r, c), key(r, 'all'), key('all', c), key('all', 'all')]) add(at, count);
    }
  }
  const range = (n: number): number[] => Array.from({ length: n }, (_none, i) => i);
  const sums: CellSum[] = [
    ...[...range(rows), 'all' as const].map((r) => ({
      total: key(r, 'all'),
      parts: range(columns).map((c) => key(r, c)),
    })),
    ...[...range(columns), 'all' as const].map((c) => ({
      total: key('all', c),
      parts: range(rows).map((r) => key(r, c)),
    })),
  ];
  return { counts, sums };
}

/**
 * Whether somebody who has the printed table can tell a hidden count: they try every table of counts that would print
 * the same. True when in all of them the cell is the same.
 */
function canTell({ counts, sums }: Table, hidden: ReadonlySet<string>): string[] {
  const order = [...hidden];
  const seen = order.map(() => new Set<number>());
  const highest = Math.max(...counts.values()) + SMALLEST_TOLD;
  const values = new Map([...counts].filter(([key]) => !hidden.has(key)));
  const fits = (sum: CellSum): boolean | undefined => {
    const all = [...sum.parts, sum.total];
    if (all.some((key) => !values.has(key))) return undefined;
    const parts = sum.parts.reduce((total, key) => total + (values.get(key) ?? 0), 0);
    return parts === values.get(sum.total);
  };
  /** A cell that a sum leaves alone is given by it; otherwise every count is tried. */
  const forced = (): { readonly key: string; readonly value: number } | undefined => {
    for (const { total, parts } of sums) {
      const open = [...parts, total].filter((key) => !values.has(key));
      const [key] = open;
      if (open.length !== 1 || key === undefined) continue;
      const known = parts.reduce((sum, part) => sum + (values.get(part) ?? 0), 0);
      return { key, value: key === total ? known : (values.get(total) ?? 0) - known };
    }
    return undefined;
  };
  let tries = 0;
  const search = (): void => {
    tries += 1;
    if (tries > 30_000 || seen.every((set) => set.size > 1)) return;
    const set: string[] = [];
    let possible = true;
    for (let next = forced(); next !== undefined && possible; next = forced()) {
      values.set(next.key, next.value);
      set.push(next.key);
      possible = next.value >= 0;
    }
    if (possible && sums.every((sum) => fits(sum) !== false)) {
      const open = order.find((key) => !values.has(key));
      if (open === undefined) {
        for (const [i, key] of order.entries()) seen[i]?.add(values.get(key) ?? 0);
      } else {
        // What it really is stands first, then what is near it.
        const real = counts.get(open) ?? 0;
        const near = Array.from({ length: highest + 1 }, (_none, i) => i).toSorted(
          (a, b) => Math.abs(a - real) - Math.abs(b - real),
        );
        for (const value of near.slice(0, 9)) {
          values.set(open, value);
          search();
          values.delete(open);
        }
      }
    }
    for (const key of set) values.delete(key);
  };
  search();
  return order.filter((_key, i) => (seen[i]?.size ?? 0) < 2);
}

describe('small numbers in what leaves the office', () => {
  test('are hidden, and no hidden number follows from the totals', () => {
    const random = Random.from(20260101, 'suppression');
    let hiddenCells = 0;
    let complementary = 0;
    for (let round = 0; round < 300; round += 1) {
      const table = tableOf(random, random.int(1, 3), random.int(1, 3), random.int(5, 15));
      const hidden = suppress(table.counts, table.sums);
      for (const [key, count] of table.counts)
        if (count > 0 && count < SMALLEST_TOLD) expect(hidden.has(key), key).toBe(true);
      hiddenCells += hidden.size;
      complementary += [...hidden].filter((key) => (table.counts.get(key) ?? 0) >= SMALLEST_TOLD).length;
      expect({ round, told: canTell(table, hidden) }).toEqual({ round, told: [] });
    }
    expect(hiddenCells).toBeGreaterThan(300);
    expect(complementary).toBeGreaterThan(50);
  });

  test('of a period do not follow from its balance', () => {
    const counts = new Map([
      ['opening', 118],
      ['new', 24],
      ['reopened', 2],
      ['closed', 22],
      ['closing', 122],
    ]);
    const sums: CellSum[] = [{ total: 'closing', parts: ['opening', 'new', 'reopened'], minus: ['closed'] }];
    const hidden = suppress(counts, sums);
    expect(hidden.has('reopened')).toBe(true);
    expect(hidden.size).toBe(2);
  });

  test('stay hidden in a second table that has the same total', () => {
    const counts = new Map([
      ['new', 20],
      ['girls', 17],
      ['boys', 3],
      ['by school', 20],
      ['girls by school', 17],
      ['boys by school', 3],
    ]);
    const sums: CellSum[] = [
      { total: 'new', parts: ['girls', 'boys'] },
      { total: 'new', parts: ['by school'] },
      { total: 'by school', parts: ['girls by school', 'boys by school'] },
    ];
    const hidden = suppress(counts, sums);
    expect(hidden.has('girls')).toBe(true);
    expect(hidden.has('girls by school')).toBe(true);
  });

  test('stay hidden when one table is printed twice, divided each time by something else', () => {
    const random = Random.from(20260101, 'divided twice');
    let [complementary, totals] = [0, 0];
    for (let round = 0; round < 60; round += 1) {
      // Lines with their sum, as they are printed without any division.
      const lines = Array.from({ length: random.int(2, 3) }, (_none, i) => `line ${String(i)}`);
      const counts = new Map(lines.map((line) => [line, random.chance(0.3) ? random.int(0, 4) : random.int(0, 12)]));
      counts.set(
        'all',
        [...counts.values()].reduce((a, b) => a + b, 0),
      );
      const sums: CellSum[] = [{ total: 'all', parts: lines }];
      const before = suppress(counts, sums);
      const decided = new Map([...counts.keys()].map((key) => [key, before.has(key)]));
      const all = { counts: new Map(counts), sums: [...sums] };
      const hidden = new Set(before);
      for (const by of ['sex', 'age']) {
        const table = { counts: new Map(counts), sums: [...sums] };
        for (const line of [...lines, 'all'])
          table.sums.push({ total: line, parts: [`${line} ${by} a`, `${line} ${by} b`] });
        for (const line of lines) {
          const first = random.int(0, counts.get(line) ?? 0);
          table.counts.set(`${line} ${by} a`, first).set(`${line} ${by} b`, (counts.get(line) ?? 0) - first);
        }
        for (const part of ['a', 'b']) {
          const parts = lines.map((line) => `${line} ${by} ${part}`);
          const key = `all ${by} ${part}`;
          table.counts.set(
            key,
            parts.reduce((sum, one) => sum + (table.counts.get(one) ?? 0), 0),
          );
          table.sums.push({ total: key, parts });
        }
        const told = suppress(table.counts, table.sums, decided);
        for (const key of counts.keys()) expect(told.has(key), key).toBe(before.has(key));
        for (const key of told) hidden.add(key);
        for (const [key, count] of table.counts) all.counts.set(key, count);
        all.sums.push(...table.sums);
        complementary += [...told].filter((key) => (table.counts.get(key) ?? 0) >= SMALLEST_TOLD).length;
      }
      totals += before.size;
      // Whoever has both prints, and lays them beside each other.
      const small = [...hidden].filter((key) => (all.counts.get(key) ?? 0) < SMALLEST_TOLD);
      const told = canTell(all, hidden).filter((key) => small.includes(key) && all.counts.get(key) !== 0);
      expect({ round, told }).toEqual({ round, told: [] });
    }
    expect(complementary).toBeGreaterThan(20);
    expect(totals).toBeGreaterThan(20);
  });

  test('leave a table without small numbers as it is', () => {
    const counts = new Map([
      ['a', 6],
      ['b', 0],
      ['all', 6],
    ]);
    expect(suppress(counts, [{ total: 'all', parts: ['a', 'b'] }]).size).toBe(0);
  });
});
