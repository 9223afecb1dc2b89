/** One line of bench-out/results.json. `floor` is measured in the same run on the same data. */
export interface Figure {
  readonly id: string;
  readonly what: string;
  readonly unit: 'ms' | 'MB' | 'bytes' | 'count' | 'pages/s';
  readonly value: number;
  readonly p50?: number;
  readonly p95?: number;
  readonly floor?: number;
  readonly ratio?: number;
  readonly runs: number;
  readonly engine: string;
}

export const ENGINE = `Node ${process.versions.node}, office engine without a window`;

const round = (n: number): number => Math.round(n * 1000) / 1000;

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0);
}

/** Runs `work` some times and answers each duration in ms. */
export function timesOf(runs: number, work: (i: number) => void): number[] {
  return Array.from({ length: runs }, (_none, i) => {
    const start = performance.now();
    work(i);
    return performance.now() - start;
  });
}

export function figure(
  about: Pick<Figure, 'id' | 'what' | 'unit'>,
  value: number,
  more: Partial<Omit<Figure, 'id' | 'what' | 'unit' | 'value'>> = {},
): Figure {
  const ratio = more.floor === undefined ? {} : { ratio: round(value / more.floor) };
  const floor = more.floor === undefined ? {} : { floor: round(more.floor) };
  return { ...about, value: round(value), runs: 1, engine: ENGINE, ...more, ...floor, ...ratio };
}
