import type { AttachmentMime } from './kinds.ts';
import { stripMp3, stripWav } from './strip-sound.ts';
import { stripMp4 } from './strip-mp4.ts';
import { stripPdf } from './strip-pdf.ts';
import { stripWebm } from './strip-webm.ts';
import { stripZip } from './strip-zip.ts';

const STRIPS: Readonly<Partial<Record<AttachmentMime, (bytes: Uint8Array) => Uint8Array | undefined>>> = {
  'audio/mpeg': stripMp3,
  'audio/wav': stripWav,
  'audio/mp4': stripMp4,
  'audio/webm': stripWebm,
  'application/pdf': stripPdf,
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': stripZip,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': stripZip,
  'application/vnd.oasis.opendocument.text': stripZip,
};

/** A file without what it says of its making; `stays`: it could not be taken out without harm, and the file is as it came. */
export interface Stripped {
  readonly bytes: Uint8Array;
  readonly stays: boolean;
}

/**
 * Takes out author, program, device, place and times of making (security.md, "Files, imports, output"), as far as the
 * file itself stays whole. Plain texts say nothing, and pictures are made anew by the page. Total.
 */
export function stripMaking(mime: AttachmentMime, bytes: Uint8Array): Stripped {
  const strip = STRIPS[mime];
  if (strip === undefined) return { bytes, stays: false };
  const made = strip(bytes);
  return made === undefined ? { bytes, stays: true } : { bytes: made, stays: false };
}
