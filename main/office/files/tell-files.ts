import { randomBytes } from 'node:crypto';
import { FILE_CHUNK, chunksOf } from '#core/exchange/file-facts.ts';
import type { FileFacts, Op } from '#core/exchange/op.ts';
import { chunkName } from '../../crypto/chunk-name.ts';
import type { AttachmentRow } from '../../storage/attachment.repo.ts';
import type { CaseRow } from '../../storage/case.repo.ts';
import { attachmentStore } from '../attachment-access.ts';
import { author } from '../author.ts';
import { offerToPartners } from '../offer-changes.ts';
import type { OpenOffice } from '../open-office.ts';
import { breathe } from '../progress.ts';
import { mayWriteStream } from '../write-grants.ts';

/** Small pictures ride along, up to 88 KiB as text each: so many stay far below the limit of a commit. */
const TOLD_AT_ONCE = 8;

function factsOf(open: OpenOffice, one: AttachmentRow, content: Buffer): FileFacts {
  const key = randomBytes(32);
  const small = open.repos.attachments.thumbnail(one.caseN, one.id);
  const names = Array.from({ length: chunksOf(content.length) }, (_, i) =>
    chunkName(key, i, content.subarray(i * FILE_CHUNK, (i + 1) * FILE_CHUNK)).toString('base64url'),
  );
  return {
    f: [one.coll, one.field],
    k: one.kind,
    m: one.mime,
    b: content.length,
    n: one.name,
    ...(one.signed === null ? {} : { s: one.signed }),
    u: one.userId,
    t: one.at,
    h: key.toString('base64url'),
    c: names,
    ...(small === undefined ? {} : { p: Buffer.from(small).toString('base64url') }),
  };
}

/** Files of a case of which nothing was told yet, by the stream (row number) in which a record names them. */
function untoldIn(open: OpenOffice, row: CaseRow): Map<number, AttachmentRow[]> {
  const { attachments, cases, files, merged } = open.repos;
  const byStream = new Map<number, AttachmentRow[]>();
  const here = [row.n, ...merged.cameInto(row.caseId)].flatMap((caseN) => attachments.ofCase(caseN));
  for (const one of here) {
    if (one.toldIn !== null || one.missing !== null) continue;
    const sid = files.streamNaming(row.n, one.id);
    const stream = sid === undefined ? undefined : cases.stream(sid);
    if (stream === undefined || !mayWriteStream(open, stream, open.self.officeN)) continue;
    byStream.set(stream.sid, [...(byStream.get(stream.sid) ?? []), one]);
  }
  return byStream;
}

/**
 * Before cases leave: signed words about each of their files that an office here can read, in the stream that names it,
 * so that whoever gets the answer learns what belongs to it and can prove every part of it (decision 0048). What is
 * damaged here is not told of.
 */
export async function tellFiles(open: OpenOffice, rows: readonly CaseRow[]): Promise<void> {
  const untold = open.repos.files.untoldCases();
  if (untold.size === 0) return;
  const store = attachmentStore(open);
  for (const row of rows) {
    if (![row.n, ...open.repos.merged.cameInto(row.caseId)].some((caseN) => untold.has(caseN))) continue;
    for (const [sid, all] of untoldIn(open, row)) {
      const stream = open.repos.cases.stream(sid);
      for (let at = 0; stream !== undefined && at < all.length; at += TOLD_AT_ONCE) {
        const ops: Op[] = [];
        for (const one of all.slice(at, at + TOLD_AT_ONCE)) {
          const content = store.get(one.hash);
          if (content.ok) ops.push(['file', one.id, factsOf(open, one, content.value)]);
          await breathe();
        }
        if (ops.length === 0) continue;
        open.db.transaction(() => {
          author(open, [{ stream, ops }]);
          offerToPartners(open, row.n);
        });
      }
    }
  }
}
