import type { UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';

/** A report that somebody kept. */
export interface SavedReportRow {
  readonly id: string;
  readonly userId: UserId;
  /** Everybody of the office sees it. */
  readonly shared: boolean;
  readonly name: string;
  /** JSON of its definition. */
  readonly body: string;
  /** When it was kept, in milliseconds since 1970 UTC. */
  readonly at: number;
}

interface Raw {
  readonly id: Buffer;
  readonly user: Buffer;
  readonly shared: number;
  readonly name: string;
  readonly body: string;
  readonly at: number;
}
const SELECT = `SELECT id, user_id AS user, shared, name, body, at FROM saved_report`;
const row = ({ id, user, shared, ...rest }: Raw): SavedReportRow => ({
  ...rest,
  id: idOf(id),
  userId: idOf(user),
  shared: shared === 1,
});

export class SavedReportRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Those of a person and those of the office, by name. */
  of(user: UserId): SavedReportRow[] {
    return this.#db
      .read<[Buffer], Raw>(`${SELECT} WHERE user_id = ? OR shared = 1 ORDER BY name, at`)
      .all(bytesOf(user))
      .map(row);
  }
  get(id: string): SavedReportRow | undefined {
    const found = this.#db.read<[Buffer], Raw>(`${SELECT} WHERE id = ?`).get(bytesOf(id));
    return found && row(found);
  }
  put({ id, userId, shared, name, body, at }: SavedReportRow): void {
    this.#db
      .write<[Buffer, Buffer, number, string, string, number]>(
        `INSERT INTO saved_report(id, user_id, shared, name, body, at) VALUES(?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET shared = excluded.shared, name = excluded.name, body = excluded.body, at = excluded.at`,
      )
      .run(bytesOf(id), bytesOf(userId), Number(shared), name, body, at);
  }
  remove(id: string): void {
    this.#db.write<[Buffer]>(`DELETE FROM saved_report WHERE id = ?`).run(bytesOf(id));
  }
}
