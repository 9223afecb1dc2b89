import type { Input, Output } from '#core/contracts/index.ts';
import { auditWords } from './audit-words.ts';
import { documentOf, loadCase, resourceOf } from './case-document.ts';
import { instantOf } from './clock.ts';
import { openRequests, requestView } from './erasure-requests.ts';
import { holdOn } from './held-cases.ts';
import { listedByCode } from './listed-by-code.ts';
import { heldCases, mergedInto } from './merged-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { officesWith } from './say-of-erasure.ts';
import { secondDeciders } from './second-deciders.ts';

export const findToErase = (open: OpenOffice, { code }: Input<'keeping.find'>): Output<'keeping.find'> => ({
  caseId: listedByCode(open, code),
});

/** What whoever decides about the end of a case has to know: what keeps it, who else has it, what stays. */
export function lookBeforeErasing(open: OpenOffice, { caseId }: Input<'keeping.look'>): Output<'keeping.look'> {
  const { repos } = open;
  const stored = loadCase(open, caseId);
  const { row } = stored;
  const hold = holdOn(open, caseId);
  const into = mergedInto(documentOf(stored).values);
  const same = [...heldCases(open, row), ...(into === undefined ? [] : [repos.cases.byId(into)])];
  const last = repos.backups.last('done');
  return {
    caseId,
    code: row.code,
    own: row.ownerOfficeN === open.self.officeN,
    office: repos.offices.office(row.ownerOfficeN)?.code ?? '',
    ...(hold === undefined
      ? {}
      : { hold: { authority: hold.entry.authority, why: hold.entry.why, by: auditWords(open).nameOf(hold.by) } }),
    offices: officesWith(open, row).map(({ name }) => name),
    asked: openRequests(open, caseId).map((one) => requestView(open, one)),
    files: repos.attachments.ofCase(row.n).length,
    merged: same.flatMap((one) => one?.code ?? []),
    counted: repos.past.all().has(row.n),
    seconds: [...secondDeciders(open, resourceOf(open, stored))],
    ...(last === undefined ? {} : { lastBackupUtc: instantOf(last.at) }),
  };
}
