import { Refusal } from '#core/result.ts';
import { TABLE_LIMITS, type Cells } from './table-limits.ts';

const DEEPEST = 4;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function plainText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return undefined;
}

/** The answers of an entry as cells by name: names inside of others behind a point, several plain answers in one cell. */
function cellsOf(value: unknown, name: string, into: Map<string, string>, depth: number): void {
  const text = plainText(value);
  if (text !== undefined) {
    into.set(name, text);
    return;
  }
  if (depth > DEEPEST || into.size > TABLE_LIMITS.columns) return;
  if (Array.isArray(value)) {
    const plain = value.map(plainText);
    if (plain.every((one) => one !== undefined)) into.set(name, plain.join('; '));
    // Of a list of entries the first: a row has one cell for each question.
    else cellsOf(value[0], name, into, depth + 1);
  } else if (isObject(value)) {
    // Exports of other systems wrap the answers in `data`: the wrapping says nothing.
    for (const [key, inner] of Object.entries(value)) {
      const within = name === '' || name === 'data' ? key : `${name}.${key}`;
      cellsOf(inner, within, into, depth + 1);
    }
  }
}

/** The list of entries in a file: the file itself, or the first list of entries in it. */
function entriesOf(parsed: unknown): readonly unknown[] | undefined {
  if (Array.isArray(parsed)) return parsed;
  if (!isObject(parsed)) return undefined;
  return Object.values(parsed).find((value): value is unknown[] => Array.isArray(value) && value.some(isObject));
}

/**
 * The entries of a JSON file as a table: the names of the answers first, in the order in which they are met.
 * IMPORT_NOT_JSON when it is none, or holds no list of entries.
 */
export function* jsonRows(text: string): Generator<Cells> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\u{FEFF}/u, ''));
  } catch {
    throw new Refusal('IMPORT_NOT_JSON');
  }
  const entries = entriesOf(parsed)?.filter(isObject);
  if (entries === undefined || entries.length === 0) throw new Refusal('IMPORT_NOT_JSON');
  if (entries.length > TABLE_LIMITS.rows)
    throw new Refusal('IMPORT_TOO_LARGE', { what: 'rows', most: TABLE_LIMITS.rows });
  const columns = new Map<string, number>();
  const all = entries.map((entry) => {
    const cells = new Map<string, string>();
    cellsOf(entry, '', cells, 0);
    for (const name of cells.keys()) if (!columns.has(name)) columns.set(name, columns.size);
    if (columns.size > TABLE_LIMITS.columns)
      throw new Refusal('IMPORT_TOO_LARGE', { what: 'columns', most: TABLE_LIMITS.columns });
    return cells;
  });
  const names = [...columns.keys()];
  yield names;
  for (const cells of all) yield names.map((name) => cells.get(name) ?? '');
}
