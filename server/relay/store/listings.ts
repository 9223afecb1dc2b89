import { z } from 'zod';
import type { Directory, OfficeCertificate } from '#core/exchange/trust.ts';
import { idFrom, toBytes } from '../../../main/crypto/cbor.ts';
import type { SignedDevice } from '../../../main/crypto/certificates.ts';
import { blob, nothing, type Sql } from './database.ts';

/**
 * What the programme's list says of a computer. `no`: nothing. `left`: it was on the list and is not any more, as the
 * computers of an office that left the programme.
 */
const listing = z.enum(['no', 'listed', 'revoked', 'left']);
type Listing = z.infer<typeof listing>;

const standingRow = z.object({ id: blob, by_card: z.int(), shut: z.int(), listed: listing, status: z.string() });
type StandingRow = z.infer<typeof standingRow>;
const STANDINGS = 'select id, by_card, shut, listed, status from device';

/**
 * Whether a computer may use the relay: never one that its operator shut out or the list took out, otherwise by a card that
 * the operator enrolled or by the list.
 */
function statusOf({ by_card, shut, listed }: Pick<StandingRow, 'by_card' | 'shut' | 'listed'>): 'active' | 'revoked' {
  if (shut !== 0 || listed === 'revoked' || listed === 'left') return 'revoked';
  return by_card !== 0 || listed === 'listed' ? 'active' : 'revoked';
}

async function putStanding(sql: Sql, row: StandingRow, now: number): Promise<void> {
  await sql.rows(
    nothing,
    'update device set by_card = $2, shut = $3, listed = $4, status = $5, changed_at = $6 where id = $1',
    [row.id, row.by_card, row.shut, row.listed, statusOf(row), now],
  );
}

/** Follows what the operator did with a computer: enrolled its card, or shut it out. False for one that is not known. */
export async function operatorSays(
  sql: Sql,
  device: Uint8Array,
  what: 'enrol' | 'shut',
  now: number,
): Promise<boolean> {
  const [row] = await sql.rows(standingRow, `${STANDINGS} where id = $1`, [device]);
  if (!row) return false;
  // A card is a word of the operator about one that left the programme; what the list took out it does not bring back.
  const listed = row.listed === 'left' ? 'no' : row.listed;
  const next = what === 'enrol' ? { ...row, by_card: 1, shut: 0, listed } : { ...row, shut: 1 };
  await putStanding(sql, next, now);
  return true;
}

/**
 * Makes the computer of a proven certificate known, and its office where it is new; `renewListings` says whether it is let
 * in. False for one that is known in another office: it belongs to one, whatever else it signs.
 */
export async function takeDevice(
  sql: Sql,
  office: OfficeCertificate,
  { value, bytes }: SignedDevice,
  now: number,
): Promise<boolean> {
  const [device, officeId] = [toBytes(value.device), toBytes(office.office)];
  const [known] = await sql.rows(z.object({ office: blob }), 'select office from device where id = $1', [device]);
  if (known) return Buffer.compare(known.office, officeId) === 0;
  await sql.rows(
    nothing,
    `insert into office(id, code, name, next_seq, used_bytes, enrolled_at) values ($1, $2, $3, 0, 0, $4)
     on conflict(id) do nothing`,
    [officeId, office.code, office.name, now],
  );
  await sql.rows(
    nothing,
    `insert into device(id, office, signing_key, card, status, changed_at, by_card, shut, listed)
     values ($1, $2, $3, $4, 'revoked', $5, 0, 0, 'no')`,
    [device, officeId, value.signingKey, bytes, now],
  );
  return true;
}

/** Lets in and shuts out by the directory in force. A computer is let in once its certificate is here and proven. */
export async function renewListings(sql: Sql, { entries }: Directory, now: number): Promise<void> {
  const listed = new Map<string, (typeof entries)[number]>(
    entries.flatMap((entry) => (entry.kind === 'device' ? [[entry.subject, entry]] : [])),
  );
  const certificates = `select subject from trust_object where kind = 'device' and subject is not null`;
  const proven = new Set(
    (await sql.rows(z.object({ subject: blob }), certificates)).map(({ subject }) => idFrom<string>(subject)),
  );
  for (const row of await sql.rows(standingRow, STANDINGS)) {
    const id = idFrom<string>(row.id);
    const entry = listed.get(id);
    const next: Listing = entry
      ? entry.cutOff
        ? 'revoked'
        : proven.has(id)
          ? 'listed'
          : 'no'
      : row.listed === 'no'
        ? 'no'
        : 'left';
    if (next !== row.listed) await putStanding(sql, { ...row, listed: next }, now);
  }
}
