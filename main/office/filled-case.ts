import { evaluateCase } from '#core/forms/evaluate.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import { pathKey } from '#core/forms/view.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { FilledCase } from '#core/reports/registration-form.ts';
import { visibleClass } from '#core/rights/decide.ts';
import { maskDocument } from '#core/rights/mask.ts';
import { documentOf, resourceOf, type StoredCase } from './case-document.ts';
import { otherCodes } from './merged-cases.ts';
import { judgingMoment } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { judgingDay } from './today.ts';

/** A case as the person who prints it may see it, judged as it stands now. */
export function filledCase(open: OpenOffice, stored: StoredCase): FilledCase {
  const visible = visibleClass(open.subject, resourceOf(open, stored));
  const { document, masked } = maskDocument(documentOf(stored), visible, (coll, field) =>
    open.fields.sensitivity(coll, field),
  );
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
    closed: new Set(masked),
    undecided: new Set(undecided),
  };
}
