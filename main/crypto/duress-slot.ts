import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { flushFolder } from './flush-folder.ts';
import { slot } from './key-file-format.ts';
import { writeDurably } from './key-file-store.ts';
import { deriveKey, newKdfParameters, type KdfCost, type KdfParameters } from './passphrase.ts';

/** Named as key slots are, so that it goes with them when the office is erased. No backup takes it along. */
export const DURESS_NAME = 'office.keys.duress.json';
const LARGEST = 4096;
const TAG = 16;

const shape = z.strictObject({ v: z.literal(1), slot });
/** What the slot locks: nothing. That its tag fits is the whole answer. */
const CONTENT = Buffer.alloc(32);

const header = (kdf: KdfParameters): Buffer => Buffer.from(JSON.stringify(['hifadhi duress slot 1', kdf]));

/**
 * The bytes of the slot that every office has. `key`: what the duress passphrase and `kdf` give; absent where there is
 * none, and then it is locked with a key that nobody has. Only who holds the key can tell one from the other.
 */
export function duressSlotText(kdf: KdfParameters, key: Uint8Array = randomBytes(32)): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(header(kdf));
  const box = Buffer.concat([cipher.update(CONTENT), cipher.final(), cipher.getAuthTag()]);
  const body = { kdf, nonce: nonce.toString('base64url'), box: box.toString('base64url') };
  return `${JSON.stringify({ v: 1, slot: body })}\n`;
}

/** How the slot in a file of these bytes is locked. What is no such file is thrown. */
export const duressTextKdf = (text: string): KdfParameters => shape.parse(JSON.parse(text)).slot.kdf;

function read(dir: string): z.infer<typeof slot> | undefined {
  try {
    const path = join(dir, DURESS_NAME);
    if (!existsSync(path) || statSync(path).size > LARGEST) return undefined;
    return shape.parse(JSON.parse(readFileSync(path, 'utf8'))).slot;
  } catch {
    return undefined;
  }
}

/** How the slot in this folder is locked: the same for as long as the office stands, on or off. */
export const duressKdf = (dir: string): KdfParameters | undefined => read(dir)?.kdf;

/**
 * Writes the slot anew, durably: the same passphrase, other bytes. `asOld`: the file stays as old as it was, so that its age
 * tells of sign-ins alone. Faults of the disk are thrown.
 */
export function writeDuressSlot(dir: string, kdf: KdfParameters, key?: Uint8Array, asOld = false): void {
  const path = join(dir, DURESS_NAME);
  const before = asOld && existsSync(path) ? statSync(path) : undefined;
  writeDurably(path, duressSlotText(kdf, key));
  if (before) utimesSync(path, before.atimeMs / 1000, before.mtimeMs / 1000);
  flushFolder(dir);
}

/** Whether this key opens that slot. */
function opens({ kdf, nonce, box }: z.infer<typeof slot>, key: Uint8Array): boolean {
  const bytes = Buffer.from(box, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: TAG });
    decipher.setAAD(header(kdf));
    decipher.setAuthTag(bytes.subarray(-TAG));
    decipher.update(bytes.subarray(0, -TAG));
    decipher.final();
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether this passphrase is the one that erases. Exactly one Argon2id of the same cost, also where there is no slot and
 * where it is damaged. `cost`: what it is then.
 */
export async function opensDuressSlot(dir: string, passphrase: string, cost: KdfCost): Promise<boolean> {
  const found = read(dir);
  const key = await deriveKey(passphrase, found?.kdf ?? newKdfParameters(cost));
  const right = found !== undefined && opens(found, key);
  key.fill(0);
  return right;
}
