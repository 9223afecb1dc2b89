import { z } from 'zod';
import { LANES } from '#core/relay/relay-limits.ts';
import { blob, nothing, type Sql } from './database.ts';
import { forgetBundles, type Held } from './mailboxes.ts';

const entry = z.object({
  bundle: blob,
  size: z.int(),
  lane: z.literal([LANES.backup, LANES.backupTop]),
  device: blob,
  put_at: z.int(),
});
export type BackupEntry = z.infer<typeof entry>;

/** What lies here of the backups of an office, by name, behind the name `after`. */
export const listBackups = (sql: Sql, office: Uint8Array, after: Uint8Array, limit: number): Promise<BackupEntry[]> =>
  sql.rows(
    entry,
    `select k.bundle, b.size, k.lane, k.device, k.put_at from backup k join bundle b on b.sha256 = k.bundle
     where k.office = $1 and k.bundle > $2 order by k.bundle limit $3`,
    [office, after, limit],
  );

/** A piece of a backup of this office; of anything else there is nothing to be learnt. */
export async function backupFor(sql: Sql, office: Uint8Array, sha256: Uint8Array): Promise<Held | undefined> {
  const text = `select b.content, b.size from backup k join bundle b on b.sha256 = k.bundle
                where k.office = $1 and k.bundle = $2`;
  return (await sql.rows(z.object({ content: blob, size: z.int() }), text, [office, sha256]))[0];
}

const goneRow = z.object({ bundle: blob });

/**
 * Drops pieces that a computer does not need any more, and keeps the others of it for another while. Only its own: a
 * stolen one cannot take away what another of its office would be restored from. Answers how many went.
 */
export async function dropBackups(
  sql: Sql,
  { id, office }: { readonly id: Uint8Array; readonly office: Uint8Array },
  names: readonly Uint8Array[],
  now: number,
): Promise<number> {
  const gone: Uint8Array[] = [];
  for (const name of names) {
    const rows = await sql.rows(
      goneRow,
      'delete from backup where office = $1 and bundle = $2 and device = $3 returning bundle',
      [office, name, id],
    );
    gone.push(...rows.map(({ bundle }) => bundle));
  }
  await forgetBundles(sql, gone);
  await sql.rows(nothing, 'update backup set renewed_at = $2 where device = $1', [id, now]);
  return gone.length;
}

/**
 * Forgets all that a computer which was shut out has put here, and the kit it made known; the same kit of the office's
 * other computers stays. Answers how many pieces went; of one let in, none.
 */
export async function forgetBackupsOf(sql: Sql, device: Uint8Array): Promise<number> {
  const rows = await sql.rows(
    goneRow,
    `delete from backup where device = (select id from device where id = $1 and status = 'revoked') returning bundle`,
    [device],
  );
  await forgetBundles(
    sql,
    rows.map(({ bundle }) => bundle),
  );
  const shutOut = z.object({ office: blob });
  const [row] = await sql.rows(shutOut, `select office from device where id = $1 and status = 'revoked'`, [device]);
  if (row) await forgetKitsOf(sql, { id: device, office: row.office });
  return rows.length;
}

/** Takes a computer's kit away. That a kit of the office was used is told by those that stay. */
async function forgetKitsOf(
  sql: Sql,
  { id, office }: { readonly id: Uint8Array; readonly office: Uint8Array },
): Promise<void> {
  const used = await kitUsedAt(sql, office);
  await sql.rows(nothing, 'delete from kit_key where device = $1', [id]);
  await sql.rows(nothing, 'update kit_key set used_at = $2 where office = $1 and used_at < $2', [office, used]);
}

/** Removes what no computer has spoken of since `before`, at most 100 at a time. Answers how many went. */
export async function sweepBackups(sql: Sql, before: number): Promise<number> {
  const rows = await sql.rows(
    goneRow,
    `delete from backup where (office, bundle) in (
       select office, bundle from backup where renewed_at < $1 limit 100) returning bundle`,
    [before],
  );
  await forgetBundles(
    sql,
    rows.map(({ bundle }) => bundle),
  );
  return rows.length;
}

const kitRow = z.object({ id: blob, office: blob, signing_key: blob, used_at: z.int() });
export type KitRow = z.infer<typeof kitRow>;

/** The key of a recovery kit that a computer made known here; several computers of an office may have the same one. */
export const kitById = async (sql: Sql, id: Uint8Array): Promise<KitRow | undefined> =>
  (await sql.rows(kitRow, 'select id, office, signing_key, used_at from kit_key where id = $1 limit 1', [id]))[0];

const told = z.object({ id: blob });

/** The last time that any kit of this office was used here, in ms; 0 for never. */
export async function kitUsedAt(sql: Sql, office: Uint8Array): Promise<number> {
  const text = 'select coalesce(max(used_at), 0) as at from kit_key where office = $1';
  return (await sql.rows(z.object({ at: z.int() }), text, [office]))[0]?.at ?? 0;
}

export const noteKitUse = (sql: Sql, id: Uint8Array, now: number): Promise<unknown> =>
  sql.rows(nothing, 'update kit_key set used_at = $2 where id = $1', [id, now]);

/**
 * From now on whoever has this key may fetch the backups of the device's office, and nothing else. A device has one:
 * another takes its place, `undefined` leaves none. False when the key was made known for another office.
 */
export async function putKitKey(
  sql: Sql,
  { id, office }: { readonly id: Uint8Array; readonly office: Uint8Array },
  kit: { readonly id: Uint8Array; readonly key: Uint8Array } | undefined,
  now: number,
): Promise<boolean> {
  const known = kit === undefined ? undefined : await kitById(sql, kit.id);
  if (known && Buffer.compare(known.office, office) !== 0) return false;
  const same = 'select id from kit_key where id = $1 and device = $2';
  // Told at every visit: nothing is written where nothing changes.
  if (kit !== undefined && (await sql.rows(told, same, [kit.id, id])).length > 0) return true;
  const used = await kitUsedAt(sql, office);
  await forgetKitsOf(sql, { id, office });
  if (kit === undefined) return true;
  await sql.rows(
    nothing,
    `insert into kit_key(id, office, device, signing_key, changed_at, used_at) values ($1, $2, $3, $4, $5, $6)`,
    [kit.id, office, id, kit.key, now, used],
  );
  return true;
}
