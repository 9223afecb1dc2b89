import { Refusal } from '#core/result.ts';
import { BytesIn, BytesOut } from './segment-bytes.ts';

/**
 * The columns of a segment, in the order in which they are written (docs/bundle-format.md). Like stands beside like, so
 * that deflate finds it; bytes that nothing can shorten stand together, so that they cost what they are and no more.
 */
export const COLUMNS = [
  'tables',
  'flags',
  'streams',
  'authors',
  'sseq',
  'wall',
  'counter',
  'dseq',
  'context',
  'listOf',
  'lists',
  'lengths',
  'fixed',
  'text',
] as const;
type Column = (typeof COLUMNS)[number];
export type ColumnsOut = Readonly<Record<Column, BytesOut>>;
export type ColumnsIn = Readonly<Record<Column, BytesIn>>;

export const SEGMENT_VERSION = 1;

const each = <T>(make: (column: Column) => T): Readonly<Record<Column, T>> => {
  const entries = COLUMNS.map((column): [Column, T] => [column, make(column)]);
  return Object.fromEntries(entries) as Record<Column, T>;
};

export const newColumns = (): ColumnsOut => each(() => new BytesOut());

export function joinColumns(count: number, columns: ColumnsOut): Buffer {
  const out = new BytesOut();
  out.number(SEGMENT_VERSION);
  out.number(count);
  for (const column of COLUMNS) {
    const bytes = columns[column].taken();
    out.number(bytes.length);
    out.bytes(bytes);
  }
  return out.taken();
}

/** SYNC_NEWER_VERSION, SYNC_DAMAGED, or SYNC_TOO_LARGE for more commits than a segment may hold. */
export function splitColumns(raw: Buffer, most: number): { readonly count: number; readonly columns: ColumnsIn } {
  const bytes = new BytesIn(raw);
  if (bytes.number() !== SEGMENT_VERSION) throw new Refusal('SYNC_NEWER_VERSION', { at: 'segment' });
  const count = bytes.number();
  if (count > most) throw new Refusal('SYNC_TOO_LARGE', { at: 'commits' });
  const columns = each(() => new BytesIn(bytes.bytes(bytes.number())));
  bytes.end();
  return { count, columns };
}

/** What the next commit is expected to say, so that only the difference is written. First and later commits of a
 * stream in a segment are expected apart: the first ones were written one after the other, and so were the later. */
export interface Expected {
  wall: number;
  counter: number;
  dseq: number;
  list: number;
}
export const nothingExpected = (): readonly [Expected, Expected] => [
  { wall: 0, counter: 0, dseq: 0, list: 0 },
  { wall: 0, counter: 0, dseq: 0, list: 0 },
];

export const VERBATIM = 1;
export const SUSPECT = 2;
export const PREV_WRITTEN = 4;
export const CONTEXT = 8;
export const NEW_STREAM = 16;
export const SALT = 16;
