import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cell } from '#core/export/cell.ts';
import { sheetNames } from '#core/export/workbook-xml.ts';
import { WorkbookFile } from '../../../main/office/workbook-file.ts';
import { readWorkbook } from '../../builders/read-workbook.ts';

const bookOf = (lines: readonly (readonly Cell[])[]): Uint8Array => {
  const file = new WorkbookFile(false);
  const at = file.addSheet({ label: 'One', labels: ['a'] });
  file.addLines(at, lines);
  return file.finish(at);
};
const rowsOf = (lines: readonly (readonly Cell[])[]) => readWorkbook(bookOf(lines)).sheets[0]?.rows.slice(1) ?? [];

test('any text comes back as it was typed, and what begins like a formula is none', () => {
  const text = fc.string({
    unit: fc.constantFrom('=', '+', '@', '<', '&', '"', '_', 'x', '0', 'A', '\u0007', '\n', ' ', 'ح', '👶', ']]>'),
  });
  fc.assert(
    fc.property(fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }), (lines) => {
      const read = rowsOf(lines);
      for (const [i, line] of lines.entries())
        for (const [j, cell] of line.entries()) expect(read[i]?.[j] ?? '').toBe(cell);
      expect(readWorkbook(bookOf(lines)).formulas).toBe(0);
    }),
    { numRuns: 30 },
  );
  // Half a character cannot be written; the rest of the text stays.
  expect(rowsOf([['a\uD83D b']])).toEqual([['a\u{FFFD} b']]);
});

test('days are days from March 1900 on, and text before: spreadsheets take 1900 for a leap year', () => {
  expect(rowsOf([[{ day: '1900-03-01' }, { day: '1900-02-28' }, { day: '2024-02-29' }, true, 0]])).toEqual([
    ['day:1900-03-01', '1900-02-28', 'day:2024-02-29', true, 0],
  ]);
});

test('sheets are named as spreadsheets allow: short, without their signs, none twice', () => {
  const long = 'Visites de suivi après la réunification familiale';
  const names = sheetNames([long, long, 'History', "a/b[c]:*?'", 'A b C', '', '<&>', '']);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
  for (const name of names) {
    expect(name.length).toBeGreaterThan(0);
    expect(name.length).toBeLessThanOrEqual(31);
    expect(name).not.toMatch(/[[\]:*?/\\<>&]|^'|'$|^history$/i);
  }
});
