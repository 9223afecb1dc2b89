import { plainDigits } from './digits.ts';
import { fail, ok } from '#core/result.ts';
import type { Result } from '#core/result.ts';

/** No vowels and nothing that looks like something else: 23 characters, a prime, which the check character needs. */
export const CODE_ALPHABET = '23456789CDFHJKMNPRTVWXY';
const BASE = CODE_ALPHABET.length;
export const RANDOM_LENGTH = 5;

const PREFIX = /^[A-Z]{2,5}$/;
const SHAPE = /^([A-Z]{2,5})(\d{2})([0-9A-Z]{5})([0-9A-Z])$/;

export interface CaseCode {
  /** As it is written: `KSM-26-7F3XR-5`. */
  readonly code: string;
  readonly prefix: string;
  readonly year: number;
}
/** Why a text is not a case code: not its form, a character that never stands in one, or a slip in writing it down. */
export type CodeFault = 'shape' | 'character' | 'check';

/** Whether case codes can begin with it: two to five letters A–Z. */
export const isOfficeCode = (text: string): boolean => PREFIX.test(text);

/** Base-36 value of a letter or digit: 0–9, A = 10 … Z = 35. */
const base36 = (character: string): number => Number.parseInt(character, 36);

/**
 * The check character: sum of position × value modulo 23 over all characters before it, positions from 1. Positions stay
 * below 23 and the alphabet has 23 characters, so that no wrong character and no two swapped neighbours in the random
 * part leave the sum as it was.
 */
export function checkCharacter(head: string, random: string): string {
  let sum = 0;
  [...head].forEach((character, i) => {
    sum += (i + 1) * base36(character);
  });
  [...random].forEach((character, i) => {
    sum += (head.length + i + 1) * CODE_ALPHABET.indexOf(character);
  });
  return CODE_ALPHABET.charAt(sum % BASE);
}

/**
 * A case code (reference.md §8.4): nothing in it says anything about the child.
 *
 * `prefix`: the office's, two to five letters A–Z. `year`: any, the last two digits count. `random`: five numbers from 0
 * to 22, drawn evenly. Other arguments are programmers' errors and throw.
 */
export function makeCaseCode(prefix: string, year: number, random: readonly number[]): string {
  if (!isOfficeCode(prefix)) throw new Error('a case code needs a prefix of two to five letters');
  const fits = random.length === RANDOM_LENGTH && random.every((n) => Number.isInteger(n) && n >= 0 && n < BASE);
  if (!fits) throw new Error('a case code needs five random numbers below 23');
  const short = String(year % 100).padStart(2, '0');
  const middle = random.map((n) => CODE_ALPHABET.charAt(n)).join('');
  return `${prefix}-${short}-${middle}-${checkCharacter(prefix + short, middle)}`;
}

/** A code as it is typed, without what people put between its parts; at most a hundred characters are looked at. */
export const plainCode = (text: string): string =>
  text.length > 100
    ? ''
    : plainDigits(text)
        .toUpperCase()
        .replaceAll(/[\s\u200B-\u200F\u2060-\u2069\uFEFF\-‐‑‒–—_.·/]/gu, '');

/**
 * Reads a case code as people type it: lower case, spaces or no dashes at all.
 * FORM_CODE_INVALID { fault }: `shape`, `character` (one that never stands there) or `check` (a slip in writing).
 */
export function parseCaseCode(text: string): Result<CaseCode> {
  const wrong = (fault: CodeFault): Result<never> => fail('FORM_CODE_INVALID', { fault });
  const parts = SHAPE.exec(plainCode(text));
  const [, prefix, year, random, check] = parts ?? [];
  if (prefix === undefined || year === undefined || random === undefined || check === undefined) return wrong('shape');
  if ([...random, check].some((character) => !CODE_ALPHABET.includes(character))) return wrong('character');
  if (checkCharacter(prefix + year, random) !== check) return wrong('check');
  return ok({ code: `${prefix}-${year}-${random}-${check}`, prefix, year: Number(year) });
}
