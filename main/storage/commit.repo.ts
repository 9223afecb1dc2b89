import { createHash } from 'node:crypto';
import type { BundleId, CommitId } from '#core/ids.ts';
import type { WritableDb } from './database.ts';
import { bytesOf, idOf, idOrNull } from './id-bytes.ts';
import { packed, SHORTEST_PACKED, unpacked } from './packed.ts';

export interface NewCommit {
  readonly id: CommitId;
  readonly sid: number;
  readonly deviceN: number;
  /** Number within (device, stream), from 1. */
  readonly sseq: number;
  /** Number within the device. */
  readonly dseq: number;
  /** The signed bytes, verbatim. */
  readonly body: Uint8Array;
  /** Absent after an erasure. */
  readonly payload: Uint8Array | null;
  /** The list of commit ids that carries the signature when one save touched several streams. */
  readonly list: Uint8Array | null;
  readonly sig: Uint8Array;
  readonly sessionN: number;
  readonly originBundle: BundleId | null;
  /** The author's wall clock. */
  readonly wall: number;
  /** When it was stored here. */
  readonly at: number;
}
export interface CommitRow extends NewCommit {
  readonly n: number;
}
export interface HeadRow {
  readonly deviceN: number;
  readonly sseq: number;
  readonly id: CommitId;
}
/** A commit that cannot be applied yet (`waitsFor`: what is missing), or that was refused (`waitsFor`: the reason). */
export interface ParkedRow {
  readonly id: CommitId;
  readonly streamId: string;
  readonly waitsFor: string;
  /** The commit with everything that came with it, as the caller encoded it. */
  readonly item: Uint8Array;
  readonly originBundle: BundleId | null;
  readonly at: number;
}

/** SQL: the list that covers a commit of the log, where it is not the commit's id alone. */
const LIST_OF = `coalesce(list, (SELECT ids FROM signed_list s WHERE s.n = commit_log.list_n))`;
/** A list of more bytes is kept once. A save of one case touches a few streams; sharing many cases, a hundred and more. */
const SHORT_LIST = 256;

type Raw = Omit<CommitRow, 'id' | 'originBundle' | 'payload'> & {
  rawId: Buffer;
  origin: Buffer | null;
  kept: Buffer | null;
  isPacked: number;
};
const SELECT = `SELECT n, id AS rawId, sid, device_n AS deviceN, sseq, dseq, body, payload AS kept, is_packed AS isPacked,
  ${LIST_OF} AS list, sig, session_n AS sessionN, origin_bundle AS origin, wall, at FROM commit_log`;
const row = ({ rawId, origin, kept, isPacked, ...rest }: Raw): CommitRow => ({
  ...rest,
  payload: kept !== null && isPacked === 1 ? unpacked(kept) : kept,
  id: idOf(rawId),
  originBundle: idOrNull(origin),
});

type RawParked = { rawId: Buffer; stream: Buffer; waitsFor: string; item: Buffer; origin: Buffer | null; at: number };
const parked = (raw: RawParked): ParkedRow => ({
  id: idOf(raw.rawId),
  streamId: idOf(raw.stream),
  waitsFor: raw.waitsFor,
  item: raw.item,
  originBundle: idOrNull(raw.origin),
  at: raw.at,
});
const nothing = Buffer.alloc(0);

/** The log of signed commits, its heads per stream, and what waits or was set aside. */
export class CommitRepo {
  readonly #db: WritableDb;
  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Appends; answers the place in this office's log. A commit that is there already is a programmer's error. */
  append(c: NewCommit): number {
    const isLong = c.list !== null && c.list.length > SHORT_LIST;
    const packs = c.payload !== null && c.payload.length >= SHORTEST_PACKED;
    return this.#db
      .write(
        `INSERT INTO commit_log(id, sid, device_n, sseq, dseq, body, payload, is_packed, list, list_n,
           sig, session_n, origin_bundle, wall, at)
         VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        bytesOf(c.id),
        c.sid,
        c.deviceN,
        c.sseq,
        c.dseq,
        c.body,
        packs ? packed(c.payload) : c.payload,
        Number(packs),
        isLong ? null : c.list,
        isLong ? this.#listNumber(c.list) : null,
        c.sig,
        c.sessionN,
        c.originBundle === null ? null : bytesOf(c.originBundle),
        c.wall,
        c.at,
      ).rowid;
  }
  /** Where a long list is kept, which it is from now on. */
  #listNumber(ids: Uint8Array): number {
    const hash = createHash('sha256').update(ids).digest();
    const known = this.#db.read<[Buffer], { n: number }>(`SELECT n FROM signed_list WHERE hash = ?`).get(hash);
    if (known !== undefined) return known.n;
    return this.#db.write<[Buffer, Uint8Array]>(`INSERT INTO signed_list(hash, ids) VALUES(?, ?)`).run(hash, ids).rowid;
  }
  has(id: CommitId): boolean {
    return this.numberOf(id) !== undefined;
  }
  numberOf(id: CommitId): number | undefined {
    return this.#db.read<[Buffer], { n: number }>(`SELECT n FROM commit_log WHERE id = ?`).get(bytesOf(id))?.n;
  }
  byId(id: CommitId): CommitRow | undefined {
    const found = this.#db.read<[Buffer], Raw>(`${SELECT} WHERE id = ?`).get(bytesOf(id));
    return found && row(found);
  }
  /** The stream of a commit in the log. */
  streamOf(n: number): number {
    return this.#db.read<[number], { sid: number }>(`SELECT sid FROM commit_log WHERE n = ?`).get(n)?.sid ?? 0;
  }
  byNumber(n: number): CommitRow | undefined {
    const found = this.#db.read<[number], Raw>(`${SELECT} WHERE n = ?`).get(n);
    return found && row(found);
  }
  /** The commit whose id begins with these 16 bytes (a dot, base64url). */
  byDot(dot: string): CommitRow | undefined {
    const from = Buffer.concat([bytesOf(dot), Buffer.alloc(16)]);
    const to = Buffer.concat([bytesOf(dot), Buffer.alloc(16, 0xff)]);
    const found = this.#db.read<[Buffer, Buffer], Raw>(`${SELECT} WHERE id BETWEEN ? AND ?`).get(from, to);
    return found && row(found);
  }
  /** The session in which the commit of a dot was written. */
  sessionOf(dot: string): number | undefined {
    const from = Buffer.concat([bytesOf(dot), Buffer.alloc(16)]);
    const to = Buffer.concat([bytesOf(dot), Buffer.alloc(16, 0xff)]);
    return this.#db
      .read<[Buffer, Buffer], { n: number }>(`SELECT session_n AS n FROM commit_log WHERE id BETWEEN ? AND ?`)
      .get(from, to)?.n;
  }
  /** All commits at this place of a device's chain: more than one after a clone (exchange.md R2). */
  at(sid: number, deviceN: number, sseq: number): CommitRow[] {
    return this.#db
      .read<[number, number, number], Raw>(`${SELECT} WHERE sid = ? AND device_n = ? AND sseq = ? ORDER BY n`)
      .all(sid, deviceN, sseq)
      .map(row);
  }
  /** A stream's commits in the order in which this office applied them. */
  *ofStream(sid: number): Generator<CommitRow> {
    for (const raw of this.#db.read<[number], Raw>(`${SELECT} WHERE sid = ? ORDER BY n`).iterate(sid)) yield row(raw);
  }
  countOfStream(sid: number): number {
    return (
      this.#db.read<[number], { c: number }>(`SELECT count(*) AS c FROM commit_log WHERE sid = ?`).get(sid)?.c ?? 0
    );
  }
  /** The last place of this office's log; 0 when it is empty. */
  lastN(): number {
    return this.#db.read<[], { n: number | null }>(`SELECT max(n) AS n FROM commit_log`).get()?.n ?? 0;
  }
  count(): number {
    return this.#db.read<[], { c: number }>(`SELECT count(*) AS c FROM commit_log`).get()?.c ?? 0;
  }
  /** Commits that a device signed under this number of its own count: more than one proves a fork. */
  numbered(deviceN: number, dseq: number): CommitRow[] {
    return this.#db
      .read<[number, number], Raw>(`${SELECT} WHERE device_n = ? AND dseq = ? ORDER BY n`)
      .all(deviceN, dseq)
      .map(row);
  }
  /** The highest number of the device's own count; 0 when it wrote nothing. */
  lastDseq(deviceN: number): number {
    return (
      this.#db
        .read<[number], { d: number | null }>(`SELECT max(dseq) AS d FROM commit_log WHERE device_n = ?`)
        .get(deviceN)?.d ?? 0
    );
  }

  /** How many commits came to these streams after a place in this office's log. */
  countAfter(sids: readonly number[], n: number): number {
    return (
      this.#db
        .read<[number, string], { c: number }>(
          `SELECT count(*) AS c FROM commit_log WHERE n > ? AND sid IN (SELECT value FROM json_each(?))`,
        )
        .get(n, JSON.stringify(sids))?.c ?? 0
    );
  }

  heads(sid: number): HeadRow[] {
    return this.#db
      .read<[number], { deviceN: number; sseq: number; rawId: Buffer }>(
        `SELECT device_n AS deviceN, sseq, id AS rawId FROM head WHERE sid = ? ORDER BY device_n, sseq`,
      )
      .all(sid)
      .map(({ rawId, ...rest }) => ({ ...rest, id: idOf(rawId) }));
  }
  /** Ids of all heads, in their order. */
  *allHeads(): Generator<Buffer> {
    for (const { id } of this.#db.read<[], { id: Buffer }>(`SELECT id FROM head ORDER BY id`).iterate()) yield id;
  }
  /** Sets a head; `replaces` is the head it grew from (its own predecessor), null for a first commit or a fork. */
  putHead(sid: number, head: HeadRow, replaces: CommitId | null): void {
    if (replaces !== null)
      this.#db
        .write<[number, number, Buffer]>(`DELETE FROM head WHERE sid = ? AND device_n = ? AND id = ?`)
        .run(sid, head.deviceN, bytesOf(replaces));
    this.#db
      .write<[number, number, Buffer, number]>(`INSERT OR IGNORE INTO head(sid, device_n, id, sseq) VALUES(?, ?, ?, ?)`)
      .run(sid, head.deviceN, bytesOf(head.id), head.sseq);
  }

  /** `proven`: these are the bytes that its author signed. They take the place of others under the same id. */
  park(entry: ParkedRow, proven = false): void {
    if (proven)
      this.#db
        .write<[Buffer, Uint8Array]>(`DELETE FROM pending WHERE id = ? AND item <> ?`)
        .run(bytesOf(entry.id), entry.item);
    this.#put('pending', 'waits_for', entry);
  }
  unpark(id: CommitId): void {
    this.#db.write<[Buffer]>(`DELETE FROM pending WHERE id = ?`).run(bytesOf(id));
  }
  /** Lets go of one that waited once it was applied or set aside, and answers whether it was. Its bytes are never lost. */
  unparkKept(id: CommitId): boolean {
    this.#db
      .write<[Buffer]>(
        `DELETE FROM pending WHERE id = ? AND (EXISTS (SELECT 1 FROM commit_log c WHERE c.id = pending.id)
           OR EXISTS (SELECT 1 FROM quarantine q WHERE q.id = pending.id))`,
      )
      .run(bytesOf(id));
    return this.#db.read<[Buffer], object>(`SELECT 1 FROM pending WHERE id = ?`).get(bytesOf(id)) === undefined;
  }
  /** Sets aside one that waited. */
  setAsideParked(id: CommitId, reason: string): void {
    this.#db
      .write<[string, Buffer]>(
        `INSERT OR IGNORE INTO quarantine(id, stream_id, reason, item, origin_bundle, at)
         SELECT id, stream_id, ?, item, origin_bundle, at FROM pending WHERE id = ?`,
      )
      .run(reason, bytesOf(id));
    this.unparkKept(id);
  }
  /** Says anew what one that waits is waiting for. */
  waitFor(id: CommitId, waitsFor: string): void {
    this.#db.write<[string, Buffer]>(`UPDATE pending SET waits_for = ? WHERE id = ?`).run(waitsFor, bytesOf(id));
  }
  /** It was applied: it neither waits nor is it set aside any more. */
  settle(id: CommitId): void {
    for (const table of ['pending', 'quarantine'])
      this.#db.write<[Buffer]>(`DELETE FROM ${table} WHERE id = ?`).run(bytesOf(id));
  }
  parked(streamId?: string): ParkedRow[] {
    return this.#list('pending', 'waits_for', streamId);
  }
  /** Sets one aside. The very bytes that waited here keep since when: others may have to know that they were here. */
  quarantine(entry: ParkedRow): void {
    const waited = this.#db
      .read<[Buffer, Uint8Array], { at: number }>(`SELECT at FROM pending WHERE id = ? AND item = ?`)
      .get(bytesOf(entry.id), entry.item);
    this.#put('quarantine', 'reason', { ...entry, at: Math.min(entry.at, waited?.at ?? entry.at) });
  }
  quarantined(streamId?: string): ParkedRow[] {
    return this.#list('quarantine', 'reason', streamId);
  }

  /** How many commits of a bundle were set aside. */
  setAsideOf(bundle: BundleId): number {
    const text = `SELECT count(*) AS n FROM quarantine WHERE origin_bundle = ?`;
    return this.#db.read<[Buffer], { n: number }>(text).get(bytesOf(bundle))?.n ?? 0;
  }

  /** What was set aside for this reason and not discarded waits again, to be judged anew. */
  release(reason: string): void {
    this.#db
      .write<[string]>(
        `INSERT OR IGNORE INTO pending(id, stream_id, waits_for, item, origin_bundle, at)
         SELECT id, stream_id, reason, item, origin_bundle, at FROM quarantine WHERE reason = ? AND id NOT IN (SELECT id FROM discarded)`,
      )
      .run(reason);
    this.#db
      .write<[string]>(`DELETE FROM quarantine WHERE reason = ? AND id NOT IN (SELECT id FROM discarded)`)
      .run(reason);
  }

  /** Forgets what the commits of a stream say, those that wait or were set aside too; that there are some stays. */
  erase(streamId: string): void {
    this.#db
      .write<[Buffer]>(`UPDATE commit_log SET payload = NULL WHERE sid = (SELECT sid FROM stream WHERE stream_id = ?)`)
      .run(bytesOf(streamId));
    // Why something was discarded may say as much as the change itself.
    this.#db
      .write<[Buffer]>(`DELETE FROM discarded WHERE id IN (SELECT id FROM quarantine WHERE stream_id = ?)`)
      .run(bytesOf(streamId));
    for (const table of ['pending', 'quarantine', 'let_in'])
      this.#db.write<[Buffer]>(`DELETE FROM ${table} WHERE stream_id = ?`).run(bytesOf(streamId));
  }

  /** Forgets what other offices wrote in a stream. */
  eraseOfOthers(sid: number, officeN: number): void {
    this.#db
      .write<[number, number]>(
        `UPDATE commit_log SET payload = NULL
         WHERE sid = ? AND device_n NOT IN (SELECT n FROM device WHERE office_n = ?)`,
      )
      .run(sid, officeN);
  }

  #put(table: 'pending' | 'quarantine', why: 'waits_for' | 'reason', entry: ParkedRow): void {
    this.#db
      .write<[Buffer, Buffer, string, Uint8Array, Buffer | null, number]>(
        `INSERT OR IGNORE INTO ${table}(id, stream_id, ${why}, item, origin_bundle, at) VALUES(?, ?, ?, ?, ?, ?)`,
      )
      .run(
        bytesOf(entry.id),
        bytesOf(entry.streamId),
        entry.waitsFor,
        entry.item,
        entry.originBundle === null ? null : bytesOf(entry.originBundle),
        entry.at,
      );
  }
  #list(table: 'pending' | 'quarantine', why: 'waits_for' | 'reason', streamId: string | undefined): ParkedRow[] {
    return this.#db
      .read<[number, Buffer], RawParked>(
        `SELECT id AS rawId, stream_id AS stream, ${why} AS waitsFor, item, origin_bundle AS origin, at FROM ${table}
         WHERE ? OR stream_id = ? ORDER BY at, id`,
      )
      .all(Number(streamId === undefined), streamId === undefined ? nothing : bytesOf(streamId))
      .map(parked);
  }
}
