import { signsOf, viewOf } from './bytes.ts';
import type { AttachmentKind, AttachmentMime } from './kinds.ts';
import { pictureOf } from './pictures.ts';

const MOST_PARTS = 5000;
const AUDIO_BRANDS = new Set(['M4A ', 'M4B ', 'mp42', 'mp41', 'isom', 'iso2', 'iso5', 'dash']);

/** An MPEG audio frame of layer III: sync, a version, a bit rate and a sampling rate that exist. */
export function isMpegFrame(bytes: Uint8Array): boolean {
  const [a = 0, b = 0, c = 0] = bytes;
  return a === 0xff && (b & 0xe6) === 0xe2 && (b & 0x18) !== 0x08 && c >> 4 !== 0x0f && (c & 0x0c) !== 0x0c;
}

function audioOf(bytes: Uint8Array): AttachmentMime | undefined {
  if (signsOf(bytes, 0, 3) === 'ID3' || isMpegFrame(bytes)) return 'audio/mpeg';
  if (signsOf(bytes, 0, 4) === 'RIFF' && signsOf(bytes, 8, 12) === 'WAVE') return 'audio/wav';
  if (signsOf(bytes, 4, 8) === 'ftyp' && AUDIO_BRANDS.has(signsOf(bytes, 8, 12))) return 'audio/mp4';
  const webm = bytes[0] === 0x1a && bytes[1] === 0x45 && bytes[2] === 0xdf && bytes[3] === 0xa3;
  return webm && signsOf(bytes, 4, 64).includes('webm') ? 'audio/webm' : undefined;
}

/** The names in a zip file's own list, which stands at its end; undefined when there is no whole list. */
function zipNames(bytes: Uint8Array): readonly string[] | undefined {
  const data = viewOf(bytes);
  for (let end = bytes.length - 22; end >= Math.max(0, bytes.length - 65_557); end -= 1) {
    if (data.getUint32(end, true) !== 0x06054b50) continue;
    const count = data.getUint16(end + 10, true);
    let i = data.getUint32(end + 16, true);
    const names: string[] = [];
    for (let n = 0; n < Math.min(count, MOST_PARTS); n += 1) {
      if (i + 46 > end || data.getUint32(i, true) !== 0x02014b50) return undefined;
      const length = data.getUint16(i + 28, true);
      names.push(signsOf(bytes, i + 46, i + 46 + length));
      i += 46 + length + data.getUint16(i + 30, true) + data.getUint16(i + 32, true);
    }
    return names;
  }
  return undefined;
}

/** Office documents without programs in them. */
function zipOf(bytes: Uint8Array): AttachmentMime | undefined {
  const names = new Set(zipNames(bytes));
  if ([...names].some((name) => /vbaProject|^Basic\/|^Scripts\//i.test(name))) return undefined;
  if (names.has('[Content_Types].xml')) {
    if (names.has('word/document.xml'))
      return 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    if (names.has('xl/workbook.xml')) return 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  }
  const mimetype = 'mimetypeapplication/vnd.oasis.opendocument.text';
  return names.has('content.xml') &&
    signsOf(bytes, 30, 30 + mimetype.length) === mimetype &&
    bytes[30 + mimetype.length] === 0x50
    ? 'application/vnd.oasis.opendocument.text'
    : undefined;
}

/** Letters of any old or new encoding, and none of the signs that only programs and pictures hold. */
const isText = (bytes: Uint8Array): boolean =>
  bytes.length > 0 && bytes.every((byte) => byte >= 0x20 || byte === 9 || byte === 10 || byte === 12 || byte === 13);

function documentOf(bytes: Uint8Array, name: string): AttachmentMime | undefined {
  if (signsOf(bytes, 0, 5) === '%PDF-') return 'application/pdf';
  if (signsOf(bytes, 0, 4) === 'PK\u0003\u0004') return zipOf(bytes);
  const ending = /\.(txt|csv)$/i.exec(name)?.[1]?.toLowerCase();
  if (ending === undefined || !isText(bytes)) return undefined;
  return ending === 'csv' ? 'text/csv' : 'text/plain';
}

/**
 * What the bytes are, judged by themselves and by their name only where text has no mark of its own. `undefined`: not
 * one of the types that are kept for this kind (security.md, "Files, imports, output"). Total.
 */
export function fileType(kind: AttachmentKind, bytes: Uint8Array, name = ''): AttachmentMime | undefined {
  switch (kind) {
    case 'photo':
    case 'signature':
      return pictureOf(bytes)?.mime;
    case 'audio':
      return audioOf(bytes);
    case 'document':
      return documentOf(bytes, name);
  }
}
