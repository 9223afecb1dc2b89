import type { CaseId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';

export interface RestrictionRow {
  /** Its id in the log. */
  readonly row: string;
  readonly caseN: number;
  readonly why: string;
  /** Who asked for it or ordered it. */
  readonly authority: string;
  /** `YYYY-MM-DD`, or '' when nobody knows when it will end. */
  readonly until: string;
  /** The office that restricted it, and the name of who signed. */
  readonly officeN: number;
  readonly by: string;
  /** Milliseconds since 1970 UTC, by the author's clock. */
  readonly at: number;
  readonly liftedWhy: string | null;
  readonly liftedBy: string | null;
  readonly liftedAt: number | null;
}

const SELECT = `SELECT row, case_n AS caseN, why, authority, until_day AS until, office_n AS officeN, by, at,
  lifted_why AS liftedWhy, lifted_by AS liftedBy, lifted_at AS liftedAt FROM restriction`;

/** Restrictions of cases (GDPR article 18) as commits brought them, by the numbers that cases have in this database. */
export class RestrictionRepo {
  readonly #db: WritableDb;
  /** The cases that are restricted now, which every line of a list asks for; undefined until it was read. */
  #held: ReadonlySet<CaseId> | undefined;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** One that is known already stays as it is: an id is used once. */
  add({ row, caseN, why, authority, until, officeN, by, at }: Omit<RestrictionRow, `lifted${string}`>): void {
    this.#held = undefined;
    this.#db
      .write<[string, number, string, string, string, number, string, number]>(
        `INSERT OR IGNORE INTO restriction(row, case_n, why, authority, until_day, office_n, by, at)
         VALUES(?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(row, caseN, why, authority, until, officeN, by, at);
  }
  /** The first one that lifts it counts. */
  lift(row: string, caseN: number, said: { readonly why: string; readonly by: string; readonly at: number }): void {
    this.#held = undefined;
    this.#db
      .write<[string, string, number, string, number]>(
        `UPDATE restriction SET lifted_why = ?, lifted_by = ?, lifted_at = ?
         WHERE row = ? AND case_n = ? AND lifted_at IS NULL`,
      )
      .run(said.why, said.by, said.at, row, caseN);
  }
  /** Whether anything restricts a case now. */
  holds(caseId: CaseId): boolean {
    // What a transaction wrote may not stay, and reading all of them for each case of an import would take its time.
    if (this.#held === undefined && this.#db.inTransaction()) {
      const text = `SELECT 1 FROM restriction r JOIN case_ c ON c.n = r.case_n
        WHERE c.case_id = ? AND r.lifted_at IS NULL LIMIT 1`;
      return this.#db.numbers<[Buffer]>(text)(bytesOf(caseId)).length > 0;
    }
    this.#held ??= new Set(
      this.#db
        .read<[], { id: Buffer }>(
          `SELECT DISTINCT c.case_id AS id FROM restriction r JOIN case_ c ON c.n = r.case_n WHERE r.lifted_at IS NULL`,
        )
        .all()
        .map(({ id }) => idOf<CaseId>(id)),
    );
    return this.#held.has(caseId);
  }
  /** Rows were taken out together with all that stood of a case. */
  renew(): void {
    this.#held = undefined;
  }
  /** The numbers of the cases that are restricted now. */
  restricted(): number[] {
    return this.#db.numbers<[]>(`SELECT DISTINCT case_n FROM restriction WHERE lifted_at IS NULL ORDER BY case_n`)();
  }
  /** Of one case, the oldest first. */
  ofCase(caseN: number): RestrictionRow[] {
    return this.#db.read<[number], RestrictionRow>(`${SELECT} WHERE case_n = ? ORDER BY at, row`).all(caseN);
  }
  /** All that were ever set, the oldest first. */
  all(): RestrictionRow[] {
    return this.#db.read<[], RestrictionRow>(`${SELECT} ORDER BY at, row`).all();
  }
}
