import type { CaseSet, CaseSets } from './case-sets.ts';
import type { TextTerm } from './case-list-query.ts';
import type { ReadableDb } from './database.ts';

const WORST = 255;
/** With so many cases whose words begin as typed, parts inside words would only add noise, and they are dear to find. */
const PLENTY = 1000;

const phrase = (part: string): string => `"${part.replaceAll('"', '""')}"`;

/** Rank of each case for one word: the place of the first prefix that fits, from 1; after those, a part of a word. */
function ranksOf(db: ReadableDb, sets: CaseSets, term: TextTerm): CaseSet {
  const ranks = sets.empty();
  let count = 0;
  const note = (n: number, rank: number): void => {
    if (ranks[n] !== 0) return;
    ranks[n] = rank;
    count += 1;
  };
  term.prefixes.forEach((prefix, i) => {
    const set = sets.beginning(prefix);
    for (let n = 0; n < set.length; n += 1) if (set[n] === 1) note(n, Math.min(WORST, i + 1));
  });
  if (term.part !== undefined && count < PLENTY) {
    const byPart = db.numbers<[string]>(`SELECT rowid FROM case_text WHERE case_text MATCH ?`);
    for (const n of byPart(phrase(term.part))) note(n, Math.min(WORST, term.prefixes.length + 1));
  }
  return ranks;
}

/** What is looked for: in names and numbers, and in long texts where `words` says what and `visible` how far. */
export interface TextSearch {
  readonly terms: readonly TextTerm[];
  /** Beginnings of words as `wordsOf` makes them; all of them have to stand in the texts of one case. */
  readonly words: readonly string[];
  /** The highest class of texts that is looked through, 0 to 5. */
  readonly visible: number;
  /** Cases, by their numbers, that are found by these terms alone. */
  readonly codeOnly?: { readonly numbers: readonly number[]; readonly terms: readonly TextTerm[] };
}

/** The cases whose long texts hold all words. */
function inTexts(db: ReadableDb, { words, visible }: TextSearch): readonly number[] {
  if (words.length === 0 || visible === 0) return [];
  const columns = ['c1', 'c2', 'c3', 'c4', 'c5'].slice(0, visible).join(' ');
  const all = words.map((word) => `${phrase(word)} *`).join(' AND ');
  return db.numbers<[string]>(`SELECT rowid FROM case_narrative WHERE case_narrative MATCH ?`)(
    `{${columns}} : (${all})`,
  );
}

/**
 * The cases that fit every typed word, each with the sum of its ranks, 1 the best and 0 not found; after them those that
 * are found in long texts only.
 */
export function findByText(db: ReadableDb, sets: CaseSets, search: TextSearch): CaseSet {
  const found = ranksOfAll(db, sets, search.terms);
  for (const n of inTexts(db, search)) if (found[n] === 0) found[n] = WORST;
  if (search.codeOnly !== undefined) {
    const byCode = ranksOfAll(db, sets, search.codeOnly.terms);
    for (const n of search.codeOnly.numbers) found[n] = byCode[n] ?? 0;
  }
  return found;
}

/** The sum of the ranks of each case that fits every term; 0 for the others. */
function ranksOfAll(db: ReadableDb, sets: CaseSets, terms: readonly TextTerm[]): CaseSet {
  const [first, ...others] = terms.map((term) => ranksOf(db, sets, term));
  const found = first ?? sets.empty();
  for (const more of others)
    for (let n = 0; n < found.length; n += 1) {
      const [a, b] = [found[n] ?? 0, more[n] ?? 0];
      found[n] = a === 0 || b === 0 ? 0 : Math.min(WORST, a + b);
    }
  return found;
}
