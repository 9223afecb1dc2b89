import { computed, onBeforeUnmount, ref, type ComputedRef, type Ref } from 'vue';
import type { DrillTimes } from '#core/contracts/emergency.contract.ts';

const SECOND_MS = 1000;
type Step = Exclude<keyof DrillTimes, 'page'>;
export const DRILL_STEPS = ['locked', 'carried', 'erased'] as const satisfies readonly Step[];

interface Drill {
  readonly on: ComputedRef<boolean>;
  /** Seconds since it began. */
  readonly running: Ref<number>;
  /** Seconds from the beginning to each step that was done. */
  readonly times: Ref<Partial<Record<Step, number>>>;
  readonly begin: () => void;
  readonly done: (step: Step) => void;
  /** Ends it; what was measured, or undefined when nothing was done. */
  readonly end: () => DrillTimes | undefined;
}

/** A drill: everything as on the day itself, except that nothing is erased. It ends with the page. */
export function useDrill(): Drill {
  const began = ref<number>();
  const running = ref(0);
  const times = ref<Partial<Record<Step, number>>>({});
  const since = (): number => (began.value === undefined ? 0 : (performance.now() - began.value) / SECOND_MS);
  const ticking = setInterval(() => {
    running.value = since();
  }, SECOND_MS);
  onBeforeUnmount(() => {
    clearInterval(ticking);
  });
  return {
    on: computed(() => began.value !== undefined),
    running,
    times,
    begin: () => {
      began.value = performance.now();
      running.value = 0;
      times.value = {};
    },
    done: (step) => {
      times.value = { ...times.value, [step]: since() };
    },
    end: () => {
      began.value = undefined;
      const measured = times.value;
      times.value = {};
      return Object.keys(measured).length === 0 ? undefined : { page: 0, ...measured };
    },
  };
}

/** "1:42" of a number of seconds. */
export const clockOf = (seconds: number): string =>
  `${String(Math.floor(seconds / 60))}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
