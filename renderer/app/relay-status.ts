import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue';
import type { RelayStatus } from '#core/contracts/relay.contract.ts';
import { office } from '../bridge.ts';
import { useAppStore } from '../stores/app.store.ts';

/** How the relay of this office stands, read again after each visit. Undefined: not known, or not for this person. */
export function useRelayStatus(): Ref<RelayStatus | undefined> {
  const status = ref<RelayStatus>();
  const { may } = useAppStore();
  async function read(): Promise<void> {
    if (!may('exchange.view')) return;
    const reply = await office().relay.status({});
    if (reply.ok) status.value = reply.value;
  }
  onMounted(read);
  onBeforeUnmount(
    office().on((event) => {
      if (event.type === 'changed') void read();
    }),
  );
  return status;
}
