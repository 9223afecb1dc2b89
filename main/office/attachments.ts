import { closeSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { CHUNK_BYTES, ENDINGS } from '#core/attachments/kinds.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { fileFault } from '../crypto/file-fault.ts';
import type { AttachmentRow } from '../storage/attachment.repo.ts';
import { attachmentSeen, attachmentStore, attachmentView, caseSeen, seesAttachment } from './attachment-access.ts';
import { audit } from './audit.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';

/** The content that is being read in parts; only the last one, so that memory holds one file at most. */
const reading = new WeakMap<OpenOffice, { readonly id: string; readonly content: Buffer }>();

/** The files of a case, and of those that were merged into it. */
const filesOf = (open: OpenOffice, caseId: CaseId, n: number): readonly AttachmentRow[] =>
  [n, ...open.repos.merged.cameInto(caseId)].flatMap((caseN) => open.repos.attachments.ofCase(caseN));

export function listAttachments(open: OpenOffice, { caseId }: Input<'attachments.list'>): Output<'attachments.list'> {
  const { n, sight } = caseSeen(open, caseId);
  return filesOf(open, caseId, n)
    .filter((one) => seesAttachment(sight, one))
    .map((one) => attachmentView(open, one, sight));
}

function contentOf(open: OpenOffice, one: AttachmentRow): Buffer {
  if (one.missing !== null) throw new Refusal('FILE_NOT_HERE');
  return valueOf(attachmentStore(open).get(one.hash));
}

/** FILE_NOT_FOUND, FILE_NOT_HERE while it did not come from the other office, FILE_DAMAGED. */
export function readAttachment(open: OpenOffice, input: Input<'attachments.read'>): Output<'attachments.read'> {
  const one = attachmentSeen(open, input.caseId, input.id);
  const known = reading.get(open);
  const content = known?.id === one.id && input.at > 0 ? known.content : contentOf(open, one);
  if (input.at === 0) audit(open, 'attachment.opened', input.caseId, 'done', `${one.kind} ${one.field}`);
  const bytes = new Uint8Array(content.subarray(input.at, input.at + CHUNK_BYTES));
  if (input.at + bytes.length < content.length) reading.set(open, { id: one.id, content });
  else reading.delete(open);
  return { bytes, total: content.length };
}

export function attachmentThumbnail(
  open: OpenOffice,
  input: Input<'attachments.thumbnail'>,
): Output<'attachments.thumbnail'> {
  const one = attachmentSeen(open, input.caseId, input.id);
  const bytes = open.repos.attachments.thumbnail(one.caseN, one.id);
  if (!bytes) throw new Refusal('FILE_NOT_FOUND');
  return { bytes: new Uint8Array(bytes) };
}

/** What a saved copy is called unless the person says otherwise: the case's code, never a name. */
export function savedName(open: OpenOffice, caseId: CaseId, id: string): string {
  const one = attachmentSeen(open, caseId, id);
  const code = open.repos.cases.byId(caseId)?.code ?? '';
  const number = filesOf(open, caseId, caseSeen(open, caseId).n).findIndex((other) => other.id === id) + 1;
  return `${code}-${String(number)}.${ENDINGS[one.mime]}`;
}

/**
 * Writes a readable copy where the person chose to have one, after its line in the audit trail. A copy that the disk
 * cut short is removed again. FILE_DAMAGED, DISK_*.
 */
export function saveAttachment(open: OpenOffice, caseId: CaseId, id: string, path: string): void {
  const one = attachmentSeen(open, caseId, id);
  const content = contentOf(open, one);
  audit(open, 'attachment.saved', caseId, 'done', `${one.kind} ${one.field}`);
  let begun = false;
  try {
    const handle = openSync(path, 'w');
    begun = true;
    try {
      writeFileSync(handle, content);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (begun) rmSync(path, { force: true });
    valueOf(fileFault(error));
  }
}
