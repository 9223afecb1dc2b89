import { deflateRawSync } from 'node:zlib';
import { crc32 } from '#core/attachments/crc32.ts';
import type { ImportTable, ReadAs } from '#core/contracts/imports.contract.ts';
import type { Input } from '#core/contracts/index.ts';
import type { ImportPlan } from '#core/import/plan.ts';
import { plainColumn } from '#core/import/plan.ts';

export const asItIs: ReadAs = { sheet: null, encoding: null, separator: null, quotes: null, header: null };

/** One column of names: for calls that need some mapping. */
export const listPlan = {
  columns: [{ ...plainColumn('Name'), to: 'full_name' }] as [Input<'imports.words'>['plan']],
  defaults: [],
  blanks: 'not_asked' as const,
};

const HEADINGS = 'Name,Sex,Date of birth,Caregiver,Phone,Village';

/** A list as offices keep them, without two rows of one child. */
export function csvOf(rows: number): string {
  const names = ['Amina', 'Baraka', 'Chausiku', 'Daudi', 'Esiankiki', 'Farida', 'Gatoto', 'Hawa', 'Imani', 'Jabali'];
  const line = (i: number): string => {
    const name = `${names[i % 10] ?? ''} Q${(i * 7919).toString(36)}x V${(i * 104_729).toString(36)}z`;
    const born = `${String((i % 28) + 1).padStart(2, '0')}/${String((i % 12) + 1).padStart(2, '0')}/${String(2010 + (i % 14))}`;
    return [
      name,
      i % 2 === 0 ? 'F' : 'M',
      born,
      `Mama K${(i * 6151).toString(36)}w`,
      `07${String(10_000_000 + i)}`,
      `Village ${String(i % 40)}`,
    ].join(',');
  };
  return `${[HEADINGS, ...Array.from({ length: rows }, (_, i) => line(i))].join('\r\n')}\r\n`;
}

/** A plan of what the headings tell; what is needed and not answered counts as not asked. */
export const guessedPlan = ({ guess }: ImportTable, more: Partial<ImportPlan> = {}): ImportPlan => ({
  columns: guess,
  defaults: [],
  blanks: 'not_asked',
  ...more,
});

/** A zip file of these parts. `claims`: what it says of the size of each, whatever that is. */
export function zipOf(parts: Readonly<Record<string, string | Uint8Array>>, claims?: number): Buffer {
  const pieces: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(parts)) {
    const plain = typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content);
    const packed = deflateRawSync(plain);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    if (claims === undefined) head.writeUInt32LE(crc32(plain), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(claims ?? plain.length, 18);
    head.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), head, Buffer.from(name), packed]);
    const end = Buffer.alloc(14);
    end.writeUInt32LE(at, 10);
    list.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), head, end, Buffer.from(name)]));
    pieces.push(local);
    at += local.length;
  }
  const central = Buffer.concat(list);
  const tail = Buffer.alloc(22);
  tail.write('PK\u0005\u0006', 0, 'latin1');
  tail.writeUInt16LE(list.length, 8);
  tail.writeUInt16LE(list.length, 10);
  tail.writeUInt32LE(central.length, 12);
  tail.writeUInt32LE(at, 16);
  return Buffer.concat([...pieces, central, tail]);
}

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook as spreadsheets write it, of sheets whose `sheetData` is given. */
export function workbookOf(
  sheets: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): Buffer {
  const names = Object.keys(sheets);
  const tabs = names.map((name, i) => `<sheet name="${name}" sheetId="${String(i + 1)}" r:id="rId${String(i + 1)}"/>`);
  const relations = names.map(
    (_, i) =>
      `<Relationship Id="rId${String(i + 1)}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${String(i + 1)}.xml"/>`,
  );
  return zipOf({
    'xl/workbook.xml': `<workbook xmlns:r="${RELATIONS}"><workbookPr/><sheets>${tabs.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relations.join('')}</Relationships>`,
    ...Object.fromEntries(
      names.map((name, i) => [
        `xl/worksheets/sheet${String(i + 1)}.xml`,
        `<worksheet>${sheets[name] ?? ''}</worksheet>`,
      ]),
    ),
    ...more,
  });
}
