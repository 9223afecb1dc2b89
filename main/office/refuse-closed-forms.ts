import { CASE_RECORD, type Change } from '#core/records/changes.ts';
import type { CaseResource } from '#core/rights/decide.ts';
import { writesIn } from '#core/rights/sight.ts';
import type { Right } from '#core/rights/roles.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import type { OpenOffice } from './open-office.ts';

/** The questions that a change answers, each with the record it stands in. */
function answered(change: Change): readonly (readonly [collection: string, field: string])[] {
  const { collection } = change;
  if (change.kind === 'set') return [[collection, change.field]];
  return [
    [CASE_RECORD, collection],
    ...(change.kind === 'add' ? Object.keys(change.values).map((field) => [collection, field] as const) : []),
  ];
}

/**
 * PERM_FORM_CLOSED { form, field } when an answer belongs to a form that the signed-in person may not write in this case,
 * with any of the roles that grant `right`.
 */
export function refuseClosedForms(
  open: OpenOffice,
  resource: CaseResource,
  changes: readonly Change[],
  right: Right = 'case.write',
): void {
  const writes = writesIn(open.subject, right, resource, open.fields);
  const stray = changes.flatMap(answered).find(([collection, field]) => !writes(collection, field));
  if (stray === undefined) return;
  const [collection, field] = stray;
  const form = open.fields.formOf(collection, field) ?? '';
  audit(open, 'right.refused', field, 'refused', `${right} form ${form}`);
  throw new Refusal('PERM_FORM_CLOSED', { form, field });
}
