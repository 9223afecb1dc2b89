import type { ExchangePreview } from '#core/contracts/exchange.contract.ts';
import type { CaseRow } from '../../storage/case.repo.ts';
import type { OfficeRow } from '../../storage/office.repo.ts';
import type { OpenOffice } from '../open-office.ts';
import { owedFiles } from './owed-files.ts';

/**
 * The attachments that go to an office when these cases leave for it: those that their records name, and those of cases
 * that it has already, as far as it has not confirmed them.
 */
export function filesLeaving(
  open: OpenOffice,
  office: OfficeRow,
  leaving: readonly CaseRow[],
): ExchangePreview['files'] {
  const { attachments, files, merged } = open.repos;
  const going = new Map<number, number>();
  const written = new Set<number>();
  for (const part of owedFiles(open, office)) {
    going.set(part.attachmentN, (going.get(part.attachmentN) ?? 0) + part.bytes);
    if (part.isWritten) written.add(part.attachmentN);
  }
  for (const { n, caseId } of leaving)
    for (const one of [n, ...merged.cameInto(caseId)].flatMap((caseN) => attachments.ofCase(caseN))) {
      if (going.has(one.n) || one.missing !== null || files.hasAll(office.n, one.n)) continue;
      if (files.streamNaming(n, one.id) !== undefined) going.set(one.n, one.bytes);
    }
  const bytes = [...going.values()].reduce((sum, size) => sum + size, 0);
  return { count: going.size, bytes, written: written.size };
}
