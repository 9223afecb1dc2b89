import {
  FORM_ACCESS,
  formAccess,
  RIGHTS,
  SCOPES,
  type FieldPlace,
  type FormAccess,
  type HighestClass,
} from './roles.ts';
import type { Right, RoleDef, Scope } from './roles.ts';
import { isWider } from './wider-roles.ts';

interface Change<T> {
  readonly before: T;
  readonly after: T;
}
/** What other roles give and take, for whoever has to agree to them. What is absent stays as it is. */
export interface RoleGains {
  readonly gained: readonly Right[];
  readonly lost: readonly Right[];
  /** The widest of the roles. */
  readonly scope?: Change<Scope>;
  readonly maxClass?: Change<HighestClass>;
  /** By `group:<id>`, `form:<id>`, and `otherwise` for all forms that are not named. */
  readonly forms: readonly ({ readonly place: string } & Change<FormAccess>)[];
  /** May be responsible for cases. */
  readonly owns?: Change<boolean>;
  /** The days of a single role, `YYYY-MM-DD`; '' for none. */
  readonly days?: Change<{ readonly from: string; readonly until: string }>;
  /** Nothing of it is new by itself, and some role gives together what several gave apart. */
  readonly together: boolean;
}

const widest = <T>(order: readonly T[], values: readonly T[], least: T): T =>
  order[Math.max(...values.map((one) => order.indexOf(one)))] ?? least;
const changed = <K extends string, T>(key: K, before: T, after: T): { readonly [P in K]?: Change<T> } =>
  (JSON.stringify(before) === JSON.stringify(after) ? {} : { [key]: { before, after } }) as {
    readonly [P in K]?: Change<T>;
  };

const keysOf = (roles: readonly RoleDef[], of: 'groups' | 'forms'): string[] => [
  ...new Set(roles.flatMap(({ forms }) => Object.keys(forms[of] ?? {}))),
];

function formChanges(before: readonly RoleDef[], after: readonly RoleDef[]): RoleGains['forms'] {
  const all = [...before, ...after];
  const at = (roles: readonly RoleDef[], place: Partial<FieldPlace>): FormAccess => {
    const whole = { form: undefined, group: undefined, system: false, sensitivity: 0, identifies: false, ...place };
    return widest(
      FORM_ACCESS,
      roles.map((role) => formAccess(role, whole)),
      'none',
    );
  };
  const places: readonly (readonly [string, Partial<FieldPlace>])[] = [
    ['otherwise', {}],
    ...keysOf(all, 'groups').map((group) => [`group:${group}`, { group }] as const),
    ...keysOf(all, 'forms').map((form) => [`form:${form}`, { form }] as const),
  ];
  return places
    .map(([place, where]) => ({ place, before: at(before, where), after: at(after, where) }))
    .filter((one) => one.before !== one.after);
}

/** What somebody gains and loses with the roles after in place of those before. */
export function roleGains(before: readonly RoleDef[], after: readonly RoleDef[]): RoleGains {
  const had = new Set(before.flatMap(({ rights }) => rights));
  const has = new Set(after.flatMap(({ rights }) => rights));
  const scopes = (roles: readonly RoleDef[]): Scope =>
    widest(
      SCOPES,
      roles.map(({ scope }) => scope),
      'none',
    );
  const classes = (roles: readonly RoleDef[]): HighestClass =>
    roles.reduce<HighestClass>((most, { maxClass }) => (maxClass > most ? maxClass : most), 0);
  const owning = (roles: readonly RoleDef[]): boolean => roles.some(({ owns }) => owns === true);
  const [one, other] = [before, after].map((roles) =>
    roles.length === 1 ? { from: roles[0]?.from ?? '', until: roles[0]?.until ?? '' } : undefined,
  );
  const gains = {
    gained: RIGHTS.filter((right) => has.has(right) && !had.has(right)),
    lost: RIGHTS.filter((right) => had.has(right) && !has.has(right)),
    ...changed('scope', scopes(before), scopes(after)),
    ...changed('maxClass', classes(before), classes(after)),
    forms: formChanges(before, after),
    ...changed('owns', owning(before), owning(after)),
    ...(one === undefined || other === undefined ? {} : changed('days', one, other)),
  };
  const opened = gains.forms.some((form) => FORM_ACCESS.indexOf(form.after) > FORM_ACCESS.indexOf(form.before));
  const reaches = SCOPES.indexOf(scopes(after)) > SCOPES.indexOf(scopes(before)) || classes(after) > classes(before);
  const newByItself = gains.gained.length > 0 || opened || reaches || (owning(after) && !owning(before));
  // What another span of days or another reach means is said by itself.
  const said = 'days' in gains || 'scope' in gains;
  return { ...gains, together: !newByItself && !said && isWider(before, after) };
}
