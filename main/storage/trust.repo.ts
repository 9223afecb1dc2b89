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
