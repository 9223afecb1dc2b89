import type { Right, RoleDef } from './roles.ts';

/** Rights that whoever could write in a case had by it, until they became rights of their own. */
export const RIGHTS_APART: readonly Right[] = ['case.close', 'case.refer', 'case.transfer'];

/** The rights of a role that may write, and may do these too. The order is part of what two versions of a role are compared by. */
export const withRightsApart = <R extends string>(
  rights: readonly R[],
  more: readonly Right[],
): readonly (R | Right)[] => rights.flatMap((right) => (right === 'case.write' ? [right, ...more] : [right]));

/**
 * The roles of a configuration as they were meant: one that was written before closing, referring and offering cases were
 * rights of their own names none of them in any role, and gave all three to whoever may write. Nobody loses by an update of
 * the program what their work is made of; a configuration that names one of them says itself who may.
 */
export const rolesAsMeant = (roles: readonly RoleDef[]): readonly RoleDef[] =>
  roles.some(({ rights }) => rights.some((right) => RIGHTS_APART.includes(right)))
    ? roles
    : roles.map((role) =>
        role.rights.includes('case.write') ? { ...role, rights: withRightsApart(role.rights, RIGHTS_APART) } : role,
      );
