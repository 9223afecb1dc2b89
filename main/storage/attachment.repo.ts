import type { AttachmentKind, AttachmentMime, SignedHow } from '#core/attachments/kinds.ts';
import type { UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';
import { EVERY_STATE, NAMES } from './record-state.repo.ts';

export interface AttachmentRow {
  readonly n: number;
  readonly id: string;
  readonly caseN: number;
  /** The question it was added for: `case` or a subform's id, and the field. */
  readonly coll: string;
  readonly field: string;
  readonly kind: AttachmentKind;
  readonly mime: AttachmentMime;
  readonly bytes: number;
  readonly name: string;
  readonly signed: SignedHow | null;
  readonly userId: UserId;
  readonly at: number;
  /** Keyed hash of the content, and the name of its file. */
  readonly hash: Buffer;
  readonly hasThumbnail: boolean;
  /** Since when no record and no draft names it; null when one does. */
  readonly unnamedSince: number | null;
  /** Whether its content is still to come, or is not what was told of it; null: it is here. */
  readonly missing: 'coming' | 'unfit' | null;
  /** When the other office was last asked for it. */
  readonly askedAt: number | null;
  /** The stream (row number) that tells of it; null: nothing was told. */
  readonly toldIn: number | null;
}
/** Of a new one: what only comes about later is left away. */
export type NewAttachmentRow = Omit<
  AttachmentRow,
  'n' | 'hasThumbnail' | 'unnamedSince' | 'missing' | 'askedAt' | 'toldIn'
>;

type Raw = Omit<AttachmentRow, 'id' | 'userId' | 'hasThumbnail'> & { rawId: Buffer; user: Buffer; thumb: number };
const SELECT = `SELECT n, id AS rawId, case_n AS caseN, coll, field, kind, mime, bytes, name, signed, user_id AS user, at,
  hash, thumbnail IS NOT NULL AS thumb, unnamed_since AS unnamedSince,
  missing, asked_at AS askedAt, told_in AS toldIn FROM attachment`;
const row = ({ rawId, user, thumb, ...rest }: Raw): AttachmentRow => ({
  ...rest,
  id: idOf(rawId),
  userId: idOf(user),
  hasThumbnail: thumb === 1,
});

/** What is attached to cases. The bytes themselves are files (main/crypto/attachment-store.ts). */
export class AttachmentRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  add(one: NewAttachmentRow, thumbnail: Uint8Array | null): void {
    this.#db
      .write<(string | number | Buffer | Uint8Array | null)[]>(
        `INSERT INTO attachment(id, case_n, coll, field, kind, mime, bytes, name, signed, user_id, at, hash, thumbnail)
         VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        bytesOf(one.id),
        one.caseN,
        one.coll,
        one.field,
        one.kind,
        one.mime,
        one.bytes,
        one.name,
        one.signed,
        bytesOf(one.userId),
        one.at,
        one.hash,
        thumbnail,
      );
  }
  /** Gives another case the same file under an id of its own. */
  copy(one: AttachmentRow, to: { readonly id: string; readonly caseN: number }): void {
    this.#db
      .write<[Buffer, number, number]>(
        `INSERT INTO attachment(id, case_n, coll, field, kind, mime, bytes, name, signed, user_id, at, hash, thumbnail)
         SELECT ?, ?, coll, field, kind, mime, bytes, name, signed, user_id, at, hash, thumbnail FROM attachment
         WHERE n = ?`,
      )
      .run(bytesOf(to.id), to.caseN, one.n);
  }
  ofCase(caseN: number): AttachmentRow[] {
    return this.#db.read<[number], Raw>(`${SELECT} WHERE case_n = ? ORDER BY n`).all(caseN).map(row);
  }
  /** Of whatever case, one that was added here and of which nothing was told yet. */
  untold(id: string): AttachmentRow | undefined {
    const found = this.#db.read<[Buffer], Raw>(`${SELECT} WHERE id = ? AND told_in IS NULL`).get(bytesOf(id));
    return found && row(found);
  }
  byNumber(n: number): AttachmentRow | undefined {
    const found = this.#db.read<[number], Raw>(`${SELECT} WHERE n = ?`).get(n);
    return found && row(found);
  }
  /** Of this case only: an id of another case finds nothing. */
  get(caseN: number, id: string): AttachmentRow | undefined {
    const found = this.#db.read<[number, Buffer], Raw>(`${SELECT} WHERE case_n = ? AND id = ?`).get(caseN, bytesOf(id));
    return found && row(found);
  }
  thumbnail(caseN: number, id: string): Uint8Array | undefined {
    return (
      this.#db
        .read<[number, Buffer], { thumbnail: Buffer | null }>(
          `SELECT thumbnail FROM attachment WHERE case_n = ? AND id = ?`,
        )
        .get(caseN, bytesOf(id))?.thumbnail ?? undefined
    );
  }
  /** How many a case has that are named by its records or by somebody's draft. */
  countNamed(caseN: number): number {
    return this.ofCase(caseN).filter((one) => this.isNamed(one)).length;
  }
  /**
   * Whether any record of the case or any draft holds the id: also values that two offices differ about, and rows that
   * were removed, since both may come into force again.
   */
  isNamed({ caseN, id }: Pick<AttachmentRow, 'caseN' | 'id'>): boolean {
    const record = this.#db.read<[number, string, string], { found: number }>(
      `SELECT 1 AS found FROM stream JOIN ${EVERY_STATE} s USING(sid) WHERE stream.case_n = ? AND ${NAMES} LIMIT 1`,
    );
    const draft = this.#db.read<[number, string], { found: number }>(
      `SELECT 1 AS found FROM draft JOIN case_ ON case_.case_id = draft.case_id
       WHERE case_.n = ? AND instr(draft.body, ?) > 0 LIMIT 1`,
    );
    return record.get(caseN, id, id) !== undefined || draft.get(caseN, id) !== undefined;
  }
  all(): AttachmentRow[] {
    return this.#db.read<[], Raw>(SELECT).all().map(row);
  }
  /** Names of the files with the contents that are here, each once. */
  contents(): Buffer[] {
    return this.#db
      .read<[], { hash: Buffer }>(`SELECT DISTINCT hash FROM attachment WHERE length(hash) > 0 ORDER BY hash`)
      .all()
      .map((one) => one.hash);
  }
  /** Those that something names as far as it was looked, of all cases, without signatures; for lists of many cases. */
  kept(): Pick<AttachmentRow, 'id' | 'caseN' | 'coll' | 'kind'>[] {
    return this.#db
      .read<[], Pick<Raw, 'rawId' | 'caseN' | 'coll' | 'kind'>>(
        `SELECT id AS rawId, case_n AS caseN, coll, kind FROM attachment
         WHERE unnamed_since IS NULL AND kind <> 'signature' ORDER BY case_n, n`,
      )
      .all()
      .map(({ rawId, ...rest }) => ({ ...rest, id: idOf(rawId) }));
  }
  setUnnamedSince(n: number, since: number | null): void {
    this.#db.write<[number | null, number]>(`UPDATE attachment SET unnamed_since = ? WHERE n = ?`).run(since, n);
  }
  remove(n: number): void {
    this.#db.write<[number]>(`DELETE FROM file_chunk WHERE attachment_n = ?`).run(n);
    this.#db.write<[number]>(`DELETE FROM attachment WHERE n = ?`).run(n);
  }
  /** Whether a file of this name is the content of an attachment, or a part of one that came. */
  hasHash(hash: Buffer): boolean {
    const text = `SELECT 1 AS found FROM attachment WHERE hash = ? UNION ALL SELECT 1 FROM file_chunk WHERE held = ? LIMIT 1`;
    return this.#db.read<[Buffer, Buffer], { found: number }>(text).get(hash, hash) !== undefined;
  }
}
