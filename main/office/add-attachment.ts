import { randomBytes } from 'node:crypto';
import {
  MOST_BYTES,
  MOST_PER_CASE,
  type AttachmentKind,
  type AttachmentMime,
  type SignedHow,
} from '#core/attachments/kinds.ts';
import { fileType } from '#core/attachments/file-type.ts';
import { pictureOf } from '#core/attachments/pictures.ts';
import { stripMaking } from '#core/attachments/strip-making.ts';
import type { Attachment, AttachmentField } from '#core/contracts/attachments.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { cleanText } from '#core/forms/clean-text.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { Sight } from '#core/rights/sight.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { attachmentStore, attachmentView, caseSeen } from './attachment-access.ts';
import { audit } from './audit.ts';
import { coreOf } from './case-streams.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { refuseClosedForms } from './refuse-closed-forms.ts';
import { mayWriteStream } from './write-grants.ts';

/** What is said of a file before its bytes. */
export interface NewAttachment {
  readonly caseId: CaseId;
  readonly of: AttachmentField;
  readonly kind: AttachmentKind;
  readonly name: string;
  readonly signed?: SignedHow;
}
interface Upload {
  readonly about: NewAttachment;
  readonly content: Buffer;
  filled: number;
}

/** Files on their way from the page, of each open office; they exist in memory only and end with the session. */
const uploads = new WeakMap<OpenOffice, Map<string, Upload>>();
const MOST_UPLOADS = 3;
/** One that no record names yet still counts: its draft is about to be stored. */
const FRESH_MS = 10 * 60_000;

/** A file name without folders and without signs that change how it reads. */
const plainName = (name: string): string =>
  cleanText(name.split(/[\\/]/).at(-1) ?? '', false)
    .trim()
    .slice(0, 200);

/**
 * Whether this person may attach that here: the case is open for writing, the question exists, holds that kind and is
 * not closed to them, and there is room. PERM_DENIED, FORM_INVALID, FILE_TOO_MANY.
 */
export function authoriseAdding(open: OpenOffice, about: NewAttachment): { readonly n: number; readonly sight: Sight } {
  const seen = caseSeen(open, about.caseId);
  const core = coreOf(open, seen.n);
  const status = open.repos.list.get(seen.n)?.status;
  const closed = status === 'transferred' || status === 'duplicate';
  if (closed || core === undefined || !mayWriteStream(open, core, open.self.officeN))
    throw new Refusal('PERM_DENIED', { right: 'case.write' });
  const coll = about.of.rows ?? CASE_RECORD;
  const def = open.fields.find(coll, about.of.field);
  if (def?.type !== about.kind) throw new Refusal('FORM_INVALID', { field: about.of.field });
  const change = { kind: 'set', collection: coll, row: coll, field: about.of.field, value: null } as const;
  refuseClosedForms(open, seen.resource, [change]);
  if (!seen.sight.sees(coll, about.of.field)) {
    audit(open, 'right.refused', about.caseId, 'refused', `case.write class ${String(def.sensitivity)}`);
    throw new Refusal('PERM_DENIED', { right: 'case.write' });
  }
  if (about.kind === 'signature' && (about.signed === undefined || plainName(about.name) === ''))
    throw new Refusal('FORM_INVALID', { field: about.of.field });
  const now = open.clock.now();
  const counted = open.repos.attachments
    .ofCase(seen.n)
    .filter((one) => Math.abs(now - one.at) < FRESH_MS || open.repos.attachments.isNamed(one));
  if (counted.length >= MOST_PER_CASE) throw new Refusal('FILE_TOO_MANY', { most: MOST_PER_CASE });
  return seen;
}

function checkPicture(bytes: Uint8Array): void {
  if (pictureOf(bytes)?.clean !== true) throw new Refusal('FILE_NOT_CLEAN');
}

/** A file that may be kept, without what it says of its making; `stays`: that could not be taken out. */
interface Ready {
  readonly mime: AttachmentMime;
  readonly bytes: Uint8Array;
  readonly stays: boolean;
}

/** FILE_TOO_LARGE, FILE_KIND_WRONG, FILE_NOT_CLEAN. */
export function readied({ kind, name }: NewAttachment, content: Uint8Array): Ready {
  if (content.length > MOST_BYTES) throw new Refusal('FILE_TOO_LARGE', { most: MOST_BYTES / 1024 / 1024 });
  const mime = fileType(kind, content, name);
  if (mime === undefined) throw new Refusal('FILE_KIND_WRONG', { kind });
  if (kind === 'photo' || kind === 'signature') checkPicture(content);
  const { bytes, stays } = stripMaking(mime, content);
  // What would no longer be read as what it was is kept as it came.
  return fileType(kind, bytes, name) === mime ? { mime, bytes, stays } : { mime, bytes: content, stays: true };
}

/**
 * Checks and keeps a file without what it says of its making: first encrypted on the disk, then, in one transaction, its line in the database and in the
 * audit trail. FILE_TOO_LARGE, FILE_KIND_WRONG, FILE_NOT_CLEAN, DISK_*; then nothing of it is kept.
 */
export function keepAttachment(
  open: OpenOffice,
  about: NewAttachment,
  content: Uint8Array,
  thumbnail: Uint8Array | undefined,
): Attachment {
  const { n, sight } = authoriseAdding(open, about);
  const { mime, bytes } = readied(about, content);
  if (thumbnail !== undefined) checkPicture(thumbnail);
  const store = attachmentStore(open);
  const hash = store.hashOf(bytes);
  const row = {
    id: newId(),
    caseN: n,
    coll: about.of.rows ?? CASE_RECORD,
    field: about.of.field,
    kind: about.kind,
    mime,
    bytes: bytes.length,
    name: plainName(about.name),
    signed: about.signed ?? null,
    userId: open.me.id,
    at: open.clock.now(),
    hash,
  };
  try {
    valueOf(store.put(bytes));
    open.db.transaction(() => {
      open.repos.attachments.add(row, thumbnail ?? null);
      audit(open, 'attachment.added', about.caseId, 'done', `${about.kind} ${row.field}`);
    });
  } catch (error) {
    if (!open.repos.attachments.hasHash(hash)) store.remove(hash);
    throw error;
  }
  return attachmentView(open, { ...row, hasThumbnail: thumbnail !== undefined, missing: null, askedAt: null }, sight);
}

export function beginAttachment(open: OpenOffice, input: Input<'attachments.begin'>): Output<'attachments.begin'> {
  const { bytes, caseId, of, kind, name, signed } = input;
  if (bytes > MOST_BYTES) throw new Refusal('FILE_TOO_LARGE', { most: MOST_BYTES / 1024 / 1024 });
  const about: NewAttachment = { caseId, of, kind, name, ...(signed === undefined ? {} : { signed }) };
  authoriseAdding(open, about);
  const mine = uploads.get(open) ?? new Map<string, Upload>();
  uploads.set(open, mine);
  for (const old of [...mine.keys()].slice(0, Math.max(0, mine.size - MOST_UPLOADS + 1))) mine.delete(old);
  const upload = randomBytes(16).toString('base64url');
  mine.set(upload, { about, content: Buffer.alloc(bytes), filled: 0 });
  return { upload };
}

function uploadOf(open: OpenOffice, caseId: CaseId, token: string): Upload {
  const upload = uploads.get(open)?.get(token);
  if (upload?.about.caseId !== caseId) throw new Refusal('FILE_NOT_FOUND');
  return upload;
}

export function appendAttachment(open: OpenOffice, input: Input<'attachments.append'>): Record<string, never> {
  const upload = uploadOf(open, input.caseId, input.upload);
  if (input.at !== upload.filled || input.at + input.bytes.length > upload.content.length)
    throw new Refusal('FORM_STALE');
  upload.content.set(input.bytes, input.at);
  upload.filled += input.bytes.length;
  return {};
}

export function finishAttachment(open: OpenOffice, input: Input<'attachments.finish'>): Output<'attachments.finish'> {
  const upload = uploadOf(open, input.caseId, input.upload);
  uploads.get(open)?.delete(input.upload);
  if (upload.filled !== upload.content.length) throw new Refusal('FORM_STALE');
  return keepAttachment(open, upload.about, upload.content, input.thumbnail);
}
