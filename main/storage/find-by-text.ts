import type { Found, TextTerm } from './case-list-query.ts';
import type { ReadableDb } from './database.ts';

const WORST = 255;
/** With so many cases whose words begin as typed, parts inside words would only add noise, and they are dear to find. */
const PLENTY = 1000;

/** The first text after all texts that begin with `prefix`. */
const after = (prefix: string): string => `${prefix}\u{10ffff}`;
const phrase = (part: string): string => `"${part.replaceAll('"', '""')}"`;

/** Rank of each case for one word: the place of the first prefix that fits, from 1; after those, a part of a word. */
function ranksOf(db: ReadableDb, term: TextTerm, size: number): Uint8Array {
  const ranks = new Uint8Array(size);
  let count = 0;
  const byPrefix = db.numbers<[string, string]>(`SELECT case_n FROM search_token WHERE tok >= ? AND tok < ?`);
  const note = (numbers: readonly number[], rank: number): void => {
    for (const n of numbers)
      if (ranks[n] === 0) {
        ranks[n] = rank;
        count += 1;
      }
  };
  term.prefixes.forEach((prefix, i) => {
    note(byPrefix(prefix, after(prefix)), Math.min(WORST, i + 1));
  });
  if (term.part !== undefined && count < PLENTY) {
    const byPart = db.numbers<[string]>(`SELECT rowid FROM case_text WHERE case_text MATCH ?`);
    note(byPart(phrase(term.part)), Math.min(WORST, term.prefixes.length + 1));
  }
  return ranks;
}

/** The cases that fit every typed word, with the sum of their ranks. */
export function findByText(db: ReadableDb, terms: readonly TextTerm[]): Found {
  const size = (db.numbers<[]>(`SELECT coalesce(max(case_n), 0) FROM case_list`)()[0] ?? 0) + 1;
  let ranks: Uint8Array | undefined;
  for (const term of terms) {
    const more = ranksOf(db, term, size);
    if (ranks === undefined) ranks = more;
    else
      for (let n = 0; n < size; n += 1) {
        const [a, b] = [ranks[n] ?? 0, more[n] ?? 0];
        ranks[n] = a === 0 || b === 0 ? 0 : Math.min(WORST, a + b);
      }
  }
  const found = ranks ?? new Uint8Array(size);
  const numbers: number[] = [];
  found.forEach((rank, n) => {
    if (rank > 0) numbers.push(n);
  });
  return { ranks: found, numbers };
}
