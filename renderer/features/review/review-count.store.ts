import { ref } from 'vue';
import { defineStore } from 'pinia';
import { onLock } from '../../app/on-lock.ts';
import { office } from '../../bridge.ts';

/** How many answers are to decide, for the side bar: exactly as many as the page shows. Undefined until known. */
export const useReviewCountStore = defineStore('review-count', () => {
  const count = ref<number>();
  let round = 0;

  async function read(): Promise<void> {
    const mine = (round += 1);
    const reply = await office().review.list({});
    if (mine === round && reply.ok) count.value = reply.value.length;
  }
  function clear(): void {
    round += 1;
    count.value = undefined;
  }
  onLock({ clear });
  void read();
  office().on((event) => {
    if (event.type === 'changed') void read();
  });
  return { count, read, clear };
});
