import type { DeviceId } from '#core/ids.ts';
import { bytesOf, idOf } from './id-bytes.ts';
import type { WritableDb } from './database.ts';

export interface TakenOutRow {
  readonly device: DeviceId;
  /** From when on it counts no more; milliseconds since 1970 UTC. */
  readonly at: number;
}

/** Computers that this office took out itself. What is here is never taken away, and a moment only becomes earlier. */
export class TakenOutRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Whether this says something new. */
  put({ device, at }: TakenOutRow): boolean {
    return (
      this.#db
        .write<[Buffer, number]>(
          `INSERT INTO taken_out(device_id, at) VALUES(?, ?)
           ON CONFLICT(device_id) DO UPDATE SET at = excluded.at WHERE excluded.at < taken_out.at`,
        )
        .run(bytesOf(device), at).changes > 0
    );
  }
  /** From when on a computer counts no more; undefined for one that nobody took out. */
  since(device: DeviceId): number | undefined {
    return this.#db.read<[Buffer], { at: number }>(`SELECT at FROM taken_out WHERE device_id = ?`).get(bytesOf(device))
      ?.at;
  }
  all(): TakenOutRow[] {
    return this.#db
      .read<[], { id: Buffer; at: number }>(`SELECT device_id AS id, at FROM taken_out ORDER BY device_id`)
      .all()
      .map(({ id, at }) => ({ device: idOf(id), at }));
  }
}
