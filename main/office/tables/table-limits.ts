import { Refusal } from '#core/result.ts';

/** What a file may bring. What is larger is refused with a code before it can fill the memory. */
export const TABLE_LIMITS = {
  fileBytes: 50 * 1024 * 1024,
  /** Data rows; issue 5 asks for ten thousand. */
  rows: 20_000,
  columns: 300,
  /** Characters in one cell: as many as a spreadsheet takes. */
  cell: 32_767,
  /** Characters in all cells together. */
  all: 40_000_000,
  /** What one part of a workbook may unfold to, and all parts that are read together. */
  partBytes: 100 * 1024 * 1024,
  allPartBytes: 150 * 1024 * 1024,
  /** From these many bytes on, how many times its packed size a part may unfold to: sheets come to about twenty. */
  foldedFrom: 8 * 1024 * 1024,
  folded: 200,
} as const;

/** One row of a file as it is read. */
export type Cells = readonly string[];

/** Rows of a table while they come in, within the limits. IMPORT_TOO_LARGE { what } beyond them. */
export class RowCollector {
  readonly rows: Cells[] = [];
  #characters = 0;

  add(cells: Cells): void {
    // Empty columns at the end and empty rows are what spreadsheets leave behind.
    let length = cells.length;
    while (length > 0 && (cells[length - 1] ?? '').trim() === '') length -= 1;
    if (length > TABLE_LIMITS.columns)
      throw new Refusal('IMPORT_TOO_LARGE', { what: 'columns', most: TABLE_LIMITS.columns });
    // The row of headings, and what may stand above it.
    if (this.rows.length >= TABLE_LIMITS.rows + 20)
      throw new Refusal('IMPORT_TOO_LARGE', { what: 'rows', most: TABLE_LIMITS.rows });
    const kept = cells.slice(0, length);
    for (const cell of kept) {
      if (cell.length > TABLE_LIMITS.cell)
        throw new Refusal('IMPORT_TOO_LARGE', { what: 'cell', most: TABLE_LIMITS.cell });
      this.#characters += cell.length;
    }
    if (this.#characters > TABLE_LIMITS.all)
      throw new Refusal('IMPORT_TOO_LARGE', { what: 'file', most: TABLE_LIMITS.all });
    this.rows.push(kept);
  }
}
