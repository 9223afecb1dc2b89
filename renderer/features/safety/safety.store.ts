import { ref, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { SafetyState } from '#core/contracts/safety.contract.ts';
import { onLock } from '../../app/on-lock.ts';
import { office, type Refused } from '../../bridge.ts';

/** What there is to say about this computer and the copies of the office. Undefined until known. */
export const useSafetyStore = defineStore('safety', () => {
  const state = shallowRef<SafetyState>();
  const refused = ref<Refused>();
  let round = 0;

  async function keep(call: () => ReturnType<ReturnType<typeof office>['safety']['state']>): Promise<void> {
    const mine = (round += 1);
    const reply = await call();
    if (mine !== round) return;
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) state.value = reply.value;
  }
  const read = (): Promise<void> => keep(() => office().safety.state({}));
  const seen = (): Promise<void> => keep(() => office().safety.seen({}));
  const start = (job: 'backup' | 'rehearsal'): Promise<void> => keep(() => office().safety.start({ job }));
  function clear(): void {
    round += 1;
    state.value = undefined;
    refused.value = undefined;
  }
  onLock({ clear });
  office().on((event) => {
    if (event.type === 'changed') void read();
  });
  return { state, refused, read, seen, start, clear };
});
