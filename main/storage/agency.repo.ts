import type { UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';

export interface AgencyRow {
  readonly agencyId: string;
  readonly name: string;
  /** '' for none. */
  readonly shortName: string;
  /** One that is not is chosen for nobody any more and opens nothing. */
  readonly active: boolean;
}

/** The agencies whose people work at this office. None is ever taken away: what was done for it stays said. */
export class AgencyRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  all(): AgencyRow[] {
    return this.#db
      .read<[], { id: string; name: string; shortName: string; active: number }>(
        `SELECT agency_id AS id, name, short_name AS shortName, active FROM agency ORDER BY name, agency_id`,
      )
      .all()
      .map(({ id, name, shortName, active }) => ({ agencyId: id, name, shortName, active: active === 1 }));
  }
  /** Everybody of the active agency of a person, those who left too: their cases are still its own. */
  colleaguesOf(user: UserId): ReadonlySet<UserId> {
    const found = this.#db
      .read<[Buffer], { id: Buffer }>(
        `SELECT other.user_id AS id FROM person p
         JOIN account mine ON mine.person_n = p.n
         JOIN agency a ON a.agency_id = mine.agency AND a.active = 1
         JOIN account theirs ON theirs.agency = mine.agency
         JOIN person other ON other.n = theirs.person_n WHERE p.user_id = ?`,
      )
      .all(bytesOf(user));
    return new Set(found.map(({ id }) => idOf<UserId>(id)));
  }
  /** Adds an agency or changes it. */
  put({ agencyId, name, shortName, active }: AgencyRow): void {
    this.#db
      .write<[string, string, string, number]>(
        `INSERT INTO agency(agency_id, name, short_name, active) VALUES(?, ?, ?, ?)
         ON CONFLICT(agency_id) DO UPDATE SET name = excluded.name, short_name = excluded.short_name,
           active = excluded.active`,
      )
      .run(agencyId, name, shortName, Number(active));
  }
}
