import type { Verdict } from '#core/import/table-format.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';

/** How far an import has come. `checking`: its dry run is not at its end; `undoing`: its undoing is not. */
export type ImportState = 'checking' | 'checked' | 'running' | 'done' | 'undoing' | 'undone';
/** What became of a row; `left`: its case was changed by somebody since and stays when the import is undone. */
export type RowDone = 'waiting' | 'created' | 'skipped' | 'failed' | 'undone' | 'left';

export interface ImportRunRow {
  readonly id: string;
  readonly userId: UserId;
  /** Who is responsible for the cases. */
  readonly ownerId: UserId;
  readonly state: ImportState;
  readonly fileName: string;
  /** SHA-256 of the file, hexadecimal. */
  readonly fileHash: string;
  /** JSON of the headings of its columns. */
  readonly headers: string;
  readonly began: number;
  readonly changed: number;
}
export interface ImportRowRow {
  /** Its number in the file, from 1, as spreadsheets count. */
  readonly n: number;
  /** Of its cells: the same row of another file has the same. */
  readonly hash: Uint8Array;
  readonly verdict: Verdict;
  readonly choice: 'create' | 'skip';
  readonly done: RowDone;
  /** JSON of what becomes the case; empty as soon as that is settled. */
  readonly body: string;
  /** JSON of what the dry run found. */
  readonly found: string;
  readonly caseId: CaseId | null;
  /** How many commits its case began with: one that has more was changed since. */
  readonly commits: number;
}
export interface KeptMappingRow {
  readonly id: string;
  readonly name: string;
  readonly headers: string;
  readonly plan: string;
  readonly at: number;
}
/** How many rows there are of each verdict, choice and end. */
export interface ImportCount extends Pick<ImportRowRow, 'verdict' | 'choice' | 'done'> {
  readonly count: number;
}

type Raw<T, K extends keyof T> = Omit<T, K> & { readonly [_ in K]: Buffer };
type RawRun = Raw<ImportRunRow, 'id' | 'userId' | 'ownerId'>;
type RawRow = Omit<ImportRowRow, 'caseId'> & { readonly caseId: Buffer | null };

const RUN = `SELECT id, user_id AS userId, owner_id AS ownerId, state, file_name AS fileName, file_hash AS fileHash,
  headers, began, changed FROM import_run`;
const ROW = `SELECT n, hash, verdict, choice, done, body, found, case_id AS caseId, commits FROM import_row`;
const runOf = ({ id, userId, ownerId, ...rest }: RawRun): ImportRunRow => ({
  ...rest,
  id: idOf(id),
  userId: idOf(userId),
  ownerId: idOf(ownerId),
});
const rowOf = ({ caseId, ...rest }: RawRow): ImportRowRow => ({
  ...rest,
  caseId: caseId === null ? null : idOf(caseId),
});

export class ImportRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** The latest first. */
  runs(): ImportRunRow[] {
    return this.#db.read<[], RawRun>(`${RUN} ORDER BY began DESC, id`).all().map(runOf);
  }
  run(id: string): ImportRunRow | undefined {
    const found = this.#db.read<[Buffer], RawRun>(`${RUN} WHERE id = ?`).get(bytesOf(id));
    return found && runOf(found);
  }
  addRun({ id, userId, ownerId, ...run }: ImportRunRow): void {
    this.#db
      .write<[Buffer, Buffer, Buffer, string, string, string, string, number, number]>(
        `INSERT INTO import_run(id, user_id, owner_id, state, file_name, file_hash, headers, began, changed)
         VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        bytesOf(id),
        bytesOf(userId),
        bytesOf(ownerId),
        run.state,
        run.fileName,
        run.fileHash,
        run.headers,
        run.began,
        run.changed,
      );
  }
  setState(id: string, state: ImportState, changed: number): void {
    this.#db
      .write<[string, number, Buffer]>(`UPDATE import_run SET state = ?, changed = ? WHERE id = ?`)
      .run(state, changed, bytesOf(id));
  }
  /** Forgets an import of which nothing was written yet. */
  removeRun(id: string): void {
    this.#db.write<[Buffer]>(`DELETE FROM import_row WHERE run = ?`).run(bytesOf(id));
    this.#db.write<[Buffer]>(`DELETE FROM import_run WHERE id = ?`).run(bytesOf(id));
  }

  addRow(run: string, row: ImportRowRow): void {
    this.#db
      .write<[Buffer, number, Uint8Array, string, string, string, string, string]>(
        `INSERT INTO import_row(run, n, hash, verdict, choice, done, body, found, case_id, commits)
         VALUES(?, ?, ?, ?, ?, ?, ?, ?, NULL, 0)`,
      )
      .run(bytesOf(run), row.n, row.hash, row.verdict, row.choice, row.done, row.body, row.found);
  }
  row(run: string, n: number): ImportRowRow | undefined {
    const found = this.#db.read<[Buffer, number], RawRow>(`${ROW} WHERE run = ? AND n = ?`).get(bytesOf(run), n);
    return found && rowOf(found);
  }
  /** Rows in the order of the file, from one on. @param verdict '' for all. */
  rows(run: string, verdict: Verdict | '', from: number, most: number): ImportRowRow[] {
    return this.#db
      .read<[Buffer, string, string, number, number], RawRow>(
        `${ROW} WHERE run = ? AND (? = '' OR verdict = ?) ORDER BY n LIMIT ? OFFSET ?`,
      )
      .all(bytesOf(run), verdict, verdict, most, from)
      .map(rowOf);
  }
  /** The first rows that have come so far and no further. */
  at(run: string, done: RowDone, most: number): ImportRowRow[] {
    return this.#db
      .read<[Buffer, string, number], RawRow>(`${ROW} WHERE run = ? AND done = ? ORDER BY n LIMIT ?`)
      .all(bytesOf(run), done, most)
      .map(rowOf);
  }
  /** The case that was made of a row of the same cells and still counts. */
  madeOf(hash: Uint8Array): CaseId | undefined {
    const found = this.#db
      .read<[Uint8Array], { readonly caseId: Buffer }>(
        `SELECT case_id AS caseId FROM import_row WHERE hash = ? AND done = 'created' LIMIT 1`,
      )
      .get(hash);
    return found && idOf(found.caseId);
  }
  choose(run: string, n: number, choice: ImportRowRow['choice'], found: string): void {
    this.#db
      .write<[string, string, Buffer, number]>(`UPDATE import_row SET choice = ?, found = ? WHERE run = ? AND n = ?`)
      .run(choice, found, bytesOf(run), n);
  }
  /** What became of a row: what was kept of its answers goes. */
  settle(run: string, n: number, done: RowDone, made?: { readonly caseId: CaseId; readonly commits: number }): void {
    if (made === undefined) {
      this.#db
        .write<[string, Buffer, number]>(`UPDATE import_row SET done = ?, body = '' WHERE run = ? AND n = ?`)
        .run(done, bytesOf(run), n);
      return;
    }
    this.#db
      .write<[string, Buffer, number, Buffer, number]>(
        `UPDATE import_row SET done = ?, body = '', case_id = ?, commits = ? WHERE run = ? AND n = ?`,
      )
      .run(done, bytesOf(made.caseId), made.commits, bytesOf(run), n);
  }
  /** Rows that were not written yet never will be. */
  skipWaiting(run: string): void {
    this.#db
      .write<[Buffer]>(`UPDATE import_row SET done = 'skipped', body = '' WHERE run = ? AND done = 'waiting'`)
      .run(bytesOf(run));
  }
  counts(run: string): ImportCount[] {
    return this.#db
      .read<[Buffer], ImportCount>(
        `SELECT verdict, choice, done, count(*) AS count FROM import_row WHERE run = ? GROUP BY verdict, choice, done`,
      )
      .all(bytesOf(run));
  }

  /** How many ready rows are possibly of a child who is here, or of another row. */
  maybeCount(run: string): number {
    return (
      this.#db
        .read<[Buffer], { c: number }>(
          `SELECT count(*) AS c FROM import_row WHERE run = ? AND verdict = 'ready' AND instr(found, '"maybe') > 0
             AND (json_type(found, '$.maybe') IS NOT NULL OR json_type(found, '$.maybeRow') IS NOT NULL)`,
        )
        .get(bytesOf(run))?.c ?? 0
    );
  }

  mappings(): KeptMappingRow[] {
    return this.#db
      .read<[], Raw<KeptMappingRow, 'id'>>(
        `SELECT id, name, headers, plan, at FROM import_mapping ORDER BY at DESC, name`,
      )
      .all()
      .map(({ id, ...rest }) => ({ ...rest, id: idOf(id) }));
  }
  /** One name has one mapping: the last that was kept under it. */
  putMapping({ id, name, headers, plan, at }: KeptMappingRow): void {
    this.#db
      .write<[Buffer, string, string, string, number]>(
        `INSERT INTO import_mapping(id, name, headers, plan, at) VALUES(?, ?, ?, ?, ?)
         ON CONFLICT(name) DO UPDATE SET headers = excluded.headers, plan = excluded.plan, at = excluded.at`,
      )
      .run(bytesOf(id), name, headers, plan, at);
  }
  removeMapping(id: string): void {
    this.#db.write<[Buffer]>(`DELETE FROM import_mapping WHERE id = ?`).run(bytesOf(id));
  }
}
