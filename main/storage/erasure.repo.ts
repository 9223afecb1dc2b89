import type { ErasureKind, ErasureOutcome } from '#core/exchange/op.ts';
import type { CaseId, StreamId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';

/** A case that was erased or made anonymous here. */
export interface ErasureRow {
  readonly caseId: CaseId;
  readonly kind: ErasureKind;
  readonly why: string;
  /** Ids of the two people who decided; '' where another copy of this office had decided it before. */
  readonly by: string;
  readonly second: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}
/** A stream whose content is never taken again. */
export interface ErasedStream {
  readonly streamId: StreamId;
  readonly caseId: CaseId;
  readonly compartment: string;
}
/** What an office asked of all that have a case. */
export interface ErasureRequestRow {
  readonly row: string;
  readonly caseId: CaseId;
  readonly officeN: number;
  readonly kind: ErasureKind;
  readonly why: string;
  readonly by: string;
  readonly at: number;
}
export interface ErasureAnswerRow extends Omit<ErasureRequestRow, 'kind'> {
  readonly outcome: ErasureOutcome;
}

type Raw<T extends { caseId: CaseId }> = Omit<T, 'caseId'> & { id: Buffer };
const named = <T extends { id: Buffer }>({ id, ...rest }: T): Omit<T, 'id'> & { caseId: CaseId } => ({
  ...rest,
  caseId: idOf<CaseId>(id),
});

/** What was erased here, what must not come back, and what offices ask each other about it. */
export class ErasureRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  add({ caseId, kind, why, by, second, at }: ErasureRow): void {
    this.#db
      .write<[Buffer, string, string, string, string, number]>(
        `INSERT INTO erasure(case_id, kind, why, by_user, second_user, at) VALUES(?, ?, ?, ?, ?, ?)`,
      )
      .run(bytesOf(caseId), kind, why, by, second, at);
  }
  /** The latest first. */
  all(): ErasureRow[] {
    return this.#db
      .read<[], Raw<ErasureRow>>(
        `SELECT case_id AS id, kind, why, by_user AS by, second_user AS second, at FROM erasure ORDER BY at DESC, case_id`,
      )
      .all()
      .map((raw) => named(raw));
  }
  has(caseId: CaseId): boolean {
    const text = `SELECT 1 AS there FROM erasure WHERE case_id = ?`;
    return this.#db.read<[Buffer], { there: number }>(text).get(bytesOf(caseId)) !== undefined;
  }

  addStream({ streamId, caseId, compartment }: ErasedStream): void {
    this.#db
      .write<[Buffer, Buffer, string]>(
        `INSERT OR IGNORE INTO erased_stream(stream_id, case_id, compartment) VALUES(?, ?, ?)`,
      )
      .run(bytesOf(streamId), bytesOf(caseId), compartment);
  }
  stream(streamId: string): ErasedStream | undefined {
    const found = this.#db
      .read<[Buffer], { id: Buffer; compartment: string }>(
        `SELECT case_id AS id, compartment FROM erased_stream WHERE stream_id = ?`,
      )
      .get(bytesOf(streamId));
    return found && { ...named(found), streamId: streamId as StreamId };
  }
  streamsOf(caseId: CaseId): ErasedStream[] {
    return this.#db
      .read<[Buffer], { stream: Buffer; compartment: string }>(
        `SELECT stream_id AS stream, compartment FROM erased_stream WHERE case_id = ? ORDER BY stream_id`,
      )
      .all(bytesOf(caseId))
      .map(({ stream, compartment }) => ({ streamId: idOf<StreamId>(stream), caseId, compartment }));
  }

  /** The files of a case, and parts of such that are still coming, have to go once the transaction is durable. */
  addFilesOf(caseN: number): void {
    this.#db
      .write<[number, number]>(
        `INSERT OR IGNORE INTO erased_file(hash) SELECT hash FROM attachment WHERE case_n = ? AND length(hash) > 0
         UNION SELECT c.held FROM file_chunk c JOIN attachment a ON a.n = c.attachment_n
               WHERE a.case_n = ? AND c.held IS NOT NULL`,
      )
      .run(caseN, caseN);
  }
  files(): Buffer[] {
    return this.#db
      .read<[], { hash: Buffer }>(`SELECT hash FROM erased_file ORDER BY hash`)
      .all()
      .map(({ hash }) => hash);
  }
  /** Whether another case has the content, or a part of it. */
  isFileHeld(hash: Uint8Array): boolean {
    const text = `SELECT 1 FROM attachment WHERE hash = ?1 UNION SELECT 1 FROM file_chunk WHERE held = ?1`;
    return this.#db.numbers<[Uint8Array]>(text)(hash).length > 0;
  }
  fileGone(hash: Uint8Array): void {
    this.#db.write<[Uint8Array]>(`DELETE FROM erased_file WHERE hash = ?`).run(hash);
  }

  /** One that is known already stays as it is: an id is used once. */
  ask({ row, caseId, officeN, kind, why, by, at }: ErasureRequestRow): void {
    this.#db
      .write<[string, Buffer, number, string, string, string, number]>(
        `INSERT OR IGNORE INTO erasure_request(row, case_id, office_n, kind, why, by, at) VALUES(?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(row, bytesOf(caseId), officeN, kind, why, by, at);
  }
  addRecipient(row: string, officeN: number): void {
    this.#db
      .write<[string, number]>(`INSERT OR IGNORE INTO erasure_recipient(row, office_n) VALUES(?, ?)`)
      .run(row, officeN);
  }
  recipientsOf(row: string): number[] {
    return this.#db.numbers<[string]>(`SELECT office_n FROM erasure_recipient WHERE row = ? ORDER BY office_n`)(row);
  }
  request(row: string): ErasureRequestRow | undefined {
    return this.requests().find((one) => one.row === row);
  }
  /** The oldest first. */
  requests(): ErasureRequestRow[] {
    return this.#db
      .read<[], Raw<ErasureRequestRow>>(
        `SELECT row, case_id AS id, office_n AS officeN, kind, why, by, at FROM erasure_request ORDER BY at, row`,
      )
      .all()
      .map((raw) => named(raw));
  }
  /** The last word of an office counts: who refused for a while may erase later. */
  answer({ row, caseId, officeN, outcome, why, by, at }: ErasureAnswerRow): void {
    this.#db
      .write<[string, number, Buffer, string, string, string, number]>(
        `INSERT INTO erasure_answer(row, office_n, case_id, outcome, why, by, at) VALUES(?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT(row, office_n) DO UPDATE SET outcome = excluded.outcome, why = excluded.why, by = excluded.by,
           at = excluded.at WHERE excluded.at >= at`,
      )
      .run(row, officeN, bytesOf(caseId), outcome, why, by, at);
  }
  /** Whether an office said that it has erased a case. */
  erasedAt(caseId: CaseId, officeN: number): boolean {
    const text = `SELECT 1 FROM erasure_answer WHERE case_id = ? AND office_n = ? AND outcome <> 'refused' LIMIT 1`;
    return this.#db.numbers<[Buffer, number]>(text)(bytesOf(caseId), officeN).length > 0;
  }
  answers(): ErasureAnswerRow[] {
    return this.#db
      .read<[], Raw<ErasureAnswerRow>>(
        `SELECT row, office_n AS officeN, case_id AS id, outcome, why, by, at FROM erasure_answer ORDER BY at, row`,
      )
      .all()
      .map((raw) => named(raw));
  }
}
