/** The kinds of files that a list of children may come in. */
export const TABLE_KINDS = ['csv', 'xlsx', 'json'] as const;
export type TableKind = (typeof TABLE_KINDS)[number];

/** In which ways text files of offices are written; the first is how this program writes. */
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'windows-1256'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const SEPARATORS = [',', ';', '\t', '|'] as const;
export type Separator = (typeof SEPARATORS)[number];

/** `usual`: cells may stand in quotes (RFC 4180). `none`: a quote is a letter like any other. */
export const QUOTES = ['usual', 'none'] as const;
export type Quotes = (typeof QUOTES)[number];

/** What may become of a row, as the dry run says. */
export const VERDICTS = ['ready', 'problem', 'duplicate', 'before', 'joined'] as const;
export type Verdict = (typeof VERDICTS)[number];

const NUMBER = /^[\p{N}\s.,:/-]+$/u;
/** Titles and notes may stand above the headings. */
const SEARCHED = 20;

/**
 * Which of the first rows holds the headings, from 0: the first that names at least half as many columns as the widest of
 * them, in words. Where none does, the first row.
 */
export function guessHeader(rows: readonly (readonly string[])[]): number {
  const first = rows.slice(0, SEARCHED);
  const named = (cells: readonly string[]): number => cells.filter((cell) => cell.trim() !== '').length;
  const widest = Math.max(0, ...first.map(named));
  const at = first.findIndex((cells) => {
    const count = named(cells);
    return count > 0 && count * 2 >= widest && cells.every((cell) => cell.trim() === '' || !NUMBER.test(cell.trim()));
  });
  return Math.max(0, at);
}
