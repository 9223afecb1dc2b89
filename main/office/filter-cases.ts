import { hiddenDeadlines } from '#core/casework/deadline-class.ts';
import { filterFields } from '#core/finding/case-facts.ts';
import { mayFilter } from '#core/finding/filter-class.ts';
import { conditionsOf, type Filter } from '#core/finding/filter.ts';
import { placesIn } from '#core/finding/places-in.ts';
import { readyFilter, type FilterWorld, type ReadyFilter } from '#core/finding/ready-filter.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import { listReach, type ListReach } from './list-reach.ts';
import { taskNow } from './list-tasks.ts';
import { namedSet } from './named-sets.ts';
import type { OpenOffice } from './open-office.ts';

export interface CasesToList {
  readonly where: ReadyFilter;
  /** Whether what was taken out of the lists, or goes on under another code, stays out: nobody asked for it. */
  readonly usual: boolean;
}

/** A filter that names a status, or a set, says itself which cases it means. */
const saysWhich = (filter: Filter): boolean =>
  conditionsOf(filter).some(({ on }) => on === 'status' || on === 'measure');

/**
 * A filter as this person may use it, together with the limit of what their lists reach. PERM_DENIED { rule: class } for
 * a condition on something that is closed to them: its counts would tell it. FORM_STALE for a set that has no meaning.
 */
export const casesToList = (open: OpenOffice, filter: Filter): CasesToList =>
  narrowed(open, filter, listReach(open), 'cases.list');

/** The same within another reach, and of records where they are said. `call`: what was asked, for the audit trail. */
export function narrowed(
  open: OpenOffice,
  filter: Filter,
  reach: ListReach,
  call: string,
  records?: FilterWorld['records'],
): CasesToList {
  const { configuration, repos } = open;
  if (!mayFilter(configuration, filter, reach)) {
    audit(open, 'right.refused', call, 'refused', 'case.view class');
    throw new Refusal('PERM_DENIED', { right: 'case.view', rule: 'class' });
  }
  const tree = placeTreeOf(configuration.configuration);
  const where = readyFilter(filter, {
    me: open.me.id,
    now: taskNow(open),
    zone: open.self.timeZone,
    fields: filterFields(configuration),
    placesIn: (codes) => placesIn(tree, codes),
    officeNumber: (office) => repos.offices.officeById(office)?.n,
    hiddenDeadlines: [...hiddenDeadlines(configuration, reach.sees)],
    setOf: (condition) => namedSet(open, condition),
    ...(records === undefined ? {} : { records }),
  });
  return { where: { is: 'all', parts: [reach.limit, where] }, usual: !saysWhich(filter) };
}
