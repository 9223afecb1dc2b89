/** zlib-wrapped deflate (RFC 1950). */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

/** How the streams of a file are encrypted (main/crypto/pdf-lock.ts). Strings travel inside streams and need nothing more. */
export interface PdfSeal {
  /** The encryption dictionary, which readers look at first. */
  readonly dictionary: string;
  /** Name of the file that the standard wants beside it, as a hexadecimal string with its brackets. */
  readonly id: string;
  readonly stream: (bytes: Uint8Array) => Uint8Array;
}

const OBJECTS_PER_STREAM = 200;
const NO_STREAM = 0xffff;

interface Found {
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** Bytes as text, each byte one character: how a PDF is read. */
export const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
};
const toBytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

interface Table {
  readonly objects: readonly Found[];
  readonly trailer: string;
  readonly size: number;
}

/** The classic cross-reference table of a PDF that was written in one go; undefined for every other kind. */
function readTable(text: string): Table | undefined {
  const startAt = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1] ?? Number.NaN);
  const head = Number.isNaN(startAt) ? null : /^xref\s+0 (\d+)\s*\n/.exec(text.slice(startAt, startAt + 40));
  if (head === null) return undefined;
  const size = Number(head[1]);
  const entriesAt = startAt + head[0].length;
  const trailer = /^\s*trailer\s*<<([\s\S]*)>>\s*startxref/.exec(text.slice(entriesAt + size * 20))?.[1];
  if (trailer === undefined || /\/(Prev|Encrypt|XRefStm)\b/.test(trailer)) return undefined;
  const starts: { number: number; start: number }[] = [];
  for (let number = 1; number < size; number += 1) {
    const entry = /^(\d{10}) 00000 n/.exec(text.slice(entriesAt + number * 20, entriesAt + number * 20 + 20));
    const start = Number(entry?.[1] ?? Number.NaN);
    if (!text.startsWith(`${String(number)} 0 obj`, start)) return undefined;
    starts.push({ number, start });
  }
  starts.sort((a, b) => a.start - b.start);
  const objects = starts.map(({ number, start }, index) => ({
    number,
    start,
    end: starts[index + 1]?.start ?? startAt,
  }));
  return { objects, trailer, size };
}

/** Type, and two numbers whose meaning depends on it: a line of the cross-reference stream. */
type Line = readonly [1 | 2, number, number];

const lineBytes = ([type, second, third]: Line): number[] => [
  type,
  (second >>> 24) & 255,
  (second >>> 16) & 255,
  (second >>> 8) & 255,
  second & 255,
  (third >>> 8) & 255,
  third & 255,
];

/**
 * The same PDF with its small objects packed into compressed object streams (ISO 32000-1, 7.5.7 and 7.5.8). The tags
 * that make tables readable aloud are thousands of such objects: twenty pages of a list shrink from 1.6 MB to a fifth
 * of it. What is not laid out as Chromium lays it out comes back unchanged.
 */
export const compactPdf = (pdf: Uint8Array, deflate: Deflate): Uint8Array => rewritten(pdf, deflate) ?? pdf;

/** The same, locked. Undefined for a file that is not laid out as Chromium lays it out. */
export const sealedPdf = (pdf: Uint8Array, deflate: Deflate, seal: PdfSeal): Uint8Array | undefined =>
  rewritten(pdf, deflate, seal);

function rewritten(pdf: Uint8Array, deflate: Deflate, seal?: PdfSeal): Uint8Array | undefined {
  const text = latin1(pdf);
  const table = readTable(text);
  if (table === undefined) return undefined;
  const version = seal === undefined ? '1.5' : '2.0';
  const parts: Uint8Array[] = [toBytes(`%PDF-${version}\n%\u00D3\u00EB\u00E9\u00E1\n`)];
  let length = parts[0]?.length ?? 0;
  const lines = new Map<number, Line>();
  let next = table.size;
  const put = (number: number, ...chunks: readonly Uint8Array[]): void => {
    lines.set(number, [1, length, 0]);
    for (const chunk of chunks) {
      parts.push(chunk);
      length += chunk.length;
    }
  };
  const putStream = (number: number, dictionary: string, content: Uint8Array): void => {
    put(number, toBytes(`${String(number)} 0 obj\n${dictionary}\nstream\n`), content, toBytes('\nendstream\nendobj\n'));
  };
  const stream = (number: number, dictionary: string, content: Uint8Array, plain = false): void => {
    const packed = deflate(content);
    const whole = plain || seal === undefined ? packed : seal.stream(packed);
    putStream(number, `<<${dictionary}/Filter/FlateDecode/Length ${String(whole.length)}>>`, whole);
  };
  /** Puts a stream of the file as it is, or encrypted; false when its length is not where Chromium puts it. */
  const keep = ({ number, start, end }: Found): boolean => {
    if (seal === undefined) {
      put(number, pdf.subarray(start, end));
      return true;
    }
    const whole = text.slice(start, end);
    const [, head = '', dictionary = ''] = /^(\d+ 0 obj\s+)([\s\S]*?>>)\s*stream\r?\n/.exec(whole) ?? [];
    const begun = /stream\r?\n/.exec(whole.slice(head.length + dictionary.length));
    const length = Number(/\/Length (\d+)(?! \d+ R)/.exec(dictionary)?.[1] ?? Number.NaN);
    if (begun === null || Number.isNaN(length)) return false;
    const from = start + head.length + dictionary.length + begun.index + begun[0].length;
    const content = seal.stream(pdf.subarray(from, from + length));
    putStream(number, dictionary.replace(/\/Length \d+/, `/Length ${String(content.length)}`), content);
    return true;
  };

  const small: { number: number; body: string }[] = [];
  for (const one of table.objects) {
    const { number, start, end } = one;
    const whole = text.slice(start, end);
    const body = /^\d+ 0 obj\s+([\s\S]*?)\s*endobj\s*$/.exec(whole)?.[1];
    if (body === undefined) return undefined;
    if (/>>\s*stream\r?\n/.test(body)) {
      if (!keep(one)) return undefined;
    } else small.push({ number, body });
  }
  for (let at = 0; at < small.length; at += OBJECTS_PER_STREAM) {
    const group = small.slice(at, at + OBJECTS_PER_STREAM);
    const holder = next;
    next += 1;
    let offset = 0;
    const index: string[] = [];
    for (const [place, { number, body }] of group.entries()) {
      index.push(`${String(number)} ${String(offset)}`);
      lines.set(number, [2, holder, place]);
      offset += body.length + 1;
    }
    const head = `${index.join(' ')}\n`;
    const content = toBytes(head + group.map(({ body }) => `${body}\n`).join(''));
    stream(holder, `/Type/ObjStm/N ${String(group.length)}/First ${String(head.length)}`, content);
  }

  let locked = '';
  if (seal !== undefined) {
    put(next, toBytes(`${String(next)} 0 obj\n${seal.dictionary}\nendobj\n`));
    locked = `/Encrypt ${String(next)} 0 R/ID[${seal.id}${seal.id}]`;
    next += 1;
  }
  const at = length;
  lines.set(next, [1, at, 0]);
  const entries = Array.from({ length: next }, (_, index) => lines.get(index + 1));
  if (entries.some((entry) => entry === undefined)) return undefined;
  const free = [0, 0, 0, 0, 0, (NO_STREAM >>> 8) & 255, NO_STREAM & 255];
  const content = Uint8Array.from([
    ...free,
    ...entries.flatMap((entry) => (entry === undefined ? [] : lineBytes(entry))),
  ]);
  const trailer = table.trailer.replace(/\/Size\s+\d+/, '');
  const rest = (seal === undefined ? trailer : trailer.replace(/\/ID\s*\[[^\]]*\]/, '')).trim();
  // The table that says where everything stands is never encrypted.
  stream(next, `/Type/XRef/Size ${String(next + 1)}/W[1 4 2]${locked}${rest}`, content, true);
  parts.push(toBytes(`startxref\n${String(at)}\n%%EOF\n`));
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    result.set(part, position);
    position += part.length;
  }
  return result;
}
