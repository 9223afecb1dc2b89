const DAY = 24 * 60 * 60_000;
/** Days, weeks and months of which the newest copy is kept. */
const DAYS = 7;
const WEEKS = 4;
const MONTHS = 12;

export interface Dated {
  /** Counts up with each copy: a clock that was wrong for a day must not make an old copy the newest. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Which copies are kept: the newest of each of the last seven days, four weeks and twelve months on which there is one, and
 * always the last two. Days, weeks and months are those of UTC: what matters is that they are apart.
 */
export function keptCopies<T extends Dated>(copies: readonly T[]): Set<T> {
  const newestFirst = [...copies].sort((a, b) => b.number - a.number);
  const kept = new Set(newestFirst.slice(0, 2));
  const keep = (most: number, periodOf: (at: number) => string | number): void => {
    const seen = new Set<string | number>();
    for (const copy of newestFirst) {
      const period = periodOf(copy.at);
      if (seen.has(period)) continue;
      if (seen.size === most) return;
      seen.add(period);
      kept.add(copy);
    }
  };
  keep(DAYS, (at) => Math.floor(at / DAY));
  // 1 January 1970 was a Thursday.
  keep(WEEKS, (at) => Math.floor((at / DAY + 3) / 7));
  keep(MONTHS, (at) => new Date(at).toISOString().slice(0, 7));
  return kept;
}
