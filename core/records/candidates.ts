import type { Rarity } from './by-chance.ts';
import { numberKeys, wordKeys, type MatchSubject } from './match.ts';
import { nameWords } from './names.ts';

/** The index of an office: which cases stand under a key (`blockingKeys`). */
export interface KeyIndex {
  /** The highest number of a case, and so about how many there are. */
  readonly highest: number;
  readonly holders: (key: string) => readonly number[];
}
export interface Candidates {
  /** Numbers of the cases worth comparing, those with the rarest things in common first. */
  readonly cases: readonly number[];
  readonly rarity: Rarity;
}

/** A caregiver in common says less of the child than a name in common; a number in common says more than both. */
const CAREGIVER = 0.35;
const NUMBER = 3;

/**
 * The cases that share a key with a child, by how rare what they share is: a name that thousands bear crowds out nobody
 * (reference.md §5.1 e). Each key is looked up once; how many stand under the words of names is kept as their rarity.
 *
 * @param except cases that are not to be compared; they count for the rarity all the same
 */
export function candidatesOf(
  asked: MatchSubject,
  index: KeyIndex,
  limit: number,
  except?: ReadonlySet<number>,
): Candidates {
  const scores = new Float64Array(index.highest + 1);
  const seen = new Uint32Array(index.highest + 1);
  const touched: number[] = [];
  const held = new Map<string, number>();
  let round = 0;
  const count = (keys: readonly string[], share: number): number => {
    round += 1;
    const numbers: number[] = [];
    for (const key of keys)
      for (const n of index.holders(key))
        if (seen[n] !== round) {
          seen[n] = round;
          numbers.push(n);
        }
    const weight = share * Math.log((index.highest + 2) / (numbers.length + 1));
    for (const n of numbers) {
      if (scores[n] === 0) touched.push(n);
      scores[n] = (scores[n] ?? 0) + weight;
    }
    return numbers.length;
  };
  const words = (names: readonly string[]): Set<string> => new Set(names.flatMap((name) => nameWords(name).words));
  const own = words(asked.names);
  for (const word of own) held.set(word, count(wordKeys(word), 1));
  for (const word of words(asked.caregivers)) if (!own.has(word)) held.set(word, count(wordKeys(word), CAREGIVER));
  for (const key of numberKeys(asked)) held.set(key, count([key], NUMBER));
  const others = except === undefined ? touched : touched.filter((n) => !except.has(n));
  const cases =
    others.length <= limit
      ? others
      : others.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b).slice(0, limit);
  return { cases, rarity: { cases: index.highest, holding: (word) => held.get(word) } };
}
