import type { CaseMarks } from '#core/finding/case-facts.ts';
import type { WritableDb } from './database.ts';

type Value = string | number;

/** The marks by which lists are filtered: a projection of the answers. */
export class CaseMarkRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  ofCase(caseN: number): CaseMarks {
    const found = this.#db.read<[number], { body: string }>(`SELECT body FROM case_marks WHERE case_n = ?`).get(caseN);
    return found === undefined ? {} : (JSON.parse(found.body) as CaseMarks);
  }

  /**
   * Replaces the marks of a case. Most saves change one or two of them: only those are written. `fresh`: it has none yet.
   */
  put(caseN: number, marks: CaseMarks, fresh = false): void {
    const before = fresh ? {} : this.ofCase(caseN);
    const body = JSON.stringify(marks);
    if (JSON.stringify(before) === body) return;
    this.#db.changes.marks.note(caseN);
    const add = this.#db.write<[string, Value, number]>(
      `INSERT OR IGNORE INTO case_mark(fact, value, case_n) VALUES(?, ?, ?)`,
    );
    const remove = this.#db.write<[string, Value, number]>(
      `DELETE FROM case_mark WHERE fact = ? AND value = ? AND case_n = ?`,
    );
    for (const fact of new Set([...Object.keys(before), ...Object.keys(marks)])) {
      const [old, now] = [before[fact] ?? [], marks[fact] ?? []];
      for (const value of old) if (!now.includes(value)) remove.run(fact, value, caseN);
      for (const value of now) if (!old.includes(value)) add.run(fact, value, caseN);
    }
    this.#db
      .write<[number, string]>(
        `INSERT INTO case_marks(case_n, body) VALUES(?, ?) ON CONFLICT(case_n) DO UPDATE SET body = excluded.body`,
      )
      .run(caseN, body);
  }
}
