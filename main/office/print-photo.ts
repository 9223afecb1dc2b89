import { randomBytes } from 'node:crypto';
import { printedPhoto } from '#core/reports/child-photo.ts';
import type { NameMode } from '#core/reports/redaction.ts';
import type { FilledCase } from '#core/reports/filled-case.ts';
import type { DrawnSignature } from '#core/reports/signed.ts';
import { dayAt } from '#core/reports/dates.ts';
import type { AttachmentRow } from '../storage/attachment.repo.ts';
import { attachmentStore, attachmentView, findAttachment, seesAttachment } from './attachment-access.ts';
import { sightOfCase, type StoredCase } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';

/** A picture that the shell offers to the printed page, in memory and under an address that nobody can guess. */
export interface PrintPicture {
  readonly address: string;
  readonly mime: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

/** The child's photo for a filled form; undefined when it may not be printed, is not here, or its file is damaged. */
export function photoFor(
  open: OpenOffice,
  caseN: number,
  filled: FilledCase,
  names: NameMode,
): PrintPicture | undefined {
  const wanted = printedPhoto(open.configuration.configuration.forms, filled.document, names);
  const row = wanted && findAttachment(open, caseN, wanted.id);
  return row && wholePicture(open, row);
}

/** A picture as it is kept; undefined when it is none, is not here, or its file is damaged. */
function wholePicture(open: OpenOffice, { mime, hash }: AttachmentRow): PrintPicture | undefined {
  if (mime !== 'image/jpeg' && mime !== 'image/png') return undefined;
  const content = attachmentStore(open).get(hash);
  if (!content.ok) return undefined;
  const ending = mime === 'image/jpeg' ? 'jpg' : 'png';
  const address = `/document/${randomBytes(16).toString('base64url')}.${ending}`;
  return { address, mime, bytes: new Uint8Array(content.value) };
}

/**
 * The signatures of a case that this person may see, by their ids; each that is asked for is offered to the page once. An
 * id that names another kind of file names no signature, whatever another office wrote.
 */
export function drawnSignatures(
  open: OpenOffice,
  stored: StoredCase,
  pictures: PrintPicture[],
): (id: string) => DrawnSignature | undefined {
  const sight = sightOfCase(open, stored);
  const known = new Map<string, DrawnSignature | undefined>();
  const read = (id: string): DrawnSignature | undefined => {
    const row = findAttachment(open, stored.row.n, id);
    if (row?.kind !== 'signature' || row.signed === null || !seesAttachment(sight, row)) return undefined;
    const { name, atUtc } = attachmentView(open, row, sight);
    let picture: PrintPicture | undefined;
    return {
      how: row.signed,
      day: dayAt(atUtc, open.self.timeZone),
      ...(name === undefined ? {} : { who: name }),
      picture: () => {
        if (picture) return picture.address;
        picture = wholePicture(open, row);
        if (picture) pictures.push(picture);
        return picture?.address;
      },
    };
  };
  return (id) => {
    if (!known.has(id)) known.set(id, read(id));
    return known.get(id);
  };
}
