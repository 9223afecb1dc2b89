import { evaluateCase } from '#core/forms/evaluate.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import { pathKey } from '#core/forms/view.ts';
import { disputedIn } from '#core/privacy/dispute.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { FilledCase } from '#core/reports/filled-case.ts';
import { withoutNamesIn } from '#core/reports/hidden-names.ts';
import type { ReferralTo } from '#core/sharing/referral-gate.ts';
import { withheldOf, withoutWithheld } from '#core/sharing/withheld.ts';
import { documentOf, readableCase, type StoredCase } from './case-document.ts';
import { isUnnamed } from './case-exceptions.ts';
import { draftRows } from './draft-rows.ts';
import { otherCodes } from './merged-cases.ts';
import { judgingMoment } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { judgingDay } from './today.ts';

/**
 * A case as the person who prints it may see it, judged as it stands now. `to`: for whom the paper is, where it leaves
 * the office; what the consent withholds from them by its list is left out.
 */
export function filledCase(open: OpenOffice, stored: StoredCase, to?: ReferralTo): FilledCase {
  const read = readableCase(open, stored);
  const withheld = to && withheldOf(open.configuration, documentOf(stored).values, to);
  const left =
    withheld === undefined ? { document: read.document, masked: [] } : withoutWithheld(read.document, withheld);
  const readable = left.document;
  const document = isUnnamed(open, stored.row.caseId)
    ? withoutNamesIn(open.configuration.configuration, documentOf(stored), readable)
    : readable;
  const view = evaluateCase(open.configuration, document, {
    today: judgingDay(open),
    moment: judgingMoment(open),
    places: placeTreeOf(open.configuration.configuration),
  });
  const relevant = new Map(
    view.forms.flatMap((form) => form.sections).map((section) => [section.def.id, section.relevant]),
  );
  const undecided = open.repos.records
    .conflictsOf(stored.row.n)
    .map((c) => (c.coll === CASE_RECORD ? c.field : `${c.coll}.${c.field}`));
  return {
    code: stored.row.code,
    otherCodes: otherCodes(open, document),
    document,
    asked: ({ section, field, row }) => {
      if (relevant.get(section) === false) return false;
      if (field === undefined) return true;
      if (!row) return view.fields.get(pathKey({ field }))?.relevant ?? true;
      const rows = Object.entries(document.rows).find(([, list]) => list.some((r) => r.id === row.id))?.[0];
      return rows === undefined || (view.fields.get(pathKey({ rows, row: row.id, field }))?.relevant ?? true);
    },
    closed: new Set(read.masked),
    withheld: new Set(left.masked),
    undecided: new Set(undecided),
    disputed: disputedIn(document.rows),
    drafts: draftRows(open, stored),
  };
}
