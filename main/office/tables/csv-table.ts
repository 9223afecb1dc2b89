import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { SEPARATORS, type Quotes, type Separator } from '#core/import/table-format.ts';
import { Refusal } from '#core/result.ts';
import { TABLE_LIMITS, type Cells } from './table-limits.ts';

const GUESSED_LINES = 20;
const PIECE = 64 * 1024;

/** How many times a separator stands outside of quotes in each of the first lines. */
function countsOf(text: string, separator: string): number[] {
  const counts: number[] = [];
  let count = 0;
  let quoted = false;
  for (const sign of text.slice(0, PIECE)) {
    if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === separator) count += 1;
    else if (!quoted && sign === '\n') {
      counts.push(count);
      count = 0;
      if (counts.length === GUESSED_LINES) return counts;
    }
  }
  return count > 0 || counts.length === 0 ? [...counts, count] : counts;
}

/** The separator that most lines have most evenly; a comma where none is seen. */
export function guessSeparator(text: string): Separator {
  let best: Separator = ',';
  let score = 0;
  for (const separator of SEPARATORS) {
    const counts = countsOf(text, separator).filter((count) => count > 0);
    const usual = counts.toSorted((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0;
    const even = counts.filter((count) => count === usual).length;
    if (even * usual > score) {
      score = even * usual;
      best = separator;
    }
  }
  return best;
}

function* piecesOf(text: string): Generator<string> {
  for (let i = 0; i < text.length; i += PIECE) yield text.slice(i, i + PIECE);
}

/**
 * The rows of a text file with separators, one after the other. IMPORT_QUOTES { line } when a quote is opened and never
 * closed, or stands where none may: read without quotes, the file may still be whole. IMPORT_TOO_LARGE.
 */
export async function* csvRows(text: string, separator: Separator, quotes: Quotes): AsyncGenerator<Cells> {
  const parser = Readable.from(piecesOf(text)).pipe(
    parse({
      delimiter: separator,
      quote: quotes === 'usual' ? '"' : false,
      escape: quotes === 'usual' ? '"' : null,
      relax_column_count: true,
      skip_empty_lines: true,
      bom: true,
      max_record_size: TABLE_LIMITS.cell * 8,
    }),
  );
  try {
    for await (const row of parser) yield row as Cells;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === 'CSV_MAX_RECORD_SIZE')
      throw new Refusal('IMPORT_TOO_LARGE', { what: 'cell', most: TABLE_LIMITS.cell });
    const { lines } = error as CsvError & { readonly lines?: number };
    throw new Refusal('IMPORT_QUOTES', { line: lines ?? 0 });
  } finally {
    parser.destroy();
  }
}
