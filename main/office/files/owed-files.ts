import type { AttachmentRow } from '../../storage/attachment.repo.ts';
import { hasLeft, type OfficeRow } from '../../storage/office.repo.ts';
import type { OwedChunk } from '../../storage/travelling-file.repo.ts';
import { judge } from '../judge-case.ts';
import type { OpenOffice } from '../open-office.ts';
import { FILE_CHUNK } from '#core/exchange/file-facts.ts';

/** A part of a file that is to go to an office. */
export interface Part extends OwedChunk {
  readonly one: AttachmentRow;
  readonly bytes: number;
}

/**
 * Parts of files that an office may have now and has not confirmed: of cases that may leave for it, judged anew each time
 * as their answers are (exchange.md R5). What stands in the office's own stream, was not told of, or lies with a case that
 * did not come into the one that is judged, is none of them.
 */
export function owedFiles(open: OpenOffice, office: OfficeRow): Part[] {
  if (hasLeft(office)) return [];
  const { attachments, cases, files, merged } = open.repos;
  const leaving = new Map<number, ReadonlySet<number>>();
  const leavesWith = (caseN: number): ReadonlySet<number> => {
    let known = leaving.get(caseN);
    if (known === undefined) {
      const row = cases.byNumber(caseN);
      const leaves = row !== undefined && (office.isSelf || judge(open, row, office).decision.leaves);
      known = new Set(leaves ? [caseN, ...merged.cameInto(row.caseId)] : []);
      leaving.set(caseN, known);
    }
    return known;
  };
  let one: AttachmentRow | undefined;
  return (office.isSelf ? files.owedToOwn(office.n) : files.owed(office.n)).flatMap((chunk) => {
    if (one?.n !== chunk.attachmentN) one = attachments.byNumber(chunk.attachmentN);
    if (one === undefined || !leavesWith(chunk.caseN).has(one.caseN)) return [];
    const bytes = Math.min(FILE_CHUNK, one.bytes - chunk.i * FILE_CHUNK);
    return [{ ...chunk, one, bytes }];
  });
}

/** How many files parts belong to, and the bytes of those parts. */
export const sumOf = (parts: readonly Part[]): { readonly count: number; readonly bytes: number } => ({
  count: new Set(parts.map(({ attachmentN }) => attachmentN)).size,
  bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
});
