import type { ReferralEnd } from '#core/exchange/op.ts';
import type { OfficeId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';

/** A referral from one office to another. */
export interface AskedReferralRow {
  /** Id of the row in `referrals` of the case. */
  readonly row: string;
  /** The file that holds its streams. */
  readonly fileN: number;
  /** The case it was made in; only at the office that sent it, and not after an older copy was put back. */
  readonly caseN: number | undefined;
  readonly from: OfficeId;
  readonly to: OfficeId;
  readonly askedAt: number;
  /** The last day on which the answers may be read, `YYYY-MM-DD`. */
  readonly until: string;
  readonly ended: ReferralEnd | undefined;
  readonly endedAt: number | undefined;
  /** Undefined: not answered yet. */
  readonly accepted: boolean | undefined;
  readonly answeredBy: string;
  /** Why it was declined. */
  readonly reason: string;
  readonly answeredAt: number | undefined;
  readonly closedAt: number | undefined;
  readonly closedBy: string;
  /** The day on which the service was given; '' when it was not. */
  readonly given: string;
  readonly report: string;
  /** How many answers of the other office had their effect in the case. */
  readonly told: number;
  /** The content of the snapshot is gone here. */
  readonly erased: boolean;
}

type Nullable = 'caseN' | 'ended' | 'endedAt' | 'answeredAt' | 'closedAt';
type Texts = 'answeredBy' | 'reason' | 'closedBy' | 'given' | 'report';
type Raw = Omit<AskedReferralRow, Nullable | Texts | 'accepted' | 'erased'> & {
  readonly [K in Nullable]: NonNullable<AskedReferralRow[K]> | null;
} & { readonly [K in Texts]: string | null } & { readonly accepted: number | null; readonly erased: number };

const SELECT = `SELECT row, file_n AS fileN, case_n AS caseN, from_office AS "from", to_office AS "to", asked_at AS askedAt,
  until, ended, ended_at AS endedAt, accepted, answered_by AS answeredBy, reason, answered_at AS answeredAt,
  closed_at AS closedAt, closed_by AS closedBy, given, report, told, erased FROM asked_referral`;
const rowOf = (raw: Raw): AskedReferralRow => ({
  ...raw,
  caseN: raw.caseN ?? undefined,
  ended: raw.ended ?? undefined,
  endedAt: raw.endedAt ?? undefined,
  accepted: raw.accepted === null ? undefined : raw.accepted === 1,
  answeredBy: raw.answeredBy ?? '',
  reason: raw.reason ?? '',
  answeredAt: raw.answeredAt ?? undefined,
  closedAt: raw.closedAt ?? undefined,
  closedBy: raw.closedBy ?? '',
  given: raw.given ?? '',
  report: raw.report ?? '',
  erased: raw.erased === 1,
});

/** Referrals between offices, as the signed commits tell of them. */
export class AskedReferralRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  byRow(row: string): AskedReferralRow | undefined {
    const found = this.#db.read<[string], Raw>(`${SELECT} WHERE row = ?`).get(row);
    return found && rowOf(found);
  }
  ofFile(fileN: number): AskedReferralRow | undefined {
    const found = this.#db.read<[number], Raw>(`${SELECT} WHERE file_n = ?`).get(fileN);
    return found && rowOf(found);
  }
  /** Those that were made in a case of this office. */
  ofCase(caseN: number): AskedReferralRow[] {
    return this.#db.read<[number], Raw>(`${SELECT} WHERE case_n = ? ORDER BY row`).all(caseN).map(rowOf);
  }
  /** The files of all of them. */
  files(): ReadonlySet<number> {
    const found = this.#db.read<[], { n: number }>(`SELECT file_n AS n FROM asked_referral`).all();
    return new Set(found.map(({ n }) => n));
  }
  /** The newest first. */
  toOffice(office: OfficeId): AskedReferralRow[] {
    return this.#db
      .read<[string], Raw>(`${SELECT} WHERE to_office = ? ORDER BY asked_at DESC, row`)
      .all(office)
      .map(rowOf);
  }
  /** Those with something to read left. */
  notErased(): AskedReferralRow[] {
    return this.#db.read<[], Raw>(`${SELECT} WHERE erased = 0 ORDER BY asked_at, row`).all().map(rowOf);
  }

  add(entry: Pick<AskedReferralRow, 'row' | 'fileN' | 'from' | 'to' | 'askedAt' | 'until'>): void {
    this.#db
      .write<[string, number, string, string, number, string]>(
        `INSERT INTO asked_referral(row, file_n, from_office, to_office, asked_at, until) VALUES(?, ?, ?, ?, ?, ?)`,
      )
      .run(entry.row, entry.fileN, entry.from, entry.to, entry.askedAt, entry.until);
  }
  setCase(row: string, caseN: number): void {
    this.#db.write<[number, string]>(`UPDATE asked_referral SET case_n = ? WHERE row = ?`).run(caseN, row);
  }
  /** The first end counts. */
  end(row: string, why: ReferralEnd, at: number): void {
    this.#db
      .write<[string, number, string]>(
        `UPDATE asked_referral SET ended = ?, ended_at = ? WHERE row = ? AND ended IS NULL`,
      )
      .run(why, at, row);
  }
  answer(row: string, said: { accepted: boolean; by: string; reason: string; at: number }): void {
    this.#db
      .write<[number, string, string, number, string]>(
        `UPDATE asked_referral SET accepted = ?, answered_by = ?, reason = ?, answered_at = ? WHERE row = ?`,
      )
      .run(Number(said.accepted), said.by, said.reason, said.at, row);
  }
  close(row: string, said: { given: string; report: string; by: string; at: number }): void {
    this.#db
      .write<[string, string, string, number, string]>(
        `UPDATE asked_referral SET given = ?, report = ?, closed_by = ?, closed_at = ? WHERE row = ?`,
      )
      .run(said.given, said.report, said.by, said.at, row);
  }
  tell(row: string, told: number): void {
    this.#db.write<[number, string]>(`UPDATE asked_referral SET told = ? WHERE row = ?`).run(told, row);
  }
  markErased(row: string): void {
    this.#db.write<[string]>(`UPDATE asked_referral SET erased = 1 WHERE row = ?`).run(row);
  }
}
