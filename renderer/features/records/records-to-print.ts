import { computed, type ComputedRef } from 'vue';
import type { PrintedRecords } from '#core/contracts/lists.contract.ts';
import { RECORD_KINDS, RECORD_LISTS } from '#core/finding/record-kinds.ts';
import { useListSetupStore } from './list-setup.store.ts';
import { useRecordListsStore } from './record-lists.store.ts';

/** The list of records that an address names, as it stands on screen; undefined when there is none of that name. */
export function useRecordsToPrint(name: unknown): ComputedRef<PrintedRecords | undefined> {
  const lists = useRecordListsStore();
  const setup = useListSetupStore();
  const list = RECORD_LISTS.find((one) => one === name);
  if (list !== undefined) lists.list = list;
  return computed(() => {
    if (list === undefined) return undefined;
    const columns = lists.now.columns ?? setup.columnsOf(list);
    return {
      kind: 'record-list',
      list,
      query: lists.plain(),
      columns: columns?.map(({ id }) => id) ?? [...RECORD_KINDS[list].columns],
      records: lists.selected,
    };
  });
}
