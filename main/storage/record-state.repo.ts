import type { WritableDb } from './database.ts';

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

/** The merged state of every record, and the fields that hold more than one value. */
export class RecordStateRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  get(sid: number, coll: string, rec: string): RecordState | undefined {
    return this.#db
      .read<[number, string, string], RecordState>(
        `SELECT coll, rec, doc, meta FROM record_state WHERE sid = ? AND coll = ? AND rec = ?`,
      )
      .get(sid, coll, rec);
  }
  ofStream(sid: number): RecordState[] {
    return this.#db.read<[number], RecordState>(`SELECT coll, rec, doc, meta FROM record_state WHERE sid = ?`).all(sid);
  }
  /** Of all cases, one after the other. */
  every(): IterableIterator<Omit<RecordState, 'rec'>> {
    return this.#db
      .read<[], Omit<RecordState, 'rec'>>(
        `SELECT r.coll, r.doc, r.meta FROM record_state r JOIN stream s ON s.sid = r.sid JOIN case_ c ON c.n = s.case_n
         WHERE c.kind = 'case'`,
      )
      .iterate();
  }
  /** The records of one collection in all cases, those of a case and of a row one after the other. */
  inCollection(coll: string): IterableIterator<Omit<RecordState, 'coll'> & { readonly caseN: number }> {
    return this.#db
      .read<[string], Omit<RecordState, 'coll'> & { readonly caseN: number }>(
        `SELECT s.case_n AS caseN, r.rec, r.doc, r.meta FROM record_state r JOIN stream s ON s.sid = r.sid
         WHERE r.coll = ? ORDER BY s.case_n, r.rec`,
      )
      .iterate(coll);
  }
  /**
   * Streams in which several computers wrote, and one of these fields (`collection.field`) after its record was created:
   * what one computer alone wrote was never merged.
   */
  streamsThatWrote(fields: readonly string[]): number[] {
    return this.#db.numbers<[string]>(
      `SELECT DISTINCT r.sid FROM record_state r, json_each(r.meta, '$.f') f
       WHERE r.coll || '.' || f.key IN (SELECT value FROM json_each(?))
         AND r.sid IN (SELECT sid FROM commit_log GROUP BY sid HAVING count(DISTINCT device_n) > 1)
       ORDER BY r.sid`,
    )(JSON.stringify(fields));
  }
  put(sid: number, state: RecordState): void {
    this.#db
      .write<[number, string, string, string, string]>(
        `INSERT INTO record_state(sid, coll, rec, doc, meta) VALUES(?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET doc = excluded.doc, meta = excluded.meta`,
      )
      .run(sid, state.coll, state.rec, state.doc, state.meta);
  }
  /** Forgets the states of a stream, before they are made again from the log. */
  clear(sid: number): void {
    this.#db.write<[number]>(`DELETE FROM record_state WHERE sid = ?`).run(sid);
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
