import type { Ending, Verdict } from '#core/safety/emergency-access.ts';
import type { DeviceId, UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf, idOrNull } from './id-bytes.ts';

/** A case that was opened in an emergency. */
export interface EmergencyAccess {
  readonly n: number;
  readonly caseN: number;
  readonly user: UserId;
  readonly why: string;
  readonly fromAt: number;
  readonly untilAt: number;
  readonly auditN: number;
  readonly endedAt: number | null;
  readonly ended: Ending | null;
  readonly verdict: Verdict | null;
  readonly note: string | null;
  readonly reviewedBy: UserId | null;
  readonly reviewedAt: number | null;
  /** The computer of this office where it was opened; null for this one. */
  readonly device: DeviceId | null;
}
type RawAccess = Omit<EmergencyAccess, 'user' | 'reviewedBy' | 'device'> & {
  user: Buffer;
  reviewedBy: Buffer | null;
  device: Buffer | null;
};
const access = ({ user, reviewedBy, device, ...rest }: RawAccess): EmergencyAccess => ({
  ...rest,
  device: idOrNull(device),
  user: idOf(user),
  reviewedBy: idOrNull(reviewedBy),
});
const ACCESS = `n, case_n AS caseN, user_id AS user, why, from_at AS fromAt, until_at AS untilAt, audit_n AS auditN,
  ended_at AS endedAt, ended, verdict, note, reviewed_by AS reviewedBy, reviewed_at AS reviewedAt, device_id AS device`;

/** What was opened in an emergency: kept for good, so that it can be asked about. */
export class EmergencyAccessRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** @param device the other computer of the office where it was opened. */
  begin(
    one: Pick<EmergencyAccess, 'caseN' | 'user' | 'why' | 'fromAt' | 'untilAt' | 'auditN'>,
    device: DeviceId | null = null,
  ): void {
    this.#db
      .write<[number, Buffer, string, number, number, number, Buffer | null]>(
        `INSERT INTO emergency_access(case_n, user_id, why, from_at, until_at, audit_n, device_id)
         VALUES(?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        one.caseN,
        bytesOf(one.user),
        one.why,
        one.fromAt,
        one.untilAt,
        one.auditN,
        device === null ? null : bytesOf(device),
      );
  }
  /** Every one, here and at the other computers of the office. */
  all(): EmergencyAccess[] {
    return this.#db.read<[], RawAccess>(`SELECT ${ACCESS} FROM emergency_access ORDER BY n`).all().map(access);
  }
  /** The one of a person in a case that began then. */
  find(caseN: number, user: UserId, fromAt: number): EmergencyAccess | undefined {
    const found = this.#db
      .read<[number, Buffer, number], RawAccess>(
        `SELECT ${ACCESS} FROM emergency_access WHERE case_n = ? AND user_id = ? AND from_at = ?`,
      )
      .get(caseN, bytesOf(user), fromAt);
    return found && access(found);
  }
  get(n: number): EmergencyAccess | undefined {
    const found = this.#db.read<[number], RawAccess>(`SELECT ${ACCESS} FROM emergency_access WHERE n = ?`).get(n);
    return found && access(found);
  }
  /** Those of a person that nobody and nothing ended yet: what was opened at another computer opens nothing here. */
  runningFor(user: UserId): EmergencyAccess[] {
    return this.#db
      .read<[Buffer], RawAccess>(
        `SELECT ${ACCESS} FROM emergency_access WHERE user_id = ? AND ended_at IS NULL AND device_id IS NULL`,
      )
      .all(bytesOf(user))
      .map(access);
  }
  end(n: number, ended: EmergencyAccess['ended'], at: number): void {
    this.#db
      .write<[string | null, number, number]>(
        `UPDATE emergency_access SET ended = ?, ended_at = ? WHERE n = ? AND ended_at IS NULL`,
      )
      .run(ended, at, n);
  }
  /** Says how one ended, as another computer of the office tells it. */
  endAs(n: number, ended: Ending, at: number): void {
    this.#db
      .write<[string, number, number]>(`UPDATE emergency_access SET ended = ?, ended_at = ? WHERE n = ?`)
      .run(ended, at, n);
  }
  /** The latest moment that the computer's clock showed in a line of the audit trail from this one on. */
  latestSince(auditN: number): number {
    return this.#db.numbers<[number]>(`SELECT coalesce(max(at), 0) FROM audit WHERE n >= ?`)(auditN)[0] ?? 0;
  }
  /** Those that wait for somebody to look at them first, then the latest of the others. */
  latest(limit: number): EmergencyAccess[] {
    return this.#db
      .read<[number], RawAccess>(`SELECT ${ACCESS} FROM emergency_access ORDER BY verdict IS NULL DESC, n DESC LIMIT ?`)
      .all(limit)
      .map(access);
  }
  review(n: number, verdict: string, note: string, by: UserId, at: number): void {
    this.#db
      .write<[string, string, Buffer, number, number]>(
        `UPDATE emergency_access SET verdict = ?, note = ?, reviewed_by = ?, reviewed_at = ? WHERE n = ?`,
      )
      .run(verdict, note, bytesOf(by), at, n);
  }
}
