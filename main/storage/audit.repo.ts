import { createHash } from 'node:crypto';
import type { ReadableDb, WritableDb } from './database.ts';

/** One thing that happened. Names and ids only, never values of fields. */
export interface AuditEntry {
  /** The computer's clock. */
  readonly at: number;
  /** The office's own clock, which never goes back. */
  readonly clock: number;
  readonly who: string;
  readonly device: string;
  readonly action: string;
  readonly object: string;
  readonly result: 'done' | 'refused' | 'failed';
  readonly extra: string;
}
export interface AuditRow extends AuditEntry {
  readonly n: number;
  readonly hash: Buffer;
}
interface ChainRow extends AuditRow {
  readonly prev: Buffer;
}

const START = Buffer.alloc(32);
const FIELDS = `n, hash, prev_hash AS prev, at, clock, who, device, action, object, result, extra`;

/** JSON of a list is unambiguous: no value can pass as the end of another. */
const hashOf = (prev: Buffer, n: number, e: AuditEntry): Buffer =>
  createHash('sha256')
    .update(prev)
    .update(JSON.stringify([n, e.at, e.clock, e.who, e.device, e.action, e.object, e.result, e.extra]))
    .digest();

/** The chain of what was done: each row's hash covers the row before (security.md, Audit). */
export class AuditRepo {
  readonly #db: ReadableDb;
  constructor(db: ReadableDb) {
    this.#db = db;
  }

  /** Newest first; `object`: only rows about it; `before`: only rows with a smaller number. */
  list(options: { readonly limit: number; readonly before?: number; readonly object?: string }): AuditRow[] {
    const before = options.before ?? Number.MAX_SAFE_INTEGER;
    if (options.object === undefined)
      return this.#db
        .read<[number, number], ChainRow>(`SELECT ${FIELDS} FROM audit WHERE n < ? ORDER BY n DESC LIMIT ?`)
        .all(before, options.limit);
    return this.#db
      .read<[string, number, number], ChainRow>(
        `SELECT ${FIELDS} FROM audit WHERE object = ? AND n < ? ORDER BY n DESC LIMIT ?`,
      )
      .all(options.object, before, options.limit);
  }
  /** Number and hash of the last row: what a receipt or the key file's high-water mark remembers. */
  head(): { readonly n: number; readonly hash: Buffer } {
    return (
      this.#db.read<[], { n: number; hash: Buffer }>(`SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1`).get() ?? {
        n: 0,
        hash: START,
      }
    );
  }
  /**
   * Recomputes the whole chain. `brokenAt`: the first row that does not fit; with `reached` (a head remembered
   * elsewhere) also when the chain is shorter than that or has another hash there.
   */
  verify(reached?: { readonly n: number; readonly hash: Uint8Array }): {
    readonly lines: number;
    readonly brokenAt?: number;
  } {
    let prev: Buffer = START;
    let lines = 0;
    let brokenAt: number | undefined;
    for (const row of this.#db.read<[], ChainRow>(`SELECT ${FIELDS} FROM audit ORDER BY n`).iterate()) {
      lines += 1;
      const right = row.n === lines && row.prev.equals(prev) && row.hash.equals(hashOf(prev, row.n, row));
      if (brokenAt === undefined && !right) brokenAt = lines;
      if (brokenAt === undefined && reached?.n === row.n && !row.hash.equals(reached.hash)) brokenAt = lines;
      prev = row.hash;
    }
    if (brokenAt === undefined && reached !== undefined && lines < reached.n) brokenAt = lines + 1;
    return brokenAt === undefined ? { lines } : { lines, brokenAt };
  }
}

/** Adds one row to the chain, inside the transaction of what it tells of. */
export function appendAudit(db: WritableDb, entry: AuditEntry): { readonly n: number; readonly hash: Buffer } {
  return db.transaction(() => {
    const last = new AuditRepo(db).head();
    const n = last.n + 1;
    const hash = hashOf(last.hash, n, entry);
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
