import { computed, onBeforeUnmount, ref, type ComputedRef } from 'vue';

const TICK_MS = 5000;

/** Minutes until an instant (milliseconds since 1970), rounded up; undefined when there is none. */
export function useMinutesLeft(until: () => number | undefined): ComputedRef<number | undefined> {
  const now = ref(Date.now());
  const ticking = setInterval(() => {
    now.value = Date.now();
  }, TICK_MS);
  onBeforeUnmount(() => {
    clearInterval(ticking);
  });
  return computed(() => {
    const at = until();
    return at === undefined ? undefined : Math.max(1, Math.ceil((at - Math.max(now.value, at - 5 * 60_000)) / 60_000));
  });
}
