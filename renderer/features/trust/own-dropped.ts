import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue';
import type { DroppedView } from '#core/contracts/dropped.ts';
import { office } from '../../bridge.ts';
import { useAppStore } from '../../stores/app.store.ts';

/** Since when and why the programme does not count this office any more; for whoever may see the exchange. */
export function useOwnDropped(): ShallowRef<DroppedView | undefined> {
  const { may } = useAppStore();
  const dropped: ShallowRef<DroppedView | undefined> = shallowRef();
  async function read(): Promise<void> {
    if (!may('exchange.view')) return;
    const reply = await office().computers.others({});
    if (reply.ok) dropped.value = reply.value.ownDropped;
  }
  void read();
  onBeforeUnmount(
    office().on((event) => {
      if (event.type === 'changed' && event.all) void read();
    }),
  );
  return dropped;
}
