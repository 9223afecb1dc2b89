import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TABLE_KINDS } from '#core/import/table-format.ts';
import { Refusal } from '#core/result.ts';
import { TableReading } from '../../main/office/importing/table-reading.ts';
import { asItIs, workbookOf } from '../builders/made-lists.ts';

const whole = workbookOf({
  List: '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row><row r="2"><c r="A2"><v>7</v></c></row></sheetData>',
});

/** Reads to the end; a refusal with a code is an answer, anything else is thrown on. */
async function readAll(kind: (typeof TABLE_KINDS)[number], bytes: Uint8Array): Promise<string> {
  const reading = new TableReading({ kind, bytes }, asItIs);
  try {
    for (;;) {
      const table = await reading.readOn(5);
      if (table !== undefined) return `${String(table.rows.length)} rows`;
    }
  } catch (error) {
    if (error instanceof Refusal) return error.error.code;
    throw error;
  }
}

test('whatever the bytes are, a file is a table or is refused with a code', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...TABLE_KINDS), fc.uint8Array({ maxLength: 400 }), async (kind, bytes) => {
      expect(await readAll(kind, bytes)).toMatch(/^\d+ rows$|^IMPORT_/);
    }),
    { numRuns: 300 },
  );
});

test('a workbook with bytes changed, cut or added is a table or is refused with a code', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      fc.nat(whole.length),
      async (changes, length) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        expect(await readAll('xlsx', bytes)).toMatch(/^\d+ rows$|^IMPORT_/);
        expect(await readAll('xlsx', bytes.subarray(0, length))).toMatch(/^\d+ rows$|^IMPORT_/);
      },
    ),
    { numRuns: 300 },
  );
});

test('text with separators, quotes and line ends in every place is a table or is refused with a code', async () => {
  const signs = fc.constantFrom(',', ';', '\t', '|', '"', '\n', '\r\n', 'a', 'é', 'م', '\u{FEFF}', '\0', '𠮷');
  await fc.assert(
    fc.asyncProperty(fc.array(signs, { maxLength: 60 }), async (text) => {
      expect(await readAll('csv', Buffer.from(text.join('')))).toMatch(/^\d+ rows$|^IMPORT_/);
    }),
    { numRuns: 500 },
  );
});
