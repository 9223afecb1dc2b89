import { useI18n } from 'vue-i18n';
import type { RoleDef } from '#core/rights/roles.ts';
import { useConfigurationStore } from '../configuration.ts';
import { useFormats } from '../i18n/format.ts';

interface RoleWords {
  /** The roles of the office, once they are known. */
  readonly roles: () => readonly RoleDef[];
  /** What a role is called; before sign-in only the roles that the program knows have a name. */
  readonly nameOf: (role: string) => string;
  readonly namesOf: (roles: readonly string[]) => string;
}

/** The names of roles, as the office's configuration and the office itself give them. */
export function useRoleWords(): RoleWords {
  const { t, te } = useI18n();
  const { say } = useFormats();
  const store = useConfigurationStore();
  const roles = (): readonly RoleDef[] => store.configuration?.roles ?? [];
  const nameOf = (id: string): string => {
    const role = roles().find((one) => one.id === id);
    if (role !== undefined) return say(role.label);
    return te(`people.role_${id}`) ? t(`people.role_${id}`) : t('people.own_role');
  };
  return { roles, nameOf, namesOf: (list) => list.map(nameOf).join(t('cases.list_comma')) };
}
