import { z } from 'zod';
import { fail, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';
import type { KeySlot, KeyUser } from './key-file-format.ts';
import { unboundSlot, type MachineSecret } from './machine-layer.ts';
import type { KdfCost, KdfParameters } from './passphrase.ts';
import { lockBox, openBox } from './passphrase-box.ts';

/** What a passphrase opens: the person's own private keys. */
export interface PersonalKeys {
  /** age identity. */
  readonly identity: string;
  /** Ed25519 seed, 32 bytes. */
  readonly signingSeed: Uint8Array;
}
type Owner = Pick<KeyUser, 'id' | 'recipient' | 'signingKey'>;

const content = z.strictObject({ identity: z.string(), seed: z.string() });

/** The slot's header: whose it is, which keys are inside and how it was locked cannot be exchanged unnoticed. */
const header = (owner: Owner) => (kdf: KdfParameters) =>
  Buffer.from(JSON.stringify(['hifadhi key slot 1', owner.id, owner.recipient, owner.signingKey, kdf]));

export function lockSlot(owner: Owner, keys: PersonalKeys, passphrase: string, cost: KdfCost): Promise<KeySlot> {
  const plain = { identity: keys.identity, seed: Buffer.from(keys.signingSeed).toString('base64url') };
  return lockBox(Buffer.from(JSON.stringify(plain)), passphrase, cost, header(owner));
}

/**
 * AUTH_WRONG_PASSPHRASE when the slot does not open, for whatever reason. Before a passphrase is tried: AUTH_OTHER_COMPUTER
 * when the slot is bound to a computer whose secret is not this one, KEY_FILE_DAMAGED { at } when it is and the slot was
 * changed by other hands.
 */
export async function openSlot(
  user: KeyUser,
  passphrase: string,
  machine: MachineSecret | undefined,
): Promise<Result<PersonalKeys>> {
  const bound = user.slot.machine;
  if (bound !== undefined && bound.id !== machine?.id) return fail('AUTH_OTHER_COMPUTER');
  const slot = machine ? unboundSlot(user, user.slot, machine) : user.slot;
  if (!slot) return fail('KEY_FILE_DAMAGED', { at: 'slot' });
  const plain = await openBox(slot, passphrase, header(user));
  if (!plain) return fail('AUTH_WRONG_PASSPHRASE');
  try {
    const { identity, seed } = content.parse(JSON.parse(plain.toString('utf8')));
    const pooled = Buffer.from(seed, 'base64url');
    const signingSeed = new Uint8Array(pooled);
    // Small buffers share memory with others, which would go wherever those go.
    pooled.fill(0);
    return ok({ identity, signingSeed });
  } catch {
    return fail('AUTH_WRONG_PASSPHRASE');
  } finally {
    plain.fill(0);
  }
}
