import { z } from 'zod';
import { LANES } from '#core/relay/relay-limits.ts';
import { blob, nothing, type Sql } from './database.ts';
import { holdOffices } from './offices.ts';

const entry = z.object({
  seq: z.int(),
  bundle: blob,
  size: z.int(),
  lane: z.literal([LANES.trust, LANES.structured, LANES.attachments]),
  put_at: z.int(),
});
export type Entry = z.infer<typeof entry>;

/** Entries behind `after`, in order. */
export const listMailbox = (sql: Sql, office: Uint8Array, after: number, limit: number): Promise<Entry[]> =>
  sql.rows(
    entry,
    `select seq, bundle, size, lane, put_at from mailbox
     where office = $1 and seq > $2 order by seq limit $3`,
    [office, after, limit],
  );

const held = z.object({ content: blob, size: z.int() });
export type Held = z.infer<typeof held>;

/** A bundle in the mailbox of this office, or a piece of its backups; of anybody else's there is nothing to be learnt. */
export async function bundleFor(sql: Sql, office: Uint8Array, sha256: Uint8Array): Promise<Held | undefined> {
  const text = `select b.content, b.size from bundle b where b.sha256 = $2 and (
                  exists (select 1 from mailbox m where m.office = $1 and m.bundle = $2) or
                  exists (select 1 from backup k where k.office = $1 and k.bundle = $2))`;
  return (await sql.rows(held, text, [office, sha256]))[0];
}

/** The chunk of a stored content that holds the byte at `at`. */
export async function chunkAt(
  sql: Sql,
  content: Uint8Array,
  at: number,
): Promise<{ readonly at: number; readonly bytes: Uint8Array } | undefined> {
  const text = 'select at, bytes from chunk where upload = $1 and at <= $2 order by at desc limit 1';
  return (await sql.rows(z.object({ at: z.int(), bytes: blob }), text, [content, at]))[0];
}

const acked = z.object({ acked_seq: z.int() });

export async function ackedBy(sql: Sql, office: Uint8Array, device: Uint8Array): Promise<number> {
  const text = 'select acked_seq from reader where office = $1 and device = $2';
  return (await sql.rows(acked, text, [office, device]))[0]?.acked_seq ?? 0;
}

/**
 * A device says what it has taken: the number only grows, and never beyond what the mailbox holds. Answers the number
 * that now stands.
 */
export async function acknowledge(
  sql: Sql,
  office: Uint8Array,
  device: Uint8Array,
  upto: number,
  now: number,
): Promise<number> {
  const [top] = await sql.rows(z.object({ next_seq: z.int() }), 'select next_seq from office where id = $1', [office]);
  const [row] = await sql.rows(
    acked,
    `insert into reader(office, device, acked_seq, acked_at) values ($1, $2, $3, $4)
     on conflict(office, device) do update set acked_at = excluded.acked_at,
       acked_seq = case when excluded.acked_seq > reader.acked_seq then excluded.acked_seq else reader.acked_seq end
     returning acked_seq`,
    [office, device, Math.min(upto, top?.next_seq ?? 0), now],
  );
  return row?.acked_seq ?? 0;
}

/** Removes the bytes of a bundle that nobody has any more, and gives their room back. */
async function forgetBundle(sql: Sql, bundle: Uint8Array): Promise<void> {
  const removed = await sql.rows(
    z.object({ content: blob, sender: blob, size: z.int() }),
    `delete from bundle where sha256 = $1 and not exists (select 1 from mailbox where bundle = $1)
       and not exists (select 1 from backup where bundle = $1)
     returning content, sender, size`,
    [bundle],
  );
  for (const { content, sender, size } of removed) {
    await sql.rows(nothing, 'delete from chunk where upload = $1', [content]);
    await sql.rows(nothing, 'update office set used_bytes = used_bytes - $2 where id = $1', [sender, size]);
  }
}

/** As `forgetBundle`, of several, by whichever offices: none of them is waited for out of order. */
export async function forgetBundles(sql: Sql, bundles: readonly Uint8Array[]): Promise<void> {
  const senders: Uint8Array[] = [];
  for (const bundle of bundles)
    for (const row of await sql.rows(z.object({ sender: blob }), 'select sender from bundle where sha256 = $1', [
      bundle,
    ]))
      senders.push(row.sender);
  await holdOffices(sql, ...senders);
  for (const bundle of bundles) await forgetBundle(sql, bundle);
}

/** What every active device of its office has taken is marked with the time, and goes a month later. */
async function markDone(sql: Sql, now: number): Promise<void> {
  const taken = await sql.rows(
    z.object({ office: blob, upto: z.int() }),
    `select d.office, min(coalesce(r.acked_seq, 0)) as upto from device d
     left join reader r on r.device = d.id and r.office = d.office
     where d.status = 'active' group by d.office`,
  );
  const text = 'update mailbox set done_at = $1 where office = $2 and seq <= $3 and done_at is null';
  for (const { office, upto } of taken) if (upto > 0) await sql.rows(nothing, text, [now, office, upto]);
}

/**
 * Removes what is over: bundles that all have taken for `kept` ms, and those past their last day. At most 100 at a time;
 * answers how many entries went.
 */
export async function sweepMailboxes(sql: Sql, now: number, kept: number): Promise<number> {
  await markDone(sql, now);
  const gone = await sql.rows(
    z.object({ bundle: blob }),
    `delete from mailbox where (office, seq) in (
       select office, seq from mailbox where done_at < $1 union
       select m.office, m.seq from bundle b join mailbox m on m.bundle = b.sha256 where b.expires_at < $2 limit 100)
     returning bundle`,
    [now - kept, now],
  );
  await forgetBundles(
    sql,
    gone.map(({ bundle }) => bundle),
  );
  return gone.length;
}

const depth = z.object({ code: z.string(), waiting: z.int(), oldest: z.int().nullable(), used: z.int() });

/** For each office: bundles that not all of its devices have taken, when the oldest came, and room it uses. */
export const depths = (sql: Sql): Promise<z.infer<typeof depth>[]> =>
  sql.rows(
    depth,
    `select o.code, count(m.seq) as waiting, min(m.put_at) as oldest, o.used_bytes as used from office o
     left join mailbox m on m.office = o.id and m.done_at is null
     group by o.id, o.code, o.used_bytes order by o.code, o.id`,
  );
