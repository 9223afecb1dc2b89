import { ref, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { Input, Output } from '#core/contracts/index.ts';
import { onLock } from '../../app/on-lock.ts';
import { office, type Refused } from '../../bridge.ts';
import { useAppStore } from '../../stores/app.store.ts';

/** What the office's rules found in the own cases, or in all. Undefined until known. */
export const useAlertsStore = defineStore('alerts', () => {
  const app = useAppStore();
  const whose = ref<Input<'alerts.list'>['of']>('mine');
  const found = shallowRef<Output<'alerts.list'>>();
  const refused = ref<Refused>();
  let round = 0;

  async function read(): Promise<void> {
    const mine = (round += 1);
    const reply = await office().alerts.list({ of: whose.value });
    if (mine !== round) return;
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) found.value = reply.value;
  }
  /** Who follows the whole office and has no cases of their own begins with all of them. */
  function begin(): Promise<void> {
    const roles = app.session?.user.roles ?? [];
    whose.value = roles.includes('supervisor') && !roles.includes('caseworker') ? 'office' : 'mine';
    return read();
  }
  function show(of: Input<'alerts.list'>['of']): void {
    whose.value = of;
    void read();
  }
  function clear(): void {
    round += 1;
    found.value = undefined;
    refused.value = undefined;
  }
  onLock({ clear });
  void begin();
  office().on((event) => {
    if (event.type === 'changed') void read();
  });
  return { whose, found, refused, read, show, begin, clear };
});
