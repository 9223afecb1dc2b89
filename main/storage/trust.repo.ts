import type { DeviceId, OfficeId } from '#core/ids.ts';
import { bytesOf } from './id-bytes.ts';
import type { WritableDb } from './database.ts';

export interface CertificateRow {
  readonly kind: 'office' | 'device';
  readonly subject: OfficeId | DeviceId;
  readonly body: Uint8Array;
}
export interface ProofRow {
  /** Two under one number; or `stolen`: a list under the authority's key that its computer did not sign. */
  readonly kind: 'root' | 'directory' | 'stolen';
  /** Versions of the root and, for a list, of the list. */
  readonly root: number;
  readonly number: number;
  readonly a: Buffer;
  readonly b: Buffer;
  readonly at: number;
}

export type NewProof = Omit<ProofRow, 'at' | 'a' | 'b'> & { readonly a: Uint8Array; readonly b: Uint8Array };

/** A list that was in force here before. */
export interface PastRow {
  /** Versions of the root and of the list. */
  readonly root: number;
  readonly version: number;
  readonly body: Uint8Array;
  /** When another took its place; milliseconds since 1970. */
  readonly at: number;
}
/**
 * Of the lists before, so many are kept, and the first that was replaced on each of so many days (of 86,400,000 milliseconds):
 * whoever floods a day with lists hides only what was signed on that day.
 */
const PAST_LISTS = 10;
/** So often the people of an office may all have changed between two lists that somebody gets. */
const PAST_CERTIFICATES = 8;
const PAST_DAYS = 60;

/** What the programme's keys have signed, byte for byte as it came. */
export class TrustRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** In order; the last is in force. */
  roots(): Buffer[] {
    return this.#db
      .read<[], { body: Buffer }>(`SELECT body FROM trust_root ORDER BY version`)
      .all()
      .map((row) => row.body);
  }
  addRoot(version: number, body: Uint8Array, at: number): void {
    this.#db
      .write<[number, Uint8Array, number]>(`INSERT INTO trust_root(version, body, at) VALUES(?, ?, ?)`)
      .run(version, body, at);
  }
  directory(): Buffer | undefined {
    return this.#db.read<[], { body: Buffer }>(`SELECT body FROM trust_directory`).get()?.body;
  }
  putDirectory(body: Uint8Array, at: number): void {
    this.#db
      .write<[Uint8Array, number]>(
        `INSERT INTO trust_directory(one, body, at) VALUES(1, ?, ?)
         ON CONFLICT DO UPDATE SET body = excluded.body, at = excluded.at`,
      )
      .run(body, at);
  }
  /** Keeps a list that is in force no more, and lets go of those that are too many. */
  keepPast({ root, version, body, at }: PastRow): void {
    this.#db
      .write<[number, number, Uint8Array, number]>(
        `INSERT OR IGNORE INTO trust_past(root, version, body, at) VALUES(?, ?, ?, ?)`,
      )
      .run(root, version, body, at);
    this.#db
      .write<[number, number]>(
        `DELETE FROM trust_past WHERE (root, version) NOT IN (
           SELECT root, version FROM (SELECT root, version FROM trust_past ORDER BY root DESC, version DESC LIMIT ?)
           UNION SELECT root, version FROM (
             SELECT root, version, row_number() OVER (PARTITION BY at / 86400000 ORDER BY root, version) AS nth, at
             FROM trust_past ORDER BY nth, at DESC LIMIT ?) WHERE nth = 1)`,
      )
      .run(PAST_LISTS, PAST_DAYS);
  }
  /** Lists that were in force here before, the latest first. */
  past(): PastRow[] {
    return this.#db
      .read<[], PastRow & { body: Buffer }>(
        `SELECT root, version, body, at FROM trust_past ORDER BY root DESC, version DESC`,
      )
      .all();
  }
  certificates(kind: CertificateRow['kind']): Buffer[] {
    return this.#db
      .read<[string], { body: Buffer }>(`SELECT body FROM trust_certificate WHERE kind = ? ORDER BY subject`)
      .all(kind)
      .map((row) => row.body);
  }
  certificate(kind: CertificateRow['kind'], subject: OfficeId | DeviceId): Buffer | undefined {
    return this.#db
      .read<[string, Buffer], { body: Buffer }>(`SELECT body FROM trust_certificate WHERE kind = ? AND subject = ?`)
      .get(kind, bytesOf(subject))?.body;
  }
  /** Keeps a certificate of an office that another took the place of; of each office the last few. */
  keepPastCertificate(office: OfficeId, body: Uint8Array): void {
    const id = bytesOf(office);
    this.#db
      .write<[Buffer, Uint8Array]>(`INSERT OR IGNORE INTO trust_certificate_past(office_id, body) VALUES(?, ?)`)
      .run(id, body);
    this.#db
      .write<[Buffer, Buffer, number]>(
        `DELETE FROM trust_certificate_past WHERE office_id = ? AND n NOT IN (
           SELECT n FROM trust_certificate_past WHERE office_id = ? ORDER BY n DESC LIMIT ?)`,
      )
      .run(id, id, PAST_CERTIFICATES);
  }
  /** Certificates that others took the place of: of one office, or of all, the first ones first. */
  pastCertificates(office?: OfficeId): Buffer[] {
    const all = `SELECT body FROM trust_certificate_past`;
    const rows =
      office === undefined
        ? this.#db.read<[], { body: Buffer }>(`${all} ORDER BY n`).all()
        : this.#db.read<[Buffer], { body: Buffer }>(`${all} WHERE office_id = ? ORDER BY n`).all(bytesOf(office));
    return rows.map(({ body }) => body);
  }
  putCertificate({ kind, subject, body }: CertificateRow, at: number): void {
    this.#db
      .write<[string, Buffer, Uint8Array, number]>(
        `INSERT INTO trust_certificate(kind, subject, body, at) VALUES(?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET body = excluded.body, at = excluded.at WHERE body <> excluded.body`,
      )
      .run(kind, bytesOf(subject), body, at);
  }
  /** Keeps a proof, the first of its kind and number: whoever has the key can make any number of others. Whether it is new. */
  addProof({ kind, root, number, a, b }: NewProof, at: number): boolean {
    const { changes } = this.#db
      .write<[string, number, number, Uint8Array, Uint8Array, number]>(
        `INSERT OR IGNORE INTO trust_proof(kind, root, number, a, b, at) VALUES(?, ?, ?, ?, ?, ?)`,
      )
      .run(kind, root, number, a, b, at);
    return changes > 0;
  }
  proofs(): ProofRow[] {
    return this.#db.read<[], ProofRow>(`SELECT kind, root, number, a, b, at FROM trust_proof ORDER BY n`).all();
  }
}
