import '../../forms/no-eval.ts';
import { computed, ref } from 'vue';
import { defineStore } from 'pinia';
import type { RecordQuery, RecordRef, RecordSort, SavedRecordView } from '#core/contracts/lists.contract.ts';
import type { ListColumn } from '#core/contracts/finding.contract.ts';
import { everything, filterText, plainFilter, type Filter } from '#core/finding/filter.ts';
import { RECORD_LISTS, type RecordList } from '#core/finding/record-kinds.ts';
import { isId16, type CaseId } from '#core/ids.ts';
import { onLock } from '../../app/on-lock.ts';

/** How one list stands: what it shows, and where the person is in it. */
interface Standing {
  readonly query: RecordQuery;
  readonly cursor: number;
  readonly scrolled: number;
  /** The saved view that was opened last, for as long as nothing else is. */
  readonly savedId: string | undefined;
  /** The columns of the view that is open; undefined: those of the person. */
  readonly columns: readonly ListColumn[] | undefined;
  /** The records that are selected, by `recordName`, on any of its pages. */
  readonly selected: ReadonlySet<string>;
  /** Something was shown: the first view is opened only once. */
  readonly begun: boolean;
}
/** A record as the page names it among others; ids of cases have no space. */
export const recordName = ({ caseId, key }: RecordRef): string => `${caseId} ${key}`;
const isCaseId = (text: string): text is CaseId => isId16(text);
function recordNamed(name: string): RecordRef[] {
  const at = name.indexOf(' ');
  const caseId = name.slice(0, at);
  return isCaseId(caseId) ? [{ caseId, key: name.slice(at + 1) }] : [];
}

const fresh = (): Standing => ({
  query: { text: '', where: everything, sort: 'at', descending: true },
  cursor: 0,
  scrolled: 0,
  savedId: undefined,
  columns: undefined,
  selected: new Set(),
  begun: false,
});
const all = (): Record<RecordList, Standing> => ({
  incidents: fresh(),
  tracing: fresh(),
  families: fresh(),
  referrals: fresh(),
  approvals: fresh(),
  supervision: fresh(),
  // What is due first stands first.
  tasks: { ...fresh(), query: { ...fresh().query, descending: false } },
});

/** The lists of records, each as it was left, so that "back" returns to the same row. Forgotten on lock. */
export const useRecordListsStore = defineStore('record-lists', () => {
  const lists = ref(all());
  const list = ref<RecordList>(RECORD_LISTS[0]);
  /** A record was opened from a row: coming back, the keyboard goes on there. */
  const left = ref(false);
  const now = computed(() => lists.value[list.value]);
  const put = (next: Partial<Standing>): void => {
    lists.value = { ...lists.value, [list.value]: { ...now.value, ...next } };
  };
  /** Another query begins at its first row; what other conditions may hide is not selected any more. */
  const ask = (next: Partial<RecordQuery>, more: Partial<Standing> = {}): void => {
    const selected = next.where === undefined ? {} : { selected: new Set<string>() };
    put({ query: { ...now.value.query, ...next }, cursor: 0, scrolled: 0, begun: true, ...selected, ...more });
  };
  const show = (where: Filter): void => {
    ask({ where, text: '' }, { savedId: undefined, columns: undefined });
  };
  const showSaved = ({ viewId, body }: SavedRecordView): void => {
    const { where, sort, descending, columns } = body;
    ask({ where, sort, descending, text: '' }, { savedId: viewId, columns });
  };
  const sort = (by: RecordSort, descending: boolean): void => {
    ask({ sort: by, descending });
  };
  const isShown = (where: Filter): boolean =>
    now.value.query.text.trim() === '' && filterText(where) === filterText(now.value.query.where);
  /** A copy without the page's proxies, which do not cross the bridge. */
  const plain = (): RecordQuery => ({ ...now.value.query, where: plainFilter(now.value.query.where) });
  const selected = computed(() => [...now.value.selected].flatMap(recordNamed));
  function clear(): void {
    lists.value = all();
    left.value = false;
  }
  onLock({ clear });
  return { list, left, now, selected, put, ask, show, showSaved, sort, isShown, plain, clear };
});
