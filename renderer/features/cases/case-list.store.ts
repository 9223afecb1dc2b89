import { computed, ref } from 'vue';
import { defineStore } from 'pinia';
import type { ListQuery } from '#core/contracts/cases.contract.ts';
import { onLock } from '../../app/on-lock.ts';
import { filtersOf, isFiltered, noFilters, viewOf, type CaseFilters, type CaseView } from './case-views.ts';

type Sort = ListQuery['sort'];
const NAMES_MS = 5 * 60_000;
const start = (): ListQuery => ({
  ...filtersOf('open'),
  text: '',
  exactSpelling: false,
  sort: 'urgency',
  descending: false,
});

/** What the list shows and where the person is in it, so that "back" returns to the same row. Forgotten on lock. */
export const useCaseListStore = defineStore('case-list', () => {
  const query = ref<ListQuery>(start());
  /** The order was chosen by the person; otherwise a search is sorted by match and a view by urgency. */
  const ordered = ref(false);
  const cursor = ref(0);
  const scrolled = ref(0);
  /** A case was opened from a row: coming back, the keyboard goes on there. */
  const left = ref(false);
  const selected = ref<ReadonlySet<string>>(new Set());
  /** When names hide again, in milliseconds since 1970; undefined: hidden. */
  const namesUntil = ref<number>();
  const view = computed(() => viewOf(query.value));
  const filtered = computed(() => isFiltered(query.value));
  let hiding: ReturnType<typeof setTimeout> | undefined;

  function change(next: Partial<ListQuery>): void {
    const merged = { ...query.value, ...next };
    if (!ordered.value) merged.sort = merged.text.trim() === '' ? 'urgency' : 'match';
    if (merged.text.trim() === '' && merged.sort === 'match') merged.sort = 'urgency';
    query.value = merged;
    cursor.value = 0;
    scrolled.value = 0;
  }
  function show(next: CaseView): void {
    selected.value = new Set();
    change({ ...filtersOf(next), text: '', exactSpelling: false });
  }
  function filter(next: Partial<CaseFilters>): void {
    selected.value = new Set();
    change(next);
  }
  const clearFilters = (): void => filter(noFilters());
  function sort(column: Sort, descending: boolean): void {
    ordered.value = true;
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
  }
  onLock({ clear });
  return {
    query,
    cursor,
    scrolled,
    left,
    selected,
    namesUntil,
    view,
    filtered,
    change,
    show,
    filter,
    clearFilters,
    sort,
    showNames,
    hideNames,
    clear,
  };
});
