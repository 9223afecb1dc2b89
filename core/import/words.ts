import { normaliseName } from '../records/names.ts';

/**
 * A word or heading as it is compared: without case, accents, vowel signs and punctuation, digits as 0–9. Two that a
 * reader would call the same have the same key.
 */
export const wordKey = (text: string): string =>
  normaliseName(text).replaceAll('/', ' ').replaceAll(/ +/gu, ' ').trim();
