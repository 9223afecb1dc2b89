import { randomBytes } from 'node:crypto';
import type { KeyFile, KeySlot, KeyUser } from './key-file-format.ts';
import { bindSlot, type MachineSecret } from './machine-layer.ts';

/** What AES-GCM adds to what it seals. */
const TAG = 16;
/** The end of an age file that holds 32 bytes: its nonce, and the bytes with their tag. */
const PAYLOAD = 16 + 32 + TAG;

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');
const lengthOf = (text: string): number => Buffer.from(text, 'base64url').length;

function hollowSlot(user: KeyUser, machines: readonly MachineSecret[]): KeySlot {
  const { machine: layer, ...slot } = user.slot;
  const machine = machines.find(({ id }) => id === layer?.id);
  const inside = lengthOf(slot.box) - (machine ? TAG : 0);
  const inner = { ...slot, nonce: random(12), box: random(inside) };
  if (machine) return bindSlot(user, inner, machine);
  return layer === undefined ? inner : { ...inner, machine: { ...layer, nonce: random(12) } };
}

function hollowKey(wrapped: string): string {
  const bytes = Buffer.from(wrapped, 'base64url');
  return Buffer.concat([bytes.subarray(0, -PAYLOAD), randomBytes(PAYLOAD)]).toString('base64url');
}

/**
 * The same office and people in a key file that nothing opens: random bytes, of the same length, in the place of whatever
 * a passphrase or a kit opens. Slots that are bound to a computer of `machines` keep a layer of it, so that a passphrase is
 * answered as one that is wrong. Costs no Argon2id.
 */
export function hollowKeyFile(file: KeyFile, machines: readonly MachineSecret[]): KeyFile {
  const { nextDatabaseKey: next } = file;
  return {
    ...file,
    users: file.users.map((user) => ({ ...user, slot: hollowSlot(user, machines) })),
    databaseKey: hollowKey(file.databaseKey),
    ...(next !== undefined && { nextDatabaseKey: hollowKey(next) }),
    seal: random(32),
  };
}
