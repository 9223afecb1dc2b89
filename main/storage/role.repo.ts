import type { WritableDb } from './database.ts';

export interface OfficeRoleRow {
  readonly roleId: string;
  /** JSON of the role. */
  readonly body: string;
  /** JSON of the role of the configuration that it was made from; none for a role of the office alone. */
  readonly base: string | null;
}

/** Roles that the office changed or made itself. */
export class RoleRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  all(): OfficeRoleRow[] {
    return this.#db
      .read<[], OfficeRoleRow>(`SELECT role_id AS roleId, body, base FROM office_role ORDER BY role_id`)
      .all();
  }
  put({ roleId, body, base }: OfficeRoleRow): void {
    this.#db
      .write<[string, string, string | null]>(
        `INSERT INTO office_role(role_id, body, base) VALUES(?, ?, ?)
         ON CONFLICT(role_id) DO UPDATE SET body = excluded.body, base = excluded.base`,
      )
      .run(roleId, body, base);
  }
  remove(roleId: string): void {
    this.#db.write<[string]>(`DELETE FROM office_role WHERE role_id = ?`).run(roleId);
  }
}
