import { CODE_ALPHABET, checkCharacter, plainCode } from '../records/case-code.ts';

/** Longer than that of a case code: two offices that name families while they are apart must not meet in one number. */
export const FAMILY_RANDOM_LENGTH = 8;

const PREFIX = /^[A-Z]{2,5}$/;
const SHAPE = /^([A-Z]{2,5})F(\d{2})([0-9A-Z]{8})([0-9A-Z])$/;

/**
 * The number of a family, `KSM-F-26-7F3X-R2KM-K`: the rules of a case code (reference.md §8.4) with an F and a longer
 * random part. It is the family's only name, so that offices that wrote it into different cases speak of one family.
 *
 * `prefix`: the office's, two to five letters A–Z. `year`: the last two digits count. `random`: eight numbers from 0 to
 * 22, drawn evenly. Other arguments are programmers' errors and throw.
 */
export function makeFamilyNumber(prefix: string, year: number, random: readonly number[]): string {
  const fits =
    PREFIX.test(prefix) &&
    random.length === FAMILY_RANDOM_LENGTH &&
    random.every((n) => Number.isInteger(n) && n >= 0 && n < CODE_ALPHABET.length);
  if (!fits) throw new Error('a family number needs a prefix of two to five letters and eight numbers below 23');
  const short = String(year % 100).padStart(2, '0');
  const middle = random.map((n) => CODE_ALPHABET.charAt(n)).join('');
  return written(prefix, short, middle, checkCharacter(`${prefix}F${short}`, middle));
}

const written = (prefix: string, year: string, random: string, check: string): string =>
  `${prefix}-F-${year}-${random.slice(0, 4)}-${random.slice(4)}-${check}`;

/** Reads a family number as people type it; undefined for what is none, also for one with a slip in it. */
export function parseFamilyNumber(text: string): string | undefined {
  const [, prefix, year, random, check] = SHAPE.exec(plainCode(text)) ?? [];
  if (prefix === undefined || year === undefined || random === undefined || check === undefined) return undefined;
  if (![...random, check].every((character) => CODE_ALPHABET.includes(character))) return undefined;
  return checkCharacter(`${prefix}F${year}`, random) === check ? written(prefix, year, random, check) : undefined;
}
