import { codeWords, type Written } from '#core/export/answer-cell.ts';
import { columnsFor, SENSITIVE_CLASS, type ExportColumn, type ExportReach } from '#core/export/columns.ts';
import type { ExportedCase } from '#core/export/case-lines.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import { resolve } from '#core/forms/resolve.ts';
import type { CaseId } from '#core/ids.ts';
import { namesIn } from '#core/reports/redaction.ts';
import type { AnswerWords } from '#core/reports/answers.ts';
import { decide, visibleClass, type CaseResource } from '#core/rights/decide.ts';
import { maskDocument } from '#core/rights/mask.ts';
import { placeIsSecret } from '#core/sharing/consent.ts';
import { documentOf, loadCaseRow, resourceOf } from './case-document.ts';
import { lineOf } from './case-line.ts';
import { readMessages } from './messages.ts';
import { momentAt, judgingMoment } from './moment-here.ts';
import { otherCodes } from './merged-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { judgingDay } from './today.ts';

/** What the person may put into a file of the cases that the right reaches at most: their own. */
export function reachOf(open: OpenOffice): ExportReach {
  const own: CaseResource = { ownerUser: open.me.id, ownerOffice: open.self.officeId };
  return {
    visible: visibleClass(open.subject, own),
    sensitive: decide(open.subject, 'export.sensitive', own).allowed,
    names: decide(open.subject, 'export.names', own).allowed,
  };
}

export const offeredColumns = (open: OpenOffice): readonly ExportColumn[] =>
  columnsFor(open.configuration.configuration, reachOf(open));

const mayExport = (open: OpenOffice, resource: CaseResource): boolean =>
  decide(open.subject, 'export.cases', resource).allowed && decide(open.subject, 'case.view', resource).allowed;

/** Of these cases those that may be in a file of this person, as the list knows who is responsible for them. */
export function exportable(open: OpenOffice, cases: ReadonlySet<CaseId>): readonly CaseId[] {
  return [...cases].filter((caseId) => {
    const row = open.repos.cases.byId(caseId);
    const listed = row && open.repos.list.get(row.n);
    const office = listed && open.repos.offices.office(listed.ownerOfficeN);
    if (listed === undefined || office === undefined) return false;
    return mayExport(open, { ownerUser: listed.ownerUser ?? undefined, ownerOffice: office.officeId });
  });
}

/** In which words a file is written; made once for all of its cases. */
export const wordsOf = (
  open: OpenOffice,
  written: Written,
  language: AnswerWords['language'],
): Pick<AnswerWords, 'language' | 't'> => ({
  language,
  t: written === 'codes' ? codeWords : readMessages(open.resourcesDir, language, 'print'),
});

/**
 * A case as the file of this person may show it, judged as it stands now; undefined when it may not be in it. What is
 * above the person's class is left out before anything is reckoned from it. Names are told of those cases alone for which
 * the person has the right.
 */
export function exportedCase(
  open: OpenOffice,
  caseId: CaseId,
  words: Pick<AnswerWords, 'language' | 't'>,
  names: boolean,
): ExportedCase | undefined {
  const row = open.repos.cases.byId(caseId);
  const listed = row && open.repos.list.get(row.n);
  if (row === undefined || listed === undefined) return undefined;
  const stored = loadCaseRow(open, row);
  const resource = resourceOf(open, stored);
  if (!mayExport(open, resource)) return undefined;
  const whole = documentOf(stored);
  const highest = visibleClass(open.subject, resource);
  const sensitive = decide(open.subject, 'export.sensitive', resource).allowed;
  const visible = sensitive ? highest : Math.min(highest, SENSITIVE_CLASS - 1);
  const { document, masked } = maskDocument(whole, visible, (collection, field) =>
    open.fields.sensitivity(collection, field),
  );
  const { configuration } = open.configuration;
  const line = lineOf(open, listed, false);
  return {
    facts: {
      code: row.code,
      other_codes: otherCodes(open, document).join('; '),
      office: line.office.code,
      owner: line.owner?.name ?? '',
      age_years: ageYears(line),
      updated: momentAt(listed.updatedAt, open.self.timeZone).at.slice(0, 10),
      to_decide: String(line.conflicts),
    },
    resolved: resolve(open.configuration, document, {
      today: judgingDay(open),
      moment: judgingMoment(open),
      places: placeTreeOf(configuration),
    }),
    setting: {
      print: { ...words, names: names && decide(open.subject, 'export.names', resource).allowed ? 'full' : 'code' },
      configuration,
      caseCode: row.code,
      names: namesIn(configuration, whole),
      closed: new Set(masked),
      placeSecret: placeIsSecret(whole.values),
      rows: document.rows,
    },
  };
}

/** Full years; a child under two is 0 or 1, whatever words a list has for the months. */
const ageYears = ({ ageYears: years, ageMonths: months }: ReturnType<typeof lineOf>): string =>
  years !== undefined ? String(years) : months !== undefined ? String(Math.floor(months / 12)) : '';
