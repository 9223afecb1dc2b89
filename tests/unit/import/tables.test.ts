import { expect, test } from 'vitest';
import { TableReading, type ReadTable } from '../../../main/office/importing/table-reading.ts';
import { guessSeparator } from '../../../main/office/tables/csv-table.ts';
import { guessEncoding } from '../../../main/office/tables/decode-text.ts';
import { asItIs, workbookOf, zipOf } from '../../builders/made-lists.ts';
import type { ReadAs } from '#core/contracts/imports.contract.ts';
import type { TableKind } from '#core/import/table-format.ts';

async function tableOf(kind: TableKind, bytes: Uint8Array, as: Partial<ReadAs> = {}): Promise<ReadTable> {
  const reading = new TableReading({ kind, bytes }, { ...asItIs, ...as });
  for (;;) {
    const table = await reading.readOn(20);
    if (table !== undefined) return table;
  }
}
const cellsOf = ({ rows }: ReadTable): (readonly string[])[] => rows.map(({ cells }) => cells);
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const refused = (code: string) => ({ error: { code } });
/** Letters of one byte each by the code page. */
const paged = (text: string, page: Readonly<Record<string, number>>): Buffer =>
  Buffer.from([...text].map((letter) => page[letter] ?? letter.charCodeAt(0)));
const ARABIC = { ا: 0xc7, ل: 0xe1, س: 0xd3, م: 0xe3, ح: 0xcd, د: 0xcf, ن: 0xe4, و: 0xe6, ر: 0xd1 };

test('the way of writing letters is guessed from the bytes', () => {
  expect(guessEncoding(bytes('Nom;Âge\nAïcha;7'))).toBe('utf-8');
  expect(guessEncoding(Buffer.from('Nom;Âge\nAïcha;7', 'latin1'))).toBe('windows-1252');
  expect(guessEncoding(Buffer.from('\u{FEFF}Name;Age', 'utf16le'))).toBe('utf-16le');
  expect(guessEncoding(Buffer.from('Name;Age\nAmina;7', 'utf16le'))).toBe('utf-16le');
  expect(guessEncoding(Buffer.from('Name;Age\nAmina;7', 'utf16le').swap16())).toBe('utf-16be');
  expect(guessEncoding(paged('الاسم;سن\nمحمد نور;7\nمحمود;8', ARABIC))).toBe('windows-1256');
});

test('text of every encoding comes out as it was written, and a wrong choice says how much is unreadable', async () => {
  const arabic = await tableOf('csv', paged('الاسم;سن\nمحمد نور;7', ARABIC));
  expect([arabic.headers, cellsOf(arabic)]).toEqual([['الاسم', 'سن'], [['محمد نور', '7']]]);
  const wide = await tableOf('csv', Buffer.from('\u{FEFF}Nom\tAge\r\nAïcha\t7\r\n', 'utf16le'));
  expect([wide.headers, cellsOf(wide)]).toEqual([['Nom', 'Age'], [['Aïcha', '7']]]);
  const wrong = await tableOf('csv', Buffer.from('Nom;Âge\nAïcha;7', 'latin1'), { encoding: 'utf-8' });
  expect(wrong.unreadable).toBe(2);
});

test('separators are guessed outside of quotes', () => {
  expect(guessSeparator('a;b;c\n1,5;2,5;3,5')).toBe(';');
  expect(guessSeparator('"a;b;c;d",e\n"1;2;3;4",5')).toBe(',');
  expect(guessSeparator('a\tb\n1\t2')).toBe('\t');
  expect(guessSeparator('only')).toBe(',');
});

test('titles above the headings are passed over, line breaks stay inside of quotes, empty lines are nothing', async () => {
  const text =
    'Children of the district\n\nName,Address,Age\n"Amina, called Mimi","Behind the mill\nsecond door",7\n\nBaraka,,8\n';
  const table = await tableOf('csv', bytes(text));
  expect(table.headers).toEqual(['Name', 'Address', 'Age']);
  expect(cellsOf(table)).toEqual([
    ['Amina, called Mimi', 'Behind the mill\nsecond door', '7'],
    ['Baraka', '', '8'],
  ]);
});

test('a quote that is never closed stops the reading with its place, and reads as a letter where a person says so', async () => {
  const broken = bytes('Name,Age\n"Amina,7\nBaraka,8\n');
  await expect(tableOf('csv', broken)).rejects.toMatchObject(refused('IMPORT_QUOTES'));
  expect(cellsOf(await tableOf('csv', broken, { quotes: 'none' }))).toEqual([
    ['"Amina', '7'],
    ['Baraka', '8'],
  ]);
});

test('what is too large or no list at all is refused with a code', async () => {
  await expect(tableOf('csv', bytes('A\n'.repeat(20_100)))).rejects.toMatchObject({
    error: { code: 'IMPORT_TOO_LARGE', params: { what: 'rows' } },
  });
  await expect(tableOf('csv', bytes(`A,B\n1,${'x'.repeat(40_000)}\n`))).rejects.toMatchObject({
    error: { params: { what: 'cell' } },
  });
  await expect(tableOf('csv', bytes(`${'a,'.repeat(400)}b\n`))).rejects.toMatchObject({
    error: { params: { what: 'columns' } },
  });
  await expect(tableOf('csv', bytes('\n\n'))).rejects.toMatchObject(refused('IMPORT_EMPTY'));
  await expect(tableOf('csv', Buffer.alloc(1000), { encoding: 'utf-8' })).rejects.toMatchObject(
    refused('IMPORT_NO_TEXT'),
  );
  await expect(tableOf('json', bytes('{"a": [1, 2'))).rejects.toMatchObject(refused('IMPORT_NOT_JSON'));
  await expect(tableOf('json', bytes('[1, 2, 3]'))).rejects.toMatchObject(refused('IMPORT_NOT_JSON'));
  await expect(tableOf('xlsx', bytes('PK no zip'))).rejects.toMatchObject(refused('IMPORT_NOT_A_WORKBOOK'));
  await expect(tableOf('xlsx', zipOf({ 'word/document.xml': '<w/>' }))).rejects.toMatchObject(
    refused('IMPORT_NOT_A_WORKBOOK'),
  );
});

test('JSON of other systems: wrapped answers, lists of plain ones, and entries inside of entries', async () => {
  const table = await tableOf(
    'json',
    bytes(
      JSON.stringify([
        {
          id: 'a-1',
          data: { name: 'Amina', nationality: ['kenya', 'uganda'], family: [{ relation: 'mother', name: 'Rehema' }] },
        },
        { id: 'a-2', data: { name: 'Baraka', age: 7, active: true } },
      ]),
    ),
  );
  expect(table.headers).toEqual(['id', 'name', 'nationality', 'family.relation', 'family.name', 'age', 'active']);
  expect(cellsOf(table)[0]).toEqual(['a-1', 'Amina', 'kenya; uganda', 'mother', 'Rehema']);
  expect(cellsOf(table)[1]).toEqual(['a-2', 'Baraka', '', '', '', '7', 'true']);
});

const STYLES =
  '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd\\-mmm\\-yyyy"/><numFmt numFmtId="171" formatCode="0.00 &quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>';

test('a workbook is read as it is shown: shared texts, days, values of formulas, merged cells, and the sheet that is chosen', async () => {
  const shared = '<sst><si><t>Name</t></si><si><r><t>Ami</t></r><r><t>na</t></r><rPh><t>x</t></rPh></si></sst>';
  const sheet = `<sheetData>
    <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Born</t></is></c><c r="C1" t="str"><f>1</f><v>Sum</v></c><c r="D1" t="inlineStr"><is><t>Village</t></is></c></row>
    <row r="2"/>
    <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" s="1"><v>41762</v></c><c r="C3"><f>SUM(A1:A2)</f><v>254712345678</v></c><c r="D3" t="inlineStr"><is><t>Kisimani</t></is></c></row>
    <row r="4"><c r="B4" s="2"><v>41763.5</v></c><c r="C4" s="3"><v>1.5</v></c></row>
    <row r="5"><c r="A5" t="e"><v>#REF!</v></c><c r="C5" t="b"><v>1</v></c></row>
  </sheetData><mergeCells><mergeCell ref="D3:D4"/></mergeCells>`;
  const file = workbookOf(
    { Empty: '<sheetData/>', List: sheet },
    { 'xl/sharedStrings.xml': shared, 'xl/styles.xml': STYLES },
  );
  await expect(tableOf('xlsx', file, { sheet: 0 })).rejects.toMatchObject(refused('IMPORT_EMPTY'));
  expect((await tableOf('xlsx', file, { sheet: 1 })).rows).toHaveLength(3);
  // Nothing chosen: the first sheet that holds anything.
  const table = await tableOf('xlsx', file);
  expect([table.sheets, table.headers, table.merged]).toEqual([
    ['Empty', 'List'],
    ['Name', 'Born', 'Sum', 'Village'],
    1,
  ]);
  expect(table.rows).toEqual([
    { n: 3, cells: ['Amina', '2014-05-03T00:00', '254712345678', 'Kisimani'] },
    { n: 4, cells: ['', '2014-05-04T12:00', '1.5', 'Kisimani'] },
    { n: 5, cells: ['#REF!', '', 'true'] },
  ]);
});

test('a workbook that unfolds to a thousand times its size is refused as it unfolds, whatever it says of its size', async () => {
  const cell = '<row><c t="inlineStr"><is><t>aaaaaaaa</t></is></c></row>';
  const bomb = zipOf(
    {
      'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships><Relationship Id="rId1" Type="x/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
      'xl/worksheets/sheet1.xml': Buffer.concat([
        bytes('<worksheet><sheetData>'),
        Buffer.alloc(64 * 1024 * 1024, ' '),
        bytes(cell),
      ]),
    },
    1000,
  );
  expect(bomb.length).toBeLessThan(128 * 1024);
  await expect(tableOf('xlsx', bomb)).rejects.toMatchObject(refused('IMPORT_TOO_LARGE'));
});

test('entities and document types of XML are refused: nothing in a workbook can multiply', async () => {
  const laughing = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>';
  const file = zipOf({
    'xl/workbook.xml': '<w/>',
    'xl/_rels/workbook.xml.rels': `${laughing}<Relationships>&b;</Relationships>`,
  });
  await expect(tableOf('xlsx', file)).rejects.toMatchObject(refused('IMPORT_NOT_A_WORKBOOK'));
});
