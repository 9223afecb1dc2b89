import { ref, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { Output } from '#core/contracts/index.ts';
import type { RecordList } from '#core/finding/record-kinds.ts';
import { newestReading } from '../../app/newest-reading.ts';
import { onLock } from '../../app/on-lock.ts';
import { oneAtATime } from '../../app/one-at-a-time.ts';
import { office, type Refused } from '../../bridge.ts';

/** Which lists this person has, and of the open one its views, columns and what it may be narrowed by. */
export const useListSetupStore = defineStore('list-setup', () => {
  const all = shallowRef<Output<'lists.all'>>();
  const setup = shallowRef<Output<'lists.setUp'>>();
  const refused = ref<Refused>();
  let of: RecordList | undefined;

  const { read, forget } = newestReading(async (wanted) => {
    const list = of;
    const [lists, one] = await Promise.all([
      office().lists.all({}),
      list === undefined ? undefined : office().lists.setUp({ list }),
    ]);
    if (!wanted()) return;
    refused.value = [lists, one].find((reply) => reply?.ok === false)?.error;
    if (lists.ok) all.value = lists.value;
    if (one?.ok === true) setup.value = one.value;
  });
  /** Returns when everything of this list is here. */
  async function open(list: RecordList | undefined): Promise<void> {
    if (list !== of) setup.value = undefined;
    of = list;
    await read();
  }
  function clear(): void {
    forget();
    of = undefined;
    all.value = undefined;
    setup.value = undefined;
    refused.value = undefined;
  }
  /** The columns that this person chose for a list, as far as they are known here. */
  const columnsOf = (list: RecordList): Output<'lists.setUp'>['columns'] =>
    list === of ? setup.value?.columns : undefined;
  onLock({ clear });
  const readOnce = oneAtATime(read);
  office().on((event) => {
    if (event.type === 'changed' && all.value !== undefined) void readOnce();
  });
  return { all, setup, refused, read, open, columnsOf, clear };
});
