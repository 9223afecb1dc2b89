/**
 * What stands in a cell of a file. Text may be anything; a day is `YYYY-MM-DD`, a moment `YYYY-MM-DDTHH:mm` as the clock
 * of the place showed it, both Gregorian. Nothing is the empty text.
 */
export type Cell = string | number | boolean | { readonly day: string } | { readonly moment: string };

/** A cell in a file that knows text alone. */
export function plainText(cell: Cell): string {
  if (typeof cell === 'object') return 'day' in cell ? cell.day : cell.moment;
  return String(cell);
}

/** What a spreadsheet may take for a formula, also behind what cannot be seen, and in the full width of East Asia. */
const FORMULA = /^[\t\r\n]|^[\s\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}\u{2066}-\u{2069}\u{FEFF}]*[=+\-@＝＋－＠]/u;
export const looksLikeFormula = (text: string): boolean => FORMULA.test(text);
