import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { CHUNK_BYTES, MOST_BYTES } from '#core/attachments/kinds.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { authoriseAdding, keepAttachment, type NewAttachment } from './add-attachment.ts';
import { authoriseCase } from './authorise-call.ts';
import type { OpenOffice } from './open-office.ts';

/** Pictures that were chosen in the dialog, by a token, and the case that they were chosen for. */
const pictures = new WeakMap<OpenOffice, Map<string, { readonly caseId: CaseId; readonly path: string }>>();

/** A picture as a phone makes it may be larger than what is kept of it. */
const MOST_PICTURE_BYTES = 3 * MOST_BYTES;

/** Reads a regular file through one handle, so that what was measured is what is read. FILE_TOO_LARGE, FILE_KIND_WRONG. */
function readRegular(path: string, most: number, from = 0, upTo = most): { bytes: Buffer; size: number } {
  const handle = openSync(path, 'r');
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile() || stat.size === 0) throw new Refusal('FILE_KIND_WRONG', { kind: 'document' });
    if (stat.size > most) throw new Refusal('FILE_TOO_LARGE', { most: most / 1024 / 1024 });
    const bytes = Buffer.alloc(Math.max(0, Math.min(upTo, stat.size - from)));
    let filled = 0;
    while (filled < bytes.length) {
      const read = readSync(handle, bytes, filled, bytes.length - filled, from + filled);
      if (read === 0) break;
      filled += read;
    }
    return { bytes: bytes.subarray(0, filled), size: stat.size };
  } finally {
    closeSync(handle);
  }
}

/**
 * Takes in what a person chose in the dialog. Sound and documents are kept at once; of a picture only the place is
 * answered, because the page draws it anew before anything is kept.
 */
export function takePicked(
  open: OpenOffice,
  about: Omit<NewAttachment, 'name'>,
  path: string,
): Output<'attachments.pick'> {
  authoriseCase(open, 'case.write', about.caseId);
  const name = basename(path).slice(0, 200);
  if (about.kind === 'photo' || about.kind === 'signature') {
    authoriseAdding(open, { ...about, kind: about.kind, name: 'x', signed: 'paper' });
    const { size } = readRegular(path, MOST_PICTURE_BYTES, 0, 1);
    const chosen = pictures.get(open) ?? new Map<string, { readonly caseId: CaseId; readonly path: string }>();
    pictures.set(open, chosen);
    const place = randomBytes(16).toString('base64url');
    chosen.set(place, { caseId: about.caseId, path });
    return { place, name, bytes: size };
  }
  const { bytes } = readRegular(path, MOST_BYTES);
  return { attachment: keepAttachment(open, { ...about, name }, bytes, undefined) };
}

export function readPicked(open: OpenOffice, input: Input<'attachments.readPicked'>): Output<'attachments.readPicked'> {
  const chosen = pictures.get(open)?.get(input.place);
  if (chosen?.caseId !== input.caseId) throw new Refusal('FILE_NOT_FOUND');
  const { bytes } = readRegular(chosen.path, MOST_PICTURE_BYTES, input.at, CHUNK_BYTES);
  return { bytes: new Uint8Array(bytes) };
}
