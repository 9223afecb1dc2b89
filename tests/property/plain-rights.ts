import type { PlacedField } from '#core/forms/known-fields.ts';
import type { RoleDef } from '#core/rights/roles.ts';

/** The rights once more in the plainest words: whether a role opens an answer in the cases that it reaches. */
export function opensAnswer(role: RoleDef, { def, form }: Pick<PlacedField, 'def' | 'form'>): boolean {
  const group = form.group === undefined ? undefined : role.forms.groups?.[form.group];
  const access = role.forms.forms?.[form.id] ?? group ?? role.forms.otherwise;
  return role.rights.includes('case.view') && access !== 'none' && def.sensitivity <= role.maxClass;
}
