import { z } from 'zod';
import type { OfficeCard } from '../../../main/crypto/office-card.ts';
import { toBytes } from '../../../main/crypto/cbor.ts';
import { blob, nothing, type RelayDatabase, type Sql } from './database.ts';
import { operatorSays } from './listings.ts';
import { followDirectory } from './programme.ts';

const deviceRow = z.object({ id: blob, office: blob, signing_key: blob, status: z.enum(['active', 'revoked']) });
export type DeviceRow = z.infer<typeof deviceRow>;

/** A device that this relay was told of. Undefined for any other. */
export async function deviceById(sql: Sql, id: Uint8Array): Promise<DeviceRow | undefined> {
  return (await sql.rows(deviceRow, 'select id, office, signing_key, status from device where id = $1', [id]))[0];
}

/** Whether any device of this office was ever enrolled. */
export const knowsOffice = async (sql: Sql, office: Uint8Array): Promise<boolean> =>
  (await sql.rows(nothing, 'select id from office where id = $1', [office])).length > 0;

/** The devices of an office that this relay knows, shut out or not. */
export const devicesOf = (sql: Sql, office: Uint8Array): Promise<DeviceRow[]> =>
  sql.rows(deviceRow, 'select id, office, signing_key, status from device where office = $1 order by id', [office]);

const named = z.object({ code: z.string(), name: z.string() });
export const officeOf = async (sql: Sql, office: Uint8Array): Promise<z.infer<typeof named> | undefined> =>
  (await sql.rows(named, 'select code, name from office where id = $1', [office]))[0];

/**
 * Lets the device of an office card use the relay. A card of a device that was revoked permits it again: the operator says
 * so. `taken-out`: the card is kept, and the programme's list keeps the device out all the same. `moved`: the device is known in another office. `another`: the office has another device, and any maker of a
 * card can name any office in it; only the operator can tell whether it is `anotherComputer` of that office. Then nothing
 * was changed. Code and name of an office are those of its first card.
 */
export async function enrolCard(
  database: RelayDatabase,
  card: OfficeCard,
  bytes: Uint8Array,
  now: number,
  anotherComputer = false,
): Promise<'enrolled' | 'taken-out' | 'moved' | 'another'> {
  const [office, device] = [toBytes(card.office), toBytes(card.device)];
  return database.transaction(async (sql) => {
    const known = await deviceById(sql, device);
    if (known && Buffer.compare(known.office, office) !== 0) return 'moved';
    if (!known && !anotherComputer && (await devicesOf(sql, office)).length > 0) return 'another';
    await sql.rows(
      nothing,
      `insert into office(id, code, name, next_seq, used_bytes, enrolled_at) values ($1, $2, $3, 0, 0, $4)
       on conflict(id) do nothing`,
      [office, card.code, card.name, now],
    );
    await sql.rows(
      nothing,
      `insert into device(id, office, signing_key, card, status, changed_at) values ($1, $2, $3, $4, 'active', $5)
       on conflict(id) do update set card = excluded.card`,
      [device, office, card.signingKey, bytes, now],
    );
    await operatorSays(sql, device, 'enrol', now);
    await followDirectory(sql, now);
    return (await deviceById(sql, device))?.status === 'active' ? 'enrolled' : 'taken-out';
  });
}

/** Shuts a device out at once, sessions included. False when there is no such device. */
export async function revokeDevice(database: RelayDatabase, device: Uint8Array, now: number): Promise<boolean> {
  return database.transaction((sql) => operatorSays(sql, device, 'shut', now));
}

const listed = z.object({ code: z.string(), name: z.string(), device: blob, status: z.string(), used: z.int() });
export const listDevices = (sql: Sql): Promise<z.infer<typeof listed>[]> =>
  sql.rows(
    listed,
    `select o.code, o.name, d.id as device, d.status, o.used_bytes as used
     from device d join office o on o.id = d.office order by o.code, d.id`,
  );

/** Whether this nonce was never used for a login before; it is now. */
export async function useNonce(sql: Sql, nonce: Uint8Array, expires: number): Promise<boolean> {
  const rows = await sql.rows(
    nothing,
    'insert into used_nonce(nonce, expires) values ($1, $2) on conflict(nonce) do nothing returning expires',
    [nonce, expires],
  );
  return rows.length > 0;
}
