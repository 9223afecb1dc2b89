import { viewOf } from './bytes.ts';

export const CENTRAL = 0x02014b50;
export const LOCAL = 0x04034b50;
export const END = 0x06054b50;
export const END_BYTES = 22;
const MOST_PARTS = 5000;

/** A part of a zip file, packed as it is. */
export interface ZipPart {
  readonly name: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  readonly data: Uint8Array;
  readonly at: number;
}

/** One part of the list at the end of the file, with its bytes; `undefined` when they do not fit or are locked. */
function partAt(
  bytes: Uint8Array,
  i: number,
  listEnd: number,
): { readonly part: ZipPart; readonly next: number } | undefined {
  const data = viewOf(bytes);
  if (i + 46 > listEnd || data.getUint32(i, true) !== CENTRAL) return undefined;
  const nameLength = data.getUint16(i + 28, true);
  const next = i + 46 + nameLength + data.getUint16(i + 30, true) + data.getUint16(i + 32, true);
  const [packed, size, at] = [20, 24, 42].map((where) => data.getUint32(i + where, true));
  const flags = data.getUint16(i + 8, true);
  const isLocked = (flags & 1) !== 0;
  if (next > listEnd || isLocked || packed === undefined || size === undefined || at === undefined) return undefined;
  if (at + 30 > bytes.length || data.getUint32(at, true) !== LOCAL) return undefined;
  const from = at + 30 + data.getUint16(at + 26, true) + data.getUint16(at + 28, true);
  if (from + packed > bytes.length) return undefined;
  const part = {
    name: bytes.subarray(i + 46, i + 46 + nameLength),
    // Lengths stand before the bytes here, not behind them.
    flags: flags & ~8,
    method: data.getUint16(i + 10, true),
    crc: data.getUint32(i + 16, true),
    size,
    data: bytes.subarray(from, from + packed),
    at,
  };
  return { part, next };
}

/**
 * The parts of a zip file in the order of their bytes; `undefined` when it is no whole one, is locked, or is of the kind
 * for more than four gigabytes.
 */
export function zipParts(bytes: Uint8Array): readonly ZipPart[] | undefined {
  const data = viewOf(bytes);
  let end = bytes.length - END_BYTES;
  while (end >= 0 && data.getUint32(end, true) !== END) end -= 1;
  if (end < 0) return undefined;
  const count = data.getUint16(end + 10, true);
  if (count > MOST_PARTS) return undefined;
  const parts: ZipPart[] = [];
  for (let i = data.getUint32(end + 16, true); parts.length < count;) {
    const found = partAt(bytes, i, end);
    if (found === undefined) return undefined;
    parts.push(found.part);
    i = found.next;
  }
  // Parts that share bytes would grow without end when each gets its own.
  const isWhole = parts.reduce((sum, { data: { length } }) => sum + length, 0) <= bytes.length;
  return isWhole ? parts.toSorted((a, b) => a.at - b.at) : undefined;
}
