import type { CommitId, OfficeId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';

/** A hand-over of a case to another office. Instants in milliseconds since 1970 UTC, by the clock of who wrote. */
export interface HandoverRow {
  /** The row of `transfers` that tells of it. */
  readonly row: string;
  readonly caseN: number;
  readonly from: OfficeId;
  readonly to: OfficeId;
  readonly offeredAt: number;
  readonly recalled: boolean;
  readonly reply: CommitId | undefined;
  readonly accepted: boolean;
  /** Person who answered. */
  readonly replyBy: string;
  /** Why it was declined. */
  readonly reason: string;
  readonly repliedAt: number | undefined;
  /** The commit of the core that made the office the owner. */
  readonly own: CommitId | undefined;
  /** The case was not shared with that office before. */
  readonly fresh: boolean;
  /** The answer has had its effect here. */
  readonly settled: boolean;
}

interface Raw {
  row: string;
  caseN: number;
  from: OfficeId;
  to: OfficeId;
  offeredAt: number;
  recalled: number;
  reply: CommitId | null;
  accepted: number | null;
  replyBy: string | null;
  reason: string | null;
  repliedAt: number | null;
  own: CommitId | null;
  fresh: number;
  settled: number;
}
const SELECT = `SELECT row, case_n AS caseN, from_office AS "from", to_office AS "to", offered_at AS offeredAt, recalled,
  reply, accepted, reply_by AS replyBy, reason, replied_at AS repliedAt, own, fresh, settled FROM handover`;
const rowOf = (raw: Raw): HandoverRow => ({
  ...raw,
  recalled: raw.recalled === 1,
  reply: raw.reply ?? undefined,
  accepted: raw.accepted === 1,
  replyBy: raw.replyBy ?? '',
  reason: raw.reason ?? '',
  repliedAt: raw.repliedAt ?? undefined,
  own: raw.own ?? undefined,
  fresh: raw.fresh === 1,
  settled: raw.settled === 1,
});

/** Hand-overs between offices, as the signed commits tell of them. */
export class HandoverRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  byRow(row: string): HandoverRow | undefined {
    const found = this.#db.read<[string], Raw>(`${SELECT} WHERE row = ?`).get(row);
    return found && rowOf(found);
  }
  /** The earliest offered first. */
  ofCase(caseN: number): HandoverRow[] {
    return this.#db.read<[number], Raw>(`${SELECT} WHERE case_n = ? ORDER BY offered_at, row`).all(caseN).map(rowOf);
  }
  /** Those that an office was asked for, the earliest first. */
  toOffice(office: OfficeId): HandoverRow[] {
    return this.#db
      .read<[string], Raw>(`${SELECT} WHERE to_office = ? ORDER BY offered_at, row`)
      .all(office)
      .map(rowOf);
  }
  add(entry: Pick<HandoverRow, 'row' | 'caseN' | 'from' | 'to' | 'offeredAt'>): void {
    this.#db
      .write<[string, number, string, string, number]>(
        `INSERT OR IGNORE INTO handover(row, case_n, from_office, to_office, offered_at) VALUES(?, ?, ?, ?, ?)`,
      )
      .run(entry.row, entry.caseN, entry.from, entry.to, entry.offeredAt);
  }
  recall(row: string): void {
    this.#db.write<[string]>(`UPDATE handover SET recalled = 1 WHERE row = ?`).run(row);
  }
  reply(row: string, said: { commit: CommitId; accepted: boolean; by: string; reason: string; at: number }): void {
    this.#db
      .write<[string, number, string, string, number, string]>(
        `UPDATE handover SET reply = ?, accepted = ?, reply_by = ?, reason = ?, replied_at = ? WHERE row = ?`,
      )
      .run(said.commit, Number(said.accepted), said.by, said.reason, said.at, row);
  }
  own(row: string, commit: CommitId): void {
    this.#db.write<[string, string]>(`UPDATE handover SET own = ? WHERE row = ?`).run(commit, row);
  }
  /** Remembers that the case was not shared with the office before it was offered. */
  markFresh(row: string): void {
    this.#db.write<[string]>(`UPDATE handover SET fresh = 1 WHERE row = ?`).run(row);
  }
  settle(row: string): void {
    this.#db.write<[string]>(`UPDATE handover SET settled = 1 WHERE row = ?`).run(row);
  }
}
