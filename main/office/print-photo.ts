import { randomBytes } from 'node:crypto';
import { printedPhoto } from '#core/reports/child-photo.ts';
import type { NameMode } from '#core/reports/redaction.ts';
import type { FilledCase } from '#core/reports/filled-case.ts';
import { attachmentStore, findAttachment } from './attachment-access.ts';
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
  if (!row || (row.mime !== 'image/jpeg' && row.mime !== 'image/png')) return undefined;
  const content = attachmentStore(open).get(row.hash);
  if (!content.ok) return undefined;
  const ending = row.mime === 'image/jpeg' ? 'jpg' : 'png';
  const address = `/document/${randomBytes(16).toString('base64url')}.${ending}`;
  return { address, mime: row.mime, bytes: new Uint8Array(content.value) };
}
