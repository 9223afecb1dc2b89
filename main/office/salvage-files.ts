import type { CaseId, UserId } from '#core/ids.ts';
import type { DamagedDatabase, FileRow } from '../storage/damaged-database.ts';
import { idOf } from '../storage/id-bytes.ts';
import { NamedTexts, putText } from '../storage/meta.repo.ts';
import { attachmentStore } from './attachment-access.ts';
import type { OpenOffice } from './open-office.ts';

/** The key of attached files, for a copy from before the first of them. */
const KEY = 'attachment_key';

export interface SalvagedFiles {
  /** Attached files that are named here again. */
  readonly files: number;
  /** Those that were lost: their line cannot be read, or what lies in the folder is not what it says. */
  readonly lostFiles: number;
}

/** Whether the content lies in the folder as the line says. */
function isHere(open: OpenOffice, { hash, bytes }: FileRow): boolean {
  const content = attachmentStore(open).get(hash);
  return content.ok && content.value.length === bytes;
}

/** Names a file again that the copy does not know; undefined when there is nothing to do, false when it is lost. */
function takeFile(open: OpenOffice, row: FileRow): boolean | undefined {
  const { attachments, cases, files } = open.repos;
  const caseN = cases.byId(idOf<CaseId>(row.caseId))?.n;
  // Cases that are missing are told by their codes; what was erased stays so.
  if (caseN === undefined || row.hash.length === 0) return undefined;
  const known = attachments.get(caseN, idOf(row.id));
  if (known && known.missing !== 'coming') return undefined;
  if (!isHere(open, row)) return known ? undefined : false;
  if (known) files.setHere(known.n, row.hash);
  else {
    const { coll, field, kind, mime, bytes, name, signed, at, hash, thumbnail } = row;
    const entry = { coll, field, kind, mime, bytes, name, signed, at, hash };
    attachments.add({ ...entry, id: idOf(row.id), caseN, userId: idOf<UserId>(row.user) }, thumbnail);
  }
  return true;
}

/**
 * Takes over what the damaged database named of attached files, whose contents lie beside it and are whole; in the caller's
 * transaction, after its cases were taken over.
 */
export function takeFiles(open: OpenOffice, damaged: DamagedDatabase): SalvagedFiles {
  const [key] = damaged.rows<{ value: string }>(`SELECT value FROM meta WHERE key = '${KEY}'`).rows;
  if (key && new NamedTexts(open.db, 'meta').get(KEY) === undefined) putText(open.db, 'meta', KEY, key.value);
  let [files, lostFiles] = [0, 0];
  for (const row of damaged.files()) {
    const taken = typeof row === 'number' ? false : takeFile(open, row);
    if (taken === true) files += 1;
    if (taken === false) lostFiles += 1;
  }
  return { files, lostFiles };
}
