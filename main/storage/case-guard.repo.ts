import type { CaseId, UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';

export interface HiddenName {
  readonly caseN: number;
  /** Who sees the names all the same: people, and everybody in these roles. */
  readonly people: readonly UserId[];
  readonly roles: readonly string[];
  readonly why: string;
  readonly by: UserId;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}
export interface StaffConflict {
  readonly n: number;
  readonly caseN: number;
  readonly user: UserId;
  readonly kind: string;
  readonly why: string;
  readonly by: UserId;
  readonly at: number;
}

export interface Lifting {
  readonly by: UserId;
  readonly at: number;
  readonly why: string;
}

const list = (json: string): string[] => JSON.parse(json) as string[];
type RawHidden = Omit<HiddenName, 'people' | 'roles' | 'by'> & { people: string; roles: string; by: Buffer };
const hidden = ({ people, roles, by, ...rest }: RawHidden): HiddenName => ({
  ...rest,
  people: list(people).map((id) => id as UserId),
  roles: list(roles),
  by: idOf(by),
});
type RawConflict = Omit<StaffConflict, 'user' | 'by'> & { user: Buffer; by: Buffer };

/**
 * Two files of one child that were merged are guarded as one, whichever of them it was written for: each would tell of
 * the other. Rows of `linked`: a case, and one that it went on as or that came into it, however often.
 */
const linked = (from: string): string => `WITH RECURSIVE linked(n, at) AS (
  ${from}
  UNION SELECT l.n, c.n FROM linked l JOIN merged_case m ON m.case_n = l.at JOIN case_ c ON c.case_id = m.into_id
  UNION SELECT l.n, m.case_n FROM linked l JOIN case_ c ON c.n = l.at JOIN merged_case m ON m.into_id = c.case_id)`;
const ONE = linked('SELECT p.column1, p.column1 FROM (VALUES(?)) p');

/** Names that are hidden and conflicts of interest, by the numbers that cases have in this database. */
export class CaseGuardRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** The case and those that it is guarded with. */
  guardedWith(caseN: number): number[] {
    return this.#db.numbers<[number]>(`${ONE} SELECT at AS n FROM linked ORDER BY at`)(caseN);
  }

  /** How its names are hidden, if they are: of two cases that were merged each way holds. Its own comes first. */
  hiddenNames(caseN: number): HiddenName[] {
    return this.#db
      .read<[number], RawHidden>(
        `${ONE} SELECT h.case_n AS caseN, people, roles, why, by, h.at FROM linked l JOIN hidden_name h ON h.case_n = l.at
         ORDER BY h.case_n <> l.n, h.case_n`,
      )
      .all(caseN)
      .map(hidden);
  }
  /** The first of them: the one that is told of. */
  hiddenName(caseN: number): HiddenName | undefined {
    return this.hiddenNames(caseN)[0];
  }
  hide({ caseN, people, roles, why, by, at }: HiddenName): void {
    this.unhide(caseN);
    this.#db
      .write<[number, string, string, string, Buffer, number]>(
        `INSERT INTO hidden_name(case_n, people, roles, why, by, at) VALUES(?, ?, ?, ?, ?, ?)`,
      )
      .run(caseN, JSON.stringify(people), JSON.stringify(roles), why, bytesOf(by), at);
  }
  /** Every name that is hidden, each by the case that it was written for. */
  allHidden(): HiddenName[] {
    return this.#db
      .read<[], RawHidden>(`SELECT case_n AS caseN, people, roles, why, by, at FROM hidden_name ORDER BY case_n`)
      .all()
      .map(hidden);
  }
  unhide(caseN: number): void {
    for (const n of this.guardedWith(caseN))
      this.#db.write<[number]>(`DELETE FROM hidden_name WHERE case_n = ?`).run(n);
  }
  /** Cases whose names are hidden from somebody who holds these roles. */
  unnamedFor(user: UserId, roles: readonly string[]): CaseId[] {
    return this.#db
      .read<[string, string], { id: Buffer }>(
        `${linked(`SELECT h.case_n, h.case_n FROM hidden_name h
           WHERE NOT EXISTS (SELECT 1 FROM json_each(h.people) WHERE value = ?)
             AND NOT EXISTS (SELECT 1 FROM json_each(h.roles) WHERE value IN (SELECT value FROM json_each(?)))`)}
         SELECT DISTINCT c.case_id AS id FROM linked l JOIN case_ c ON c.n = l.at`,
      )
      .all(user, JSON.stringify(roles))
      .map(({ id }) => idOf<CaseId>(id));
  }

  /** The conflicts of interest that hold in a case, the oldest first. */
  conflictsIn(caseN: number): StaffConflict[] {
    return this.#db
      .read<[number], RawConflict>(
        `${ONE} SELECT s.n, s.case_n AS caseN, s.user_id AS user, kind, why, by, s.at
         FROM linked l JOIN staff_conflict s ON s.case_n = l.at WHERE s.lifted_at IS NULL ORDER BY s.n`,
      )
      .all(caseN)
      .map(({ user, by, ...rest }) => ({ ...rest, user: idOf<UserId>(user), by: idOf<UserId>(by) }));
  }
  addConflict({ caseN, user, kind, why, by, at }: Omit<StaffConflict, 'n'>): void {
    this.#db
      .write<[number, Buffer, string, string, Buffer, number]>(
        `INSERT INTO staff_conflict(case_n, user_id, kind, why, by, at) VALUES(?, ?, ?, ?, ?, ?)`,
      )
      .run(caseN, bytesOf(user), kind, why, bytesOf(by), at);
  }
  liftConflict(n: number, by: UserId, at: number, why: string): void {
    this.#db
      .write<[Buffer, number, string, number]>(
        `UPDATE staff_conflict SET lifted_by = ?, lifted_at = ?, lifted_why = ? WHERE n = ?`,
      )
      .run(bytesOf(by), at, why, n);
  }
  /** Every conflict of interest that was ever recorded, with what lifted it. */
  allConflicts(): (StaffConflict & { readonly lifted: Lifting | null })[] {
    type Raw = RawConflict & { liftedBy: Buffer | null; liftedAt: number | null; liftedWhy: string | null };
    return this.#db
      .read<[], Raw>(
        `SELECT n, case_n AS caseN, user_id AS user, kind, why, by, at, lifted_by AS liftedBy, lifted_at AS liftedAt,
           lifted_why AS liftedWhy FROM staff_conflict ORDER BY n`,
      )
      .all()
      .map(({ user, by, liftedBy, liftedAt, liftedWhy, ...rest }) => ({
        ...rest,
        user: idOf<UserId>(user),
        by: idOf<UserId>(by),
        lifted:
          liftedBy === null || liftedAt === null
            ? null
            : { by: idOf<UserId>(liftedBy), at: liftedAt, why: liftedWhy ?? '' },
      }));
  }
  /** Cases with which somebody has a conflict of interest. */
  barredFor(user: UserId): CaseId[] {
    return this.#db
      .read<[Buffer], { id: Buffer }>(
        `${linked('SELECT s.case_n, s.case_n FROM staff_conflict s WHERE s.user_id = ? AND s.lifted_at IS NULL')}
         SELECT DISTINCT c.case_id AS id FROM linked l JOIN case_ c ON c.n = l.at`,
      )
      .all(bytesOf(user))
      .map(({ id }) => idOf<CaseId>(id));
  }
}
