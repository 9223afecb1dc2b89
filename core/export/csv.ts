import { looksLikeFormula } from './cell.ts';
import { SEPARATORS, type Separator } from './formats.ts';

/** Spreadsheets take a file for UTF-8 when it begins with this. */
export const BYTE_ORDER_MARK = '\u{FEFF}';

const NEEDS_QUOTES = /["\r\n,;\t]|^\s|\s$/;

function cellText(cell: string): string {
  const harmless = looksLikeFormula(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * One line of a CSV file (RFC 4180: CRLF, quotes doubled; commas unless asked otherwise). A cell that a spreadsheet might
 * reckon gets an apostrophe in front, so that an answer never runs on somebody's computer (security.md, Files).
 */
export const csvLine = (cells: readonly string[], separator: Separator = 'comma'): string =>
  `${cells.map(cellText).join(SEPARATORS[separator])}\r\n`;
