import { CASE_RECORD } from '#core/records/changes.ts';
import type { WritableDb } from './database.ts';
import { packedState, unpackedText } from './packed.ts';
import { RecentTexts } from './recent-texts.ts';

export interface RecordState {
  readonly coll: string;
  readonly rec: string;
  /** JSON of the values in force. */
  readonly doc: string;
  /** JSON of the dots of fields written after creation (exchange.md §8.1). */
  readonly meta: string;
}
export interface ConflictRow {
  readonly sid: number;
  readonly coll: string;
  readonly rec: string;
  readonly field: string;
  readonly caseN: number;
  readonly protective: boolean;
  readonly since: number;
}

type RawConflict = Omit<ConflictRow, 'protective'> & { guard: number };
const CONFLICT = `SELECT sid, coll, rec, field, case_n AS caseN, protective AS guard, since FROM conflict_queue`;
const conflict = ({ guard, ...rest }: RawConflict): ConflictRow => ({ ...rest, protective: guard === 1 });

/** SQL: what is kept of every record, as a table of `sid`, `doc` and `meta`. */
export const EVERY_STATE = `(SELECT sid, doc, meta FROM case_state UNION ALL SELECT sid, doc, meta FROM record_state)`;
/** SQL: whether the record `s` holds a text, which is bound twice, in its answers or in values beside them. */
export const NAMES = `(instr(unpacked_text(s.doc), ?) > 0 OR instr(s.meta, ?) > 0)`;

/** As it is kept: a text, or what it was packed into. */
type Kept<T extends { readonly doc: string }> = Omit<T, 'doc'> & { readonly doc: string | Buffer };
const plain = <T extends { readonly doc: string }>(kept: Kept<T>): T =>
  ({ ...kept, doc: unpackedText(kept.doc) }) as unknown as T;

type CaseState = Pick<RecordState, 'doc' | 'meta'>;
type OfCollection = Omit<RecordState, 'coll'> & { readonly caseN: number };
const isOfCase = (coll: string, rec: string): boolean => coll === CASE_RECORD && rec === CASE_RECORD;

/**
 * The merged state of every record, and the fields that hold more than one value. The answers of a case itself stand in a
 * table of their own (`case_state`), rows of its collections in the order of their streams (`record_state`).
 */
export class RecordStateRepo {
  readonly #db: WritableDb;
  /** Of cases themselves: rows of collections are short as a rule. */
  readonly #recent = new RecentTexts();
  constructor(db: WritableDb) {
    this.#db = db;
  }

  get(sid: number, coll: string, rec: string): RecordState | undefined {
    if (isOfCase(coll, rec)) return this.#ofCase(sid);
    const found = this.#db
      .read<[number, string, string], Kept<RecordState>>(
        `SELECT coll, rec, doc, meta FROM record_state WHERE sid = ? AND coll = ? AND rec = ?`,
      )
      .get(sid, coll, rec);
    return found && plain(found);
  }
  #ofCase(sid: number): RecordState | undefined {
    const found = this.#db.read<[number], Kept<CaseState>>(`SELECT doc, meta FROM case_state WHERE sid = ?`).get(sid);
    return found && { coll: CASE_RECORD, rec: CASE_RECORD, doc: this.#recent.of(sid, found.doc), meta: found.meta };
  }
  ofStream(sid: number): RecordState[] {
    const own = this.#ofCase(sid);
    const rows = this.#db
      .read<[number], Kept<RecordState>>(`SELECT coll, rec, doc, meta FROM record_state WHERE sid = ?`)
      .all(sid)
      .map(plain);
    return own === undefined ? rows : [own, ...rows];
  }
  /** Of all cases, one after the other. */
  *every(): Generator<Omit<RecordState, 'rec'>> {
    const ofCases = (what: string) => `SELECT ${what} AS coll, r.doc, r.meta FROM`;
    const inCases = `r JOIN stream s ON s.sid = r.sid JOIN case_ c ON c.n = s.case_n WHERE c.kind = 'case'`;
    for (const text of [
      `${ofCases(`'${CASE_RECORD}'`)} case_state ${inCases}`,
      `${ofCases('r.coll')} record_state ${inCases}`,
    ])
      for (const row of this.#db.read<[], Kept<Omit<RecordState, 'rec'>>>(text).iterate()) yield plain(row);
  }
  /** The records of one collection in the cases that are wanted, those of a case and of a row one after the other. */
  *inCollection(coll: string, wanted: (caseN: number) => boolean): Generator<OfCollection> {
    const ofCases = `SELECT s.case_n AS caseN, '${CASE_RECORD}' AS rec, r.doc, r.meta FROM case_state r JOIN stream s ON s.sid = r.sid
      ORDER BY s.case_n`;
    const ofRows = `SELECT s.case_n AS caseN, r.rec, r.doc, r.meta FROM record_state r JOIN stream s ON s.sid = r.sid
      WHERE r.coll = ? ORDER BY s.case_n, r.rec`;
    const found =
      coll === CASE_RECORD
        ? this.#db.read<[], Kept<OfCollection>>(ofCases).iterate()
        : this.#db.read<[string], Kept<OfCollection>>(ofRows).iterate(coll);
    for (const row of found) if (wanted(row.caseN)) yield plain(row);
  }
  /**
   * Streams in which several computers wrote, and one of these fields (`collection.field`) after its record was created:
   * what one computer alone wrote was never merged.
   */
  streamsThatWrote(fields: readonly string[]): number[] {
    return this.#db.numbers<[string]>(
      `SELECT DISTINCT r.sid
       FROM (SELECT sid, '${CASE_RECORD}' AS coll, meta FROM case_state UNION ALL SELECT sid, coll, meta FROM record_state) r,
         json_each(r.meta, '$.f') f
       WHERE r.coll || '.' || f.key IN (SELECT value FROM json_each(?))
         AND r.sid IN (SELECT sid FROM commit_log GROUP BY sid HAVING count(DISTINCT device_n) > 1)
       ORDER BY r.sid`,
    )(JSON.stringify(fields));
  }
  put(sid: number, state: RecordState): void {
    const doc = packedState(state.doc);
    if (isOfCase(state.coll, state.rec)) {
      this.#db
        .write<[number, string | Buffer, string]>(
          `INSERT INTO case_state(sid, doc, meta) VALUES(?, ?, ?)
           ON CONFLICT DO UPDATE SET doc = excluded.doc, meta = excluded.meta`,
        )
        .run(sid, doc, state.meta);
      this.#recent.note(sid, doc, state.doc);
      return;
    }
    this.#db
      .write<[number, string, string, string | Buffer, string]>(
        `INSERT INTO record_state(sid, coll, rec, doc, meta) VALUES(?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET doc = excluded.doc, meta = excluded.meta`,
      )
      .run(sid, state.coll, state.rec, doc, state.meta);
  }
  /** Forgets the states of a stream, before they are made again from the log. */
  clear(sid: number): void {
    this.#recent.forget(sid);
    for (const table of ['case_state', 'record_state'])
      this.#db.write<[number]>(`DELETE FROM ${table} WHERE sid = ?`).run(sid);
    this.#db.write<[number]>(`DELETE FROM conflict_queue WHERE sid = ?`).run(sid);
  }

  /** Adds a field to what is to be decided; one that is there keeps its first date. */
  putConflict(row: ConflictRow): void {
    this.#db
      .write<[number, string, string, string, number, number, number]>(
        `INSERT INTO conflict_queue(sid, coll, rec, field, case_n, protective, since) VALUES(?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET protective = excluded.protective`,
      )
      .run(row.sid, row.coll, row.rec, row.field, row.caseN, Number(row.protective), row.since);
  }
  removeConflict(sid: number, coll: string, rec: string, field: string): void {
    this.#db
      .write<[number, string, string, string]>(
        `DELETE FROM conflict_queue WHERE sid = ? AND coll = ? AND rec = ? AND field = ?`,
      )
      .run(sid, coll, rec, field);
  }
  /** Protection first, then the oldest. */
  conflicts(): ConflictRow[] {
    return this.#db.read<[], RawConflict>(`${CONFLICT} ORDER BY protective DESC, since, sid`).all().map(conflict);
  }
  conflictsOf(caseN: number): ConflictRow[] {
    return this.#db
      .read<[number], RawConflict>(`${CONFLICT} WHERE case_n = ? ORDER BY protective DESC, since`)
      .all(caseN)
      .map(conflict);
  }
}
