import type { UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';

export interface GroupRow {
  readonly groupId: string;
  readonly name: string;
  readonly members: readonly UserId[];
}

/** Groups of people of this office: whoever shares one may have the cases of the others in reach. */
export class GroupRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  all(): GroupRow[] {
    return this.#db
      .read<[], { n: number; id: Buffer; name: string }>(`SELECT n, group_id AS id, name FROM user_group ORDER BY name`)
      .all()
      .map(({ n, id, name }) => ({ groupId: idOf(id), name, members: this.#members(n) }));
  }
  #members(n: number): UserId[] {
    return this.#db
      .read<[number], { id: Buffer }>(
        `SELECT p.user_id AS id FROM group_member m JOIN person p ON p.n = m.person_n WHERE m.group_n = ? ORDER BY p.name`,
      )
      .all(n)
      .map(({ id }) => idOf<UserId>(id));
  }
  /** Everybody with whom a person shares a group. */
  teamOf(user: UserId): ReadonlySet<UserId> {
    const found = this.#db
      .read<[Buffer], { id: Buffer }>(
        `SELECT DISTINCT other.user_id AS id FROM person p
         JOIN group_member mine ON mine.person_n = p.n
         JOIN group_member theirs ON theirs.group_n = mine.group_n
         JOIN person other ON other.n = theirs.person_n WHERE p.user_id = ?`,
      )
      .all(bytesOf(user));
    return new Set(found.map(({ id }) => idOf<UserId>(id)));
  }
  /** Makes a group or changes it; its members are exactly these. */
  put({ groupId, name, members }: GroupRow): void {
    this.#db
      .write<[Buffer, string]>(
        `INSERT INTO user_group(group_id, name) VALUES(?, ?) ON CONFLICT(group_id) DO UPDATE SET name = excluded.name`,
      )
      .run(bytesOf(groupId), name);
    this.#db
      .write<[Buffer]>(`DELETE FROM group_member WHERE group_n = (SELECT n FROM user_group WHERE group_id = ?)`)
      .run(bytesOf(groupId));
    for (const user of members)
      this.#db
        .write<[Buffer, Buffer]>(
          `INSERT INTO group_member(group_n, person_n)
           SELECT g.n, p.n FROM user_group g, person p WHERE g.group_id = ? AND p.user_id = ?`,
        )
        .run(bytesOf(groupId), bytesOf(user));
  }
  remove(groupId: string): void {
    this.#db.write<[Buffer]>(`DELETE FROM user_group WHERE group_id = ?`).run(bytesOf(groupId));
  }
}
