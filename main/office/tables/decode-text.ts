import type { Encoding } from '#core/import/table-format.ts';
import { Refusal } from '#core/result.ts';

const SAMPLE = 64 * 1024;

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Zeros in every other place: Latin letters in two bytes each. */
function zerosAt(bytes: Uint8Array, from: 0 | 1): number {
  let zeros = 0;
  for (let i = from; i < bytes.length; i += 2) if (bytes[i] === 0) zeros += 1;
  return bytes.length === 0 ? 0 : zeros / (bytes.length / 2);
}

/** Runs of Arabic letters are words; the same bytes in the other table are rows of accents, which no language writes. */
function looksArabic(bytes: Uint8Array): boolean {
  const arabic =
    new TextDecoder('windows-1256')
      .decode(bytes)
      .match(/\p{Script=Arabic}{3,}/gu)
      ?.join('').length ?? 0;
  const accents = new TextDecoder('windows-1252').decode(bytes).match(/[\u00C0-\u00FF]/gu)?.length ?? 0;
  return accents > 0 && arabic / accents > 0.5;
}

/** How a text file is written, as far as its bytes tell: a person may know better. */
export function guessEncoding(bytes: Uint8Array): Encoding {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, SAMPLE);
  if (zerosAt(sample, 1) > 0.3) return 'utf-16le';
  if (zerosAt(sample, 0) > 0.3) return 'utf-16be';
  if (isUtf8(bytes)) return 'utf-8';
  return looksArabic(sample) ? 'windows-1256' : 'windows-1252';
}

/** The text of a file; what is no letter in the encoding becomes U+FFFD. IMPORT_NO_TEXT for what is no text in it. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  const text = new TextDecoder(encoding).decode(bytes);
  // Zeros stand in no text of letters: these are the bytes of some other kind of file.
  if (text.slice(0, SAMPLE).includes('\0')) throw new Refusal('IMPORT_NO_TEXT');
  return text;
}
