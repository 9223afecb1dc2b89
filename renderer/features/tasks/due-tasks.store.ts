import { computed, ref, shallowRef } from 'vue';
import { defineStore } from 'pinia';
import type { Output } from '#core/contracts/index.ts';
import { onLock } from '../../app/on-lock.ts';
import { office } from '../../bridge.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** As far ahead as a clock is shown running. */
const DAYS = 3;

/**
 * The person's own tasks of today, read again each minute while the office is open: for the count beside "My day", and
 * for saying once that a task enters its last hour.
 */
export const useDueTasksStore = defineStore('due-tasks', () => {
  const due = shallowRef<Output<'tasks.list'>>();
  /** How many tasks entered their last hour since the last reading, and have not been told of before. */
  const entered = ref(0);
  const told = new Set<string>();
  let ticking: ReturnType<typeof setInterval> | undefined;
  let round = 0;

  async function read(): Promise<void> {
    const mine = (round += 1);
    const reply = await office().tasks.list({ of: 'mine', days: DAYS });
    if (mine !== round || !reply.ok) return;
    const now = Date.parse(reply.value.nowUtc);
    const fresh = reply.value.lines
      .filter(({ task }) => {
        const left = Date.parse(task.dueAtUtc) - now;
        return task.exact && left >= 0 && left <= HOUR_MS && task.group !== 'later';
      })
      .map((line) => `${line.case.caseId} ${line.task.key}`)
      .filter((key) => !told.has(key));
    for (const key of fresh) told.add(key);
    entered.value = fresh.length;
    due.value = reply.value;
  }
  /** From signing in until the lock. */
  function start(): void {
    if (ticking !== undefined) return;
    ticking = setInterval(() => void read(), MINUTE_MS);
    void read();
  }
  function clear(): void {
    round += 1;
    clearInterval(ticking);
    ticking = undefined;
    told.clear();
    due.value = undefined;
    entered.value = 0;
  }
  onLock({ clear });
  office().on((event) => {
    if (event.type === 'changed' && ticking !== undefined) void read();
  });
  /** What stands in "Act now" and "Today". */
  const count = computed(() => {
    const counts = due.value?.counts;
    return counts === undefined ? undefined : counts.late + counts.clock + counts.today;
  });
  return { due, entered, count, read, start, clear };
});
