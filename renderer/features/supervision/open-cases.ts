import { noFacets } from '#core/finding/facets.ts';
import type { Reply } from '#core/contracts/index.ts';
import type { ListPage } from '#core/contracts/cases.contract.ts';
import type { Filter } from '#core/finding/filter.ts';
import type { UserId } from '#core/ids.ts';
import { office } from '../../bridge.ts';

/** As many are shown of one person: twenty times a full load. */
const MOST = 500;

/** The open cases of this office that somebody follows. */
export const carriedBy = (user: UserId): Filter => ({
  all: [
    { on: 'owner', in: [user] },
    { on: 'status', in: ['open'] },
    { on: 'office', in: ['own'] },
  ],
});

/** Their lines, the most urgent first: codes and initials. */
export function openCasesOf(user: UserId): Promise<Reply<ListPage>> {
  const { where: _, ...facets } = noFacets();
  const query = {
    ...facets,
    text: '',
    exactSpelling: false,
    where: carriedBy(user),
    sort: 'urgency',
    descending: false,
  } as const;
  return office().cases.list({ query, offset: 0, limit: MOST, showNames: false });
}
