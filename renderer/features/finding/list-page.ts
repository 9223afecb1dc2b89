import { computed, nextTick, onBeforeUnmount, onMounted, watch, type ComputedRef, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useKeys } from '../../keys.ts';
import { useAppStore } from '../../stores/app.store.ts';
import { useCaseListStore } from '../cases/case-list.store.ts';
import { useMinutesLeft } from '../cases/minutes-left.ts';

/** The bar in which a list is searched and narrowed. */
interface ListBar {
  readonly focus: () => void;
  readonly toggle: () => unknown;
}
interface ListParts {
  /** Around the grid. */
  readonly area: Ref<HTMLElement | undefined>;
  readonly bar: () => ListBar | undefined;
  readonly rows: Ref<readonly unknown[]>;
  readonly query: () => unknown;
  /** Ends when the list answers the query as it is now. */
  readonly answered: () => Promise<void>;
  /** How far the list is scrolled, as it was left. */
  readonly scrolled: Ref<number>;
  /** Something was opened from a row: coming back, the keyboard goes on there. */
  readonly left: Ref<boolean>;
  readonly selected: Ref<ReadonlySet<string>>;
}
interface ListPage {
  /** Whether names are shown, in all lists at once; the office writes it to the audit log. */
  readonly names: Ref<boolean>;
  /** How long they still are. */
  readonly minutes: ComputedRef<number | undefined>;
  readonly search: () => void;
  /** From the search field into the rows. */
  readonly intoFound: () => Promise<void>;
  /** What the bar of keys says. */
  readonly keys: ComputedRef<readonly { readonly keys: string[]; readonly label: string }[]>;
}

/** What every list of the office does in the same way: its keys, its names, and coming back to the row that was left. */
export function useListPage({ area, bar, rows, query, answered, scrolled, left, selected }: ListParts): ListPage {
  const { t } = useI18n();
  const { may } = useAppStore();
  const cases = useCaseListStore();
  const grid = (): HTMLElement | null => area.value?.querySelector<HTMLElement>('.grid') ?? null;
  const names = computed({
    get: () => cases.namesUntil !== undefined,
    set: (on: boolean) => {
      if (on) cases.showNames();
      else cases.hideNames();
    },
  });
  const intoList = (): void => grid()?.querySelector<HTMLElement>('tbody tr[tabindex="0"]')?.focus();
  /** Not before the rows are those of what was typed, or Enter would open another child. */
  async function intoFound(): Promise<void> {
    const field = document.activeElement;
    await answered();
    await nextTick();
    if (document.activeElement === field) intoList();
  }
  /** Who asks for the search types a code next: the row that was left does not take the focus from it. */
  function search(): void {
    left.value = false;
    bar()?.focus();
  }
  /** Where the page begins, nobody else wants the arrows. */
  const atBeginning = (): boolean =>
    document.activeElement === document.body || document.activeElement?.matches('h1') === true;
  useKeys(
    // The rows know these keys themselves; pressed anywhere else they lead to the row that is marked.
    { keys: 'J', run: intoList },
    { keys: 'K', run: intoList },
    { keys: 'Down', when: atBeginning, run: intoList },
    { keys: '/', label: () => t('cases.key_search'), run: search },
    { keys: 'Ctrl F', run: search },
    { keys: 'F', label: () => t('cases.key_filter'), run: () => void bar()?.toggle() },
    {
      keys: 'Alt N',
      label: () => t('cases.key_names'),
      when: () => may('case.names'),
      run: () => {
        names.value = !names.value;
      },
    },
    {
      keys: 'Esc',
      when: () => selected.value.size > 0,
      run: () => {
        selected.value = new Set();
      },
    },
  );

  const back = scrolled.value;
  const stopWaiting = watch(rows, async (found) => {
    if (found.length === 0) return;
    stopWaiting();
    await nextTick();
    grid()?.scrollTo({ top: back });
    // Whoever opened something from a row goes on from that row.
    if (left.value) intoList();
    left.value = false;
  });
  watch(query, () => grid()?.scrollTo({ top: 0 }));
  const note = (): void => {
    scrolled.value = grid()?.scrollTop ?? 0;
  };
  onMounted(() => area.value?.addEventListener('scroll', note, { capture: true, passive: true }));
  onBeforeUnmount(() => area.value?.removeEventListener('scroll', note, { capture: true }));
  return {
    names,
    minutes: useMinutesLeft(() => cases.namesUntil),
    search,
    intoFound,
    keys: computed(() => [
      { keys: ['J', 'K'], label: t('cases.key_move') },
      { keys: ['Space'], label: t('cases.key_select') },
      { keys: ['Enter'], label: t('cases.key_open') },
      { keys: ['/'], label: t('cases.key_search') },
      { keys: ['F'], label: t('cases.key_filter') },
      { keys: ['Alt N'], label: t('cases.key_names') },
    ]),
  };
}
