import type Driver from 'better-sqlite3-multiple-ciphers';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { Refusal } from '#core/result.ts';
import { WORDS_1 } from './packed-words.ts';

/** Words that packed bytes refer to, by their number in the first byte. */
const WORDS: ReadonlyMap<number, Buffer> = new Map([[1, Buffer.from(WORDS_1)]]);
const NEWEST = 1;
/** Number of the words, and the plain length as four bytes, the lowest first. */
const HEAD = 5;
/** Less than this is not packed: it would save a few bytes in a row and cost as much time as a long text. */
export const SHORTEST_PACKED = 512;
/** No answer and no change of a record comes near: what says that it is longer was not written here. */
const LONGEST = 256 * 1024 * 1024;

/** Making the tables of deflate takes more time than a case does: smaller ones pack as well here and take a fifth less. */
const CHEAP = { level: 3, windowBits: 14, memLevel: 5, chunkSize: 4096 } as const;

/** From packed bytes those that were packed. SAFE_DAMAGED when they are not what `packed` wrote. */
export function unpacked(stored: Uint8Array): Buffer {
  const dictionary = WORDS.get(stored[0] ?? 0);
  const length = stored.length < HEAD ? 0 : Buffer.from(stored.buffer, stored.byteOffset, HEAD).readUInt32LE(1);
  if (dictionary === undefined || length === 0 || length > LONGEST) throw new Refusal('SAFE_DAMAGED', { at: 'packed' });
  try {
    const plain = inflateRawSync(stored.subarray(HEAD), {
      dictionary,
      maxOutputLength: length,
      chunkSize: room(length),
    });
    if (plain.length === length) return plain;
  } catch {
    // Said below.
  }
  throw new Refusal('SAFE_DAMAGED', { at: 'packed' });
}
/** One piece that all of it fits in, within what zlib accepts. */
const room = (length: number): number => Math.max(64, Math.min(length, 1024 * 1024));

const DEFLATE = { ...CHEAP, dictionary: WORDS.get(NEWEST) };
function deflated(plain: Uint8Array): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt8(NEWEST, 0);
  head.writeUInt32LE(plain.length, 1);
  return Buffer.concat([head, deflateRawSync(plain, DEFLATE)]);
}

/**
 * Deflated bytes with the words of the forms (decision 0084), in a form that says how to read it. What was signed must come
 * back bit for bit: it is unpacked and compared before it is answered. `plain`: at least one byte.
 */
export function packed(plain: Uint8Array): Buffer {
  const stored = deflated(plain);
  if (!unpacked(stored).equals(plain)) throw new Error('packed bytes do not come back as they were');
  return stored;
}

/** A text as it is kept in a column that takes both: packed when it is long. */
export const packedText = (text: string): string | Buffer =>
  text.length < SHORTEST_PACKED ? text : packed(Buffer.from(text, 'utf8'));
/** As `packedText`, not unpacked again: for what is made from the log and can be at any time. Every save does it. */
export const packedState = (text: string): string | Buffer =>
  text.length < SHORTEST_PACKED ? text : deflated(Buffer.from(text, 'utf8'));
/** The text that `packedText` or `packedState` made this of. */
export const unpackedText = (kept: string | Uint8Array): string =>
  typeof kept === 'string' ? kept : unpacked(kept).toString('utf8');

/** Teaches a connection the SQL functions `packed_text`, `unpacked_text`, `packed_bytes` and `unpacked_bytes`. */
export function teachPacking(connection: Driver.Database): void {
  const teach = (name: string, answer: (value: string | Uint8Array) => string | Buffer): void => {
    connection.function(name, { directOnly: true, deterministic: true }, (value) =>
      typeof value === 'string' || value instanceof Uint8Array ? answer(value) : null,
    );
  };
  const bytes = (value: string | Uint8Array): Uint8Array => (typeof value === 'string' ? Buffer.from(value) : value);
  teach('packed_text', (value) => (typeof value === 'string' ? packedText(value) : Buffer.from(value)));
  teach('unpacked_text', unpackedText);
  teach('packed_bytes', (value) => packed(bytes(value)));
  teach('unpacked_bytes', (value) => unpacked(bytes(value)));
}
