import type { ListQuery } from '#core/contracts/cases.contract.ts';

/** The saved views of the list. Their counts come from `cases.counts` and equal what opens. */
export const CASE_VIEWS = ['open', 'high', 'received', 'toDecide', 'all'] as const;
export type CaseView = (typeof CASE_VIEWS)[number];

export type CaseFilters = Pick<ListQuery, 'status' | 'risk' | 'sex' | 'mine' | 'conflicts' | 'office'>;
export const noFilters = (): CaseFilters => ({
  status: [],
  risk: [],
  sex: [],
  mine: false,
  conflicts: false,
  office: 'all',
});

/** The filters behind a view. */
export function filtersOf(view: CaseView): CaseFilters {
  switch (view) {
    case 'open':
      return { ...noFilters(), status: ['open'] };
    case 'high':
      return { ...noFilters(), status: ['open'], risk: ['high'] };
    case 'received':
      return { ...noFilters(), office: 'received' };
    case 'toDecide':
      return { ...noFilters(), conflicts: true };
    case 'all':
      return noFilters();
  }
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((entry) => b.includes(entry));

const sameFilters = (a: CaseFilters, b: CaseFilters): boolean =>
  same(a.status, b.status) &&
  same(a.risk, b.risk) &&
  same(a.sex, b.sex) &&
  a.mine === b.mine &&
  a.conflicts === b.conflicts &&
  a.office === b.office;

/** Whether any filter narrows the list. */
export const isFiltered = (filters: CaseFilters): boolean => !sameFilters(filters, noFilters());

/** The view whose list this query shows; undefined for a search or other filters. */
export function viewOf(query: ListQuery): CaseView | undefined {
  if (query.text.trim() !== '') return undefined;
  return CASE_VIEWS.find((view) => sameFilters(filtersOf(view), query));
}

export const isView = (text: unknown): text is CaseView => CASE_VIEWS.some((view) => view === text);

/** A copy without the page's proxies, which do not cross the bridge. */
export const plainQuery = (query: ListQuery): ListQuery => ({
  ...query,
  status: [...query.status],
  risk: [...query.risk],
  sex: [...query.sex],
});
