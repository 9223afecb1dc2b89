import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CODE_ALPHABET, makeCaseCode, parseCaseCode } from '#core/records/case-code.ts';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const prefixes = fc.string({ unit: fc.constantFrom(...letters), minLength: 2, maxLength: 5 });
const drawn = fc.array(fc.integer({ min: 0, max: 22 }), { minLength: 5, maxLength: 5 });
const codes = fc.tuple(prefixes, fc.integer({ min: 2000, max: 2199 }), drawn).map((parts) => makeCaseCode(...parts));

/** Places of the five random characters and of the check character within the text. */
const places = (code: string): number[] => {
  const start = code.length - 7;
  return [0, 1, 2, 3, 4, 6].map((n) => start + n);
};
const put = (code: string, at: number, character: string): string => code.slice(0, at) + character + code.slice(at + 1);

test('the vectors of the documentation hold', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/case-code.md'), 'utf8');
  const rows = [...page.matchAll(/^\|\s*([A-Z]{2,5})\s*\|\s*(\d{4})\s*\|\s*([\d ]+?)\s*\|\s*`([^`]+)`\s*\|$/gm)];
  expect(rows).toHaveLength(6);
  for (const [, prefix = '', year, random = '', code] of rows)
    expect(makeCaseCode(prefix, Number(year), random.split(' ').map(Number))).toBe(code);
});

test('a made code is read back, in whatever way it is typed', () => {
  fc.assert(
    fc.property(codes, (code) => {
      const [prefix, year] = code.split('-');
      const expected = { ok: true, value: { code, prefix, year: Number(year) } };
      for (const typed of [code, code.toLowerCase(), code.replaceAll('-', ''), ` ${code.replaceAll('-', ' – ')} `])
        expect(parseCaseCode(typed)).toEqual(expected);
    }),
  );
});

test('every single wrong character of the random part and of the check character shows', () => {
  fc.assert(
    fc.property(codes, (code) => {
      for (const at of places(code))
        for (const other of CODE_ALPHABET)
          if (other !== code[at]) expect(parseCaseCode(put(code, at, other)).ok).toBe(false);
    }),
    { numRuns: 300 },
  );
});

test('every two swapped neighbours from the random part on show', () => {
  fc.assert(
    fc.property(codes, (code) => {
      const at = places(code);
      for (let n = 0; n + 1 < at.length; n += 1) {
        const [a = 0, b = 0] = [at[n], at[n + 1]];
        const [x = '', y = ''] = [code[a], code[b]];
        if (x !== y) expect(parseCaseCode(put(put(code, a, y), b, x)).ok, `${code} ${n}`).toBe(false);
      }
    }),
    { numRuns: 1000 },
  );
});

test('a refusal gives its reason', () => {
  const fault = (text: string): unknown => {
    const result = parseCaseCode(text);
    return result.ok ? 'none' : result.error.params['fault'];
  };
  expect(fault('KSM-26-7F3WR-R')).toBe('none');
  expect(fault('KSM-٢٦-7F3WR-R')).toBe('none');
  expect(fault('KSM-26-7F3WR-T')).toBe('check');
  expect(fault('KSM-26-7F3OR-R')).toBe('character');
  expect(fault('KSM-26-7F3W-R')).toBe('shape');
  expect(fault('')).toBe('shape');
  expect(fault('x'.repeat(1_000_000))).toBe('shape');
});

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
      expect(typeof parseCaseCode(text).ok).toBe('boolean');
    }),
  );
});
