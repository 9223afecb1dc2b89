import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { CHUNK_BYTES, MOST_BYTES } from '#core/attachments/kinds.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { authoriseAdding, keepAttachment, readied, type NewAttachment } from './add-attachment.ts';
import { authoriseCase } from './authorise-call.ts';
import type { OpenOffice } from './open-office.ts';

interface Chosen {
  readonly caseId: CaseId;
  readonly path: string;
}
/** Files that were chosen in the dialog and not kept yet, by a token, and the case that they were chosen for. */
const waiting = new WeakMap<OpenOffice, Map<string, Chosen>>();

function remember(open: OpenOffice, chosen: Chosen): string {
  const all = waiting.get(open) ?? new Map<string, Chosen>();
  waiting.set(open, all);
  const place = randomBytes(16).toString('base64url');
  all.set(place, chosen);
  return place;
}

function chosenAt(open: OpenOffice, place: string, caseId: CaseId): Chosen {
  const chosen = waiting.get(open)?.get(place);
  if (chosen?.caseId !== caseId) throw new Refusal('FILE_NOT_FOUND');
  return chosen;
}

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
 * Takes in what a person chose in the dialog. Sound and documents are kept at once, unless they say more of their making
 * than can be taken out: that is asked first. Of a picture only the place is answered, because the page draws it anew
 * before anything is kept.
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
    return { place: remember(open, { caseId: about.caseId, path }), name, bytes: size };
  }
  authoriseAdding(open, { ...about, name });
  const { bytes } = readRegular(path, MOST_BYTES);
  if (readied({ ...about, name }, bytes).stays) {
    return { asks: { place: remember(open, { caseId: about.caseId, path }), name } };
  }
  return { attachment: keepAttachment(open, { ...about, name }, bytes, undefined) };
}

/** Keeps a chosen file although it says more of its making than could be taken out. FILE_NOT_FOUND, as `takePicked`. */
export function keepPicked(open: OpenOffice, input: Input<'attachments.keepPicked'>): Output<'attachments.keepPicked'> {
  const { caseId, of, kind } = input;
  const { path } = chosenAt(open, input.place, caseId);
  const { bytes } = readRegular(path, MOST_BYTES);
  const kept = keepAttachment(open, { caseId, of, kind, name: basename(path).slice(0, 200) }, bytes, undefined);
  waiting.get(open)?.delete(input.place);
  return kept;
}

export function readPicked(open: OpenOffice, input: Input<'attachments.readPicked'>): Output<'attachments.readPicked'> {
  const { path } = chosenAt(open, input.place, input.caseId);
  const { bytes } = readRegular(path, MOST_PICTURE_BYTES, input.at, CHUNK_BYTES);
  return { bytes: new Uint8Array(bytes) };
}
