import { Decrypter, Encrypter } from 'age-encryption';
import { keyFileText, parseKeyFile } from './key-file-format.ts';
import type { KeyFile } from './key-file-format.ts';
import { kitIdentity, seedFromWords } from './recovery-kit.ts';

/** More than five hundred slots take. */
const LARGEST = 16 * 1024 * 1024;

/** Key slots that need no computer, closed to everybody but the recovery kit of their office (age). */
export async function sealForKit(free: KeyFile): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(free.recovery.recipient);
  return encrypter.encrypt(keyFileText(free));
}

/** What `sealForKit` closed; undefined when these words do not open it, or when anything else is inside. */
export async function openWithKit(bytes: Uint8Array, words: readonly string[]): Promise<KeyFile | undefined> {
  const seed = seedFromWords(words);
  if (!seed.ok || bytes.length > LARGEST) return undefined;
  try {
    const decrypter = new Decrypter();
    decrypter.addIdentity(kitIdentity(seed.value));
    return parseKeyFile(await decrypter.decrypt(bytes, 'uint8array'));
  } catch {
    return undefined;
  }
}
