import { importPlan, type ImportTable } from '#core/contracts/imports.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { applyMapping, columnLike, guessColumns, headersKey } from '#core/import/guess-columns.ts';
import type { LoadedConfiguration } from '#core/forms/config-index.ts';
import type { FieldDef } from '#core/forms/types.ts';
import type { ColumnPlan, ImportPlan } from '#core/import/plan.ts';
import { countsIn } from '#core/import/read-amounts.ts';
import { optionFor } from '#core/import/read-answer.ts';
import { importTargets } from '#core/import/targets.ts';
import { wordKey } from '#core/import/words.ts';
import { Refusal } from '#core/result.ts';
import type { KeptMappingRow } from '../../storage/import.repo.ts';
import type { OpenOffice } from '../open-office.ts';
import { importFile, type ImportFile } from './import-file.ts';
import { TableReading, type ReadTable } from './table-reading.ts';

/** How long one call reads: saves and locks get their turn in between. */
export const STEP_MS = 200;
const SAMPLES = 3;
const GUESSED_FROM = 200;
const FIRST_SHOWN = 8;
const SHOWN = 120;
const MOST_WORDS = 100;
const SEVERAL = /[;|\n]|,(?!\d)/u;

const cut = (text: string): string => (text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 1)}…`);
/** A day that the spreadsheet holds as one is shown without the hour that says so. */
const shown = (cell: string): string => cut(cell.replace(/^(\d{4}-\d{2}-\d{2})T00:00$/u, '$1'));

function planOf(row: KeptMappingRow): ImportPlan | undefined {
  const parsed = importPlan.safeParse(JSON.parse(row.plan));
  return parsed.success ? parsed.data : undefined;
}

/** The table that the file was read as; IMPORT_GONE when it was not read to its end. */
export async function tableOf(file: ImportFile): Promise<ReadTable> {
  const table = await file.reading?.table.readOn(0);
  if (table === undefined) throw new Refusal('IMPORT_GONE');
  return table;
}

function viewOf(open: OpenOffice, { kind }: ImportFile, table: ReadTable): ImportTable {
  const { configuration } = open.configuration;
  const cellsOf = (column: number): string[] =>
    table.rows.slice(0, GUESSED_FROM).flatMap(({ cells }) => cells[column]?.trim() || []);
  const guess = guessColumns(configuration, table.headers, cellsOf);
  const key = headersKey(table.headers);
  const kept = open.repos.imports.mappings().flatMap((row) => {
    const plan = row.headers === key ? planOf(row) : undefined;
    if (plan === undefined) return [];
    const columns = [...applyMapping(guess, plan.columns, configuration)];
    const child = columnLike(columns, plan);
    const { defaults, blanks } = plan;
    const kept = { columns, defaults: [...defaults], blanks, ...(child === undefined ? {} : { child }) };
    return [{ id: row.id, name: row.name, plan: kept }];
  });
  return {
    kind,
    sheets: [...table.sheets],
    sheet: table.sheet,
    encoding: table.encoding,
    separator: table.separator,
    quotes: table.quotes,
    header: table.header,
    columns: table.headers.map((header, i) => ({
      header: cut(header),
      samples: cellsOf(i).slice(0, SAMPLES).map(shown),
    })),
    rows: table.rows.length,
    first: table.first.slice(0, FIRST_SHOWN + table.header).map(({ n, cells }) => ({ n, cells: cells.map(shown) })),
    merged: table.merged,
    unreadable: table.unreadable,
    guess: [...guess],
    kept,
  };
}

/** Reads on in the chosen file; from the beginning when it is to be read in another way. */
export async function readTable(
  open: OpenOffice,
  { place, as }: Input<'imports.read'>,
): Promise<Output<'imports.read'>> {
  const file = importFile(open, place);
  if (file.reading === undefined || JSON.stringify(file.reading.as) !== JSON.stringify(as))
    file.reading = { as, table: new TableReading(file, as) };
  const reading = file.reading.table;
  try {
    const table = await reading.readOn(STEP_MS);
    return table === undefined ? { more: true, rows: reading.rows } : { more: false, table: viewOf(open, file, table) };
  } catch (error) {
    delete file.reading;
    throw error;
  }
}

/** The words of a cell that stand for options. */
function wordsIn(config: LoadedConfiguration, field: FieldDef, text: string, plan: ColumnPlan): readonly string[] {
  if (field.type === 'tally') return (countsIn(text) ?? []).map(([word]) => word);
  const whole = field.type !== 'choices' || optionFor(config, field, text, plan) !== undefined;
  return whole ? [text] : text.split(SEVERAL).map((part) => part.trim());
}

/** The words of a column whose question has options, the most frequent first. */
export async function wordsOfColumn(
  open: OpenOffice,
  { place, column, plan }: Input<'imports.words'>,
): Promise<Output<'imports.words'>> {
  const field = importTargets(open.configuration.configuration).get(plan.to)?.field;
  if (field?.options === undefined) return { words: [], others: 0 };
  const { rows } = await tableOf(importFile(open, place));
  const found = new Map<string, { word: string; rows: number }>();
  for (const { cells } of rows) {
    const text = (cells[column] ?? '').trim();
    for (const word of wordsIn(open.configuration, field, text, plan)) {
      const key = wordKey(word);
      if (key === '') continue;
      const before = found.get(key);
      if (before === undefined) found.set(key, { word: cut(word), rows: 1 });
      else before.rows += 1;
    }
  }
  const sorted = [...found].toSorted(([, a], [, b]) => b.rows - a.rows);
  return {
    words: sorted.slice(0, MOST_WORDS).map(([key, { word, rows: count }]) => ({
      word,
      key,
      rows: count,
      option: optionFor(open.configuration, field, word, plan) ?? null,
    })),
    others: Math.max(0, sorted.length - MOST_WORDS),
  };
}
