import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';

/** One line in a register, about the thing `id`. */
export interface RegisterEntry {
  readonly id: string;
  /** When it was written, in milliseconds since 1970 UTC. */
  readonly at: number;
  /** Id of the person who wrote it. */
  readonly by: string;
  /** JSON. */
  readonly body: string;
}
export type Register = 'breach' | 'request' | 'hold' | 'processing' | 'assessment' | 'self-check' | 'agreement';

interface Raw extends Omit<RegisterEntry, 'id'> {
  readonly id: Buffer;
}
const SELECT = `SELECT id, at, by_user AS by, body FROM register_entry`;
const entry = ({ id, ...rest }: Raw): RegisterEntry => ({ ...rest, id: idOf(id) });

/** Registers that are only ever added to; the database itself refuses anything else. */
export class RegisterRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Every entry, in the order of writing. */
  all(register: Register): RegisterEntry[] {
    return this.#db.read<[string], Raw>(`${SELECT} WHERE register = ? ORDER BY n`).all(register).map(entry);
  }
  /** Those about one thing. */
  about(register: Register, id: string): RegisterEntry[] {
    return this.#db
      .read<[string, Buffer], Raw>(`${SELECT} WHERE register = ? AND id = ? ORDER BY n`)
      .all(register, bytesOf(id))
      .map(entry);
  }
  add(register: Register, { id, at, by, body }: RegisterEntry): void {
    this.#db
      .write<[string, Buffer, number, string, string]>(
        `INSERT INTO register_entry(register, id, at, by_user, body) VALUES(?, ?, ?, ?, ?)`,
      )
      .run(register, bytesOf(id), at, by, body);
  }
}
