import type { ReadyFilter } from '#core/finding/ready-filter.ts';
import type { Subject } from '#core/rights/decide.ts';
import { reachOf, type Reach, type ReachPart } from '#core/rights/reach.ts';
import type { Known } from '#core/finding/filter-class.ts';
import { listSight, listsEvery } from '#core/rights/sight.ts';
import { unlisted } from './case-exceptions.ts';
import type { OpenOffice } from './open-office.ts';

/** How far lists and searches reach for a person. */
export interface ListReach extends Known {
  /** To be met by every case that is listed or counted. */
  readonly limit: ReadyFilter;
}

const limitOfPart = ({ all, office, owners }: ReachPart): ReadyFilter => {
  if (all) return { is: 'all', parts: [] };
  const owned: ReadyFilter = { is: 'owner', in: owners, nobody: false };
  return office ? { is: 'any', parts: [{ is: 'column', column: 'is_own', in: [1] }, owned] } : owned;
};

/** A reach as a condition on the cases of a list, without those that no list of the person holds. */
export function limitOf(open: OpenOffice, reach: Reach, subject: Subject = open.subject): ReadyFilter {
  const left = unlisted(open, subject);
  const parts = reach.map(limitOfPart);
  return left.length === 0
    ? { is: 'all', parts }
    : { is: 'all', parts: [...parts, { is: 'not', part: { is: 'cases', numbers: left } }] };
}

/** The one place in which what a list, a search or a count reaches is limited to what this person may know of. */
export function listReach(open: OpenOffice, subject: Subject = open.subject): ListReach {
  const reach = reachOf(subject);
  return {
    limit: limitOf(open, reach, subject),
    sees: listSight(subject, open.fields),
    lists: (field) => listsEvery(subject, open.fields, field),
  };
}
