import { z } from 'zod';
import { RIGHTS_APART, withRightsApart } from '../rights/older-roles.ts';
import type { Right } from '../rights/roles.ts';

const kept = z.object({ body: z.string(), base: z.string().nullable() });
/** A role that the office changed or made, and the role of the configuration that it was made from, as JSON. */
export type KeptRole = z.infer<typeof kept>;
/** `now`: the same with the rights that older programs take for part of writing, and do not know. */
const told = kept.extend({ now: kept.exactOptional() });

const withRights = z.object({ rights: z.array(z.string()) });
const rightsIn = (text: string): readonly string[] => withRights.parse(JSON.parse(text)).rights;
/** With other rights, and word by word the same otherwise: two versions of a role are compared by their text. */
const change = (text: string, rights: (now: readonly string[]) => readonly string[]): string => {
  const role: unknown = JSON.parse(text);
  const { rights: now } = withRights.parse(role);
  return JSON.stringify({ ...(role as object), rights: rights(now) });
};
const isApart = (right: string): boolean => RIGHTS_APART.some((one) => one === right);
const isAbout = (text: string): boolean => rightsIn(text).some((right) => right === 'case.write' || isApart(right));

/** A role in the words of programs before 0314: a right that they do not know would keep everybody out of the office there. */
const older = (text: string): string => change(text, (rights) => rights.filter((right) => !isApart(right)));

/** A role as the computers of the office tell it: an older program reads what it knows, this one all of it. */
export function toldRole({ body, base }: KeptRole): string {
  const before: KeptRole = { body: older(body), base: base === null ? null : older(base) };
  const differs = isAbout(body) || (base !== null && isAbout(base));
  return JSON.stringify(differs ? { ...before, now: { body, base } } : before);
}

/** What a computer knows of the same role, which tells what an older program cannot say of it. */
export interface RoleHere {
  readonly own: KeptRole | undefined;
  /** JSON of the role of the configuration. */
  readonly configured: string | undefined;
}

/**
 * What was told of a role. An older program says nothing of closing, referring and offering: what counts here goes on, and
 * where nothing does they go with writing, as they did there.
 *
 * @throws where the text is no role that was told.
 */
export function heardRole(text: string, { own, configured }: RoleHere): KeptRole {
  const { now, body, base } = told.parse(JSON.parse(text));
  if (now !== undefined) return now;
  const here = own?.body ?? configured;
  const counts: readonly Right[] =
    here !== undefined && rightsIn(here).includes('case.write')
      ? RIGHTS_APART.filter((right) => rightsIn(here).includes(right))
      : RIGHTS_APART;
  const meant = (said: string, more: readonly Right[]): string =>
    rightsIn(said).some(isApart) ? said : change(said, (rights) => withRightsApart(rights, more));
  const same = (said: string, known: readonly (string | null | undefined)[]): string | undefined =>
    known.flatMap((one) => one ?? []).find((one) => older(one) === said);
  return {
    body: same(body, [own?.body]) ?? meant(body, counts),
    base: base === null ? null : (same(base, [own?.base, configured]) ?? meant(base, RIGHTS_APART)),
  };
}
