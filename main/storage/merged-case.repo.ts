import type { CaseId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';

/** Cases that go on under another code: a projection of their own answers. */
export class MergedCaseRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Says into which case one was merged; undefined: into none. */
  put(caseN: number, into: CaseId | undefined): void {
    this.#db.changes.merged.note(caseN);
    if (into === undefined) this.#db.write<[number]>(`DELETE FROM merged_case WHERE case_n = ?`).run(caseN);
    else
      this.#db
        .write<[number, Buffer]>(`INSERT OR REPLACE INTO merged_case(case_n, into_id) VALUES(?, ?)`)
        .run(caseN, bytesOf(into));
  }
  into(caseN: number): CaseId | undefined {
    const found = this.#db
      .read<[number], { into: Buffer }>(`SELECT into_id AS "into" FROM merged_case WHERE case_n = ?`)
      .get(caseN);
    return found && idOf(found.into);
  }
  /** Numbers of the cases here that were merged into this one, and into those, however often. */
  cameInto(caseId: CaseId): number[] {
    return this.#db.numbers<[Buffer]>(
      `WITH RECURSIVE came(n) AS (
         SELECT case_n FROM merged_case WHERE into_id = ?
         UNION SELECT m.case_n FROM came JOIN case_ c ON c.n = came.n JOIN merged_case m ON m.into_id = c.case_id)
       SELECT n FROM came ORDER BY n`,
    )(bytesOf(caseId));
  }
}
