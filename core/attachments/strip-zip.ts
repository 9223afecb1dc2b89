import { signsOf, viewOf } from './bytes.ts';
import { crc32 } from './crc32.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END = 0x06054b50;
const END_BYTES = 22;
const MOST_PARTS = 5000;
/** The first day that a zip file can name: nobody's. */
const NO_DAY = 0x0021;

interface Part {
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
): { readonly part: Part; readonly next: number } | undefined {
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

function partsOf(bytes: Uint8Array): readonly Part[] | undefined {
  const data = viewOf(bytes);
  let end = bytes.length - END_BYTES;
  while (end >= 0 && data.getUint32(end, true) !== END) end -= 1;
  if (end < 0) return undefined;
  const count = data.getUint16(end + 10, true);
  if (count > MOST_PARTS) return undefined;
  const parts: Part[] = [];
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

/** What stands before the bytes of a part, and in the list, of one and the same shape. */
function header(part: Part, central: { readonly at: number } | undefined): Uint8Array {
  const shift = central === undefined ? 0 : 2;
  const head = new Uint8Array((central === undefined ? 30 : 46) + part.name.length);
  const data = viewOf(head);
  data.setUint32(0, central === undefined ? LOCAL : CENTRAL, true);
  if (central !== undefined) data.setUint16(4, 20, true);
  data.setUint16(4 + shift, 20, true);
  data.setUint16(6 + shift, part.flags, true);
  data.setUint16(8 + shift, part.method, true);
  data.setUint16(12 + shift, NO_DAY, true);
  data.setUint32(14 + shift, part.crc, true);
  data.setUint32(18 + shift, part.data.length, true);
  data.setUint32(22 + shift, part.size, true);
  data.setUint16(26 + shift, part.name.length, true);
  if (central !== undefined) data.setUint32(42, central.at, true);
  head.set(part.name, head.length - part.name.length);
  return head;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

const PROPERTIES = 'http://schemas.openxmlformats.org';
const XML = '<?xml version="1.0" encoding="UTF-8"?>';
/** Parts that tell who made a document, with which program and when, and what stands there instead. */
const TELLS: ReadonlyMap<string, string> = new Map([
  ['docProps/core.xml', `${XML}<coreProperties xmlns="${PROPERTIES}/package/2006/metadata/core-properties"/>`],
  ['docProps/app.xml', `${XML}<Properties xmlns="${PROPERTIES}/officeDocument/2006/extended-properties"/>`],
  ['docProps/custom.xml', `${XML}<Properties xmlns="${PROPERTIES}/officeDocument/2006/custom-properties"/>`],
  [
    'meta.xml',
    `${XML}<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"/>`,
  ],
]);

function told(part: Part): Part {
  const instead = TELLS.get(signsOf(part.name, 0, part.name.length));
  if (instead === undefined) return part;
  const data = ascii(instead);
  return { ...part, method: 0, crc: crc32(data), size: data.length, data };
}

/**
 * A document of an office program without what it says of its making: author, company, program, times, in its properties
 * and in the list of its parts. The other parts are taken over byte by byte. `undefined` when the file is no whole zip
 * file, is locked, or is of the kind for more than four gigabytes.
 */
export function stripZip(bytes: Uint8Array): Uint8Array | undefined {
  const parts = partsOf(bytes)?.map(told);
  if (parts === undefined) return undefined;
  const pieces: Uint8Array[] = [];
  const list: Uint8Array[] = [];
  let at = 0;
  for (const part of parts) {
    const local = header(part, undefined);
    list.push(header(part, { at }));
    pieces.push(local, part.data);
    at += local.length + part.data.length;
  }
  const end = new Uint8Array(END_BYTES);
  const data = viewOf(end);
  data.setUint32(0, END, true);
  data.setUint16(8, parts.length, true);
  data.setUint16(10, parts.length, true);
  data.setUint32(
    12,
    list.reduce((sum, { length }) => sum + length, 0),
    true,
  );
  data.setUint32(16, at, true);
  return joined([...pieces, ...list, end]);
}
