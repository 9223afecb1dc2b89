import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { Output } from '#core/contracts/index.ts';
import type { UserId } from '#core/ids.ts';
import { office, type Refused } from '../../bridge.ts';

interface WorkerChecks {
  /** Whose cases may be looked through; nobody for who follows the own cases only. */
  readonly workers: ShallowRef<Output<'alerts.workers'>['workers']>;
  /** Undefined until known. */
  readonly found: ShallowRef<Output<'alerts.checks'> | undefined>;
  readonly refused: Ref<Refused | undefined>;
  readonly read: () => Promise<void>;
}

/**
 * What is to be checked in the open cases of a worker, read again when a case changes. To judge cases takes a while: it
 * is done for nobody as long as nobody is chosen.
 *
 * @param worker whose cases, or one's own.
 */
export function useWorkerChecks(worker: () => UserId | 'mine' | undefined): WorkerChecks {
  const workers = shallowRef<Output<'alerts.workers'>['workers']>([]);
  const found = shallowRef<Output<'alerts.checks'>>();
  const refused = ref<Refused>();
  let round = 0;
  async function readWorkers(): Promise<void> {
    const reply = await office().alerts.workers({});
    if (reply.ok) workers.value = reply.value.workers;
    else refused.value = reply.error;
  }
  async function readChecks(): Promise<void> {
    const mine = (round += 1);
    const user = worker();
    if (user === undefined) return;
    const reply = await office().alerts.checks(user === 'mine' ? {} : { worker: user });
    if (mine !== round) return;
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) found.value = reply.value;
  }
  async function read(): Promise<void> {
    refused.value = undefined;
    await Promise.all([readWorkers(), readChecks()]);
  }
  watch(worker, () => {
    found.value = undefined;
    void readChecks();
  });
  void read();
  const stop = office().on((event) => {
    if (event.type === 'changed') void read();
  });
  onBeforeUnmount(() => {
    round += 1;
    stop();
  });
  return { workers, found, refused, read };
}
