import { fieldsIn } from '#core/forms/known-fields.ts';
import type { FormDef } from '#core/forms/types.ts';
import type { CaseResource } from '#core/rights/decide.ts';
import { writesIn } from '#core/rights/sight.ts';
import type { OpenOffice } from './open-office.ts';

/** The forms that people fill in. */
export const askedForms = ({ configuration: { configuration } }: OpenOffice): readonly FormDef[] =>
  configuration.forms.filter(({ system }) => system !== true);

/**
 * The forms of which the person may write no answer.
 * @param right by which they write: `case.register` where there is no case yet.
 */
export function formsOnlyRead(
  open: OpenOffice,
  resource: CaseResource,
  right: 'case.write' | 'case.register',
): readonly FormDef[] {
  const writes = writesIn(open.subject, right, resource, open.fields);
  return askedForms(open).filter((form) => !fieldsIn([form]).some(({ collection, def }) => writes(collection, def.id)));
}
