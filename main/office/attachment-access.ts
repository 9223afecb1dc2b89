import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Attachment } from '#core/contracts/attachments.contract.ts';
import type { CaseId } from '#core/ids.ts';
import type { CaseResource } from '#core/rights/decide.ts';
import type { Sight } from '#core/rights/sight.ts';
import { Refusal } from '#core/result.ts';
import { AttachmentStore } from '../crypto/attachment-store.ts';
import type { AttachmentRow } from '../storage/attachment.repo.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { loadCaseRecord, resourceOf, sightIn } from './case-document.ts';
import { instantOf } from './clock.ts';
import type { OpenOffice } from './open-office.ts';

export const attachmentsDir = (dir: string): string => join(dir, 'attachments');

/** Names of files and of people who signed are as sensitive as the child's own name. */
const NAME_CLASS = 4;

/** Where the attachments of this office lie. Their key is made when the first one is needed. */
export function attachmentStore(open: OpenOffice): AttachmentStore {
  const known = new NamedTexts(open.db, 'meta').get('attachment_key');
  const key = known ?? randomBytes(32).toString('base64url');
  if (known === undefined) putText(open.db, 'meta', 'attachment_key', key);
  return new AttachmentStore(attachmentsDir(open.dir), Buffer.from(key, 'base64url'));
}

/** The case of a call, and what this person may see in it. */
export function caseSeen(
  open: OpenOffice,
  caseId: CaseId,
): { readonly n: number; readonly resource: CaseResource; readonly sight: Sight } {
  const row = open.repos.cases.byId(caseId);
  if (!row) throw new Refusal('FORM_CASE_NOT_FOUND');
  const resource = resourceOf(open, loadCaseRecord(open, row));
  return { n: row.n, resource, sight: sightIn(open, resource) };
}

/** An attachment is as sensitive as the question that it was added for. */
export const seesAttachment = ({ sees }: Sight, { coll, field }: Pick<AttachmentRow, 'coll' | 'field'>): boolean =>
  sees(coll, field);

/** An attachment of the case, or then of those that were merged into it: what came along names the files where they lie. */
export function findAttachment(open: OpenOffice, caseN: number, id: string): AttachmentRow | undefined {
  const { attachments, cases, merged } = open.repos;
  const row = cases.byNumber(caseN);
  for (const n of [caseN, ...(row === undefined ? [] : merged.cameInto(row.caseId))]) {
    const found = attachments.get(n, id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How many files the records of a case name: its own, and those that lie with cases merged into it. */
export function filesNamedIn(open: OpenOffice, { n, caseId }: CaseRow): number {
  const { attachments, merged } = open.repos;
  const held = merged.cameInto(caseId).flatMap((caseN) => attachments.ofCase(caseN));
  return attachments.countNamed(n) + held.filter(({ id }) => attachments.isNamed({ caseN: n, id })).length;
}

/** FILE_NOT_FOUND also for one that is closed to this person: whether it exists is not told. */
export function attachmentSeen(open: OpenOffice, caseId: CaseId, id: string): AttachmentRow {
  const { n, sight } = caseSeen(open, caseId);
  const found = findAttachment(open, n, id);
  if (!found || !seesAttachment(sight, found)) throw new Refusal('FILE_NOT_FOUND');
  return found;
}

type Viewed = Omit<AttachmentRow, 'n' | 'unnamedSince' | 'toldIn'>;

const missingIn = ({ missing, askedAt }: Viewed): Pick<Attachment, 'missing'> =>
  missing === null ? {} : { missing: missing === 'coming' && askedAt !== null ? 'asked' : missing };

export const attachmentView = (open: OpenOffice, one: Viewed, sight: Sight): Attachment => ({
  id: one.id,
  kind: one.kind,
  mime: one.mime,
  bytes: one.bytes,
  ...(sight.highest < NAME_CLASS || one.name === '' ? {} : { name: one.name }),
  ...(one.signed === null ? {} : { signed: one.signed }),
  by: open.repos.offices.personById(one.userId)?.name ?? '',
  atUtc: instantOf(one.at),
  thumbnail: one.hasThumbnail,
  ...missingIn(one),
});
