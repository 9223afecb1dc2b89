import { signsOf, viewOf } from './bytes.ts';
import { crc32 } from './crc32.ts';
import { CENTRAL, END, END_BYTES, LOCAL, zipParts, type ZipPart } from './zip-parts.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

/** The first day that a zip file can name: nobody's. */
const NO_DAY = 0x0021;

/** What stands before the bytes of a part, and in the list, of one and the same shape. */
function header(part: ZipPart, central: { readonly at: number } | undefined): Uint8Array {
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

function told(part: ZipPart): ZipPart {
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
  const parts = zipParts(bytes)?.map(told);
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
