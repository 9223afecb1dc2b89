import { FORM_ACCESS, type FieldPlace, formAccess, type RoleDef, type Scope } from './roles.ts';

const keysOf = (rules: readonly (Readonly<Record<string, unknown>> | undefined)[]): (string | undefined)[] => [
  ...new Set(rules.flatMap((rule) => Object.keys(rule ?? {}))),
  undefined,
];

/** The forms there are; unknown where an office is rather asked once too often. */
type Forms = readonly { readonly id: string; readonly group?: string }[] | undefined;

/**
 * Whether a role opens no form further than another does. Every form that one of them names is looked at in every group that
 * one of them names, unless it is known where it stands.
 */
function opensNoMore(one: RoleDef, other: RoleDef, forms: Forms): boolean {
  const level = (role: RoleDef, form: string | undefined, group: string | undefined): number => {
    const place: FieldPlace = { form, group, system: false, sensitivity: 0, identifies: false };
    return FORM_ACCESS.indexOf(formAccess(role, place));
  };
  if (forms !== undefined)
    return [...forms.map(({ id, group }) => [id, group]), []].every(
      ([id, group]) => level(one, id, group) <= level(other, id, group),
    );
  const groups = keysOf([one.forms.groups, other.forms.groups]);
  return keysOf([one.forms.forms, other.forms.forms]).every((form) =>
    groups.every((group) => level(one, form, group) <= level(other, form, group)),
  );
}

/**
 * Whether a scope covers no case that another does not. Neither a group nor an agency is part of the office, or of the other:
 * a colleague may have a case for which another office is responsible, which `office` does not reach.
 */
export const reachesNoMore = (one: Scope, other: Scope): boolean =>
  one === other || one === 'none' || other === 'all' || (one === 'own' && other !== 'none');

/** Whether a role gives nothing, on no day, that the other does not give by itself. */
function isWithin(one: RoleDef, other: RoleDef, forms: Forms): boolean {
  return (
    one.rights.every((right) => other.rights.includes(right)) &&
    reachesNoMore(one.scope, other.scope) &&
    one.maxClass <= other.maxClass &&
    (one.owns !== true || other.owns === true) &&
    (other.from === undefined || (one.from !== undefined && one.from >= other.from)) &&
    (other.until === undefined || (one.until !== undefined && one.until <= other.until)) &&
    opensNoMore(one, other, forms)
  );
}

/**
 * Whether somebody could do more with the roles after than with those before. Each role is judged alone, as `decide` does:
 * a right on the office's cases is more than the right on the own ones beside another role that reaches the office.
 */
export const isWider = (before: readonly RoleDef[], after: readonly RoleDef[], forms?: Forms): boolean =>
  !after.every((role) => before.some((had) => isWithin(role, had, forms)));
