import { codeWords, type Written } from '#core/export/answer-cell.ts';
import type { Cell } from '#core/export/cell.ts';
import { columnsFor, SENSITIVE_CLASS, type ExportColumn, type ExportReach } from '#core/export/columns.ts';
import type { ExportedCase } from '#core/export/case-lines.ts';
import type { ExportOrder, LeftCases } from '#core/contracts/exports.contract.ts';
import { RECORD_KINDS, RECORD_LISTS } from '#core/finding/record-kinds.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import { resolve } from '#core/forms/resolve.ts';
import type { CaseId } from '#core/ids.ts';
import { namesIn } from '#core/reports/redaction.ts';
import type { AnswerWords } from '#core/reports/answers.ts';
import { ANY_CASE, decide, type CaseResource } from '#core/rights/decide.ts';
import { maskDocument } from '#core/rights/mask.ts';
import { consentTo, placeIsSecret } from '#core/sharing/consent.ts';
import { holdsKey, needsPerson, withheldOf, withoutWithheld } from '#core/sharing/withheld.ts';
import { documentOf, loadCaseRow, resourceOf, sightIn } from './case-document.ts';
import { lineOf } from './case-line.ts';
import { onlyEntries, TASKS, taskColumns, withStaffNames, type OnlyEntries } from './exported-entries.ts';
import { withoutHiddenSiblings } from './hidden-siblings.ts';
import { readMessages } from './messages.ts';
import { momentAt, judgingMoment } from './moment-here.ts';
import { otherCodes } from './merged-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { judgingDay } from './today.ts';

/** What the person may put into a file of the cases that the right reaches at most: their own. */
export function reachOf(open: OpenOffice): ExportReach {
  const own: CaseResource = { caseId: ANY_CASE, ownerUser: open.me.id, ownerOffice: open.self.officeId };
  const { sees, highest } = sightIn(open, own);
  return {
    sees,
    highest,
    sensitive: decide(open.subject, 'export.sensitive', own).allowed,
    names: decide(open.subject, 'export.names', own).allowed,
  };
}

/** The columns on offer. `rows`: with the answers of these entries, wherever they are written. */
export function offeredColumns(open: OpenOffice, rows?: string): readonly ExportColumn[] {
  const listed = RECORD_LISTS.find((list) => RECORD_KINDS[list].tells === rows);
  return [
    ...columnsFor(open.configuration.configuration, reachOf(open), listed && rows),
    ...(rows === TASKS ? taskColumns(open) : []),
  ];
}

const mayExport = (open: OpenOffice, resource: CaseResource): boolean =>
  decide(open.subject, 'export.cases', resource).allowed && decide(open.subject, 'case.view', resource).allowed;

/** Of these cases those that may be in a file of this person, as the list knows who is responsible for them. */
export function exportable(open: OpenOffice, cases: ReadonlySet<CaseId>): readonly CaseId[] {
  return [...cases].filter((caseId) => {
    const row = open.repos.cases.byId(caseId);
    const listed = row && open.repos.list.get(row.n);
    const office = listed && open.repos.offices.office(listed.ownerOfficeN);
    if (listed === undefined || office === undefined) return false;
    return mayExport(open, { caseId, ownerUser: listed.ownerUser ?? undefined, ownerOffice: office.officeId });
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

type Words = Pick<AnswerWords, 'language' | 't' | 'leftOut'>;

/** Why a case is not in the file: as the contract counts it. */
type WhyLeft = keyof LeftCases;

/** Whether a case may leave for somebody outside as far as the family goes; nobody can release it for a file. */
function keptBack({ configuration }: OpenOffice, { values }: CaseDocument): WhyLeft | undefined {
  if (!consentTo(values).leaves) return 'consent';
  return needsPerson(configuration, values, 'provider') ? 'withheld' : undefined;
}

/**
 * A case as the file of this person may show it, judged as it stands now, or why it may not be in it. What is above the person's class is left out before anything is reckoned from it. Names are told of those cases alone for which
 * the person has the right.
 */
export function exportedCase(
  open: OpenOffice,
  caseId: CaseId,
  words: Words,
  { names, outside }: Pick<ExportOrder, 'names' | 'outside'>,
  only?: OnlyEntries,
): ExportedCase | WhyLeft {
  const row = open.repos.cases.byId(caseId);
  const listed = row && open.repos.list.get(row.n);
  if (row === undefined || listed === undefined) return 'closed';
  const stored = loadCaseRow(open, row);
  const resource = resourceOf(open, stored);
  if (!mayExport(open, resource)) return 'closed';
  const whole = documentOf(stored);
  const kept = outside ? keptBack(open, whole) : undefined;
  if (kept !== undefined) return kept;
  const sight = sightIn(open, resource);
  const sensitive = decide(open.subject, 'export.sensitive', resource).allowed;
  const shown = sensitive ? sight : sight.upTo(SENSITIVE_CLASS - 1);
  // What the consent withholds by its list is left out of a file for somebody outside, whoever makes it.
  const withheld = withheldOf(open.configuration, whole.values, 'provider');
  const leaving = outside ? withoutWithheld(whole, withheld) : { document: whole, masked: [] };
  const { document: read, masked } = maskDocument(leaving.document, shown.sees, shown.hidesRows);
  const document = withoutHiddenSiblings(open, whole, read);
  const held = (key: string): boolean => outside && holdsKey(withheld, key);
  const { configuration } = open.configuration;
  const line = lineOf(open, listed, false);
  const resolved = resolve(open.configuration, withStaffNames(open, document, only?.rows), {
    today: judgingDay(open),
    moment: judgingMoment(open),
    places: placeTreeOf(configuration),
  });
  return {
    facts: {
      code: row.code,
      other_codes: otherCodes(open, document).join('; '),
      office: line.office.code,
      owner: line.owner?.name ?? '',
      age_years: ageYears(line),
      updated: { day: momentAt(listed.updatedAt, open.self.timeZone).at.slice(0, 10) },
      to_decide: line.conflicts,
    },
    resolved: only === undefined ? resolved : onlyEntries(open, resolved, row, { sees: shown.seesKey, held }, only),
    setting: {
      print: { ...words, names: names && decide(open.subject, 'export.names', resource).allowed ? 'full' : 'code' },
      configuration,
      caseCode: row.code,
      names: namesIn(configuration, whole),
      closed: new Set(masked),
      withheld: new Set(leaving.masked),
      placeSecret: placeIsSecret(whole.values),
      rows: document.rows,
    },
  };
}

/** Full years; a child under two is 0 or 1, whatever words a list has for the months. */
const ageYears = ({ ageYears: years, ageMonths: months }: ReturnType<typeof lineOf>): Cell =>
  years ?? (months === undefined ? '' : Math.floor(months / 12));
