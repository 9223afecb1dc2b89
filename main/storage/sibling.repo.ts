import type { DeviceId } from '#core/ids.ts';
import { bytesOf, idOf } from './id-bytes.ts';
import type { WritableDb } from './database.ts';

export interface SiblingRow {
  readonly device: DeviceId;
  /** The computer on which somebody answered for it. */
  readonly before: DeviceId;
  /** What was signed, byte for byte. */
  readonly body: Buffer;
  /** When this computer came to know of it, milliseconds of its own clock. */
  readonly at: number;
}
type Raw = { id: Buffer; earlier: Buffer; body: Buffer; at: number };

/** Computers that work beside another one of their office. */
export class SiblingRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Keeps what makes a computer one of its office; a later body takes the place of the first, the moment stays. */
  put({ device, before, body, at }: SiblingRow): void {
    this.#db
      .write<[Buffer, Buffer, Uint8Array, number]>(
        `INSERT INTO sibling(device_id, before_id, body, at) VALUES(?, ?, ?, ?)
         ON CONFLICT(device_id) DO UPDATE SET body = excluded.body`,
      )
      .run(bytesOf(device), bytesOf(before), body, at);
  }
  of(device: DeviceId): SiblingRow | undefined {
    const found = this.#db
      .read<[Buffer], Raw>(`SELECT device_id AS id, before_id AS earlier, body, at FROM sibling WHERE device_id = ?`)
      .get(bytesOf(device));
    return found && { device: idOf(found.id), before: idOf(found.earlier), body: found.body, at: found.at };
  }
}
