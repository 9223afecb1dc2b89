import { candidatesOf } from '../records/candidates.ts';
import { blockingKeys, matchChild, type MatchSubject, type Strength } from '../records/match.ts';
import { rememberingEar } from '../records/name-likeness.ts';

/** Those with the rarest things in common: of more, none would be very likely. */
const CANDIDATES = 20;

/** Finds in a file the earlier row that is very likely of the same child, by the rules for two cases (reference.md §5.1). */
export class SameInFile {
  readonly #holders = new Map<string, number[]>();
  readonly #subjects = new Map<number, MatchSubject>();
  readonly #ear = rememberingEar();
  #highest = 0;

  /** @param n number of the row, from 1, in the order of the file. */
  add(n: number, subject: MatchSubject): void {
    this.#highest = Math.max(this.#highest, n);
    this.#subjects.set(n, subject);
    for (const key of blockingKeys(subject)) {
      const list = this.#holders.get(key);
      if (list === undefined) this.#holders.set(key, [n]);
      else list.push(n);
    }
  }

  /** The earlier rows that are very likely of the same child, or possibly; of each the nearest. */
  find(subject: MatchSubject): { readonly same?: number; readonly maybe?: number } {
    const index = { highest: this.#highest, holders: (key: string) => this.#holders.get(key) ?? [] };
    const { cases, rarity } = candidatesOf(subject, index, CANDIDATES);
    const alike = cases.flatMap((n) => {
      const other = this.#subjects.get(n);
      return other === undefined ? [] : [{ n, strength: matchChild(subject, other, this.#ear, rarity).strength }];
    });
    const of = (wanted: Strength): number | undefined => alike.find(({ strength }) => strength === wanted)?.n;
    const [same, maybe] = [of('very-likely'), of('possible')];
    return { ...(same === undefined ? {} : { same }), ...(maybe === undefined ? {} : { maybe }) };
  }
}
