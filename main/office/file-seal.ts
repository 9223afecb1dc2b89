import { passingSeal, type Seal } from '../crypto/sealed-file.ts';
import { suggestPassphrase } from './set-up.ts';

/** A file leaves the office, where nobody counts the guesses: 66 bits. */
const PASSPHRASE_WORDS = 6;

export interface FileSeal {
  /** The identity of a file that is only sealed while it lies here; the passphrase of one that stays so. */
  readonly seal: Seal;
  /** What opens the file, told once; empty for a readable one. */
  readonly words: readonly string[];
}

/** Files grow encrypted whatever they are to become; `stays`: with a new passphrase, for whoever gets them. */
export async function newSeal(stays: boolean): Promise<FileSeal> {
  if (!stays) return { seal: await passingSeal(), words: [] };
  const words = suggestPassphrase(PASSPHRASE_WORDS);
  return { seal: { passphrase: words.join('-') }, words };
}
