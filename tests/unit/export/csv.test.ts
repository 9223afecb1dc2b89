import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BYTE_ORDER_MARK, csvLine } from '#core/export/csv.ts';
import { csvRows } from '../../builders/read-export.ts';

test('any cells come back as they were, but for the apostrophe before what a spreadsheet would reckon', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(',', '"', '\r', '\n', '\t', ' ', '=', '+', '-', '@', 'a', 'ح', ';', "'") }),
  );
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { maxLength: 6 }), (table) => {
      const read = csvRows(BYTE_ORDER_MARK + table.map((cells) => csvLine(cells)).join(''));
      expect(read.map((row) => row.length)).toEqual(table.map((row) => row.length));
      for (const [i, row] of table.entries())
        for (const [j, typed] of row.entries()) expect([typed, `'${typed}`]).toContain(read[i]?.[j]);
    }),
  );
});

test('no cell begins like a formula', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r', '\n=', ' =', '\u{200B}=', '\u{FEFF}+', '＝', '＋', '－', '＠'])
    for (const rest of ['1+1', "cmd|' /C calc'!A0", 'SUM(A1:A9)', '']) {
      const [[read = '']] = csvRows(csvLine([start + rest])) as [string[]];
      expect(read.startsWith("'"), JSON.stringify(start)).toBe(true);
    }
  expect(csvLine(['a-b', 'x=y', '5', "it's", 'ح+1'])).toBe("a-b,x=y,5,it's,ح+1\r\n");
});
