import { computed, ref, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { AccessLine } from '#core/contracts/protection.contract.ts';
import { onLock } from '../../app/on-lock.ts';
import { office, type Refused } from '../../bridge.ts';

/** What was opened in an emergency, as far as the person may know of it. Undefined until known. */
export const useAccessStore = defineStore('access', () => {
  const lines = shallowRef<readonly AccessLine[]>();
  /** How many wait for this person to look at them. */
  const waiting = ref<number>();
  const refused = ref<Refused>();
  /** The own ones that last. */
  const running = computed(() => (lines.value ?? []).filter(({ leftMs }) => leftMs !== undefined));
  let round = 0;

  async function read(): Promise<void> {
    const mine = (round += 1);
    const reply = await office().protection.accesses({});
    if (mine !== round) return;
    refused.value = reply.ok ? undefined : reply.error;
    if (!reply.ok) return;
    lines.value = reply.value.lines;
    waiting.value = reply.value.waiting;
  }
  function clear(): void {
    round += 1;
    lines.value = undefined;
    waiting.value = undefined;
    refused.value = undefined;
  }
  onLock({ clear });
  office().on((event) => {
    if (event.type === 'changed') void read();
  });
  return { lines, waiting, running, refused, read, clear };
});
