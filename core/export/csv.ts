/** Spreadsheets take a file for UTF-8 when it begins with this. */
export const BYTE_ORDER_MARK = '\u{FEFF}';

/** What a spreadsheet may take for a formula, also behind what cannot be seen, and in the full width of East Asia. */
const FORMULA = /^[\t\r\n]|^[\s\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}\u{2066}-\u{2069}\u{FEFF}]*[=+\-@＝＋－＠]/u;
const NEEDS_QUOTES = /["\r\n,;\t]|^\s|\s$/;

function cellText(cell: string): string {
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * One line of a CSV file (RFC 4180: commas, CRLF, quotes doubled). A cell that a spreadsheet might reckon gets an
 * apostrophe in front, so that an answer never runs on somebody's computer (security.md, Files).
 */
export const csvLine = (cells: readonly string[]): string => `${cells.map(cellText).join(',')}\r\n`;
