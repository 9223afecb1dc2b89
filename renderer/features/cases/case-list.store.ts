import { computed, ref } from 'vue';
import { defineStore } from 'pinia';
import type { ListSort } from '#core/contracts/cases.contract.ts';
import type { ListColumn, SavedView } from '#core/contracts/finding.contract.ts';
import { noFacets, splitFacets, type Facets } from '#core/finding/facets.ts';
import type { Filter } from '#core/finding/filter.ts';
import { onLock } from '../../app/on-lock.ts';
import { filtersOf, isFiltered, viewOf, type CaseView, type PageQuery } from './case-views.ts';

const NAMES_MS = 5 * 60_000;
const start = (): PageQuery => ({
  ...filtersOf('open'),
  text: '',
  exactSpelling: false,
  inTexts: false,
  sort: 'urgency',
  descending: false,
});
const NOTHING_TYPED = { text: '', exactSpelling: false, inTexts: false } as const;

/** What the list shows and where the person is in it, so that "back" returns to the same row. Forgotten on lock. */
export const useCaseListStore = defineStore('case-list', () => {
  const query = ref<PageQuery>(start());
  /** The order was chosen by the person; otherwise a search is sorted by match and a view by urgency. */
  const ordered = ref(false);
  const cursor = ref(0);
  const scrolled = ref(0);
  /** A case was opened from a row: coming back, the keyboard goes on there. */
  const left = ref(false);
  const selected = ref<ReadonlySet<string>>(new Set());
  /** When names hide again, in milliseconds since 1970; undefined: hidden. */
  const namesUntil = ref<number>();
  /** The saved view that was opened last, by its id, for as long as nothing else is. */
  const savedId = ref<string>();
  /** The columns of the view that is open; undefined: those of the person. */
  const viewColumns = ref<readonly ListColumn[]>();
  const view = computed(() => (savedId.value === undefined ? viewOf(query.value) : undefined));
  const filtered = computed(() => isFiltered(query.value));
  let hiding: ReturnType<typeof setTimeout> | undefined;

  function change(next: Partial<PageQuery>): void {
    const merged = { ...query.value, ...next };
    if (!ordered.value) merged.sort = merged.text.trim() === '' ? 'urgency' : 'match';
    if (merged.text.trim() === '' && merged.sort === 'match') merged.sort = 'urgency';
    query.value = merged;
    cursor.value = 0;
    scrolled.value = 0;
  }
  function open(filters: Facets): void {
    selected.value = new Set();
    savedId.value = undefined;
    viewColumns.value = undefined;
    change({ ...filters, ...NOTHING_TYPED });
  }
  const show = (next: CaseView): void => open(filtersOf(next));
  /** Only the cases of a filter: what an address or a number leads to. */
  const showWhere = (where: Filter): void => open(splitFacets(where));
  function showSaved({ viewId, body }: SavedView): void {
    open(splitFacets(body.where));
    savedId.value = viewId;
    viewColumns.value = body.columns;
    sort(body.sort, body.descending);
  }
  function filter(next: Partial<Facets>): void {
    selected.value = new Set();
    change(next);
  }
  const clearFilters = (): void => filter(noFacets());
  function sort(column: ListSort, descending: boolean): void {
    ordered.value = column !== 'urgency' && column !== 'match';
    change({ sort: column, descending });
  }
  function hideNames(): void {
    clearTimeout(hiding);
    namesUntil.value = undefined;
  }
  /** Shows names for five minutes; the office writes it to the audit log. */
  function showNames(): void {
    hideNames();
    namesUntil.value = Date.now() + NAMES_MS;
    hiding = setTimeout(hideNames, NAMES_MS);
  }
  function clear(): void {
    hideNames();
    query.value = start();
    ordered.value = false;
    cursor.value = 0;
    scrolled.value = 0;
    left.value = false;
    selected.value = new Set();
    savedId.value = undefined;
    viewColumns.value = undefined;
  }
  onLock({ clear });
  return {
    query,
    cursor,
    scrolled,
    left,
    selected,
    namesUntil,
    savedId,
    viewColumns,
    view,
    filtered,
    change,
    show,
    showWhere,
    showSaved,
    filter,
    clearFilters,
    sort,
    showNames,
    hideNames,
    clear,
  };
});
