import { wordlist } from '@scure/bip39/wordlists/english.js';

/** Words of a recovery kit: 32 bytes and a checksum (BIP-39). */
export const KIT_WORDS = 24;

export interface KitWords {
  /** The words as the kit has them: small letters, nothing around them. */
  readonly words: readonly string[];
  /** Places (from 1) of words that are on no kit: misread or mistyped. */
  readonly unknown: readonly number[];
}

/**
 * Reads what a person typed from the paper of the recovery kit: any case, any spacing, with or without the numbers in
 * front of the words. Whether they are the words of *this* office only its key file can tell.
 */
export function readKitWords(typed: string): KitWords {
  const words = typed
    .normalize('NFKD')
    .toLowerCase()
    .split(/[\s\d.,;:)]+/)
    .filter((word) => word !== '');
  return { words, unknown: words.flatMap((word, i) => (wordlist.includes(word) ? [] : [i + 1])) };
}
