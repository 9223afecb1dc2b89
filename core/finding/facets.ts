import type { ListQuery } from '#core/contracts/cases.contract.ts';
import type { Condition, Filter } from './filter.ts';

/** What most lists are narrowed by, each with a place of its own on the page; `where` says the rest. */
export type Facets = Pick<ListQuery, 'status' | 'risk' | 'sex' | 'mine' | 'conflicts' | 'office'> & {
  readonly where?: Filter | undefined;
};

export const noFacets = (): Facets => ({
  status: [],
  risk: [],
  sex: [],
  mine: false,
  conflicts: false,
  office: 'all',
  where: undefined,
});

/** All that narrows a list, as one filter. */
export function joinFacets({ status, risk, sex, mine, conflicts, office, where }: Facets): Filter {
  const all: Filter[] = [];
  if (status.length > 0) all.push({ on: 'status', in: status });
  if (risk.length > 0) all.push({ on: 'risk', in: risk });
  if (sex.length > 0) all.push({ on: 'sex', in: sex });
  if (mine) all.push({ on: 'owner', in: ['me'] });
  if (conflicts) all.push({ on: 'conflicts' });
  if (office !== 'all') all.push({ on: 'office', in: [office] });
  if (where !== undefined) all.push(...('all' in where ? where.all : [where]));
  return { all };
}

/** The facet that says the same as a condition; undefined when none does. */
function facetOf(condition: Condition): Partial<Facets> | undefined {
  switch (condition.on) {
    case 'status':
      return { status: condition.in };
    case 'risk': {
      const levels = condition.in.filter((level) => level !== 'not-assessed');
      return levels.length === condition.in.length ? { risk: levels } : undefined;
    }
    case 'sex':
      return { sex: condition.in };
    case 'owner':
      return condition.in.length === 1 && condition.in[0] === 'me' ? { mine: true } : undefined;
    case 'conflicts':
      return { conflicts: true };
    case 'office': {
      const [office, ...more] = condition.in;
      if (more.length > 0) return undefined;
      return office === 'own' ? { office: 'own' } : office === 'received' ? { office: 'received' } : undefined;
    }
    default:
      return undefined;
  }
}

/** A filter as the page shows it: what has a place of its own there, and the rest. The opposite of `joinFacets`. */
export function splitFacets(filter: Filter): Facets {
  let facets: Facets = noFacets();
  const taken = new Set<string>();
  const rest: Filter[] = [];
  for (const part of 'all' in filter ? filter.all : [filter]) {
    const facet = 'on' in part && !taken.has(part.on) ? facetOf(part) : undefined;
    if (facet === undefined || !('on' in part)) rest.push(part);
    else {
      taken.add(part.on);
      facets = { ...facets, ...facet };
    }
  }
  return rest.length === 0 ? facets : { ...facets, where: { all: rest } };
}
