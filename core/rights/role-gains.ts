import { FORM_ACCESS, formAccess, RIGHTS, SCOPES, type FormAccess, type HighestClass } from './roles.ts';
import type { Right, RoleDef, Scope } from './roles.ts';
import { isWider, reachesNoMore } from './wider-roles.ts';

interface Change<T> {
  readonly before: T;
  readonly after: T;
}
/** What other roles give and take, for whoever has to agree to them. What is absent stays as it is. */
export interface RoleGains {
  readonly gained: readonly Right[];
  readonly lost: readonly Right[];
  /** Rights that reach further than before, where that is not the change of the widest role. */
  readonly reaches: readonly ({ readonly right: Right } & Change<Scope>)[];
  /** The widest of the roles. */
  readonly scope?: Change<Scope>;
  readonly maxClass?: Change<HighestClass>;
  /** By `group:<id>`, `form:<id>`, and `otherwise` for all forms that are not named. */
  readonly forms: readonly ({ readonly place: string } & Change<FormAccess>)[];
  /** May be responsible for cases. */
  readonly owns?: Change<boolean>;
  /** The days of a single role, `YYYY-MM-DD`; '' for none. */
  readonly days?: Change<{ readonly from: string; readonly until: string }>;
  /** Beside all that, some role gives together what several gave apart. */
  readonly together: boolean;
}

const widest = <T>(order: readonly T[], values: readonly T[], least: T): T =>
  order[Math.max(...values.map((one) => order.indexOf(one)))] ?? least;
const changed = <K extends string, T>(key: K, before: T, after: T): { readonly [P in K]?: Change<T> } =>
  (JSON.stringify(before) === JSON.stringify(after) ? {} : { [key]: { before, after } }) as {
    readonly [P in K]?: Change<T>;
  };

/** A form of the configuration. */
export interface FormOf {
  readonly id: string;
  readonly group?: string;
  readonly system?: boolean;
}
const asked = (forms: readonly FormOf[]): readonly FormOf[] => forms.filter(({ system }) => system !== true);

const accessAt = (roles: readonly RoleDef[], form?: string, group?: string): FormAccess =>
  widest(
    FORM_ACCESS,
    roles.map((role) => formAccess(role, { form, group, system: false, sensitivity: 0, identifies: false })),
    'none',
  );

/** Every form in the group where it stands; said of a group, or of all, where it is the same for the whole of it. */
function formChanges(
  before: readonly RoleDef[],
  after: readonly RoleDef[],
  forms: readonly FormOf[],
): RoleGains['forms'] {
  const at = (form?: string, group?: string): Change<FormAccess> => ({
    before: accessAt(before, form, group),
    after: accessAt(after, form, group),
  });
  const all = asked(forms).map(({ id, group }) => ({ id, group, ...at(id, group) }));
  const alike = (some: readonly Change<FormAccess>[]): boolean =>
    some.every((one) => one.before === some[0]?.before && one.after === some[0].after);
  // Also answers of forms that no form asks for any more.
  const rest = at();
  const said = alike([...all, rest])
    ? [{ place: 'otherwise', ...rest }]
    : [...Map.groupBy(all, ({ group }) => group)].flatMap(([group, some]) => {
        const [{ before: was, after: is } = rest] = some;
        return group !== undefined && alike(some)
          ? [{ place: `group:${group}`, before: was, after: is }]
          : some.map((one) => ({ place: `form:${one.id}`, before: one.before, after: one.after }));
      });
  return said.filter((one) => one.before !== one.after);
}

const scopeOf = (roles: readonly RoleDef[], right?: Right): Scope =>
  widest(
    SCOPES,
    roles.filter(({ rights }) => right === undefined || rights.includes(right)).map(({ scope }) => scope),
    'none',
  );
const further = ({ before, after }: Change<Scope>): boolean => !reachesNoMore(after, before);
const owning = (roles: readonly RoleDef[]): boolean => roles.some(({ owns }) => owns === true);
const highest = (roles: readonly RoleDef[]): HighestClass =>
  roles.reduce<HighestClass>((most, { maxClass }) => (maxClass > most ? maxClass : most), 0);

/**
 * A role without what is said of it by itself, and its rights that reach further no further than they did: what is left was
 * there before, if in parts.
 */
function unsaid(
  role: RoleDef,
  before: readonly RoleDef[],
  gains: Pick<RoleGains, 'gained' | 'days'>,
  forms: readonly FormOf[],
): readonly RoleDef[] {
  const lower = (one: FormAccess, most: FormAccess): FormAccess =>
    FORM_ACCESS.indexOf(one) > FORM_ACCESS.indexOf(most) ? most : one;
  const had = role.rights.filter((right) => !gains.gained.includes(right));
  const reachesMore = (right: Right): boolean => further({ before: scopeOf(before, right), after: role.scope });
  const { from, until, owns, rights: _, ...rest } = role;
  const days = gains.days === undefined ? { from, until } : { from: before[0]?.from, until: before[0]?.until };
  const less: Omit<RoleDef, 'rights'> = {
    ...rest,
    maxClass: Math.min(role.maxClass, highest(before)) as HighestClass,
    forms: {
      otherwise: lower(accessAt([role]), accessAt(before)),
      forms: Object.fromEntries(
        asked(forms).map(({ id, group }) => [id, lower(accessAt([role], id, group), accessAt(before, id, group))]),
      ),
    },
    ...(owns === true && owning(before) ? { owns } : {}),
    ...(days.from === undefined ? {} : { from: days.from }),
    ...(days.until === undefined ? {} : { until: days.until }),
  };
  return [
    { ...less, rights: had.filter((right) => !reachesMore(right)) },
    ...had.filter(reachesMore).map((right) => ({ ...less, rights: [right], scope: scopeOf(before, right) })),
  ].filter(({ rights }) => rights.length > 0);
}

/** What somebody gains and loses with the roles after in place of those before. `forms`: of the configuration. */
export function roleGains(before: readonly RoleDef[], after: readonly RoleDef[], forms: readonly FormOf[]): RoleGains {
  const had = new Set(before.flatMap(({ rights }) => rights));
  const has = new Set(after.flatMap(({ rights }) => rights));
  const scope = { before: scopeOf(before), after: scopeOf(after) };
  const [one, other] = [before, after].map((roles) =>
    roles.length === 1 ? { from: roles[0]?.from ?? '', until: roles[0]?.until ?? '' } : undefined,
  );
  const gains = {
    gained: RIGHTS.filter((right) => has.has(right) && !had.has(right)),
    lost: RIGHTS.filter((right) => had.has(right) && !has.has(right)),
    reaches: RIGHTS.map((right) => ({ right, before: scopeOf(before, right), after: scopeOf(after, right) })).filter(
      (reach) => further(reach) && (reach.before !== scope.before || reach.after !== scope.after),
    ),
    ...changed('scope', scope.before, scope.after),
    ...changed('maxClass', highest(before), highest(after)),
    forms: formChanges(before, after, forms),
    ...changed('owns', owning(before), owning(after)),
    ...(one === undefined || other === undefined ? {} : changed('days', one, other)),
  };
  const left = after.flatMap((role) => unsaid(role, before, gains, forms));
  return { ...gains, together: isWider(before, left, asked(forms)) };
}
