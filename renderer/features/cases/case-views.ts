import '../../forms/no-eval.ts';
import type { ListQuery } from '#core/contracts/cases.contract.ts';
import { joinFacets, noFacets, type Facets } from '#core/finding/facets.ts';
import { everything, filterText, plainFilter } from '#core/finding/filter.ts';

/** The views that everybody has. Their counts come from `cases.counts` and equal what opens. */
export const CASE_VIEWS = ['open', 'high', 'received', 'toDecide', 'all'] as const;
export type CaseView = (typeof CASE_VIEWS)[number];

/** The filters behind a view. */
export function filtersOf(view: CaseView): Facets {
  switch (view) {
    case 'open':
      return { ...noFacets(), status: ['open'] };
    case 'high':
      return { ...noFacets(), status: ['open'], risk: ['high'] };
    case 'received':
      return { ...noFacets(), office: 'received' };
    case 'toDecide':
      return { ...noFacets(), conflicts: true };
    case 'all':
      return noFacets();
  }
}

/** The order in which values were ticked makes no other list. */
const inOrder = (filters: Facets): string =>
  filterText(
    joinFacets({
      ...filters,
      status: filters.status.toSorted(),
      risk: filters.risk.toSorted(),
      sex: filters.sex.toSorted(),
    }),
  );

export const sameFilters = (a: Facets, b: Facets): boolean => inOrder(a) === inOrder(b);

/** Whether any filter narrows the list. */
export const isFiltered = (filters: Facets): boolean => inOrder(filters) !== filterText(everything);

/** The view whose list this query shows; undefined for a search or other filters. */
export function viewOf(query: Facets & Pick<ListQuery, 'text'>): CaseView | undefined {
  if (query.text.trim() !== '') return undefined;
  return CASE_VIEWS.find((view) => sameFilters(filtersOf(view), query));
}

export const isView = (text: unknown): text is CaseView => CASE_VIEWS.some((view) => view === text);

/** What the page keeps of a list. */
export type PageQuery = Omit<ListQuery, 'where' | 'inTexts'> & Facets & { readonly inTexts: boolean };

/** A copy without the page's proxies, which do not cross the bridge. */
export const plainQuery = ({ where, inTexts, ...query }: PageQuery): ListQuery => ({
  ...query,
  ...(where === undefined ? {} : { where: plainFilter(where) }),
  ...(inTexts ? { inTexts: true } : {}),
  status: [...query.status],
  risk: [...query.risk],
  sex: [...query.sex],
});
