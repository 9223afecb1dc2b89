import type { FormDef } from '#core/forms/types.ts';
import { lasts, type RoleDef } from './roles.ts';

/** What is wrong with a role, and where. */
export interface RoleProblem {
  /** `roles.clerk.forms.registration` */
  readonly at: string;
  readonly problem: 'duplicate_right' | 'unknown_form' | 'unknown_group' | 'ends_before_it_begins';
  readonly name: string;
}

/** What is wrong with one role, as far as forms and groups are known. */
export function judgeRole(role: RoleDef, forms: readonly FormDef[]): RoleProblem | undefined {
  const at = `roles.${role.id}`;
  const twice = role.rights.find((right, i) => role.rights.indexOf(right) !== i);
  if (twice !== undefined) return { at: `${at}.rights`, problem: 'duplicate_right', name: twice };
  const form = Object.keys(role.forms.forms ?? {}).find((id) => !forms.some((one) => one.id === id));
  if (form !== undefined) return { at: `${at}.forms.${form}`, problem: 'unknown_form', name: form };
  const group = Object.keys(role.forms.groups ?? {}).find((id) => !forms.some((one) => one.group === id));
  if (group !== undefined) return { at: `${at}.groups.${group}`, problem: 'unknown_group', name: group };
  const { from, until } = role;
  return from !== undefined && until !== undefined && until < from
    ? { at: `${at}.until`, problem: 'ends_before_it_begins', name: until }
    : undefined;
}

/** Whether somebody in this role could always put rights in order again. */
export const managesForGood = (role: RoleDef): boolean => role.rights.includes('people.manage') && lasts(role);
