import { z } from 'zod';
import { isBackupLane, type Lane } from '#core/relay/relay-limits.ts';
import { blob, nothing, type Sql } from './database.ts';
import { holdOffices } from './offices.ts';

/** What a device brings: this bundle, for this office. */
export interface Bringing {
  readonly device: Uint8Array;
  /** The office of the device: it is its room that is used. */
  readonly sender: Uint8Array;
  readonly sha256: Uint8Array;
  readonly to: Uint8Array;
  readonly size: number;
  readonly lane: Lane;
}
const uploadRow = z.object({ id: blob, size: z.int(), off: z.int() });
export type UploadRow = z.infer<typeof uploadRow>;

type Named = Pick<Bringing, 'device' | 'sha256' | 'to'>;

/** An upload that was begun and is not finished. */
export async function findUpload(sql: Sql, { device, sha256, to }: Named): Promise<UploadRow | undefined> {
  const text = 'select id, size, off from upload where device = $1 and sha256 = $2 and to_office = $3';
  return (await sql.rows(uploadRow, text, [device, sha256, to]))[0];
}

/** Room of the relay, in bytes. */
export interface Room {
  readonly office: number;
  readonly whole: number;
}
const PARTS_OF_A_DEVICE = 16;
/** How full the relay may be for each lane: trust objects and cases still get in when attachments do not. */
const FILLED = [1, 0.95, 0.8, 0.7, 0.7] as const;
/** How much of an office's room its backups leave: they never stand in the way of what it sends. */
const OF_OFFICE = [1, 1, 1, 0.75, 0.75] as const;

const sum = z.object({ n: z.int() });

/** Begins an upload and keeps the room for it. `full`: the office, or the whole relay, has no room for it now. */
export async function beginUpload(
  sql: Sql,
  bringing: Bringing,
  room: Room,
  made: { readonly id: Uint8Array<ArrayBuffer>; readonly expires: number },
): Promise<UploadRow | 'full'> {
  const { device, sender, sha256, to, size, lane } = bringing;
  const [office] = await sql.rows(
    sum,
    'update office set used_bytes = used_bytes + $2 where id = $1 returning used_bytes as n',
    [sender, size],
  );
  const [whole] = await sql.rows(sum, 'select cast(coalesce(sum(used_bytes), 0) as bigint) as n from office');
  const [parts] = await sql.rows(sum, 'select count(*) as n from upload where device = $1', [device]);
  const full =
    (office?.n ?? 0) > room.office * OF_OFFICE[lane] ||
    (whole?.n ?? 0) > room.whole * FILLED[lane] ||
    (parts?.n ?? 0) >= PARTS_OF_A_DEVICE;
  if (full) {
    await release(sql, sender, size);
    return 'full';
  }
  await sql.rows(
    nothing,
    `insert into upload(id, device, sha256, to_office, lane, size, off, expires) values ($1, $2, $3, $4, $5, $6, 0, $7)`,
    [made.id, device, sha256, to, lane, size, made.expires],
  );
  return { id: made.id, size, off: 0 };
}

const release = (sql: Sql, sender: Uint8Array, size: number): Promise<unknown> =>
  sql.rows(nothing, 'update office set used_bytes = used_bytes - $2 where id = $1', [sender, size]);

/** Adds a chunk where the upload ends. False when it does not end at `at` (any more). */
export async function appendChunk(
  sql: Sql,
  upload: UploadRow,
  at: number,
  bytes: Uint8Array,
  expires: number,
): Promise<boolean> {
  const moved = await sql.rows(
    nothing,
    'update upload set off = off + $3, expires = $4 where id = $1 and off = $2 and off + $3 <= size returning off',
    [upload.id, at, bytes.length, expires],
  );
  if (moved.length === 0) return false;
  await sql.rows(nothing, 'insert into chunk(upload, at, bytes) values ($1, $2, $3)', [upload.id, at, bytes]);
  return true;
}

/**
 * Puts a bundle whose bytes are all there, and were compared with its hash, into the mailbox of its office, or among its
 * backups. Two devices
 * that finish the same bundle together make one bundle and one place in the mailbox.
 */
export async function finishUpload(
  sql: Sql,
  bringing: Bringing,
  upload: UploadRow,
  times: { readonly now: number; readonly expires: number },
): Promise<void> {
  const { sender, sha256, to, size, lane } = bringing;
  const ended = await sql.rows(nothing, 'delete from upload where id = $1 and off = size returning id', [upload.id]);
  if (ended.length === 0) return;
  const fresh = await sql.rows(
    nothing,
    `insert into bundle(sha256, size, sender, content, stored_at, expires_at) values ($1, $2, $3, $4, $5, $6)
     on conflict(sha256) do nothing returning size`,
    [sha256, size, sender, upload.id, times.now, times.expires],
  );
  if (fresh.length === 0) {
    await sql.rows(nothing, 'delete from chunk where upload = $1', [upload.id]);
    await release(sql, sender, size);
  }
  if (isBackupLane(lane)) {
    await sql.rows(
      nothing,
      `insert into backup(office, bundle, device, lane, put_at, renewed_at) values ($1, $2, $3, $4, $5, $5)
       on conflict(office, bundle) do nothing`,
      [to, sha256, bringing.device, lane, times.now],
    );
    return;
  }
  // The row of the office is held until the end: numbers become visible in their order, and a cursor misses none.
  const [next] = await sql.rows(
    sum,
    'update office set next_seq = next_seq + 1 where id = $1 returning next_seq as n',
    [to],
  );
  await sql.rows(
    nothing,
    `insert into mailbox(office, seq, bundle, size, lane, put_at, done_at) values ($1, $2, $3, $4, $5, $6, null)
     on conflict(office, bundle) do nothing`,
    [to, next?.n ?? 0, sha256, size, lane, times.now],
  );
}

/** Forgets an upload and gives its room back. False when there is none. */
export async function dropUpload(sql: Sql, named: Named & Pick<Bringing, 'sender'>): Promise<boolean> {
  const gone = await sql.rows(
    uploadRow,
    'delete from upload where device = $1 and sha256 = $2 and to_office = $3 returning id, size, off',
    [named.device, named.sha256, named.to],
  );
  for (const { id, size } of gone) {
    await sql.rows(nothing, 'delete from chunk where upload = $1', [id]);
    await release(sql, named.sender, size);
  }
  return gone.length > 0;
}

/** Uploads that nobody goes on with are dropped. Answers how many. */
export async function dropStaleUploads(sql: Sql, now: number): Promise<number> {
  const stale = await sql.rows(
    z.object({ device: blob, sender: blob, sha256: blob, to: blob }),
    `select u.device, d.office as sender, u.sha256, u.to_office as "to"
     from upload u join device d on d.id = u.device where u.expires < $1 limit 100`,
    [now],
  );
  await holdOffices(sql, ...stale.map(({ sender }) => sender));
  for (const one of stale) await dropUpload(sql, one);
  return stale.length;
}
