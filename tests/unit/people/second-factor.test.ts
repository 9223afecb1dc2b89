import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  base32,
  phoneAddress,
  plainCode,
  PRINTED_CODES,
  printedCodes,
  RANDOM_FOR_CODES,
  stepAt,
  stepOfCode,
} from '#core/people/second-factor.ts';
import { totpCode } from '../../../main/crypto/totp.ts';

const SECRET = Buffer.from('12345678901234567890', 'ascii');

describe('codes of a phone', () => {
  // RFC 6238, appendix B: eight digits there, of which six are shown.
  test.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('are those of RFC 6238 at second %i', (second, code) => {
    expect(totpCode(SECRET, stepAt(second * 1000))).toBe(code.slice(2));
  });

  const codeAt = (step: number): string => totpCode(SECRET, step);
  const now = Date.UTC(2026, 10, 26, 12);
  const here = stepAt(now);

  test('count a minute before and after, each once, and none that is older than the last one taken', () => {
    const fresh = { drift: 0, lastStep: -1 };
    for (const away of [-2, -1, 0, 1, 2])
      expect(stepOfCode(codeAt(here + away), codeAt, now, fresh, 2)).toBe(here + away);
    for (const away of [-3, 3]) expect(stepOfCode(codeAt(here + away), codeAt, now, fresh, 2)).toBeUndefined();
    const taken = { drift: 0, lastStep: here };
    expect(stepOfCode(codeAt(here), codeAt, now, taken, 2)).toBeUndefined();
    expect(stepOfCode(codeAt(here - 1), codeAt, now, taken, 2)).toBeUndefined();
    expect(stepOfCode(codeAt(here + 1), codeAt, now, taken, 2)).toBe(here + 1);
    // A clock that is set back brings no code back.
    expect(stepOfCode(codeAt(here - 100), codeAt, now - 3_000_000, taken, 2)).toBeUndefined();
  });

  test('follow a phone whose clock is off by as much as when it was made known', () => {
    const known = { drift: 15, lastStep: here + 10 };
    expect(stepOfCode(codeAt(here + 15), codeAt, now, known, 2)).toBe(here + 15);
    expect(stepOfCode(codeAt(here), codeAt, now, known, 2)).toBeUndefined();
  });

  test('are typed in any digits and with anything between them', () => {
    expect(plainCode(' ١٢٣ ٤٥٦ ')).toBe('123456');
    expect(plainCode('bcdfg-hjkmn')).toBe('BCDFGHJKMN');
  });
});

test('a secret is written as RFC 4648 has it, and the phone is told no more than the code of the office', () => {
  for (const [text, written] of [
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ] as const)
    expect(base32(Buffer.from(text))).toBe(written);
  expect(phoneAddress('KSM', SECRET)).toBe('otpauth://totp/KSM?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=KSM');
});

test('printed codes are ten, of letters and digits that are not mistaken for one another', () => {
  const codes = printedCodes(randomBytes(RANDOM_FOR_CODES));
  expect(new Set(codes).size).toBe(PRINTED_CODES);
  for (const code of codes) expect(code).toMatch(/^[2-9BCDFGHJKMNPQRSTVWXYZ]{5}-[2-9BCDFGHJKMNPQRSTVWXYZ]{5}$/);
});
