import type { PersonCertificate } from '#core/exchange/trust.ts';
import type { OfficeId, UserId } from '#core/ids.ts';
import { bytesOf, idOf } from './id-bytes.ts';
import type { WritableDb } from './database.ts';

/** A certificate that its office answers for, as it came. */
export interface PersonCertificateRow extends PersonCertificate {
  /** Of what was signed (`personHash`). */
  readonly hash: Buffer;
  readonly body: Buffer;
}
type Raw = Pick<PersonCertificateRow, 'hash' | 'body' | 'n' | 'name' | 'from'> & {
  readonly office: Buffer;
  readonly user: Buffer;
  readonly signingKey: Buffer;
  readonly ended: number | null;
};
const SELECT = `SELECT hash, office_id AS office, user_id AS user, n, name, signing_key AS signingKey,
  valid_from AS "from", ended, body FROM person_certificate`;
/** As `inOrderSaid` of core/exchange/person-proof.ts. */
const IN_ORDER = `ORDER BY n, coalesce(ended, valid_from), ended IS NOT NULL, hash`;
/** Of one person: nobody is let go and in again more often, and whoever may sign cannot fill the file. */
const MOST_OF_ONE = 50;
const rowOf = ({ office, user, ended, ...rest }: Raw): PersonCertificateRow => ({
  ...rest,
  office: idOf(office),
  user: idOf(user),
  ...(ended === null ? {} : { ended }),
});

/** What offices say of their people, and which certificates the computers of other offices have. */
export class PersonCertificateRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** What an office has said of a person, in order. */
  of(office: OfficeId, user: UserId): PersonCertificateRow[] {
    return this.#db
      .read<[Buffer, Buffer], Raw>(`${SELECT} WHERE office_id = ? AND user_id = ? ${IN_ORDER}`)
      .all(bytesOf(office), bytesOf(user))
      .map(rowOf);
  }
  /** Everybody of whom an office has said something. */
  usersOf(office: OfficeId): UserId[] {
    return this.#db
      .read<[Buffer], { user: Buffer }>(`SELECT DISTINCT user_id AS user FROM person_certificate WHERE office_id = ?`)
      .all(bytesOf(office))
      .map(({ user }) => idOf(user));
  }
  /** Whether it is new and stays: of one person the last ones are kept. */
  add({ hash, body, ...one }: PersonCertificateRow, at: number): boolean {
    const { changes } = this.#db
      .write<[Buffer, Buffer, Buffer, number, string, Uint8Array, number, number | null, Buffer, number]>(
        `INSERT OR IGNORE INTO person_certificate(hash, office_id, user_id, n, name, signing_key, valid_from, ended, body, at)
         VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        hash,
        bytesOf(one.office),
        bytesOf(one.user),
        one.n,
        one.name,
        one.signingKey,
        one.from,
        one.ended ?? null,
        body,
        at,
      );
    const old = this.of(one.office, one.user).slice(0, -MOST_OF_ONE);
    for (const { hash: gone } of old)
      for (const table of ['certificate_told', 'person_certificate'])
        this.#db.write<[Buffer]>(`DELETE FROM ${table} WHERE hash = ?`).run(gone);
    return changes > 0 && !old.some((row) => row.hash.equals(hash));
  }

  /** People of whom a computer of the office has a certificate: it has to hear what is said of them later. */
  toldAbout(officeN: number): { readonly office: OfficeId; readonly user: UserId }[] {
    return this.#db
      .read<[number], { office: Buffer; user: Buffer }>(
        `SELECT DISTINCT p.office_id AS office, p.user_id AS user FROM certificate_told t
         JOIN person_certificate p ON p.hash = t.hash WHERE t.office_n = ?`,
      )
      .all(officeN)
      .map(({ office, user }) => ({ office: idOf(office), user: idOf(user) }));
  }
  /** Whether each of these computers of the office has confirmed a bundle with that certificate. */
  areTold(officeN: number, devices: readonly number[], hash: Uint8Array): boolean {
    const told = this.#db.read<[number, number, Uint8Array], { one: number }>(
      `SELECT 1 AS one FROM certificate_told WHERE office_n = ? AND device_n = ? AND hash = ?`,
    );
    return devices.length > 0 && devices.every((n) => told.get(officeN, n, hash) !== undefined);
  }
  putTold(officeN: number, deviceN: number, hash: Uint8Array): void {
    this.#db
      .write<[number, number, Uint8Array]>(
        `INSERT OR IGNORE INTO certificate_told(office_n, device_n, hash) VALUES(?, ?, ?)`,
      )
      .run(officeN, deviceN, hash);
  }
  /** The office has put an older copy back: what it had confirmed, it may not have any more. */
  forgetTold(officeN: number): void {
    this.#db.write<[number]>(`DELETE FROM certificate_told WHERE office_n = ?`).run(officeN);
  }
}
