import type { CaseId, DraftId, UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf, idOrNull } from './id-bytes.ts';

export interface DraftRow {
  readonly id: DraftId;
  readonly userId: UserId;
  /** Null while the child is not registered yet. */
  readonly caseId: CaseId | null;
  readonly form: string;
  /** JSON, the caller's own. */
  readonly body: string;
  readonly startedAt: number;
  readonly updatedAt: number;
}
export interface AcceptedCheckRow {
  readonly caseN: number;
  readonly rule: string;
  readonly field: string;
  readonly reason: string;
  readonly userId: UserId;
  readonly at: number;
}

type Raw = Omit<DraftRow, 'id' | 'userId' | 'caseId'> & { rawId: Buffer; user: Buffer; rawCase: Buffer | null };
const SELECT = `SELECT id AS rawId, user_id AS user, case_id AS rawCase, form, body, started_at AS startedAt,
  updated_at AS updatedAt FROM draft`;
const row = ({ rawId, user, rawCase, ...rest }: Raw): DraftRow => ({
  ...rest,
  id: idOf(rawId),
  userId: idOf(user),
  caseId: idOrNull(rawCase),
});

/** What people are typing, and the checks they explained. */
export class DraftRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  put(draft: DraftRow): void {
    this.#db
      .write<[Buffer, Buffer, Buffer | null, string, string, number, number]>(
        `INSERT INTO draft(id, user_id, case_id, form, body, started_at, updated_at) VALUES(?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET case_id = excluded.case_id, form = excluded.form, body = excluded.body,
           updated_at = excluded.updated_at`,
      )
      .run(
        bytesOf(draft.id),
        bytesOf(draft.userId),
        draft.caseId === null ? null : bytesOf(draft.caseId),
        draft.form,
        draft.body,
        draft.startedAt,
        draft.updatedAt,
      );
  }
  get(id: DraftId): DraftRow | undefined {
    const found = this.#db.read<[Buffer], Raw>(`${SELECT} WHERE id = ?`).get(bytesOf(id));
    return found && row(found);
  }
  /** A person's drafts, newest first. */
  ofUser(user: UserId): DraftRow[] {
    return this.#db
      .read<[Buffer], Raw>(`${SELECT} WHERE user_id = ? ORDER BY updated_at DESC`)
      .all(bytesOf(user))
      .map(row);
  }
  /** Everybody's drafts of a case, newest first. */
  ofCase(id: CaseId): DraftRow[] {
    return this.#db
      .read<[Buffer], Raw>(`${SELECT} WHERE case_id = ? ORDER BY updated_at DESC`)
      .all(bytesOf(id))
      .map(row);
  }
  /** Gives all drafts of one person to another. */
  handOver(from: UserId, to: UserId): void {
    this.#db.write<[Buffer, Buffer]>(`UPDATE draft SET user_id = ? WHERE user_id = ?`).run(bytesOf(to), bytesOf(from));
  }
  remove(id: DraftId): void {
    this.#db.write<[Buffer]>(`DELETE FROM draft WHERE id = ?`).run(bytesOf(id));
  }
  /** Forgets the drafts of everybody: in a copy of the office whose first computer goes on with them. */
  forgetAll(): void {
    this.#db.write<[]>(`DELETE FROM draft`).run();
  }

  putAccepted(check: AcceptedCheckRow): void {
    this.#db
      .write<[number, string, string, string, Buffer, number]>(
        `INSERT INTO accepted_check(case_n, rule, field, reason, user_id, at) VALUES(?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET reason = excluded.reason, user_id = excluded.user_id, at = excluded.at`,
      )
      .run(check.caseN, check.rule, check.field, check.reason, bytesOf(check.userId), check.at);
  }
  /** The cases in which something was accepted. */
  casesWithAccepted(): ReadonlySet<number> {
    return new Set(this.#db.numbers<[]>(`SELECT DISTINCT case_n FROM accepted_check`)());
  }
  accepted(caseN: number): AcceptedCheckRow[] {
    return this.#db
      .read<[number], Omit<AcceptedCheckRow, 'userId'> & { user: Buffer }>(
        `SELECT case_n AS caseN, rule, field, reason, user_id AS user, at FROM accepted_check WHERE case_n = ? ORDER BY at`,
      )
      .all(caseN)
      .map(({ user, ...rest }) => ({ ...rest, userId: idOf(user) }));
  }
}
