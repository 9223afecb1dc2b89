import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue';
import type { FromComputer } from '#core/contracts/values.ts';
import { office } from '../../bridge.ts';
import { useAppStore } from '../../stores/app.store.ts';

/** Which other computer of this office works with another configuration; for whoever may put it in force here. */
export function useElsewhere(): ShallowRef<FromComputer | undefined> {
  const { may } = useAppStore();
  const from: ShallowRef<FromComputer | undefined> = shallowRef();
  async function read(): Promise<void> {
    if (!may('office.settings')) return;
    const reply = await office().config.elsewhere({});
    if (reply.ok) from.value = reply.value.from;
  }
  void read();
  onBeforeUnmount(
    office().on((event) => {
      if (event.type === 'changed' && event.all) void read();
    }),
  );
  return from;
}
