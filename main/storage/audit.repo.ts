import { CHAIN_START, ChainCheck, lineHash } from './audit-chain.ts';
import type { AuditEntry, AuditMark, AuditRow, ChainRow } from './audit-chain.ts';
import type { Bound, ReadableDb, WritableDb } from './database.ts';

/** A head of the chain that the computer put its name to. */
export interface SignedHead extends AuditMark {
  readonly at: number;
  readonly device: string;
  readonly signature: Buffer;
}
/** What somebody wrote down about something unusual, up to the line `toN`. */
export interface NotedRow {
  readonly kind: string;
  readonly who: string;
  readonly fromN: number;
  readonly toN: number;
  readonly by: string;
  readonly why: string;
  readonly at: number;
}
/** Which lines of the trail. All conditions hold together. */
export interface AuditFilter {
  readonly object?: string;
  readonly who?: string;
  /** The first parts of the actions' names: `case` for `case.opened`. */
  readonly areas?: readonly string[];
  readonly action?: string;
  /** Refused and failed ones only. */
  readonly trouble?: true;
  /** Milliseconds since 1970 UTC; `until` is the first that does not count. */
  readonly from?: number;
  readonly until?: number;
  /** Only lines with a smaller number. */
  readonly before?: number;
}

const FIELDS = `n, hash, prev_hash AS prev, at, clock, who, device, action, object, result, extra`;

function conditionsOf(filter: AuditFilter): { readonly sql: string; readonly bound: readonly Bound[] } {
  const parts: { readonly sql: string; readonly bound: readonly Bound[] }[] = [];
  const add = (sql: string, ...bound: readonly Bound[]): void => void parts.push({ sql, bound });
  if (filter.before !== undefined) add('n < ?', filter.before);
  if (filter.object !== undefined) add('object = ?', filter.object);
  if (filter.who !== undefined) add('who = ?', filter.who);
  if (filter.areas !== undefined)
    add(
      `(${filter.areas.map(() => 'action GLOB ?').join(' OR ') || '0'})`,
      ...filter.areas.map((area) => `${area.replaceAll(/[^a-z]/g, '')}.*`),
    );
  if (filter.action !== undefined) add('action = ?', filter.action);
  if (filter.trouble !== undefined) add(`result <> 'done'`);
  if (filter.from !== undefined) add('at >= ?', filter.from);
  if (filter.until !== undefined) add('at < ?', filter.until);
  return {
    sql: parts.map(({ sql }) => sql).join(' AND ') || '1',
    bound: parts.flatMap(({ bound }) => bound),
  };
}

/** The chain of what was done: each row's hash covers the row before (security.md, Audit). */
export class AuditRepo {
  readonly #db: ReadableDb;
  constructor(db: ReadableDb) {
    this.#db = db;
  }

  /** Newest first. */
  list({ limit, ...filter }: AuditFilter & { readonly limit: number }): AuditRow[] {
    const { sql, bound } = conditionsOf(filter);
    return this.#db
      .read<Bound[], ChainRow>(`SELECT ${FIELDS} FROM audit WHERE ${sql} ORDER BY n DESC LIMIT ?`)
      .all(...bound, limit);
  }
  /** In their order, from the one after `n` on. */
  after(n: number, limit: number): ChainRow[] {
    return this.#db
      .read<[number, number], ChainRow>(`SELECT ${FIELDS} FROM audit WHERE n > ? ORDER BY n LIMIT ?`)
      .all(n, limit);
  }
  /** What was written from an instant on, in the order of writing. */
  since(at: number): IterableIterator<AuditRow> {
    return this.#db.read<[number], ChainRow>(`SELECT ${FIELDS} FROM audit WHERE at >= ? ORDER BY n`).iterate(at);
  }
  /** Everybody who stands in it, with the first and last time. */
  people(): { readonly who: string; readonly lines: number; readonly last: number }[] {
    return this.#db
      .read<[], { who: string; lines: number; last: number }>(
        `SELECT who, count(*) AS lines, max(n) AS last FROM audit GROUP BY who ORDER BY last DESC`,
      )
      .all();
  }
  /** Who did what with one thing, how often, and when last. */
  about(
    object: string,
  ): { readonly who: string; readonly action: string; readonly times: number; readonly at: number }[] {
    return this.#db
      .read<[string], { who: string; action: string; times: number; at: number }>(
        `SELECT who, action, count(*) AS times, max(at) AS at FROM audit WHERE object = ? AND result = 'done'
         GROUP BY who, action`,
      )
      .all(object);
  }
  /** How often each of some actions was done since an instant. */
  times(actions: readonly string[], from: number): ReadonlyMap<string, number> {
    const rows = this.#db
      .read<Bound[], { action: string; times: number }>(
        `SELECT action, count(*) AS times FROM audit WHERE result = 'done' AND at >= ?
         AND action IN (${actions.map(() => '?').join(', ')}) GROUP BY action`,
      )
      .all(from, ...actions);
    return new Map(rows.map(({ action, times }) => [action, times]));
  }
  /** What was done with which thing, how often, and when last, among the lines of a filter. */
  tally(filter: AuditFilter): IterableIterator<{
    readonly object: string;
    readonly action: string;
    readonly times: number;
    readonly at: number;
  }> {
    const { sql, bound } = conditionsOf(filter);
    return this.#db
      .read<Bound[], { object: string; action: string; times: number; at: number }>(
        `SELECT object, action, count(*) AS times, max(at) AS at FROM audit WHERE result = 'done' AND ${sql}
         GROUP BY object, action`,
      )
      .iterate(...bound);
  }
  /** The latest instant at which anything was written down, by the office's own clock; 0 before the first row. */
  latest(): number {
    return this.#db.numbers<[]>(`SELECT clock FROM audit ORDER BY n DESC LIMIT 1`)()[0] ?? 0;
  }
  /** Number and hash of the last row: what a receipt or the key file's high-water mark remembers. */
  head(): { readonly n: number; readonly hash: Buffer } {
    return (
      this.#db.read<[], { n: number; hash: Buffer }>(`SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1`).get() ?? {
        n: 0,
        hash: CHAIN_START,
      }
    );
  }
  /** The hash of a line; undefined beyond the last. */
  hashAt(n: number): Buffer | undefined {
    return this.#db.read<[number], { hash: Buffer }>(`SELECT hash FROM audit WHERE n = ?`).get(n)?.hash;
  }
  heads(): SignedHead[] {
    return this.#db.read<[], SignedHead>(`SELECT n, hash, at, device, signature FROM audit_head ORDER BY n`).all();
  }
  newestHead(): SignedHead | undefined {
    return this.#db
      .read<[], SignedHead>(`SELECT n, hash, at, device, signature FROM audit_head ORDER BY n DESC LIMIT 1`)
      .get();
  }
  noted(): NotedRow[] {
    return this.#db
      .read<[], NotedRow>(`SELECT kind, who, from_n AS fromN, to_n AS toN, by, why, at FROM audit_noted`)
      .all();
  }
  /**
   * Recomputes the whole chain. `brokenAt`: the first row that does not fit; with `reached` (a head remembered
   * elsewhere) also when the chain is shorter than that or has another hash there.
   */
  verify(reached?: AuditMark): { readonly lines: number; readonly brokenAt?: number } {
    const check = new ChainCheck(reached === undefined ? [] : [reached]);
    for (const row of this.#db.read<[], ChainRow>(`SELECT ${FIELDS} FROM audit ORDER BY n`).iterate()) check.add(row);
    check.end();
    const { lines, brokenAt } = check;
    return brokenAt === undefined ? { lines } : { lines, brokenAt };
  }
}

/** Adds one row to the chain, inside the transaction of what it tells of. */
export function appendAudit(db: WritableDb, entry: AuditEntry): { readonly n: number; readonly hash: Buffer } {
  return db.transaction(() => {
    const last = new AuditRepo(db).head();
    const n = last.n + 1;
    const hash = lineHash(last.hash, n, entry);
    db.write<[number, Buffer, Buffer, number, number, string, string, string, string, string, string]>(
      `INSERT INTO audit(n, prev_hash, hash, at, clock, who, device, action, object, result, extra)
       VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      n,
      last.hash,
      hash,
      entry.at,
      entry.clock,
      entry.who,
      entry.device,
      entry.action,
      entry.object,
      entry.result,
      entry.extra,
    );
    return { n, hash };
  });
}

export function putSignedHead(db: WritableDb, { n, hash, at, device, signature }: SignedHead): void {
  db.write<[number, Uint8Array, number, string, Buffer]>(
    `INSERT OR IGNORE INTO audit_head(n, hash, at, device, signature) VALUES(?, ?, ?, ?, ?)`,
  ).run(n, hash, at, device, signature);
}

export function putNoted(db: WritableDb, { kind, who, fromN, toN, by, why, at }: NotedRow): void {
  db.write<[string, string, number, number, string, string, number]>(
    `INSERT INTO audit_noted(kind, who, from_n, to_n, by, why, at) VALUES(?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET to_n = excluded.to_n, by = excluded.by, why = excluded.why, at = excluded.at`,
  ).run(kind, who, fromN, toN, by, why, at);
}
