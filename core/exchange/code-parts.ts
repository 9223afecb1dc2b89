/** What travels as codes that a camera reads, and the letter that stands for it in each code. */
export const CODE_KINDS = { card: 'C', relay: 'R', request: 'E', trust: 'T' } as const;
export type CodeKind = keyof typeof CODE_KINDS;

/** Bytes in one code: with its head a code of version 20 at correction level M, which a cheap camera still reads. */
export const PART_BYTES = 600;
/** More codes than this nobody holds up one after the other. */
export const MOST_PARTS = 24;
/** The longest text of one code. */
export const PART_CHARS = 1000;

const HEAD = 'HIFADHI1';
const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** Base 45 (RFC 9285): the signs that a QR code holds most densely. */
function toBase45(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const pair = at + 1 < bytes.length;
    let value = pair ? (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0) : (bytes[at] ?? 0);
    for (let n = pair ? 3 : 2; n > 0; n -= 1) {
      text += SIGNS.charAt(value % 45);
      value = Math.floor(value / 45);
    }
  }
  return text;
}

function fromBase45(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 3) {
    const group = Array.from(text.slice(at, at + 3), (sign) => SIGNS.indexOf(sign));
    if (group.length === 1 || group.includes(-1)) return undefined;
    const value = group.reduceRight((sum, digit) => sum * 45 + digit, 0);
    if (value > (group.length === 3 ? 0xffff : 0xff)) return undefined;
    if (group.length === 3) bytes.push(value >> 8);
    bytes.push(value & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** CRC-32 (IEEE 802.3): tells codes of two things apart, and one that was misread. It proves nothing about who made it. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}

/**
 * The texts of the codes that hold `bytes`, in their order (docs/bundle-format.md, Codes). Undefined when it would take more
 * than `MOST_PARTS`: that goes by stick.
 */
export function toParts(kind: CodeKind, bytes: Uint8Array): readonly string[] | undefined {
  const count = Math.ceil(bytes.length / PART_BYTES);
  if (count < 1 || count > MOST_PARTS) return undefined;
  const check = crc32(bytes).toString(16).toUpperCase().padStart(8, '0');
  return Array.from({ length: count }, (_, i) => {
    const part = bytes.subarray(i * PART_BYTES, (i + 1) * PART_BYTES);
    return [HEAD, CODE_KINDS[kind], String(i + 1), String(count), check, toBase45(part)].join(':');
  });
}

export interface CodePart {
  readonly kind: CodeKind;
  /** Which of how many, from 1. */
  readonly part: number;
  readonly of: number;
  /** The same in all codes of one thing. */
  readonly check: string;
  readonly bytes: Uint8Array;
}

/** One code as it was read. Undefined for what is no code of this program, or a damaged one. */
export function readPart(text: string): CodePart | undefined {
  if (text.length > PART_CHARS) return undefined;
  const found = /^HIFADHI1:([A-Z]):([1-9]\d?):([1-9]\d?):([0-9A-F]{8}):(.+)$/su.exec(text);
  const [, letter, part, of, check = '', body = ''] = found ?? [];
  const kind = (Object.keys(CODE_KINDS) as CodeKind[]).find((one) => CODE_KINDS[one] === letter);
  const bytes = fromBase45(body);
  if (kind === undefined || bytes === undefined) return undefined;
  const [number, count] = [Number(part), Number(of)];
  if (number > count || count > MOST_PARTS || bytes.length > PART_BYTES) return undefined;
  // All but the last are full: so one thing has one set of codes.
  if (number < count && bytes.length !== PART_BYTES) return undefined;
  return { kind, part: number, of: count, check, bytes };
}

/**
 * What the codes hold, in whatever order and however often they were read. Undefined when one is missing, is none, belongs
 * to something else, or when the whole is not what was written. What the bytes say is judged as that of a file.
 */
export function joinParts(kind: CodeKind, texts: readonly string[]): Uint8Array | undefined {
  const parts = new Map<number, CodePart>();
  for (const text of texts) {
    const part = readPart(text);
    if (part?.kind !== kind) return undefined;
    parts.set(part.part, part);
  }
  const [first] = parts.values();
  if (!first || parts.size !== first.of) return undefined;
  const whole: number[] = [];
  for (let i = 1; i <= first.of; i += 1) {
    const part = parts.get(i);
    if (part?.of !== first.of || part.check !== first.check) return undefined;
    whole.push(...part.bytes);
  }
  const bytes = Uint8Array.from(whole);
  return crc32(bytes) === Number.parseInt(first.check, 16) ? bytes : undefined;
}
