import { randomBytes } from 'node:crypto';
import { bech32 } from '@scure/base';
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { identityToRecipient } from 'age-encryption';
import { readKitWords } from '#core/people/kit-words.ts';
import { fail, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';

const PREFIX = 'AGE-SECRET-KEY-PQ-';

/** The secret of the office's recovery identity: 32 bytes, which on paper are 24 words with a checksum (BIP-39). */
export interface RecoveryKit {
  readonly seed: Uint8Array;
  readonly words: readonly string[];
}

export const wordsOf = (seed: Uint8Array): string[] => entropyToMnemonic(seed, wordlist).split(' ');

export function newRecoveryKit(): RecoveryKit {
  const seed = randomBytes(32);
  return { seed, words: wordsOf(seed) };
}

/** The age identity that these 32 bytes are. */
export const kitIdentity = (seed: Uint8Array): string =>
  bech32.encode(PREFIX.toLowerCase(), bech32.toWords(seed), false).toUpperCase();

export const kitRecipient = (seed: Uint8Array): Promise<string> => identityToRecipient(kitIdentity(seed));

/** Reads the words as they were typed: any case, any spacing. KEY_KIT_WRONG when a word or the checksum does not fit. */
export function seedFromWords(words: readonly string[]): Result<Uint8Array> {
  const text = readKitWords(words.join(' ')).words.join(' ');
  try {
    const seed = mnemonicToEntropy(text, wordlist);
    return seed.length === 32 ? ok(seed) : fail('KEY_KIT_WRONG');
  } catch {
    return fail('KEY_KIT_WRONG');
  }
}
