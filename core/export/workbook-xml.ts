import { looksLikeFormula, type Cell } from './cell.ts';

/** The parts of an XLSX workbook (ECMA-376, SpreadsheetML) that a file of ours needs, as text. */

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** More than these no spreadsheet takes. */
export const MOST_ROWS = 1_048_576;
const LONGEST_TEXT = 32_767;
const LONGEST_NAME = 31;

/** Places in `cellXfs` of the styles below. */
const STYLE = { text: 0, label: 1, id: 2, day: 3, moment: 4, harmless: 5 } as const;
/** How a row looks: `label` and `id` are the two rows of a head. */
export type RowLook = 'label' | 'id' | 'line';

const SPECIAL = /[&<>"_\r\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/u;

/**
 * What XML cannot hold is written as the format says (`_x0007_`), and so is what only looks like that; half characters
 * become the sign for what cannot be shown. Most texts have nothing of the kind.
 */
const escaped = (text: string): string => (SPECIAL.test(text) ? rewritten(text) : text);

const rewritten = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/\p{Surrogate}/gu, '\u{FFFD}')
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, (one) => {
      return `_x${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
    })
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const fitting = (text: string): string => (text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`);

const columnNames: string[] = [];

/** `A` for 0, `Z` for 25, `AA` for 26. */
function columnName(index: number): string {
  const known = columnNames[index];
  if (known !== undefined) return known;
  const last = String.fromCharCode(65 + (index % 26));
  const name = index < 26 ? last : columnName(Math.floor(index / 26) - 1) + last;
  columnNames[index] = name;
  return name;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Spreadsheets count days from here, and hold 1900 for a leap year: before March of it they go wrong. */
const FIRST = Date.UTC(1899, 11, 30);
const FIRST_SOUND = Date.UTC(1900, 2, 1);

/** Days since the spreadsheet's first, with the part of a day; undefined when it cannot hold the day. */
function serialOf(moment: string): number | undefined {
  const at = Date.parse(`${moment.length === 10 ? `${moment}T00:00` : moment}Z`);
  if (Number.isNaN(at) || at < FIRST_SOUND) return undefined;
  return Math.floor((at - FIRST) / DAY_MS) + Math.round(((at - FIRST) % DAY_MS) / MINUTE_MS) / 1440;
}

const textXml = (at: string, text: string, style: number): string =>
  `<c r="${at}"${style === STYLE.text ? '' : ` s="${String(style)}"`} t="inlineStr"><is><t xml:space="preserve">${escaped(fitting(text))}</t></is></c>`;

function cellXml(at: string, cell: Cell, look: RowLook): string {
  if (cell === '') return '';
  if (look !== 'line') return textXml(at, String(cell), STYLE[look]);
  // A text is never reckoned with. The style keeps it one when somebody opens the cell and presses Enter.
  if (typeof cell === 'string') return textXml(at, cell, looksLikeFormula(cell) ? STYLE.harmless : STYLE.text);
  if (typeof cell === 'number') return `<c r="${at}"><v>${String(cell)}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${cell ? '1' : '0'}</v></c>`;
  const [when, style] = 'day' in cell ? [cell.day, STYLE.day] : [cell.moment, STYLE.moment];
  const serial = serialOf(when);
  return serial === undefined
    ? textXml(at, when, STYLE.text)
    : `<c r="${at}" s="${String(style)}"><v>${String(serial)}</v></c>`;
}

/** @param row from 1. */
export const rowXml = (row: number, cells: readonly Cell[], look: RowLook): string =>
  `<row r="${String(row)}">${cells.map((cell, i) => cellXml(columnName(i) + String(row), cell, look)).join('')}</row>`;

/** How a sheet begins: its head and its first column stay in sight. `heads`: how many rows the head has. */
export function sheetStart({ columns, heads, rightToLeft }: SheetShape): string {
  const rtl = rightToLeft ? ' rightToLeft="1"' : '';
  const below = `B${String(heads + 1)}`;
  return [
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView${rtl} workbookViewId="0">`,
    `<pane xSplit="1" ySplit="${String(heads)}" topLeftCell="${below}" activePane="bottomRight" state="frozen"/>`,
    `</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>`,
    `<cols><col min="1" max="${String(Math.max(1, columns))}" width="22" customWidth="1"/></cols><sheetData>`,
  ].join('');
}
export const SHEET_END = '</sheetData></worksheet>';
interface SheetShape {
  readonly columns: number;
  readonly heads: number;
  readonly rightToLeft: boolean;
}

/** Names of sheets as spreadsheets allow them: short, without some signs, none twice. */
export function sheetNames(labels: readonly string[]): string[] {
  const taken = new Set<string>();
  return labels.map((label) => {
    const plain =
      escaped(label)
        .replace(/&[a-z]+;|[[\]:*?/\\'\s]+/g, ' ')
        .trim() || 'Sheet';
    for (let n = 1; ; n += 1) {
      const behind = n === 1 ? '' : ` ${String(n)}`;
      const name =
        [...plain]
          .slice(0, LONGEST_NAME - behind.length)
          .join('')
          .slice(0, LONGEST_NAME - behind.length)
          .trim() + behind;
      // The program keeps this name for itself.
      if (taken.has(name.toLowerCase()) || name.toLowerCase() === 'history') continue;
      taken.add(name.toLowerCase());
      return name;
    }
  });
}

export const sheetPath = (index: number): string => `xl/worksheets/sheet${String(index + 1)}.xml`;

const STYLES = [
  `${HEAD}<styleSheet xmlns="${MAIN}">`,
  '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>',
  '<fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font><font><i/><sz val="9"/><name val="Calibri"/></font></fonts>',
  '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8EDF2"/></patternFill></fill></fills>',
  '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>',
  '<cellXfs count="6"><xf/>',
  '<xf fontId="1" fillId="2" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>',
  '<xf fontId="2" fillId="2" applyFont="1" applyFill="1"/>',
  '<xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/><xf quotePrefix="1"/></cellXfs>',
  '</styleSheet>',
].join('');

/**
 * Every part of a workbook but its sheets, by path. There is no part that says who made it, with what or when.
 *
 * @param names of the sheets, in the order of their numbers. @param order in which the sheets stand, by number.
 */
export function workbookParts(names: readonly string[], order: readonly number[]): ReadonlyMap<string, string> {
  const number = (i: number): string => String(i + 1);
  const styles = number(names.length);
  const sheets = order.map(
    (i) => `<sheet name="${escaped(names[i] ?? '')}" sheetId="${number(i)}" r:id="rId${number(i)}"/>`,
  );
  return new Map([
    [
      '[Content_Types].xml',
      [
        `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">`,
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
        '<Default Extension="xml" ContentType="application/xml"/>',
        `<Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/>`,
        `<Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/>`,
        ...names.map((_name, i) => `<Override PartName="/${sheetPath(i)}" ContentType="${TYPES}.worksheet+xml"/>`),
        '</Types>',
      ].join(''),
    ],
    [
      '_rels/.rels',
      `${HEAD}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets.join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      [
        `${HEAD}<Relationships xmlns="${RELATIONS}">`,
        ...names.map(
          (_name, i) =>
            `<Relationship Id="rId${number(i)}" Type="${OFFICE}/worksheet" Target="${sheetPath(i).replace('xl/', '')}"/>`,
        ),
        `<Relationship Id="rId${styles}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
      ].join(''),
    ],
    ['xl/styles.xml', STYLES],
  ]);
}
