import { createHash } from 'node:crypto';
import type Driver from 'better-sqlite3-multiple-ciphers';
import type { AttachmentRow } from './attachment.repo.ts';
import { connect } from './connection.ts';

/** A commit as it lies in the log, without what only that database knows of it. */
export interface LogRow {
  readonly n: number;
  readonly id: Buffer;
  readonly body: Buffer;
  readonly payload: Buffer | null;
  readonly list: Buffer | null;
  readonly sig: Buffer;
  /** When it came into that log, in milliseconds. */
  readonly at: number;
}

/** An attachment, without what only that database knows of it. */
export interface FileRow extends Pick<
  AttachmentRow,
  'coll' | 'field' | 'kind' | 'mime' | 'bytes' | 'name' | 'signed' | 'at'
> {
  readonly id: Buffer;
  readonly caseId: Buffer;
  readonly user: Buffer;
  readonly hash: Buffer;
  readonly thumbnail: Buffer | null;
}

/** Numbers without a row after which the log is taken to be over where its end cannot be asked for. */
const FAR = 2000;

/**
 * A database of which some pages are broken: whatever can still be read of it. Nothing is written. Rows on a broken page
 * are told apart from rows that never were.
 */
export class DamagedDatabase {
  readonly #connection: Driver.Database;
  /** Long lists under one signature that were asked for; undefined: one that is lost. */
  readonly #lists = new Map<number, Buffer | undefined>();
  private constructor(connection: Driver.Database) {
    this.#connection = connection;
  }

  /** Undefined when not even its first page can be read. */
  static open(file: string, key: Uint8Array): DamagedDatabase | undefined {
    try {
      const connection = connect(file, key, { readonly: true, fileMustExist: true });
      try {
        connection.prepare('SELECT count(*) FROM sqlite_schema').get();
        return new DamagedDatabase(connection);
      } catch {
        connection.close();
        return undefined;
      }
    } catch {
      return undefined;
    }
  }
  close(): void {
    this.#connection.close();
  }

  /** Rows as far as they can be read, and whether that was all of them. */
  rows<T>(sql: string): { readonly rows: readonly T[]; readonly whole: boolean } {
    const rows: T[] = [];
    try {
      for (const row of this.#connection.prepare<[], T>(sql).iterate()) rows.push(row);
      return { rows, whole: true };
    } catch {
      return { rows, whole: false };
    }
  }

  /** The first number that one of these questions answers whole. */
  #firstOf(questions: readonly string[]): number | undefined {
    for (const sql of questions) {
      const { rows, whole } = this.rows<{ n: number | null }>(sql);
      const last = rows[0]?.n;
      if (whole && typeof last === 'number') return last;
    }
    return undefined;
  }

  /** Rows of a table behind a number, one by one: a number instead of a row for each that cannot be read. */
  *#byNumber<T extends object>(sql: string, after: number, end: number | undefined): Generator<T | number> {
    const select = this.#connection.prepare<[number], T>(sql);
    let empty = 0;
    const broken: number[] = [];
    for (let at = after + 1; end === undefined ? empty < FAR : at <= end; at += 1) {
      let row: T | undefined;
      try {
        row = select.get(at);
      } catch {
        broken.push(at);
        empty += 1;
        // Where the end is not known, what cannot be read counts only when something that can be comes behind it.
        if (end !== undefined) yield* broken.splice(0);
        continue;
      }
      if (row === undefined) empty += 1;
      else {
        empty = 0;
        yield* broken.splice(0);
        yield row;
      }
    }
  }

  /** Commits behind a place in the log, one by one: a number instead of a row for each that cannot be read. */
  *commitsAfter(n: number): Generator<LogRow | number> {
    // Its end is asked of its indexes, whose pages are others, where the log's own end cannot be read.
    const end = this.#firstOf([
      'SELECT max(n) AS n FROM commit_log',
      'SELECT max(n + 0) AS n FROM commit_log INDEXED BY commit_stream',
      'SELECT max(n + 0) AS n FROM commit_log INDEXED BY commit_device',
    ]);
    // A file of an earlier version keeps every list beside its commit, and what commits say as it was signed.
    const has = (column: string): boolean =>
      this.rows(`SELECT 1 FROM pragma_table_info('commit_log') WHERE name = '${column}'`).rows.length > 0;
    const payload = has('is_packed') ? 'iif(is_packed, unpacked_bytes(payload), payload)' : 'payload';
    const sql = `SELECT n, id, body, ${payload} AS payload, list, ${has('list_n') ? 'list_n' : 'NULL'} AS listN, sig, at
      FROM commit_log WHERE n = ?`;
    for (const row of this.#byNumber<LogRow & { readonly listN: number | null }>(sql, n, end)) {
      if (typeof row === 'number' || row.listN === null) {
        yield row;
        continue;
      }
      if (!this.#lists.has(row.listN)) this.#lists.set(row.listN, this.#longList(row.listN, row.n));
      const list = this.#lists.get(row.listN);
      yield list === undefined ? row.n : { ...row, list };
    }
  }

  #one<T>(sql: string, n: number): T | undefined {
    try {
      return this.#connection.prepare<[number], T>(sql).get(n);
    } catch {
      return undefined;
    }
  }
  /**
   * A list that is kept once for all of its commits. Where its page is broken it is put together again from the commits that
   * one save of this office wrote one behind the other, from a place in the log on; its hash, on another page, says whether
   * that is the list.
   */
  #longList(listN: number, at: number): Buffer | undefined {
    const kept = this.#one<{ ids: Buffer }>('SELECT ids FROM signed_list WHERE n = ?', listN);
    if (kept !== undefined) return kept.ids;
    const said = this.#one<{ hash: Buffer }>(
      'SELECT hash FROM signed_list INDEXED BY sqlite_autoindex_signed_list_1 WHERE n + 0 = ?',
      listN,
    );
    if (said === undefined) return undefined;
    const ids: Buffer[] = [];
    for (let next = at; ; next += 1) {
      const row = this.#one<{ id: Buffer; listN: number | null }>(
        'SELECT id, list_n AS listN FROM commit_log WHERE n = ?',
        next,
      );
      if (row?.listN !== listN) break;
      ids.push(row.id);
    }
    const list = Buffer.concat(ids);
    return createHash('sha256').update(list).digest().equals(said.hash) ? list : undefined;
  }

  /** What is attached to cases, one by one: a number instead of a row for each that cannot be read. */
  files(): Generator<FileRow | number> {
    const end = this.#firstOf([
      'SELECT max(n) AS n FROM attachment',
      'SELECT max(n + 0) AS n FROM attachment INDEXED BY attachment_hash',
    ]);
    const sql = `SELECT a.id, c.case_id AS caseId, a.coll, a.field, a.kind, a.mime, a.bytes, a.name, a.signed,
      a.user_id AS user, a.at, a.hash, a.thumbnail FROM attachment a JOIN case_ c ON c.n = a.case_n WHERE a.n = ?`;
    return this.#byNumber<FileRow>(sql, 0, end);
  }
}
