import { computed, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { Output } from '#core/contracts/index.ts';
import { onLock } from '../../app/on-lock.ts';
import { office } from '../../bridge.ts';
import { useAppStore } from '../../stores/app.store.ts';

/** What the audit log wants somebody to look at; nothing for whoever may not read it. */
export const useAuditStore = defineStore('audit', () => {
  const { may } = useAppStore();
  const unusual = shallowRef<Output<'audit.unusual'>>();
  const standing = shallowRef<Output<'audit.standing'>>();
  let round = 0;

  async function read(): Promise<void> {
    if (!may('audit.view')) return;
    const mine = (round += 1);
    const [found, state] = await Promise.all([office().audit.unusual({}), office().audit.standing({ again: false })]);
    if (mine !== round) return;
    if (found.ok) unusual.value = found.value;
    if (state.ok) standing.value = state.value;
  }
  function clear(): void {
    round += 1;
    unusual.value = undefined;
    standing.value = undefined;
  }
  /** What stood out and nobody has looked into, and a damaged log. */
  const waiting = computed(
    () =>
      (unusual.value ?? []).filter(({ noted }) => noted === undefined).length +
      (standing.value?.state === 'broken' ? 1 : 0),
  );
  onLock({ clear });
  void read();
  office().on((event) => {
    if (event.type === 'changed') void read();
  });
  return { unusual, standing, waiting, read };
});
