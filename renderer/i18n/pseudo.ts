const ACCENTS: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'ë',
  i: 'ï',
  o: 'ô',
  u: 'ü',
  n: 'ñ',
  c: 'ç',
  s: 'š',
  A: 'Å',
  E: 'Ë',
  I: 'Ï',
  O: 'Ö',
  U: 'Ü',
};

/**
 * The same ICU message with other letters and 40 % more length, so that a test sees text that does not come from a
 * message file, and layouts that do not hold longer languages. What stands in braces stays.
 */
export function pseudo(message: string): string {
  let depth = 0;
  let letters = 0;
  let out = '';
  for (const char of message) {
    if (char === '{') depth += 1;
    if (depth === 0 && /\p{L}/u.test(char)) letters += 1;
    out += depth === 0 ? (ACCENTS[char] ?? char) : char;
    if (char === '}') depth -= 1;
  }
  return `⟦${out}${' ~'.repeat(Math.ceil(letters * 0.2))}⟧`;
}
