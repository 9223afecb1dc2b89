import { readStrict } from '#core/exchange/strict-cbor.ts';
import { RELAY_LIMITS } from '#core/relay/relay-limits.ts';
import { dropShape, kitKeyShape, type BackupPage } from '#core/relay/relay-messages.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import { strictPublicKey } from '../../main/crypto/ed25519.ts';
import { deviceIdOf } from '../../main/crypto/office-card.ts';
import { message, RelayRefusal, type Answer } from './refusal.ts';
import type { RelayContext } from './relay-context.ts';
import type { Caller } from './sessions.ts';
import { dropBackups, kitUsedAt, listBackups, putKitKey } from './store/backups.ts';

/** What lies here of the backups of the caller's office, behind the name `after`, in the order of names. */
export async function backups({ database, now }: RelayContext, caller: Caller, after: Uint8Array): Promise<Answer> {
  const found = await listBackups(database, caller.office, after, RELAY_LIMITS.page + 1);
  const page: BackupPage = {
    v: 1,
    t: now(),
    used: await kitUsedAt(database, caller.office),
    more: found.length > RELAY_LIMITS.page,
    l: found
      .slice(0, RELAY_LIMITS.page)
      .map(({ bundle, size, lane, device, put_at }) => [
        new Uint8Array(bundle),
        size,
        lane,
        put_at,
        Buffer.compare(device, caller.id) === 0,
      ]),
  };
  return message(page);
}

/** Drops what a computer names of its own backups; what it has besides is kept for another while. RELAY_BAD_REQUEST. */
export async function drop({ database, now }: RelayContext, caller: Caller, bytes: Uint8Array): Promise<Answer> {
  const asked = readStrict(dropShape, bytes);
  if (!asked) throw new RelayRefusal('RELAY_BAD_REQUEST');
  return message({ v: 1, dropped: await database.transaction((sql) => dropBackups(sql, caller, asked.l, now())) });
}

/** Makes the key of a recovery kit known, or takes it back. RELAY_BAD_REQUEST, RELAY_NOT_PERMITTED. */
export async function kitKey({ database, now }: RelayContext, caller: Caller, bytes: Uint8Array): Promise<Answer> {
  const asked = readStrict(kitKeyShape, bytes);
  if (!asked || (asked.k.length > 0 && !strictPublicKey(asked.k))) throw new RelayRefusal('RELAY_BAD_REQUEST');
  const kit = asked.k.length === 0 ? undefined : { id: toBytes(deviceIdOf(asked.k)), key: asked.k };
  if (!(await database.transaction((sql) => putKitKey(sql, caller, kit, now()))))
    throw new RelayRefusal('RELAY_NOT_PERMITTED');
  return { status: 204 };
}
