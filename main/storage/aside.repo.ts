import type { BundleId, CommitId, StreamId, UserId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf } from './id-bytes.ts';

/** A change that came with a bundle of another office and was not applied. */
export interface AsideRow {
  readonly id: CommitId;
  readonly streamId: StreamId;
  readonly reason: string;
  /** The office whose bundle brought it, and when that was read. */
  readonly officeN: number;
  readonly bundle: BundleId;
  readonly receivedAt: number;
  readonly discarded: Decided | undefined;
}
/** A change in a stream that waits or was set aside: `item` is the commit with everything that came with it. */
export interface StreamRow {
  readonly id: CommitId;
  readonly why: string;
  /** 1: it waits for `why`; 0: it was set aside for that reason. */
  readonly waits: number;
  readonly item: Uint8Array;
}
/** A change that came with a bundle of another office and waits for another. */
export type WaitingRow = Pick<AsideRow, 'id' | 'streamId' | 'officeN' | 'bundle'> & { readonly waitsFor: string };

/** A change of this office that another one said not to have applied. */
export interface RejectedRow {
  readonly officeN: number;
  readonly commitN: number;
  readonly caseN: number;
  readonly reason: string;
  readonly discarded: boolean;
  readonly since: number;
}

/** Who decided about a change that was set aside, why and when. */
export interface Decided {
  readonly user: UserId;
  readonly why: string;
  readonly at: number;
}
interface RawDecided {
  readonly rawId: Buffer;
  readonly user: Buffer;
  readonly why: string;
  readonly at: number;
}
interface RawAside {
  readonly rawId: Buffer;
  readonly stream: Buffer;
  readonly reason: string;
  readonly officeN: number;
  readonly origin: Buffer;
  readonly receivedAt: number;
  readonly user: Buffer | null;
  readonly why: string | null;
  readonly at: number | null;
}
const SELECT = `SELECT q.id AS rawId, q.stream_id AS stream, q.reason, b.office_n AS officeN,
    q.origin_bundle AS origin, b.at AS receivedAt, d.user_id AS user, d.why, d.at
  FROM quarantine q JOIN bundle_ledger b ON b.bundle_id = q.origin_bundle AND b.dir = 'in'
  LEFT JOIN discarded d ON d.id = q.id WHERE b.office_n IS NOT NULL`;
const aside = ({ rawId, stream, origin, user, why, at, ...rest }: RawAside): AsideRow => ({
  ...rest,
  id: idOf(rawId),
  streamId: idOf(stream),
  bundle: idOf(origin),
  discarded: user === null || why === null || at === null ? undefined : { user: idOf(user), why, at },
});

/** What was set aside here, and what other offices set aside of what this one sent. */
export class AsideRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Changes that were set aside, at most so many: undecided ones first, in the order in which their bundles were read. */
  list(most: number): AsideRow[] {
    const order = `ORDER BY d.id IS NOT NULL, b.n, q.at, q.id LIMIT ?`;
    return this.#db.read<[number], RawAside>(`${SELECT} ${order}`).all(most).map(aside);
  }
  /** Those that came in bundles of one office. */
  listOf(officeN: number): AsideRow[] {
    return this.#db.read<[number], RawAside>(`${SELECT} AND b.office_n = ? ORDER BY q.id`).all(officeN).map(aside);
  }
  /**
   * Those that came first in bundles of other offices, set aside for a reason and not decided upon, of which a computer of this
   * office is known to have them too.
   */
  alsoHeldBy(officeN: number, reason: string): AsideRow[] {
    return this.#db
      .read<[number, string, number], RawAside>(
        `${SELECT} AND b.office_n <> ? AND q.reason = ? AND d.id IS NULL AND EXISTS (
           SELECT 1 FROM held_before h JOIN device v ON v.n = h.by_n WHERE h.id = q.id AND v.office_n = ?) ORDER BY q.id`,
      )
      .all(officeN, reason, officeN)
      .map(aside);
  }
  get(id: CommitId): AsideRow | undefined {
    const found = this.#db.read<[Buffer], RawAside>(`${SELECT} AND q.id = ?`).get(bytesOf(id));
    return found && aside(found);
  }
  /** Lets one be judged again: it waits like what came too early, and is no longer discarded. */
  release(id: CommitId): void {
    const key = bytesOf(id);
    this.#db
      .write<[Buffer]>(
        `INSERT OR IGNORE INTO pending(id, stream_id, waits_for, item, origin_bundle, at)
         SELECT id, stream_id, reason, item, origin_bundle, at FROM quarantine WHERE id = ?`,
      )
      .run(key);
    for (const table of ['quarantine', 'discarded'])
      this.#db.write<[Buffer]>(`DELETE FROM ${table} WHERE id = ?`).run(key);
  }

  discard(id: CommitId, by: Decided): void {
    this.#db
      .write<[Buffer, Buffer, string, number]>(
        `INSERT OR REPLACE INTO discarded(id, user_id, why, at) VALUES(?, ?, ?, ?)`,
      )
      .run(bytesOf(id), bytesOf(by.user), by.why, by.at);
  }
  /** Every change that was discarded, and by whom. */
  allDiscarded(): ({ readonly id: CommitId } & Decided)[] {
    return this.#db
      .read<[], RawDecided>(`SELECT id AS rawId, user_id AS user, why, at FROM discarded ORDER BY id`)
      .all()
      .map(({ rawId, user, why, at }) => ({ id: idOf(rawId), user: idOf(user), why, at }));
  }
  /** Forgets that one was discarded: it stays set aside. */
  undiscard(id: CommitId): void {
    this.#db.write<[Buffer]>(`DELETE FROM discarded WHERE id = ?`).run(bytesOf(id));
  }
  /** Lets one count although its author had left or its computer was taken out. It stays: the office's other computers hear of it. */
  letIn({ id, streamId }: Pick<AsideRow, 'id' | 'streamId'>, by: Decided): void {
    this.#db
      .write<[Buffer, Buffer, Buffer, string, number]>(
        `INSERT OR REPLACE INTO let_in(id, stream_id, user_id, why, at) VALUES(?, ?, ?, ?, ?)`,
      )
      .run(bytesOf(id), bytesOf(streamId), bytesOf(by.user), by.why, by.at);
  }
  /** All that were let in, here or at another computer of this office. */
  allLetIn(): { readonly id: CommitId; readonly streamId: StreamId; readonly user: UserId; readonly at: number }[] {
    return this.#db
      .read<[], { id: Buffer; stream: Buffer; user: Buffer; at: number }>(
        `SELECT id, stream_id AS stream, user_id AS user, at FROM let_in ORDER BY id`,
      )
      .all()
      .map(({ id, stream, user, at }) => ({ id: idOf(id), streamId: idOf(stream), user: idOf(user), at }));
  }
  isLetIn(id: Uint8Array): boolean {
    const text = `SELECT 1 AS there FROM let_in WHERE id = ?`;
    return this.#db.read<[Uint8Array], { there: number }>(text).get(id) !== undefined;
  }
  isDiscarded(id: CommitId): boolean {
    const text = `SELECT 1 AS there FROM discarded WHERE id = ?`;
    return this.#db.read<[Buffer], { there: number }>(text).get(bytesOf(id)) !== undefined;
  }

  /** Why one was set aside, and whether it was discarded; undefined for what was not. */
  standing(id: CommitId): { readonly reason: string; readonly isDiscarded: boolean } | undefined {
    const found = this.#db
      .read<[Buffer], { reason: string; discarded: number }>(
        `SELECT reason, id IN (SELECT id FROM discarded) AS discarded FROM quarantine WHERE id = ?`,
      )
      .get(bytesOf(id));
    return found && { reason: found.reason, isDiscarded: found.discarded === 1 };
  }
  /** What was put away of one, in the quarantine. */
  itemOf(id: CommitId): Uint8Array | undefined {
    return this.#db.read<[Buffer], { item: Buffer }>(`SELECT item FROM quarantine WHERE id = ?`).get(bytesOf(id))?.item;
  }
  /** Forgets bytes that stood under the id of a change which has now come itself, and what was decided about them. */
  forget(id: CommitId): void {
    for (const table of ['quarantine', 'discarded'])
      this.#db.write<[Buffer]>(`DELETE FROM ${table} WHERE id = ?`).run(bytesOf(id));
  }
  /** Everything that waits or was set aside in a stream, one after the other. */
  *inStream(streamId: StreamId): Generator<StreamRow> {
    for (const { rawId, ...rest } of this.#db
      .read<[Buffer, Buffer], Omit<StreamRow, 'id'> & { rawId: Buffer }>(
        `SELECT id AS rawId, reason AS why, 0 AS waits, item FROM quarantine WHERE stream_id = ?
         UNION ALL SELECT id, waits_for, 1, item FROM pending WHERE stream_id = ?`,
      )
      .iterate(bytesOf(streamId), bytesOf(streamId)))
      yield { ...rest, id: idOf(rawId) };
  }
  /** Ids of all that was set aside. */
  ids(): CommitId[] {
    return this.#db
      .read<[], { id: Buffer }>(`SELECT id FROM quarantine`)
      .all()
      .map(({ id }) => idOf(id));
  }
  /** What waits, for what, and whose bundle brought it. */
  waiting(): WaitingRow[] {
    return this.#db
      .read<[], { rawId: Buffer; stream: Buffer; waitsFor: string; officeN: number; origin: Buffer }>(
        `SELECT p.id AS rawId, p.stream_id AS stream, p.waits_for AS waitsFor, b.office_n AS officeN, p.origin_bundle AS origin
         FROM pending p JOIN bundle_ledger b ON b.bundle_id = p.origin_bundle AND b.dir = 'in'
         WHERE b.office_n IS NOT NULL ORDER BY p.id`,
      )
      .all()
      .map(({ rawId, stream, origin, ...rest }) => ({
        ...rest,
        id: idOf(rawId),
        streamId: idOf(stream),
        bundle: idOf(origin),
      }));
  }

  /** What an office says to have set aside, in the place of what it said before. */
  setRejected(officeN: number, rows: readonly Omit<RejectedRow, 'officeN' | 'caseN'>[]): void {
    this.#db.write<[number]>(`DELETE FROM rejected WHERE office_n = ?`).run(officeN);
    const put = this.#db.write<[number, number, string, number, number]>(
      `INSERT OR REPLACE INTO rejected(office_n, commit_n, reason, discarded, since) VALUES(?, ?, ?, ?, ?)`,
    );
    for (const row of rows) put.run(officeN, row.commitN, row.reason, Number(row.discarded), row.since);
  }
  /** Cases of which another office has not taken something, and has not decided against it: they are not delivered. */
  openCases(): Set<number> {
    return new Set(this.rejected().flatMap(({ discarded, caseN }) => (discarded ? [] : [caseN])));
  }
  /** What was said of changes that this office still holds. */
  rejected(): RejectedRow[] {
    return this.#db
      .read<[], Omit<RejectedRow, 'discarded'> & { discarded: number }>(
        `SELECT r.office_n AS officeN, r.commit_n AS commitN, s.case_n AS caseN, r.reason, r.discarded, r.since
         FROM rejected r JOIN commit_log c ON c.n = r.commit_n JOIN stream s ON s.sid = c.sid
         ORDER BY r.office_n, r.commit_n`,
      )
      .all()
      .map((row) => ({ ...row, discarded: row.discarded === 1 }));
  }
}
