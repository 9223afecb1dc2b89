import { ref } from 'vue';
import { defineStore } from 'pinia';
import { onLock } from '../../app/on-lock.ts';
import { office } from '../../bridge.ts';
import { useAppStore } from '../../stores/app.store.ts';

/** How many cases, or files of cases, are over their time, and how many requests of other offices wait, for whoever decides about them. */
export const useKeepingStore = defineStore('keeping', () => {
  const app = useAppStore();
  const waiting = ref<number>();
  let round = 0;

  async function read(): Promise<void> {
    const mine = (round += 1);
    if (!app.may('privacy.erase')) return;
    const [queue, files, erasures] = await Promise.all([
      office().keeping.queue({}),
      office().keeping.files({}),
      office().keeping.erasures({}),
    ]);
    if (mine !== round || !queue.ok || !files.ok || !erasures.ok) return;
    const asked = erasures.value.asked.filter(({ answer }) => answer === undefined);
    waiting.value = queue.value.total + files.value.total + asked.length;
  }
  function clear(): void {
    round += 1;
    waiting.value = undefined;
  }
  onLock({ clear });
  office().on((event) => {
    // A save of one case brings none over its time; what does says that anything may have changed.
    if (event.type === 'changed' && event.all) void read();
  });
  void read();
  return { waiting, read, clear };
});
