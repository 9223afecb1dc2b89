import { bareName, type WorkbookParts } from './workbook-parts.ts';

const DAY_MS = 86_400_000;
/** Day 0 of the usual count. It has a 29 February 1900 that never was: days from 60 on are right. */
const FROM_1900 = Date.UTC(1899, 11, 30);
const FROM_1904 = Date.UTC(1904, 0, 1);
/** Built-in formats that show a number as a day. */
const BUILT_IN: ReadonlySet<number> = new Set([
  14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58,
]);

/** What a format writes literally, and its colours and conditions, say nothing of the kind of value. */
const LITERAL = /"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/giu;
const isDayFormat = (code: string): boolean => /[yd]|e{2,}|m{3,}/iu.test(code.replace(LITERAL, ''));

/** Which styles of cells show their number as a day. */
export async function* readDayStyles(parts: WorkbookParts, name: string): AsyncGenerator<void, ReadonlySet<number>> {
  const days = new Set<number>();
  if (!parts.has(name)) return days;
  const formats = new Map<number, string>();
  let inCells = false;
  let style = 0;
  yield* parts.read(name, {
    open: ({ name: tag, attributes }) => {
      const bare = bareName(tag);
      if (bare === 'numFmt') formats.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (bare === 'cellXfs') inCells = true;
      if (bare !== 'xf' || !inCells) return;
      const format = Number(attributes['numFmtId']);
      const code = formats.get(format);
      if (code === undefined ? BUILT_IN.has(format) : isDayFormat(code)) days.add(style);
      style += 1;
    },
    text: () => undefined,
    close: (tag) => {
      if (bareName(tag) === 'cellXfs') inCells = false;
    },
  });
  return days;
}

/**
 * The day that a number of a spreadsheet stands for, as `YYYY-MM-DDTHH:mm`: with its time, so that nobody takes it for a
 * date typed in another calendar. Undefined for what is no day.
 */
export function sheetDay(serial: number, from1904: boolean): string | undefined {
  if (!Number.isFinite(serial) || serial < 1 || serial > 2_958_465) return undefined;
  const at = new Date((from1904 ? FROM_1904 : FROM_1900) + Math.round((serial * DAY_MS) / 60_000) * 60_000);
  return at.toISOString().slice(0, 16);
}
