import type { Input, Output } from '#core/contracts/index.ts';
import { cleanText } from '#core/forms/clean-text.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { audit } from './audit.ts';
import { cleanName } from './clean-name.ts';
import type { OpenOffice } from './open-office.ts';
import { renewSubject } from './roles-in-force.ts';
import { isAgreed } from './wait-for-second.ts';

export const listAgencies = (open: OpenOffice): Output<'people.agencies'> => open.repos.agencies.all();

/** What an agency is called; '' for none, and for one that is not in the list. */
export const agencyName = (open: OpenOffice, agencyId: string): string =>
  open.repos.agencies.all().find((one) => one.agencyId === agencyId)?.name ?? '';

/** The words of a name that count when two are compared. */
const folded = (name: string): string => name.trim().toLocaleLowerCase();

/**
 * The id of the agency that a free text names, as versions before decision 0067 have it; undefined where no agency is called
 * so, for '' and for an id.
 */
export const agencyCalled = (open: OpenOffice, text: string): string | undefined =>
  open.repos.agencies.all().find(({ name }) => text !== '' && folded(name) === folded(text))?.agencyId;

/**
 * The id of the agency that is asked for, '' for none. It may be chosen for a person while it is active; one that they have
 * already may stay. What is agreed to may say it by name: it may have been asked for before there was a list.
 * FORM_INVALID { field }.
 */
export function neededAgency(open: OpenOffice, asked: string, before: string): string {
  const agencyId = (isAgreed(open) ? agencyCalled(open, asked) : undefined) ?? asked;
  if (agencyId === '' || agencyId === before) return agencyId;
  if (!open.repos.agencies.all().some((one) => one.agencyId === agencyId && one.active))
    throw new Refusal('FORM_INVALID', { field: 'agency' });
  return agencyId;
}

/**
 * Adds an agency to the list, or changes it; it counts at once. FORM_NEEDED { field } without a name, FORM_INVALID { field }
 * for one that another agency has, FORM_STALE for one that is not in the list.
 */
export function saveAgency(open: OpenOffice, input: Input<'people.saveAgency'>): Output<'people.saveAgency'> {
  const name = cleanName(input.name, 'name');
  const shortName = cleanText(input.shortName, false).trim();
  const { agencies } = open.repos;
  const all = agencies.all();
  if (input.agencyId !== null && !all.some(({ agencyId }) => agencyId === input.agencyId))
    throw new Refusal('FORM_STALE');
  const agencyId = input.agencyId ?? newId();
  if (all.some((one) => one.agencyId !== agencyId && folded(one.name) === folded(name)))
    throw new Refusal('FORM_INVALID', { field: 'name' });
  open.db.transaction(() => {
    agencies.put({ agencyId, name, shortName, active: input.active });
    audit(open, 'agency.changed', agencyId, 'done', `${name} ${input.active ? 'active' : 'ended'}`);
  });
  renewSubject(open);
  open.emit({ type: 'changed', cases: [], all: true });
  return { agencyId };
}
