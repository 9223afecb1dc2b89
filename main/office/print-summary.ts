import { relationTo } from '#core/family/kinship.ts';
import { casesOfMember, FAMILY_NUMBER, MEMBERS } from '#core/family/member-rows.ts';
import { rowsOf } from '#core/forms/document-edit.ts';
import type { CaseSummary } from '#core/reports/case-summary.ts';
import type { PrintContext } from '#core/reports/context.ts';
import type { PrintedFamily } from '#core/reports/family-table.ts';
import type { StoredCase } from './case-document.ts';
import { caseHistory } from './case-history.ts';
import { kinOf, knownCase, maySee } from './family-cases.ts';
import { filledCase } from './filled-case.ts';
import type { OpenOffice } from './open-office.ts';
import { openTasks } from './print-tasks.ts';
import { todayIn } from './today.ts';

/** The family's number, and its cases that no member row gives: their codes and nothing else. */
export function familyOf(open: OpenOffice, stored: StoredCase): PrintedFamily {
  const known = knownCase(open, stored.row);
  const given = new Set(rowsOf(known.document, MEMBERS).flatMap(casesOfMember));
  const related = kinOf(open, known)
    .filter(({ other }) => !other.codes.some((code) => given.has(code)))
    .map(({ other }) => {
      const relation = relationTo(other, known);
      return { code: other.code, ...(relation === undefined ? {} : { relation }) };
    });
  const number = maySee(known, FAMILY_NUMBER) ? known.number : undefined;
  return { related, ...(number === undefined ? {} : { number }) };
}

/** What the printed summary of a case is made from, as far as this person may see it. */
export function summaryOf(open: OpenOffice, print: PrintContext, stored: StoredCase): CaseSummary {
  const owner = open.repos.list.get(stored.row.n)?.ownerUser;
  const ownerName = owner === null || owner === undefined ? undefined : open.repos.offices.personById(owner)?.name;
  const office = open.repos.offices.office(stored.row.ownerOfficeN);
  return {
    print,
    configuration: open.configuration.configuration,
    filled: filledCase(open, stored),
    header: {
      ...(ownerName === undefined ? {} : { owner: ownerName }),
      openedOn: todayIn(open.self.timeZone, stored.row.createdAt),
      officeOfCase: office?.name ?? open.self.name,
    },
    family: familyOf(open, stored),
    timeline: caseHistory(open, { caseId: stored.row.caseId }),
    tasks: openTasks(open, stored, print),
  };
}
