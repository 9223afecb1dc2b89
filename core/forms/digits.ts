const DIGIT = /\p{Nd}/gu;
const isDigit = (code: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(code));

/** The value of a decimal digit of any script: Unicode keeps them in runs of ten that begin with zero. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let start = code;
  while (isDigit(start - 1)) start -= 1;
  return (code - start) % 10;
}

/** Decimal digits of every script (٣, ۳, ३, ၃, ៣, ３) as ASCII; everything else stays. */
export const toAsciiDigits = (text: string): string =>
  text.replace(DIGIT, (digit) => (digit >= '0' && digit <= '9' ? digit : String(digitValue(digit))));
