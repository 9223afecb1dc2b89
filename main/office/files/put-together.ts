import { fileType } from '#core/attachments/file-type.ts';
import { pictureOf } from '#core/attachments/pictures.ts';
import { isChunk } from '../../crypto/chunk-name.ts';
import type { AttachmentRow } from '../../storage/attachment.repo.ts';
import { attachmentStore } from '../attachment-access.ts';
import { valueOf } from '../office-files.ts';
import type { OpenOffice } from '../open-office.ts';

/** Whether a content may be kept for what was told of it: the rules for files that people here add. */
function isFitting({ kind, mime, name, bytes }: AttachmentRow, content: Uint8Array): boolean {
  if (content.length !== bytes || fileType(kind, content, name) !== mime) return false;
  return (kind !== 'photo' && kind !== 'signature') || pictureOf(content)?.clean === true;
}

/**
 * Makes a missing attachment whole once all of its parts lie here, each proven by its name. Answers the files that are
 * needed no more, for the caller to remove after its transaction; undefined while it is not whole. A part that proves
 * wrong is asked for again. DISK_*: then nothing has changed.
 */
export function putTogether(open: OpenOffice, one: AttachmentRow): readonly Buffer[] | undefined {
  const { files } = open.repos;
  const parts = files.chunksOf(one.n);
  const key = files.nameKey(one.n);
  if (one.missing !== 'coming' || key === undefined || parts.length === 0) return undefined;
  if (parts.some(({ held }) => held === null)) return undefined;
  const store = attachmentStore(open);
  const contents: Buffer[] = [];
  for (const { name, i, held } of parts) {
    const read = held === null ? undefined : store.get(held);
    if (read?.ok === true && isChunk(key, i, read.value, name)) contents.push(read.value);
    else files.letGo(name);
  }
  if (contents.length < parts.length) return undefined;
  const content = Buffer.concat(contents);
  const isKept = isFitting(one, content);
  if (isKept) files.setHere(one.n, contents.length === 1 ? store.hashOf(content) : valueOf(store.put(content)));
  else files.setUnfit(one.n);
  for (const { name } of parts) files.letGo(name);
  return parts.flatMap(({ held }) => (held === null ? [] : [held]));
}
