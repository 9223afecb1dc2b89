import { ref } from 'vue';
import { defineStore } from 'pinia';
import type { Output } from '#core/contracts/index.ts';
import { oneAtATime } from '../../app/one-at-a-time.ts';
import { onLock } from '../../app/on-lock.ts';
import { office, type Refused } from '../../bridge.ts';

/** How many cases each saved view holds; read when first needed and again whenever a case changes. */
export const useCaseCountsStore = defineStore('case-counts', () => {
  const counts = ref<Output<'cases.counts'>>();
  const refused = ref<Refused>();
  let round = 0;

  async function read(): Promise<void> {
    const mine = (round += 1);
    const reply = await office().cases.counts({});
    if (mine !== round) return;
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) counts.value = reply.value;
  }
  function clear(): void {
    round += 1;
    counts.value = undefined;
    refused.value = undefined;
  }
  onLock({ clear });
  void read();
  const readOnce = oneAtATime(read);
  office().on((event) => {
    if (event.type === 'changed') void readOnce();
  });
  return { counts, refused, read, clear };
});
