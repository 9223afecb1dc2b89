import { Zip } from 'fflate';
import type { Cell } from '#core/export/cell.ts';
import {
  MOST_ROWS,
  rowXml,
  SHEET_END,
  sheetNames,
  sheetPath,
  sheetStart,
  workbookParts,
} from '#core/export/workbook-xml.ts';
import { Refusal } from '#core/result.ts';
import { ZipEntry } from './zip-entry.ts';

/** Every entry of every workbook says this: when it was made is nobody's business. */
const ONE_DAY = new Date(1980, 0, 1);

export interface SheetHead {
  readonly label: string;
  /** Rows that stay in sight: labels, then ids. */
  readonly labels: readonly string[];
  readonly ids?: readonly string[];
}

/**
 * A workbook that grows line by line in all of its sheets at once. Text is compressed as it comes: what is kept in memory
 * is the compressed part of the sheets behind the first.
 */
export class WorkbookFile {
  readonly #zip: Zip;
  #ready: Uint8Array[] = [];
  readonly #sheets: { readonly file: ZipEntry; rows: number }[] = [];
  readonly #labels: string[] = [];
  readonly #encoder = new TextEncoder();
  readonly #rightToLeft: boolean;

  constructor(rightToLeft: boolean) {
    this.#rightToLeft = rightToLeft;
    this.#zip = new Zip((fault, bytes) => {
      if (fault) throw fault;
      this.#ready.push(bytes);
    });
  }

  #entry(path: string): ZipEntry {
    const file = new ZipEntry(path, ONE_DAY);
    this.#zip.add(file);
    return file;
  }

  /** Answers the number of the sheet. */
  addSheet({ label, labels, ids }: SheetHead): number {
    const at = this.#sheets.length;
    const heads = ids === undefined ? [labels] : [labels, ids];
    const file = this.#entry(sheetPath(at));
    const shape = { columns: labels.length, heads: heads.length, rightToLeft: this.#rightToLeft };
    const head = heads.map((row, i) => rowXml(i + 1, row, i === 0 ? 'label' : 'id')).join('');
    file.push(this.#encoder.encode(sheetStart(shape) + head));
    this.#sheets.push({ file, rows: heads.length });
    this.#labels.push(label);
    return at;
  }

  /** EXPORT_TOO_LONG when a spreadsheet could not show the lines. */
  addLines(at: number, lines: readonly (readonly Cell[])[]): void {
    const sheet = this.#sheets[at];
    if (sheet === undefined || lines.length === 0) return;
    if (sheet.rows + lines.length > MOST_ROWS) throw new Refusal('EXPORT_TOO_LONG');
    sheet.file.push(this.#encoder.encode(lines.map((cells, i) => rowXml(sheet.rows + i + 1, cells, 'line')).join('')));
    sheet.rows += lines.length;
  }

  /** What there is to write by now. */
  take(): Uint8Array {
    const taken = Buffer.concat(this.#ready);
    this.#ready = [];
    return taken;
  }

  /** @param first the number of the sheet that stands in front of the others; the rest keep their order. */
  finish(first: number): Uint8Array {
    for (const { file } of this.#sheets) file.push(this.#encoder.encode(SHEET_END), true);
    const rest = this.#sheets.map((_sheet, i) => i).filter((i) => i !== first);
    for (const [path, text] of workbookParts(sheetNames(this.#labels), [first, ...rest]))
      this.#entry(path).push(this.#encoder.encode(text), true);
    this.#zip.end();
    return this.take();
  }
}
