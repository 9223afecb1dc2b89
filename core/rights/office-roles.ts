import type { RoleDef } from './roles.ts';

/** A role that an office changed or made, over those of its configuration. */
export interface OwnRole {
  readonly role: RoleDef;
  /** JSON of the role of the configuration that it was made from; undefined for one of the office alone. */
  readonly base: string | undefined;
}

export interface OfficeRole {
  readonly role: RoleDef;
  readonly origin: 'configuration' | 'changed' | 'own';
  /** The configuration has come to say something else since the office changed it. */
  readonly newer: boolean;
}

export const textOfRole = (role: RoleDef): string => JSON.stringify(role);

/**
 * The roles of an office: those of its configuration, where the office has not put its own in their place, then those
 * that are its own. What an office changed stays as it is whatever configuration comes.
 */
export function officeRoles(configured: readonly RoleDef[], own: readonly OwnRole[]): readonly OfficeRole[] {
  const byId = new Map(own.map((one) => [one.role.id, one]));
  const known = new Set(configured.map(({ id }) => id));
  return [
    ...configured.map((role): OfficeRole => {
      const changed = byId.get(role.id);
      return changed === undefined
        ? { role, origin: 'configuration', newer: false }
        : { role: changed.role, origin: 'changed', newer: changed.base !== textOfRole(role) };
    }),
    ...own
      .filter(({ role }) => !known.has(role.id))
      .map(({ role }): OfficeRole => ({ role, origin: 'own', newer: false })),
  ];
}
