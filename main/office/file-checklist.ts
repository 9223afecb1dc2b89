import type { Input, Output } from '#core/contracts/index.ts';
import { evaluateCase } from '#core/forms/evaluate.ts';
import { fileChecklist } from '#core/forms/file-checklist.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { fieldKey, type CaseView } from '#core/forms/view.ts';
import { maskDocument } from '#core/rights/mask.ts';
import { documentOf, loadCase, sightOfCase } from './case-document.ts';
import { judgingMoment } from './moment-here.ts';
import type { OpenOffice } from './open-office.ts';
import { judgingDay } from './today.ts';

/** A case file as its forms see it today. */
export const viewOfCase = (open: OpenOffice, document: CaseDocument): CaseView =>
  evaluateCase(open.configuration, document, {
    today: judgingDay(open),
    moment: judgingMoment(open),
    places: placeTreeOf(open.configuration.configuration),
  });

/** As many gaps of a form are named: whoever fills them asks again. */
const MOST_NAMED = 50;

/**
 * What the file of a case still needs, form by form. Forms that are closed to the person are left out, and a closed
 * question is neither counted as missing nor named: it looks blank here, whatever stands in it.
 */
export function checkFile(
  open: OpenOffice,
  { caseId }: Input<'supervision.checklist'>,
): Output<'supervision.checklist'> {
  const stored = loadCase(open, caseId);
  const sight = sightOfCase(open, stored);
  const { document } = maskDocument(documentOf(stored), sight.sees, sight.hidesRows);
  const standing = fileChecklist(viewOfCase(open, document));
  const closed = new Set(sight.closed(standing.map(({ def }) => def)).map(({ id }) => id));
  return {
    code: stored.row.code,
    forms: standing
      .filter(({ def }) => !closed.has(def.id))
      .map(({ def, filled, needed, records, missing }) => {
        const seen = missing.filter(({ path }) => sight.seesKey(fieldKey(path)));
        return {
          form: def.id,
          filled,
          needed: Math.max(filled, needed - (missing.length - seen.length)),
          ...(records === undefined ? {} : { records }),
          missing: seen.slice(0, MOST_NAMED).map(({ path }) => path),
        };
      }),
  };
}
