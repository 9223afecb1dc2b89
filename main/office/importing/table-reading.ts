import type { ReadAs } from '#core/contracts/imports.contract.ts';
import { guessHeader, type Encoding, type Quotes, type Separator } from '#core/import/table-format.ts';
import { Refusal } from '#core/result.ts';
import { csvRows, guessSeparator } from '../tables/csv-table.ts';
import { decodeText, guessEncoding } from '../tables/decode-text.ts';
import { jsonRows } from '../tables/json-table.ts';
import { RowCollector, TABLE_LIMITS, type Cells } from '../tables/table-limits.ts';
import { openWorkbook, sheetRows, type Merged } from '../tables/workbook-table.ts';
import type { ImportFile } from './import-file.ts';

/** A file as a table: headings, and the rows below them with their numbers in the file. */
export interface ReadTable {
  readonly headers: readonly string[];
  readonly rows: readonly { readonly n: number; readonly cells: Cells }[];
  /** The first rows as they were read. */
  readonly first: readonly { readonly n: number; readonly cells: Cells }[];
  readonly header: number;
  readonly encoding: Encoding;
  readonly separator: Separator;
  readonly quotes: Quotes;
  readonly sheets: readonly string[];
  readonly sheet: number;
  readonly merged: number;
  readonly unreadable: number;
}

const FIRST = 20;
const NO_LETTER = /\uFFFD/gu;

/** A file that is being read, a moment at a time. */
export class TableReading {
  readonly #as: ReadAs;
  readonly #file: Pick<ImportFile, 'kind' | 'bytes'>;
  readonly #collected = new RowCollector();
  readonly #numbers: number[] = [];
  readonly #merged: Merged[] = [];
  #encoding: Encoding = 'utf-8';
  #separator: Separator = ',';
  #quotes: Quotes = 'usual';
  #sheets: readonly string[] = [];
  #sheet = 0;
  #unreadable = 0;
  #steps: AsyncGenerator<void> | undefined;
  #table: ReadTable | undefined;

  constructor(file: Pick<ImportFile, 'kind' | 'bytes'>, as: ReadAs) {
    this.#file = file;
    this.#as = as;
  }

  get rows(): number {
    return this.#collected.rows.length;
  }

  /** Reads on for so long. The table when it is whole; undefined: not yet. Refusals of the readers. */
  async readOn(milliseconds: number): Promise<ReadTable | undefined> {
    if (this.#table !== undefined) return this.#table;
    this.#steps ??= this.#read();
    const until = performance.now() + milliseconds;
    do {
      const { done } = await this.#steps.next();
      if (done === true) {
        this.#table = this.#whole();
        return this.#table;
      }
    } while (performance.now() < until);
    return undefined;
  }

  #add(n: number, cells: Cells): void {
    const before = this.rows;
    this.#collected.add(cells);
    if (this.rows > before) this.#numbers.push(n);
  }

  async *#read(): AsyncGenerator<void> {
    if (this.#file.kind === 'xlsx') yield* this.#readWorkbook();
    else if (this.#file.kind === 'json') {
      let n = 0;
      for (const cells of jsonRows(this.#text())) this.#add((n += 1), cells);
    } else yield* this.#readText();
  }

  #text(): string {
    this.#encoding = this.#as.encoding ?? guessEncoding(this.#file.bytes);
    const text = decodeText(this.#file.bytes, this.#encoding);
    this.#unreadable = text.match(NO_LETTER)?.length ?? 0;
    return text;
  }

  async *#readText(): AsyncGenerator<void> {
    const text = this.#text();
    this.#separator = this.#as.separator ?? guessSeparator(text);
    this.#quotes = this.#as.quotes ?? 'usual';
    let n = 0;
    for await (const cells of csvRows(text, this.#separator, this.#quotes)) {
      this.#add((n += 1), cells);
      if (n % 200 === 0) yield;
    }
  }

  /** The sheet that was chosen, or else the first that holds anything. */
  async *#readWorkbook(): AsyncGenerator<void> {
    const workbook = await openWorkbook(this.#file.bytes);
    this.#sheets = workbook.sheets.map(({ name }) => name);
    for (const [i, sheet] of workbook.sheets.entries()) {
      if (i < (this.#as.sheet ?? 0)) continue;
      this.#sheet = i;
      for await (const rows of sheetRows(workbook, sheet, this.#merged)) {
        for (const { n, cells } of rows) this.#add(n, cells);
        yield;
      }
      if (this.rows > 0 || this.#as.sheet !== null) return;
    }
  }

  /** What stands in cells that are one on the screen counts for each of their rows. */
  #unmerged(): readonly Cells[] {
    if (this.#merged.length === 0) return this.#collected.rows;
    const rows = this.#collected.rows.map((cells) => [...cells]);
    const places = new Map(this.#numbers.map((n, i) => [n, i]));
    for (const { fromRow, toRow, fromColumn, toColumn } of this.#merged) {
      const first = rows[places.get(fromRow) ?? -1]?.[fromColumn] ?? '';
      if (first === '' || toColumn >= TABLE_LIMITS.columns) continue;
      for (let n = fromRow; n <= Math.min(toRow, this.#numbers.at(-1) ?? 0); n += 1) {
        const row = rows[places.get(n) ?? -1];
        if (row === undefined) continue;
        for (let column = fromColumn; column <= toColumn; column += 1) {
          while (row.length <= column) row.push('');
          if (row[column] === '') row[column] = first;
        }
      }
    }
    return rows;
  }

  #whole(): ReadTable {
    const all = this.#unmerged().map((cells, i) => ({ n: this.#numbers[i] ?? i + 1, cells }));
    if (all.length === 0) throw new Refusal('IMPORT_EMPTY');
    const header = Math.min(
      this.#as.header ?? guessHeader(all.slice(0, FIRST).map(({ cells }) => cells)),
      all.length - 1,
    );
    const rows = all.slice(header + 1).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
    const width = Math.max(0, all[header]?.cells.length ?? 0, ...rows.slice(0, FIRST).map(({ cells }) => cells.length));
    const headers = Array.from({ length: width }, (_, i) => (all[header]?.cells[i] ?? '').trim());
    return {
      headers,
      rows,
      first: all.slice(0, FIRST),
      header,
      encoding: this.#encoding,
      separator: this.#separator,
      quotes: this.#quotes,
      sheets: this.#sheets,
      sheet: this.#sheet,
      merged: this.#merged.length,
      unreadable: this.#unreadable,
    };
  }
}
