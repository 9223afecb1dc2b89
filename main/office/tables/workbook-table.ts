import { Refusal } from '#core/result.ts';
import { readDayStyles, sheetDay } from './workbook-dates.ts';
import { bareName, WorkbookParts } from './workbook-parts.ts';
import { TABLE_LIMITS, type Cells } from './table-limits.ts';

export interface Sheet {
  readonly name: string;
  readonly part: string;
}
export interface Workbook {
  readonly parts: WorkbookParts;
  readonly sheets: readonly Sheet[];
  readonly from1904: boolean;
}

const RELATION = /\/relationships\/(\w+)$/u;

/** The sheets of a workbook by the names on their tabs. IMPORT_NOT_A_WORKBOOK. */
export async function openWorkbook(bytes: Uint8Array): Promise<Workbook> {
  const parts = new WorkbookParts(bytes);
  const targets = new Map<string, string>();
  const named: { readonly name: string; readonly relation: string }[] = [];
  let from1904 = false;
  const ignore = { text: () => undefined, close: () => undefined };
  const all = async (steps: AsyncGenerator<void>): Promise<void> => {
    while ((await steps.next()).done !== true);
  };
  await all(
    parts.read('xl/_rels/workbook.xml.rels', {
      ...ignore,
      open: ({ attributes }) => {
        const { Id: id, Type: type, Target: target } = attributes;
        if (id === undefined || target === undefined || RELATION.exec(type ?? '')?.[1] !== 'worksheet') return;
        targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
      },
    }),
  );
  await all(
    parts.read('xl/workbook.xml', {
      ...ignore,
      open: ({ name, attributes }) => {
        if (bareName(name) === 'workbookPr') from1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
        if (bareName(name) !== 'sheet') return;
        const relation = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1];
        if (relation !== undefined) named.push({ name: (attributes['name'] ?? '').slice(0, 100), relation });
      },
    }),
  );
  const sheets = named.flatMap(({ name, relation }): Sheet[] => {
    const part = targets.get(relation);
    return part !== undefined && parts.has(part) ? [{ name, part }] : [];
  });
  if (sheets.length === 0) throw new Refusal('IMPORT_NOT_A_WORKBOOK');
  return { parts, sheets, from1904 };
}

/** A text with what comes behind it; IMPORT_TOO_LARGE beyond what a cell may hold. */
function longer(text: string, piece: string): string {
  if (text.length + piece.length > TABLE_LIMITS.cell)
    throw new Refusal('IMPORT_TOO_LARGE', { what: 'cell', most: TABLE_LIMITS.cell });
  return text + piece;
}

const SHARED = 'xl/sharedStrings.xml';

/** Texts that cells share. Readings of signs (`rPh`) are no part of them. */
async function* readShared(parts: WorkbookParts): AsyncGenerator<void, readonly string[]> {
  const texts: string[] = [];
  if (!parts.has(SHARED)) return texts;
  let text = '';
  let takes = false;
  let readings = 0;
  let characters = 0;
  yield* parts.read(SHARED, {
    open: ({ name }) => {
      const bare = bareName(name);
      if (bare === 'si') text = '';
      if (bare === 'rPh') readings += 1;
      takes = bare === 't' && readings === 0;
    },
    text: (piece) => {
      if (takes) text = longer(text, piece);
    },
    close: (name) => {
      const bare = bareName(name);
      takes = false;
      if (bare === 'rPh') readings -= 1;
      if (bare !== 'si') return;
      characters += text.length;
      if (characters > TABLE_LIMITS.all)
        throw new Refusal('IMPORT_TOO_LARGE', { what: 'file', most: TABLE_LIMITS.all });
      texts.push(text);
    },
  });
  return texts;
}

/** The column of a cell, from 0, by its letters; undefined without a place. */
export function columnOf(place: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d*$/u.exec(place ?? '')?.[1];
  if (letters === undefined) return undefined;
  return [...letters].reduce((sum, letter) => sum * 26 + (letter.codePointAt(0) ?? 65) - 64, 0) - 1;
}

/** A whole number without the powers of ten in which spreadsheets keep phones and identity numbers. */
function numberText(value: string): string {
  const number = Number(value);
  if (!Number.isFinite(number) || value.trim() === '') return value;
  if (Number.isInteger(number)) return Math.abs(number) < 1e21 ? BigInt(number).toString() : value;
  // What a spreadsheet shows, not the last bits of how it reckons.
  return String(Number(number.toPrecision(15)));
}

interface Cell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  text: string;
}

const MOST_MERGED = 10_000;
const MERGED = /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/u;
/** Cells that are one on the screen, by the numbers of their rows in the sheet, from 1, and of their columns, from 0. */
export interface Merged {
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromColumn: number;
  readonly toColumn: number;
}

/** A row of a sheet with its number there, from 1: empty ones are left out. */
export interface SheetRow {
  readonly n: number;
  readonly cells: Cells;
}

/**
 * The rows of a sheet, as they are shown: of a formula its value. `merged` fills while the sheet is read and is whole at its
 * end. IMPORT_NOT_A_WORKBOOK, IMPORT_TOO_LARGE.
 */
export async function* sheetRows(
  { parts, from1904 }: Workbook,
  sheet: Sheet,
  merged: Merged[],
): AsyncGenerator<readonly SheetRow[]> {
  const shared = yield* finished(readShared(parts));
  const days = yield* finished(readDayStyles(parts, 'xl/styles.xml'));
  let ready: SheetRow[] = [];
  let cells: string[] = [];
  let n = 0;
  let cell: Cell | undefined;
  let takes = false;
  const valueOf = ({ type, style, text }: Cell): string => {
    if (type === 's') return shared[Number(text)] ?? '';
    if (type === 'b') return text === '1' ? 'true' : 'false';
    if (type === 'n' && days.has(style)) return sheetDay(Number(text), from1904) ?? text;
    return type === 'n' ? numberText(text) : text;
  };
  const reading = parts.read(sheet.part, {
    open: ({ name, attributes }) => {
      const bare = bareName(name);
      if (bare === 'row') {
        n = Number(attributes['r'] ?? n + 1);
        cells = [];
      } else if (bare === 'c') {
        const column = columnOf(attributes['r']) ?? cells.length;
        cell = { column, type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? -1), text: '' };
      } else if (bare === 'mergeCell') {
        const match = MERGED.exec(attributes['ref'] ?? '');
        const [fromColumn, toColumn] = [columnOf(match?.[1]), columnOf(match?.[3])];
        if (match && fromColumn !== undefined && toColumn !== undefined && merged.length < MOST_MERGED)
          merged.push({ fromRow: Number(match[2]), toRow: Number(match[4]), fromColumn, toColumn });
      }
      takes = cell !== undefined && (bare === 'v' || bare === 't');
    },
    text: (piece) => {
      if (takes && cell !== undefined) cell.text = longer(cell.text, piece);
    },
    close: (name) => {
      const bare = bareName(name);
      takes = false;
      if (bare === 'c' && cell !== undefined) {
        if (cell.column >= TABLE_LIMITS.columns && cell.text !== '')
          throw new Refusal('IMPORT_TOO_LARGE', { what: 'columns', most: TABLE_LIMITS.columns });
        if (cell.column < TABLE_LIMITS.columns) {
          while (cells.length < cell.column) cells.push('');
          cells[cell.column] = valueOf(cell);
        }
        cell = undefined;
      }
      if (bare === 'row' && cells.some((text) => text.trim() !== '')) ready.push({ n, cells });
    },
  });
  for (let whole = false; !whole;) {
    whole = (await reading.next()).done === true;
    yield ready;
    ready = [];
  }
}

/** Runs steps of a reader to their end, with a pause after each, and gives what they found. */
async function* finished<T>(steps: AsyncGenerator<void, T>): AsyncGenerator<readonly SheetRow[], T> {
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
    yield [];
  }
}
