import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { Output } from '#core/contracts/index.ts';
import type { UserId } from '#core/ids.ts';
import { office, type Refused } from '../../bridge.ts';

interface WorkerChecks {
  /** Undefined until known. */
  readonly found: ShallowRef<Output<'alerts.checks'> | undefined>;
  readonly refused: Ref<Refused | undefined>;
  readonly read: () => Promise<void>;
}

/** What is to be checked in the open cases of a worker, one's own without one; read again when a case changes. */
export function useWorkerChecks(worker: () => UserId | undefined): WorkerChecks {
  const found = shallowRef<Output<'alerts.checks'>>();
  const refused = ref<Refused>();
  let round = 0;
  async function read(): Promise<void> {
    const mine = (round += 1);
    const user = worker();
    const reply = await office().alerts.checks(user === undefined ? {} : { worker: user });
    if (mine !== round) return;
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) found.value = reply.value;
  }
  watch(worker, () => void read(), { immediate: true });
  const stop = office().on((event) => {
    if (event.type === 'changed') void read();
  });
  onBeforeUnmount(() => {
    round += 1;
    stop();
  });
  return { found, refused, read };
}
