import type { CaseId, StreamId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';

export interface CaseRow {
  readonly n: number;
  readonly caseId: CaseId;
  readonly code: string;
  readonly ownerOfficeN: number;
  readonly createdAt: number;
}
export interface StreamRow {
  readonly sid: number;
  readonly streamId: StreamId;
  readonly caseN: number;
  readonly compartment: string;
  readonly ownerOfficeN: number;
  /** JSON, the caller's own. */
  readonly meta: string;
}

type RawCase = Omit<CaseRow, 'caseId'> & { id: Buffer };
const CASE = `SELECT n, case_id AS id, code, owner_office_n AS ownerOfficeN, created_at AS createdAt FROM case_`;
/** A file of a referral is no case, and an erased case none any more: nothing that asks for cases finds it. */
const IS_CASE = `kind = 'case' AND erased = 0`;
const caseRow = ({ id, ...rest }: RawCase): CaseRow => ({ ...rest, caseId: idOf(id) });

type RawStream = Omit<StreamRow, 'streamId'> & { id: Buffer };
const STREAM = `SELECT sid, stream_id AS id, case_n AS caseN, compartment, owner_office_n AS ownerOfficeN, meta FROM stream`;
const streamRow = ({ id, ...rest }: RawStream): StreamRow => ({ ...rest, streamId: idOf(id) });

/** Cases and the streams their commits lie in; and the files of referrals between offices, which have streams too. */
export class CaseRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  add(entry: Omit<CaseRow, 'n'>, kind: 'case' | 'referral' = 'case'): number {
    return this.#db
      .write<[Buffer, string, number, number, string]>(
        `INSERT INTO case_(case_id, code, owner_office_n, created_at, kind) VALUES(?, ?, ?, ?, ?)`,
      )
      .run(bytesOf(entry.caseId), entry.code, entry.ownerOfficeN, entry.createdAt, kind).rowid;
  }
  setOwner(n: number, ownerOfficeN: number): void {
    this.#db.write<[number, number]>(`UPDATE case_ SET owner_office_n = ? WHERE n = ?`).run(ownerOfficeN, n);
  }
  byId(id: CaseId): CaseRow | undefined {
    const row = this.#db.read<[Buffer], RawCase>(`${CASE} WHERE case_id = ? AND ${IS_CASE}`).get(bytesOf(id));
    return row && caseRow(row);
  }
  byNumber(n: number): CaseRow | undefined {
    const row = this.#db.read<[number], RawCase>(`${CASE} WHERE n = ? AND ${IS_CASE}`).get(n);
    return row && caseRow(row);
  }
  /** The case of that code; of several, which only foreign offices can have made, the first that came here. */
  byCode(code: string): CaseRow | undefined {
    const row = this.#db.read<[string], RawCase>(`${CASE} WHERE code = ? AND ${IS_CASE} ORDER BY n LIMIT 1`).get(code);
    return row && caseRow(row);
  }
  /** The file of a referral, by its number or id. */
  referralFile(by: number | CaseId): CaseRow | undefined {
    const [column, key] = typeof by === 'number' ? (['n', by] as const) : (['case_id', bytesOf(by)] as const);
    const row = this.#db.read<[number | Buffer], RawCase>(`${CASE} WHERE ${column} = ? AND kind = 'referral'`).get(key);
    return row && caseRow(row);
  }
  /** From now on nothing that asks for cases finds it; its streams stay, and its code is not drawn again. */
  markErased(n: number): void {
    this.#db.write<[number]>(`UPDATE case_ SET erased = 1 WHERE n = ?`).run(n);
  }
  /** Also an erased one, whose streams are still there. */
  anyByNumber(n: number): CaseRow | undefined {
    const row = this.#db.read<[number], RawCase>(`${CASE} WHERE n = ? AND kind = 'case'`).get(n);
    return row && caseRow(row);
  }
  erasedById(id: CaseId): CaseRow | undefined {
    const row = this.#db.read<[Buffer], RawCase>(`${CASE} WHERE case_id = ? AND erased = 1`).get(bytesOf(id));
    return row && caseRow(row);
  }
  /** Numbers of the erased cases among these. */
  erasedAmong(numbers: Iterable<number>): Set<number> {
    const text = `SELECT n FROM case_ WHERE erased = 1 AND n IN (SELECT value FROM json_each(?))`;
    return new Set(this.#db.numbers<[string]>(text)(JSON.stringify([...numbers])));
  }
  /** Whether a case with this code is known: a new code is drawn again when it is. */
  codeTaken(code: string): boolean {
    return this.#db.read<[string], { n: number }>(`SELECT n FROM case_ WHERE code = ? LIMIT 1`).get(code) !== undefined;
  }
  count(): number {
    return this.#db.read<[], { c: number }>(`SELECT count(*) AS c FROM case_ WHERE ${IS_CASE}`).get()?.c ?? 0;
  }
  /** All cases, oldest first. */
  *all(): Generator<CaseRow> {
    for (const row of this.#db.read<[], RawCase>(`${CASE} WHERE ${IS_CASE} ORDER BY n`).iterate()) yield caseRow(row);
  }

  addStream(entry: Omit<StreamRow, 'sid'>): number {
    return this.#db
      .write<[Buffer, number, string, number, string]>(
        `INSERT INTO stream(stream_id, case_n, compartment, owner_office_n, meta) VALUES(?, ?, ?, ?, ?)`,
      )
      .run(bytesOf(entry.streamId), entry.caseN, entry.compartment, entry.ownerOfficeN, entry.meta).rowid;
  }
  setStreamMeta(sid: number, meta: string): void {
    this.#db.write<[string, number]>(`UPDATE stream SET meta = ? WHERE sid = ?`).run(meta, sid);
  }
  /** From now on a stream is another office's. */
  setStreamOwner(sid: number, officeN: number): void {
    this.#db.write<[number, number]>(`UPDATE stream SET owner_office_n = ? WHERE sid = ?`).run(officeN, sid);
  }
  stream(sid: number): StreamRow | undefined {
    const row = this.#db.read<[number], RawStream>(`${STREAM} WHERE sid = ?`).get(sid);
    return row && streamRow(row);
  }
  streamById(id: StreamId): StreamRow | undefined {
    const row = this.#db.read<[Buffer], RawStream>(`${STREAM} WHERE stream_id = ?`).get(bytesOf(id));
    return row && streamRow(row);
  }
  /** Local numbers of all streams. */
  everyStream(): number[] {
    return this.#db.numbers<[]>(`SELECT sid FROM stream ORDER BY sid`)();
  }
  /** Streams of one compartment, of all cases. */
  streamsWith(compartment: string): StreamRow[] {
    return this.#db
      .read<[string], RawStream>(`${STREAM} WHERE compartment = ? ORDER BY sid`)
      .all(compartment)
      .map(streamRow);
  }
  streamsOf(caseN: number): StreamRow[] {
    return this.#db.read<[number], RawStream>(`${STREAM} WHERE case_n = ? ORDER BY sid`).all(caseN).map(streamRow);
  }
}
