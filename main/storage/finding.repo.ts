import type { WritableDb } from './database.ts';

/** What a rule found in a case, from an instant on (milliseconds since 1970 UTC). */
export interface FindingRow {
  readonly caseN: number;
  readonly rule: string;
  /** Where in the case, as its writer encodes it; empty for the case as a whole. */
  readonly spot: string;
  readonly since: number;
  /** JSON, the writer's own. */
  readonly about: string;
}

export const KEY_KINDS = ['name', 'home', 'text'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];
export interface KeyRow {
  readonly kind: KeyKind;
  readonly key: string;
  readonly caseN: number;
  readonly spot: string;
  readonly about: string;
}

const FINDING = `SELECT case_n AS caseN, rule, spot, since, about FROM finding`;
const KEY = `SELECT kind, key, case_n AS caseN, spot, about FROM case_key`;

const inOrder = (rows: readonly object[]): string =>
  JSON.stringify(rows.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort());
const sameRows = (a: readonly object[], b: readonly object[]): boolean =>
  a.length === b.length && inOrder(a) === inOrder(b);

/** Findings by case, and the keys by which cases are compared: projections of the answers. */
export class FindingRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Replaces what these rules found in a case. Most saves change none of it: nothing is written then. */
  put(caseN: number, rules: readonly string[], found: readonly FindingRow[]): void {
    const there = this.ofCase(caseN, Number.MAX_SAFE_INTEGER).filter(({ rule }) => rules.includes(rule));
    if (sameRows(there, found)) return;
    this.#db
      .write<[number, string]>(`DELETE FROM finding WHERE case_n = ? AND rule IN (SELECT value FROM json_each(?))`)
      .run(caseN, JSON.stringify(rules));
    const insert = this.#db.write<[number, string, string, number, string]>(
      `INSERT INTO finding(case_n, rule, spot, since, about) VALUES(?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET since = excluded.since, about = excluded.about`,
    );
    for (const { rule, spot, since, about } of found) insert.run(caseN, rule, spot, since, about);
  }
  /**
   * Replaces the keys of one kind that a case stands under; writes when they are others. `fresh`: it stands under none
   * yet.
   */
  putKeys(caseN: number, kind: KeyKind, keys: readonly Pick<KeyRow, 'key' | 'spot' | 'about'>[], fresh = false): void {
    const rows = keys.map(({ key, spot, about }) => ({ kind, key, caseN, spot, about }));
    const there = fresh ? [] : this.keysOf(caseN, kind);
    if (sameRows(there, rows)) return;
    if (there.length > 0)
      this.#db.write<[number, string]>(`DELETE FROM case_key WHERE case_n = ? AND kind = ?`).run(caseN, kind);
    const insert = this.#db.write<[string, string, number, string, string]>(
      `INSERT INTO case_key(kind, key, case_n, spot, about) VALUES(?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET about = excluded.about`,
    );
    for (const { key, spot, about } of keys) insert.run(kind, key, caseN, spot, about);
  }

  /** What holds by now in one case. */
  ofCase(caseN: number, now: number): FindingRow[] {
    return this.#db
      .read<[number, number], FindingRow>(`${FINDING} WHERE case_n = ? AND since <= ? ORDER BY since`)
      .all(caseN, now);
  }
  /** What holds by now in all cases. */
  all(now: number): FindingRow[] {
    return this.#db.read<[number], FindingRow>(`${FINDING} WHERE since <= ? ORDER BY since`).all(now);
  }
  keysOf(caseN: number, kind: KeyKind): KeyRow[] {
    return this.#db.read<[number, string], KeyRow>(`${KEY} WHERE case_n = ? AND kind = ?`).all(caseN, kind);
  }
  /** Everything that stands under a key. */
  under(kind: KeyKind, key: string): KeyRow[] {
    return this.#db.read<[string, string], KeyRow>(`${KEY} WHERE kind = ? AND key = ? ORDER BY case_n`).all(kind, key);
  }
  /** Which of these keys are there, and in which cases. */
  among(kind: KeyKind, keys: readonly string[]): { readonly key: string; readonly caseN: number }[] {
    return this.#db
      .read<[string, string], { key: string; caseN: number }>(
        `SELECT DISTINCT key, case_n AS caseN FROM case_key WHERE kind = ? AND key IN (SELECT value FROM json_each(?))`,
      )
      .all(kind, JSON.stringify(keys));
  }
  /** The keys under which between so many and so many cases stand. */
  shared(kind: KeyKind, fewest: number, most: number): string[] {
    return this.#db
      .read<[string, number, number], { key: string }>(
        `SELECT key FROM case_key WHERE kind = ? GROUP BY key HAVING count(DISTINCT case_n) BETWEEN ? AND ?`,
      )
      .all(kind, fewest, most)
      .map(({ key }) => key);
  }
  /** Everything that stands under the keys of `shared`, key by key. */
  underShared(kind: KeyKind, fewest: number, most: number): KeyRow[] {
    return this.#db
      .read<[string, string, number, number], KeyRow>(
        `${KEY} WHERE kind = ? AND key IN
           (SELECT key FROM case_key WHERE kind = ? GROUP BY key HAVING count(DISTINCT case_n) BETWEEN ? AND ?)
         ORDER BY key, case_n`,
      )
      .all(kind, kind, fewest, most);
  }
  /**
   * Own open cases of a risk level in which nothing was written after an instant, with the instant of the last writing.
   * @param caseN only this one.
   */
  untouched(level: string, before: number, caseN?: number): { readonly caseN: number; readonly at: number }[] {
    const one = caseN === undefined ? '' : 'AND case_n = ?';
    return this.#db
      .read<(string | number)[], { caseN: number; at: number }>(
        `SELECT case_n AS caseN, updated_at AS at FROM case_list
         WHERE is_own = 1 AND status = 'open' AND risk = ? AND updated_at <= ? ${one} ORDER BY updated_at`,
      )
      .all(...(caseN === undefined ? [level, before] : [level, before, caseN]));
  }
  /** Own open cases. */
  open(): number[] {
    return this.#db.numbers<[]>(`SELECT case_n FROM case_list WHERE is_own = 1 AND status = 'open' ORDER BY case_n`)();
  }
  /** Own open cases with a row of one of these collections. */
  openWith(collections: readonly string[]): number[] {
    return this.#db
      .read<[string], { caseN: number }>(
        `SELECT DISTINCT s.case_n AS caseN FROM record_state r JOIN stream s ON s.sid = r.sid
         JOIN case_list l ON l.case_n = s.case_n
         WHERE l.is_own = 1 AND l.status = 'open' AND r.coll IN (SELECT value FROM json_each(?))`,
      )
      .all(JSON.stringify(collections))
      .map(({ caseN }) => caseN);
  }
  /** Own open cases in which computers of more than one office wrote. */
  openOfSeveral(): number[] {
    return this.#db
      .read<[], { caseN: number }>(
        `SELECT s.case_n AS caseN FROM case_list l JOIN stream s ON s.case_n = l.case_n JOIN commit_log c ON c.sid = s.sid
         JOIN device d ON d.n = c.device_n WHERE l.is_own = 1 AND l.status = 'open'
         GROUP BY s.case_n HAVING count(DISTINCT d.office_n) > 1`,
      )
      .all()
      .map(({ caseN }) => caseN);
  }
}
