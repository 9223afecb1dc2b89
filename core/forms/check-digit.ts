import type { CheckDigit } from './types.ts';

/** Multiplication in the dihedral group of ten elements: what makes Verhoeff find swapped neighbours. */
const TIMES = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
  [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
  [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
  [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
  [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
  [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
  [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
] as const;
const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4] as const;
const NOT_A_DIGIT = /[\s\-./]+/gu;
const DIGITS = /^\d{2,64}$/u;

const luhn = (fromRight: readonly number[]): boolean =>
  fromRight.reduce((sum, digit, i) => sum + (i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0) % 10 === 0;

function verhoeff(fromRight: readonly number[]): boolean {
  const state = fromRight.reduce((at, digit, i) => {
    let moved = digit;
    for (let turn = 0; turn < i % 8; turn += 1) moved = PERMUTATION[moved] ?? 0;
    return TIMES[at]?.[moved] ?? 0;
  }, 0);
  return state === 0;
}

/**
 * Whether the last digit of a number is the one that its other digits ask for. Spaces, hyphens, points and slashes
 * between the digits do not count; anything else is no number.
 */
export function checkDigitFits(check: CheckDigit, identifier: string): boolean {
  const digits = identifier.replace(NOT_A_DIGIT, '');
  if (!DIGITS.test(digits)) return false;
  const fromRight = Array.from(digits, Number).reverse();
  return check === 'luhn' ? luhn(fromRight) : verhoeff(fromRight);
}
