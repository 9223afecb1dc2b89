import type { BundleId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf } from './id-bytes.ts';
import { EVERY_STATE, NAMES } from './record-state.repo.ts';

/** A part of an attachment, under the name that its author gave it. */
export interface ChunkRow {
  readonly name: Buffer;
  /** Row number of its attachment; null while no commit told of it. */
  readonly attachmentN: number | null;
  readonly i: number;
  /** Keyed hash of the part where it lies here apart. */
  readonly held: Buffer | null;
  readonly bytes: number;
}
/** A part that an office may have and has not confirmed. */
export interface OwedChunk {
  readonly name: Buffer;
  readonly i: number;
  readonly attachmentN: number;
  /** The case in whose stream the attachment is told of. */
  readonly caseN: number;
  /** It lies on a stick or at the relay, and nobody has confirmed it. */
  readonly isWritten: boolean;
}

const CHUNK = `SELECT name, attachment_n AS attachmentN, i, held, bytes FROM file_chunk`;

/** Attachments on their way between offices (decision 0048). Contents lie in files, as those of all attachments do. */
export class TravellingFileRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Numbers of the cases with files of which nothing was told yet. */
  untoldCases(): ReadonlySet<number> {
    const text = `SELECT DISTINCT case_n AS c FROM attachment WHERE told_in IS NULL`;
    return new Set(
      this.#db
        .read<[], { c: number }>(text)
        .all()
        .map((row) => row.c),
    );
  }
  /** A stream of the case, other than the office's own, in which a record names the id. */
  streamNaming(caseN: number, id: string): number | undefined {
    const text = `SELECT sid FROM stream JOIN ${EVERY_STATE} s USING(sid)
      WHERE stream.case_n = ? AND stream.compartment <> 'admin' AND ${NAMES} ORDER BY sid LIMIT 1`;
    return this.#db.read<[number, string, string], { sid: number }>(text).get(caseN, id, id)?.sid;
  }
  /** Notes what a commit of this stream told of an attachment, with the names of its parts in order. */
  tell(attachmentN: number, told: { sid: number; key: Uint8Array; names: readonly Buffer[]; at: number }): void {
    this.#db
      .write<[number, Uint8Array, number]>(`UPDATE attachment SET told_in = ?, name_key = ? WHERE n = ?`)
      .run(told.sid, told.key, attachmentN);
    for (const [i, name] of told.names.entries())
      this.#db
        .write<[Buffer, number, number, number]>(
          `INSERT INTO file_chunk(name, attachment_n, i, bytes, at) VALUES(?, ?, ?, 0, ?)
           ON CONFLICT DO UPDATE SET attachment_n = excluded.attachment_n, i = excluded.i WHERE attachment_n IS NULL`,
        )
        .run(name, attachmentN, i, told.at);
  }
  nameKey(attachmentN: number): Buffer | undefined {
    const text = `SELECT name_key AS key FROM attachment WHERE n = ?`;
    return this.#db.read<[number], { key: Buffer | null }>(text).get(attachmentN)?.key ?? undefined;
  }

  chunk(name: Buffer): ChunkRow | undefined {
    return this.#db.read<[Buffer], ChunkRow>(`${CHUNK} WHERE name = ?`).get(name);
  }
  chunksOf(attachmentN: number): ChunkRow[] {
    return this.#db.read<[number], ChunkRow>(`${CHUNK} WHERE attachment_n = ? ORDER BY i`).all(attachmentN);
  }
  /** Notes that a part lies here, whether a commit told of it or not. */
  hold(name: Buffer, part: { readonly held: Buffer; readonly bytes: number; officeN: number; at: number }): void {
    this.#db
      .write<[Buffer, Buffer, number, number, number]>(
        `INSERT INTO file_chunk(name, attachment_n, i, held, bytes, office_n, at) VALUES(?, NULL, 0, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET held = excluded.held, bytes = excluded.bytes`,
      )
      .run(name, part.held, part.bytes, part.officeN, part.at);
  }
  /** A part lies here no more, or was none. One of which nothing was told is forgotten. */
  letGo(name: Buffer): void {
    this.#db.write<[Buffer]>(`DELETE FROM file_chunk WHERE name = ? AND attachment_n IS NULL`).run(name);
    this.#db.write<[Buffer]>(`UPDATE file_chunk SET held = NULL WHERE name = ?`).run(name);
  }
  /** Bytes of parts from an office of which nothing was told. */
  untoldBytes(officeN: number): number {
    const text = `SELECT coalesce(sum(bytes), 0) AS sum FROM file_chunk WHERE attachment_n IS NULL AND office_n = ?`;
    return this.#db.read<[number], { sum: number }>(text).get(officeN)?.sum ?? 0;
  }
  /** Whether a part belongs to a case that was erased here. */
  isErased(name: Buffer): boolean {
    const text = `SELECT 1 AS found FROM erased_chunk WHERE name = ?`;
    return this.#db.read<[Buffer], { found: number }>(text).get(name) !== undefined;
  }
  /** Parts that came before this moment and of which nothing was told since. */
  untoldBefore(at: number): Buffer[] {
    return this.#db
      .read<[number], { name: Buffer }>(`SELECT name FROM file_chunk WHERE attachment_n IS NULL AND at < ?`)
      .all(at)
      .map((row) => row.name);
  }

  /** The content of an attachment is still to come, is here under this keyed hash, or came and is not what was told. */
  setComing(attachmentN: number, since: number): void {
    this.#db
      .write<[number, number]>(`UPDATE attachment SET missing = 'coming', missing_since = ? WHERE n = ?`)
      .run(since, attachmentN);
  }
  setHere(attachmentN: number, hash: Buffer): void {
    this.#db
      .write<[Buffer, number]>(
        `UPDATE attachment SET missing = NULL, missing_since = NULL, asked_at = NULL, hash = ? WHERE n = ?`,
      )
      .run(hash, attachmentN);
  }
  setUnfit(attachmentN: number): void {
    this.#db.write<[number]>(`UPDATE attachment SET missing = 'unfit' WHERE n = ?`).run(attachmentN);
  }
  /**
   * Names of parts that are missing since before `since`, of attachments told of in cases that an office shares, the
   * longest missing first.
   */
  missingFrom(
    officeN: number,
    since: number,
    limit: number,
  ): { readonly name: Buffer; readonly attachmentN: number }[] {
    return this.#db
      .read<[number, number, number], { name: Buffer; attachmentN: number }>(
        `SELECT c.name, a.n AS attachmentN FROM attachment a JOIN stream s ON s.sid = a.told_in
         JOIN office o ON o.n = ? JOIN file_chunk c ON c.attachment_n = a.n
         WHERE (o.is_self = 1 OR EXISTS (SELECT 1 FROM case_share h WHERE h.case_n = s.case_n AND h.office_n = o.n))
           AND a.missing = 'coming' AND a.unnamed_since IS NULL AND a.missing_since < ? AND c.held IS NULL
         ORDER BY a.missing_since, a.n, c.i LIMIT ?`,
      )
      .all(officeN, since, limit);
  }
  setAsked(attachmentN: number, at: number): void {
    this.#db.write<[number, number]>(`UPDATE attachment SET asked_at = ? WHERE n = ?`).run(at, attachmentN);
  }

  /** Parts of files that are here and told of in cases shared with an office, as far as it has not confirmed them. */
  owed(officeN: number): OwedChunk[] {
    return this.#owed(officeN, 'JOIN case_share h ON h.case_n = s.case_n AND h.office_n = o.n');
  }
  /** The same of all cases, as they go to the other computers of this office. */
  owedToOwn(officeN: number): OwedChunk[] {
    return this.#owed(officeN, '');
  }
  #owed(officeN: number, shared: string): OwedChunk[] {
    type Raw = Omit<OwedChunk, 'isWritten'> & { written: number };
    return this.#db
      .read<[number], Raw>(
        `SELECT c.name, c.i, a.n AS attachmentN, s.case_n AS caseN, f.name IS NOT NULL AS written
         FROM office o JOIN stream s ${shared} JOIN attachment a ON a.told_in = s.sid
         JOIN file_chunk c ON c.attachment_n = a.n LEFT JOIN file_sent f ON f.office_n = o.n AND f.name = c.name
         WHERE o.n = ? AND a.missing IS NULL AND a.unnamed_since IS NULL AND coalesce(f.confirmed, 0) = 0
         ORDER BY a.n, c.i`,
      )
      .all(officeN)
      .map(({ written, ...rest }) => ({ ...rest, isWritten: written === 1 }));
  }
  /** Whether an office is known to have every part of an attachment. */
  hasAll(officeN: number, attachmentN: number): boolean {
    const text = `SELECT count(*) AS parts, coalesce(sum(f.confirmed), 0) AS have FROM file_chunk c
      LEFT JOIN file_sent f ON f.name = c.name AND f.office_n = ? WHERE c.attachment_n = ?`;
    const found = this.#db.read<[number, number], { parts: number; have: number }>(text).get(officeN, attachmentN);
    return found !== undefined && found.parts > 0 && found.parts === found.have;
  }
  /** A part went to an office in a bundle, or came from it (no bundle): then it has it. */
  sent(officeN: number, name: Buffer, bundle: BundleId | undefined, at: number): void {
    this.#db
      .write<[number, Buffer, Buffer | null, number, number]>(
        `INSERT INTO file_sent(office_n, name, bundle_id, confirmed, at) VALUES(?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET bundle_id = excluded.bundle_id, confirmed = max(confirmed, excluded.confirmed),
           at = excluded.at`,
      )
      .run(officeN, name, bundle === undefined ? null : bytesOf(bundle), bundle === undefined ? 1 : 0, at);
  }
  confirm(officeN: number, bundle: BundleId): void {
    this.#db
      .write<[number, Buffer]>(`UPDATE file_sent SET confirmed = 1 WHERE office_n = ? AND bundle_id = ?`)
      .run(officeN, bytesOf(bundle));
  }
  /** An office says that it does not have a part: it goes again, unless it was written after `since` and may be on its way. */
  again(officeN: number, name: Buffer, since: number): void {
    this.#db
      .write<[number, Buffer, number]>(
        `DELETE FROM file_sent WHERE office_n = ? AND name = ? AND (confirmed = 1 OR at < ?)`,
      )
      .run(officeN, name, since);
  }
  /** Everything that an office has not confirmed goes again. */
  allAgain(officeN: number): void {
    this.#db.write<[number]>(`DELETE FROM file_sent WHERE office_n = ? AND confirmed = 0`).run(officeN);
  }
}
