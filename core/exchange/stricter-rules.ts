import { z } from 'zod';
import { roleShape } from '../rights/role-shape.ts';
import { FORM_ACCESS, type FormAccess, type FormRule, type RoleDef, type Scope } from '../rights/roles.ts';
import { reachesNoMore } from '../rights/wider-roles.ts';
import { heardRole, toldRole, type KeptRole } from './told-role.ts';

/** JSON that cannot be read is nothing. */
function parsed<T>(text: string | null, shape: z.ZodType<T>): T | undefined {
  try {
    return shape.safeParse(JSON.parse(text ?? 'null')).data;
  } catch {
    return undefined;
  }
}

const lower = <T>(order: readonly T[], x: T, y: T): T => (order.indexOf(x) <= order.indexOf(y) ? x : y);
const least = (all: readonly FormAccess[]): FormAccess => all.reduce((x, y) => lower(FORM_ACCESS, x, y), 'write');
const keysOf = (x: object = {}, y: object = {}): string[] =>
  [...new Set([...Object.keys(x), ...Object.keys(y)])].sort();

/** What both rules give. The group of a form is not known here: where only one rule names it, the least of the other counts. */
function bothForms(x: FormRule, y: FormRule): FormRule {
  const ofForm = ({ otherwise, groups, forms }: FormRule, id: string): FormAccess =>
    forms?.[id] ?? least([otherwise, ...Object.values(groups ?? {})]);
  const ofGroup = ({ otherwise, groups }: FormRule, id: string): FormAccess => groups?.[id] ?? otherwise;
  const over = (ids: readonly string[], of: typeof ofForm) =>
    Object.fromEntries(ids.map((id) => [id, least([of(x, id), of(y, id)])]));
  const [groups, forms] = [keysOf(x.groups, y.groups), keysOf(x.forms, y.forms)];
  return {
    otherwise: least([x.otherwise, y.otherwise]),
    ...(groups.length === 0 ? {} : { groups: over(groups, ofGroup) }),
    ...(forms.length === 0 ? {} : { forms: over(forms, ofForm) }),
  };
}

/** Cases that both scopes cover: where neither is part of the other, as of a group and an agency, the own ones are left. */
const bothReach = (x: Scope, y: Scope): Scope => (reachesNoMore(x, y) ? x : reachesNoMore(y, x) ? y : 'own');

/** A role that gives only what both give, called as `later` calls it. */
function bothGive(x: RoleDef, y: RoleDef, later: RoleDef): RoleDef {
  const { id, label, description } = later;
  const begins = [x.from, y.from]
    .flatMap((day) => day ?? [])
    .sort()
    .at(-1);
  const ends = [x.until, y.until]
    .flatMap((day) => day ?? [])
    .sort()
    .at(0);
  return {
    id,
    label,
    description,
    rights: later.rights.filter((right) => x.rights.includes(right) && y.rights.includes(right)),
    scope: bothReach(x.scope, y.scope),
    forms: bothForms(x.forms, y.forms),
    maxClass: x.maxClass <= y.maxClass ? x.maxClass : y.maxClass,
    ...(x.owns === true && y.owns === true ? { owns: true } : {}),
    ...(x.referral === true && y.referral === true ? { referral: true } : {}),
    ...(begins === undefined ? {} : { from: begins }),
    ...(ends === undefined ? {} : { until: ends }),
  };
}

interface Told {
  readonly body: string | null;
}
const NOTHING_HERE = { own: undefined, configured: undefined };

/** A role that was told; undefined for one that cannot be read. */
function heard(text: string | null): KeptRole | undefined {
  try {
    return text === null ? undefined : heardRole(text, NOTHING_HERE);
  } catch {
    return undefined;
  }
}

/**
 * A role that two computers changed apart: it gives what both give. One of the office alone that either took away is gone;
 * one that either put back to what the configuration says gives no more than that.
 */
export function narrowerRole(x: Told, y: Told, later: Told): string | null {
  if (x.body === null || y.body === null) {
    const changed = heard(x.body ?? y.body);
    if (!changed || changed.base === null) return null;
    return narrowed(changed, { body: changed.base, base: changed.base }, changed) ?? null;
  }
  const [one, other, last] = [x, y, later].map(({ body }) => heard(body));
  return (one && other && last && narrowed(one, other, last)) ?? later.body;
}

function narrowed(x: KeptRole, y: KeptRole, later: KeptRole): string | undefined {
  const [one, other, last] = [x, y, later].map(({ body }) => parsed<RoleDef>(body, roleShape));
  if (!one || !other || !last) return undefined;
  return toldRole({ body: JSON.stringify(bothGive(one, other, last)), base: later.base });
}

const factors = z.object({ everybody: z.boolean(), roles: z.array(z.string()) });
const kinds = z.array(z.string());
const either = (x: readonly string[], y: readonly string[]): string[] => [...new Set([...x, ...y])].sort();

/** A setting that protects, as two computers set it apart: asked for where either asks. Undefined for any other setting. */
export function stricterSetting(id: string, x: string | null, y: string | null): string | undefined {
  if (id === 'second_factor') {
    const [one, other] = [parsed(x === '' ? null : x, factors), parsed(y === '' ? null : y, factors)];
    if (!one || !other) return (one ? x : y) ?? undefined;
    return JSON.stringify({ everybody: one.everybody || other.everybody, roles: either(one.roles, other.roles) });
  }
  // Optional questions that either turned on are asked, so that whoever turned one on finds it.
  if (id === 'second_person' || id === 'questions_on') {
    const [one, other] = [parsed(x, kinds), parsed(y, kinds)];
    return one && other ? JSON.stringify(either(one, other)) : undefined;
  }
  // Whether people may decide their own requests: only where both say so.
  return id === 'own_approvals' && (x === '' || y === '') ? '' : undefined;
}
