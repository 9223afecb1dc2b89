import type { DeviceId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';

export interface RefusedStateRow {
  readonly n: number;
  /** The computer that told it. */
  readonly device: DeviceId;
  /** As the bundle brought it, without what could be taken. */
  readonly packed: Buffer;
}

/** What other computers of this office told that could not be taken, or not all of it. */
export class RefusedStateRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Oldest first. */
  all(): RefusedStateRow[] {
    return this.#db
      .read<[], { n: number; id: Buffer; packed: Buffer }>(
        `SELECT n, device_id AS id, packed FROM refused_state ORDER BY n`,
      )
      .all()
      .map(({ n, id, packed }) => ({ n, device: idOf(id), packed }));
  }
  /** How many bytes are kept, and in how many pieces. */
  size(): { readonly bytes: number; readonly pieces: number } {
    const size = this.#db.read<[], { bytes: number; pieces: number }>(
      `SELECT coalesce(sum(length(packed)), 0) AS bytes, count(*) AS pieces FROM refused_state`,
    );
    return size.get() ?? { bytes: 0, pieces: 0 };
  }
  /** `hash`: of `packed`, so that what comes twice from a computer is kept once. */
  add(device: DeviceId, hash: Buffer, packed: Uint8Array): void {
    this.#db
      .write<[Buffer, Buffer, Buffer]>(
        `INSERT INTO refused_state(device_id, hash, packed) VALUES(?, ?, ?) ON CONFLICT DO NOTHING`,
      )
      .run(bytesOf(device), hash, Buffer.from(packed));
  }
  remove(n: number): void {
    this.#db.write<[number]>(`DELETE FROM refused_state WHERE n = ?`).run(n);
  }
}
