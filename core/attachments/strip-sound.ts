import { signsOf, viewOf } from './bytes.ts';
import { isMpegFrame } from './file-type.ts';

/** The length of an ID3v2 tag that begins the bytes; 0 when there is none. Its size is written in seven bits a byte. */
function id3Length(bytes: Uint8Array): number {
  if (signsOf(bytes, 0, 3) !== 'ID3' || bytes.length < 10) return 0;
  const [flags = 0, ...size] = bytes.subarray(5, 10);
  return 10 + size.reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0) + ((flags & 0x10) === 0 ? 0 : 10);
}

const ID3V1 = 128;
const APE_FOOTER = 32;
/** Where the sound ends: before an ID3v1 tag, and before an APE tag that may stand in front of it. */
function endOfSound(bytes: Uint8Array): number {
  const end =
    signsOf(bytes, bytes.length - ID3V1, bytes.length - ID3V1 + 3) === 'TAG' ? bytes.length - ID3V1 : bytes.length;
  const footer = end - APE_FOOTER;
  if (footer < 0 || signsOf(bytes, footer, footer + 8) !== 'APETAGEX') return end;
  const size = viewOf(bytes).getUint32(footer + 12, true);
  const hasHeader = (viewOf(bytes).getUint32(footer + 20, true) & 0x80000000) !== 0;
  const begin = end - size - (hasHeader ? APE_FOOTER : 0);
  return size >= APE_FOOTER && begin >= 0 ? begin : end;
}

/** MP3 without its tags: the frames of sound need nothing else. `undefined` when no frame follows the tags. */
export function stripMp3(bytes: Uint8Array): Uint8Array | undefined {
  let begin = 0;
  for (let length = id3Length(bytes); length > 0; length = id3Length(bytes.subarray(begin))) begin += length;
  const sound = bytes.subarray(begin, Math.max(begin, endOfSound(bytes)));
  return isMpegFrame(sound) ? sound : undefined;
}

/** Chunks of a WAV file that say how to play it. */
const PLAYS = new Set(['fmt ', 'fact', 'data']);

/**
 * WAV with its format and its sound alone; texts of a recorder (`LIST`, `bext`, `iXML`, `id3 `) are left out. A recording
 * that was cut short is kept as far as it goes. `undefined` when format or sound is missing.
 */
export function stripWav(bytes: Uint8Array): Uint8Array | undefined {
  const chunks: { readonly name: string; readonly body: Uint8Array }[] = [];
  for (let i = 12; i + 8 <= bytes.length;) {
    const name = signsOf(bytes, i, i + 4);
    const length = Math.min(viewOf(bytes).getUint32(i + 4, true), bytes.length - i - 8);
    if (PLAYS.has(name)) chunks.push({ name, body: bytes.subarray(i + 8, i + 8 + length) });
    i += 8 + length + (length % 2);
  }
  if (!['fmt ', 'data'].every((needed) => chunks.some(({ name }) => name === needed))) return undefined;
  const total = chunks.reduce((sum, { body }) => sum + 8 + body.length + (body.length % 2), 4);
  const made = new Uint8Array(8 + total);
  const put = (at: number, name: string): void => {
    for (const [i, sign] of [...name].entries()) made[at + i] = sign.charCodeAt(0);
  };
  put(0, 'RIFF');
  viewOf(made).setUint32(4, total, true);
  put(8, 'WAVE');
  let at = 12;
  for (const { name, body } of chunks) {
    put(at, name);
    viewOf(made).setUint32(at + 4, body.length, true);
    made.set(body, at + 8);
    at += 8 + body.length + (body.length % 2);
  }
  return made;
}
