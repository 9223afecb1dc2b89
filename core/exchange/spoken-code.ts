/** How many digits are read out over the phone: 33 bits (exchange.md §6.8). */
export const CODE_DIGITS = 10;
/** Wrong codes that may be typed for one bundle (exchange.md R6). */
export const CODE_TRIES = 5;

/** Zeros of the digits that people type: European, Arabic-Indic, and those of Persian and Urdu. */
const ZEROS = [0x30, 0x660, 0x6f0] as const;

/**
 * The ten digits of a code as somebody typed them: in any of the digits above, with spaces, dashes or dots between.
 * Undefined for anything else.
 */
export function readCode(typed: string): string | undefined {
  let digits = '';
  for (const sign of typed.normalize('NFC')) {
    if (/[\s.\-\u2010-\u2015\u200e\u200f]/u.test(sign)) continue;
    const point = sign.codePointAt(0) ?? 0;
    const zero = ZEROS.find((first) => point >= first && point < first + 10);
    if (zero === undefined) return undefined;
    digits += String(point - zero);
  }
  return digits.length === CODE_DIGITS ? digits : undefined;
}

/** A code in groups, as people read them out: three, three and four digits. */
export const codeGroups = (code: string): readonly [string, string, string] => [
  code.slice(0, 3),
  code.slice(3, 6),
  code.slice(6),
];
