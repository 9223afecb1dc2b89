import { ref, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { ListColumn, ListReachView, SavedView } from '#core/contracts/finding.contract.ts';
import { newestReading } from '../../app/newest-reading.ts';
import { onLock } from '../../app/on-lock.ts';
import { oneAtATime } from '../../app/one-at-a-time.ts';
import { office, type Refused } from '../../bridge.ts';

/** The saved views with what each holds, the person's own columns, and what their lists may be narrowed by. */
export const useFindingStore = defineStore('finding', () => {
  const views = shallowRef<readonly SavedView[]>([]);
  const columns = shallowRef<readonly ListColumn[]>();
  const reach = shallowRef<ListReachView>();
  const refused = ref<Refused>();
  let first: Promise<void> | undefined;

  const { read, forget } = newestReading(async (wanted) => {
    const reply = await office().finding.views({});
    if (!wanted()) return;
    refused.value = reply.ok ? undefined : reply.error;
    if (!reply.ok) return;
    views.value = reply.value.views;
    columns.value = reply.value.columns;
    reach.value = reply.value.reach;
  });
  /** Returns when they are here. */
  const ready = (): Promise<void> => (first ??= read());
  function clear(): void {
    forget();
    first = undefined;
    views.value = [];
    columns.value = undefined;
    reach.value = undefined;
    refused.value = undefined;
  }
  onLock({ clear });
  const readOnce = oneAtATime(read);
  office().on((event) => {
    if (event.type === 'changed' && first !== undefined) void readOnce();
  });
  return { views, columns, reach, refused, read, ready, clear };
});
