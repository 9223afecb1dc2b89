import type { DeviceId } from '#core/ids.ts';
import { bytesOf, idOf } from './id-bytes.ts';
import type { WritableDb } from './database.ts';

export interface SuccessionRow {
  readonly device: DeviceId;
  readonly before: DeviceId;
  /** What both signed, byte for byte. */
  readonly body: Buffer;
  /** age identity of the computer as it was before; only of this computer. */
  readonly identity: string | null;
  /** Why this computer went on as a new one; null for another's. */
  readonly why: string | null;
  /** Whether somebody has said that they know. */
  readonly seen: boolean;
  readonly at: number;
}
/** Two commits of one computer under one number, each with all that proves it. */
export interface ForkRow {
  readonly deviceN: number;
  readonly dseq: number;
  readonly a: Buffer;
  readonly b: Buffer;
  readonly at: number;
}

type Raw = Omit<SuccessionRow, 'device' | 'before' | 'seen'> & { id: Buffer; earlier: Buffer; known: number };
const FIELDS = `SELECT device_id AS id, before_id AS earlier, body, identity, why, seen AS known, at FROM succession`;
const row = ({ id, earlier, known, ...rest }: Raw): SuccessionRow => ({
  ...rest,
  device: idOf(id),
  before: idOf(earlier),
  seen: known === 1,
});

/** Computers that went on as new ones, and those that signed two things under one number. */
export class SuccessionRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Adds one; what is known of a computer stays. Whether it is new. */
  add(entry: Omit<SuccessionRow, 'seen'>): boolean {
    return (
      this.#db
        .write<[Buffer, Buffer, Uint8Array, string | null, string | null, number]>(
          `INSERT OR IGNORE INTO succession(device_id, before_id, body, identity, why, at) VALUES(?, ?, ?, ?, ?, ?)`,
        )
        .run(bytesOf(entry.device), bytesOf(entry.before), entry.body, entry.identity, entry.why, entry.at).changes > 0
    );
  }
  /** The succession by which a computer came to be. */
  of(device: DeviceId): SuccessionRow | undefined {
    const found = this.#db.read<[Buffer], Raw>(`${FIELDS} WHERE device_id = ?`).get(bytesOf(device));
    return found && row(found);
  }
  /** Those of this computer, the latest first. */
  own(): SuccessionRow[] {
    return this.#db.read<[], Raw>(`${FIELDS} WHERE why IS NOT NULL ORDER BY n DESC`).all().map(row);
  }
  /** Those of this computer are another's from now on: nothing is opened with what that one was before. */
  forgetOwn(): void {
    this.#db.write<[]>(`UPDATE succession SET identity = NULL, why = NULL`).run();
  }
  all(): SuccessionRow[] {
    return this.#db.read<[], Raw>(`${FIELDS} ORDER BY n`).all().map(row);
  }
  seen(): void {
    this.#db.write<[]>(`UPDATE succession SET seen = 1`).run();
  }

  /** Keeps a proof, the first for each number. Whether it is new. */
  addFork({ deviceN, dseq, a, b, at }: ForkRow): boolean {
    return (
      this.#db
        .write<[number, number, Uint8Array, Uint8Array, number]>(
          `INSERT OR IGNORE INTO commit_fork(device_n, dseq, a, b, at) VALUES(?, ?, ?, ?, ?)`,
        )
        .run(deviceN, dseq, a, b, at).changes > 0
    );
  }
  /** In order of the computers and their numbers. */
  forks(limit: number): ForkRow[] {
    return this.#db
      .read<[number], ForkRow>(
        `SELECT device_n AS deviceN, dseq, a, b, at FROM commit_fork ORDER BY device_n, dseq LIMIT ?`,
      )
      .all(limit);
  }
  forksOf(deviceN: number, limit: number): ForkRow[] {
    return this.#db
      .read<[number, number], ForkRow>(
        `SELECT device_n AS deviceN, dseq, a, b, at FROM commit_fork WHERE device_n = ? ORDER BY dseq LIMIT ?`,
      )
      .all(deviceN, limit);
  }
}
