import type { ReadyFilter } from '#core/finding/ready-filter.ts';
import { ChangeReader, type ChangedPart } from './changed-cases.ts';
import type { ReadableDb } from './database.ts';
import { leafSql, type BoundValue } from './filter-sql.ts';

/** A set of cases: the byte at a case's number is 1 when it is in it. */
export type CaseSet = Uint8Array<ArrayBuffer>;

/** Which rows of a table name the cases of a set, and with which part of a case that changes. */
interface SetSql {
  readonly part: ChangedPart;
  readonly from: string;
  readonly text: string;
  readonly bound: readonly BoundValue[];
}
interface KeptSet {
  readonly sql: SetSql;
  readonly set: CaseSet;
}

/** At 50,000 cases a set takes 60 KB: all of them together at most 12 MB. */
const MOST_KEPT = 200;
/** After more changes than this a set is made anew, which costs about as much as looking at so many cases. */
const FOLLOWED = 100;
/** Room for new cases before everything is made anew. */
const ROOM = 1.2;
const BYTES_OF_WORD = 4;
const PARTS: readonly ChangedPart[] = ['list', 'marks', 'tasks', 'merged', 'search'];

const keyOf = ({ from, text, bound }: SetSql): string =>
  JSON.stringify([from, text, bound.map((value) => (Buffer.isBuffer(value) ? value.toString('base64url') : value))]);

const LISTED: SetSql = { part: 'list', from: 'case_list', text: '1', bound: [] };
/** What was taken out of the lists is found only by who looks for it. */
const DISABLED: SetSql = { part: 'list', from: 'case_list', text: `status = 'disabled'`, bound: [] };
/** A case that goes on under another code stands in no list; its own code finds it. */
const MERGED: SetSql = { part: 'merged', from: 'merged_case', text: '1', bound: [] };
/** The ends between which all texts lie that begin with `prefix`; the second is none of them. */
export const beginningWith = (prefix: string): [from: string, until: string] => [prefix, `${prefix}\u{10ffff}`];

/**
 * The cases that meet each condition, kept in memory and put together when a filter asks for several. Whoever may know of
 * which cases is a condition like the others, made anew for each call: nothing is kept by person. Every set is what its
 * query finds, and follows each case that is written.
 */
export class CaseSets {
  readonly #db: ReadableDb;
  readonly #readers: ReadonlyMap<ChangedPart, ChangeReader>;
  /** The one that was asked for longest ago comes first. */
  readonly #kept = new Map<string, KeptSet>();
  #size = 0;
  constructor(db: ReadableDb) {
    this.#db = db;
    this.#readers = new Map(PARTS.map((part) => [part, new ChangeReader(db, part)]));
  }

  /** Hears of what was written. To be called before the sets of one question are asked for. */
  follow(): void {
    const highest = this.#db.numbers<[]>(`SELECT coalesce(max(case_n), 0) FROM case_list`)()[0] ?? 0;
    if (highest >= this.#size) {
      this.#size = Math.ceil(((highest + 1) * ROOM) / BYTES_OF_WORD) * BYTES_OF_WORD;
      this.#kept.clear();
    }
    for (const [part, reader] of this.#readers) {
      const changed = reader.next();
      if (changed?.length === 0) continue;
      for (const [key, { sql, set }] of this.#kept) {
        if (sql.part !== part) continue;
        // Marks are found by their value and not by their case.
        if (changed === undefined || changed.length > FOLLOWED || part === 'marks') this.#kept.delete(key);
        else for (const n of changed) set[n] = this.#holds(sql, n) ? 1 : 0;
      }
    }
  }
  /** A set of the size of all others, empty. */
  empty(): CaseSet {
    return new Uint8Array(this.#size);
  }
  /** The listed cases that meet a filter. `usual`: without those that stand in a list only for who asks for them. */
  meeting(where: ReadyFilter, usual: { readonly disabled: boolean; readonly merged: boolean }): CaseSet {
    const met = this.#keptFor(LISTED).slice();
    and(met, this.#meeting(where));
    if (!usual.disabled) without(met, this.#keptFor(DISABLED));
    if (!usual.merged) without(met, this.#keptFor(MERGED));
    return met;
  }
  /** The cases with a word, a sound or a number that begins so. */
  beginning(prefix: string): CaseSet {
    const bound = beginningWith(prefix);
    return this.#keptFor({ part: 'search', from: 'search_token', text: 'tok >= ? AND tok < ?', bound });
  }

  #meeting(filter: ReadyFilter): CaseSet {
    switch (filter.is) {
      case 'all': {
        const [first, ...others] = filter.parts;
        if (first === undefined) return this.#keptFor(LISTED);
        if (others.length === 0) return this.#meeting(first);
        const met = this.#meeting(first).slice();
        for (const other of others) and(met, this.#meeting(other));
        return met;
      }
      case 'any': {
        const met = this.empty();
        for (const part of filter.parts) or(met, this.#meeting(part));
        return met;
      }
      case 'not': {
        const met = this.#keptFor(LISTED).slice();
        without(met, this.#meeting(filter.part));
        return met;
      }
      case 'cases': {
        const met = this.empty();
        for (const n of filter.numbers) met[n] = 1;
        return met;
      }
      default:
        if ('of' in filter) throw new Error('a condition on a record was asked of cases');
        return this.#keptFor(leafSql(filter));
    }
  }
  #keptFor(sql: SetSql): CaseSet {
    const key = keyOf(sql);
    const known = this.#kept.get(key);
    this.#kept.delete(key);
    const kept = known ?? { sql, set: this.#made(sql) };
    this.#kept.set(key, kept);
    if (this.#kept.size > MOST_KEPT)
      for (const oldest of this.#kept.keys()) {
        this.#kept.delete(oldest);
        break;
      }
    return kept.set;
  }
  #made({ from, text, bound }: SetSql): CaseSet {
    const set = this.empty();
    for (const n of this.#db.numbers<BoundValue[]>(`SELECT case_n FROM ${from} WHERE ${text}`)(...bound)) set[n] = 1;
    return set;
  }
  #holds({ from, text, bound }: SetSql, n: number): boolean {
    const one = `SELECT 1 FROM ${from} WHERE case_n = ? AND (${text}) LIMIT 1`;
    return this.#db.numbers<BoundValue[]>(one)(n, ...bound).length > 0;
  }
}

/** Four cases at a time: sets are of whole words. */
const words = (set: CaseSet): Uint32Array => new Uint32Array(set.buffer);

function and(set: CaseSet, other: CaseSet): void {
  const [a, b] = [words(set), words(other)];
  for (let i = 0; i < a.length; i += 1) a[i] = (a[i] ?? 0) & (b[i] ?? 0);
}
function or(set: CaseSet, other: CaseSet): void {
  const [a, b] = [words(set), words(other)];
  for (let i = 0; i < a.length; i += 1) a[i] = (a[i] ?? 0) | (b[i] ?? 0);
}
function without(set: CaseSet, other: CaseSet): void {
  const [a, b] = [words(set), words(other)];
  for (let i = 0; i < a.length; i += 1) a[i] = (a[i] ?? 0) & ~(b[i] ?? 0);
}
/** The cases that are in a set, by their numbers. */
export function numbersIn(set: CaseSet): number[] {
  const numbers: number[] = [];
  set.forEach((one, n) => {
    if (one > 0) numbers.push(n);
  });
  return numbers;
}
/** How many cases are in a set. */
export function sizeOf(set: CaseSet): number {
  let size = 0;
  for (const one of set) size += one;
  return size;
}
