import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { KeySlot, KeyUser } from './key-file-format.ts';

const TAG = 16;

/** What one computer adds to the slots of its people: 32 random bytes that never leave it, and the name they go by. */
export interface MachineSecret {
  /** 16 bytes, base64url, made of the secret: a secret that is another one never passes for this one. */
  readonly id: string;
  readonly secret: Uint8Array;
}

/** Names a secret. Nothing about it can be told from its name. */
export function machineSecret(secret: Uint8Array): MachineSecret {
  const id = Buffer.from(hkdfSync('sha256', secret, '', 'hifadhi machine id 1', 16)).toString('base64url');
  return { id, secret };
}

export const newMachineSecret = (): MachineSecret => machineSecret(new Uint8Array(randomBytes(32)));

type Owner = Pick<KeyUser, 'id' | 'recipient' | 'signingKey'>;

/** A key for one slot alone: its salt is drawn anew whenever a slot is locked, so that no nonce can come twice under it. */
const keyOf = ({ secret }: MachineSecret, { kdf }: KeySlot): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, Buffer.from(kdf.salt, 'base64url'), 'hifadhi machine layer 1', 32));

/** Whose slot it is, how it was locked with the passphrase and by which computer cannot be exchanged unnoticed. */
const header = (owner: Owner, { kdf, nonce }: KeySlot, machine: string): Buffer =>
  Buffer.from(
    JSON.stringify(['hifadhi machine layer 1', owner.id, owner.recipient, owner.signingKey, kdf, nonce, machine]),
  );

/**
 * Puts the layer of this computer around a slot that a passphrase locks: what a passphrase can be tried on is sealed then,
 * so that nobody guesses at it elsewhere. The passphrase is not needed for it.
 */
export function bindSlot(owner: Owner, slot: KeySlot, machine: MachineSecret): KeySlot {
  if (slot.machine !== undefined) throw new Error('a slot has one layer of one computer');
  const key = keyOf(machine, slot);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(header(owner, slot, machine.id));
  const box = Buffer.concat([cipher.update(Buffer.from(slot.box, 'base64url')), cipher.final(), cipher.getAuthTag()]);
  key.fill(0);
  return {
    ...slot,
    box: box.toString('base64url'),
    machine: { id: machine.id, nonce: nonce.toString('base64url') },
  };
}

/** The slot without its layer; undefined when this secret does not take it away, or when it was changed by other hands. */
export function unboundSlot(owner: Owner, slot: KeySlot, machine: MachineSecret): KeySlot | undefined {
  const { machine: layer, ...inner } = slot;
  if (layer === undefined) return slot;
  if (layer.id !== machine.id) return undefined;
  const bytes = Buffer.from(slot.box, 'base64url');
  const key = keyOf(machine, slot);
  try {
    const nonce = Buffer.from(layer.nonce, 'base64url');
    const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG });
    cipher.setAAD(header(owner, inner, machine.id));
    cipher.setAuthTag(bytes.subarray(-TAG));
    const box = Buffer.concat([cipher.update(bytes.subarray(0, -TAG)), cipher.final()]);
    return { ...inner, box: box.toString('base64url') };
  } catch {
    return undefined;
  } finally {
    key.fill(0);
  }
}
