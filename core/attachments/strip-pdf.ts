import { signsOf } from './bytes.ts';

const SPACE = 0x20;

/** A signature covers every byte, and in a locked file even texts are ciphers: neither is touched. */
const IS_FIXED = /\/ByteRange\b|\/Encrypt\b/;
const INFO = /\/Info\s{1,9}(\d{1,9})\s{1,9}(\d{1,5})\s{1,9}R\b/g;
/** A file that was written again and again has a few; more would be made to keep us busy. */
const MOST_INFOS = 32;
const METADATA = /\/Metadata\s{1,9}\d{1,9}\s{1,9}\d{1,5}\s{1,9}R\b/g;

/** Where the text that begins at `at` ends: brackets may stand in one another, or behind a backslash. */
function endOfText(text: string, at: number): number {
  if (text[at] === '<') return text.indexOf('>', at);
  let depth = 0;
  for (let i = at; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '(') depth += 1;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

/** The texts of a dictionary that begins at `from`, as from-to without their brackets; `undefined` when it has no end. */
function textsOf(text: string, from: number): readonly (readonly [number, number])[] | undefined {
  const found: (readonly [number, number])[] = [];
  for (let i = from + 2; i < text.length; i += 1) {
    if (text.startsWith('>>', i)) return found;
    // A dictionary or a list inside is no shape that these properties have.
    if (text.startsWith('<<', i) || text[i] === '[') return undefined;
    if (text[i] !== '(' && text[i] !== '<') continue;
    const end = endOfText(text, i);
    if (end < 0) return undefined;
    found.push([i + 1, end]);
    i = end;
  }
  return undefined;
}

/** The packets of XMP that stand there readable. */
function packetsOf(text: string): readonly (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let at = 0; ;) {
    const begin = text.indexOf('<?xpacket begin=', at);
    const last = begin < 0 ? -1 : text.indexOf('<?xpacket end=', begin);
    const end = last < 0 ? -1 : text.indexOf('?>', last);
    if (end < 0) return found;
    found.push([begin, end + 2]);
    at = end;
  }
}

/** The dictionaries of an object, one for each time it was written. */
function* objects(text: string, number: string, generation: string): Generator<number> {
  const begins = new RegExp(`(?<=^|\\s)${number}\\s{1,9}${generation}\\s{1,9}obj\\s{0,9}<<`, 'g');
  for (const { index, 0: head } of text.matchAll(begins)) yield index + head.length - 2;
}

/**
 * A PDF without author, program, title and times of making. They are emptied where they stand, so that nothing else moves.
 * `undefined` when the file is signed or locked, or keeps them where only unpacking would find them; one that holds none
 * stays as it is.
 */
export function stripPdf(bytes: Uint8Array): Uint8Array | undefined {
  const text = signsOf(bytes, 0, bytes.length);
  if (IS_FIXED.test(text)) return undefined;
  const blank: (readonly [number, number])[] = [];
  const infos = new Map([...text.matchAll(INFO)].map(([, number = '', generation = '']) => [number, generation]));
  if (infos.size > MOST_INFOS) return undefined;
  for (const [number, generation] of infos) {
    const dictionaries = [...objects(text, number, generation)];
    // Packed away with other objects.
    if (dictionaries.length === 0) return undefined;
    for (const at of dictionaries) {
      const texts = textsOf(text, at);
      if (texts === undefined) return undefined;
      blank.push(...texts);
    }
  }
  const packets = packetsOf(text);
  // More is told of than stands there readable: it is packed.
  if (new Set(text.match(METADATA)).size > packets.length) return undefined;
  const made = Uint8Array.from(bytes);
  for (const [from, to] of [...blank, ...packets]) made.fill(SPACE, from, to);
  return made;
}
