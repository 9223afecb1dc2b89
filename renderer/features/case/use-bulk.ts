import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue';
import type { Reply } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import type { Refused } from '../../bridge.ts';

interface Refusals {
  readonly refused: Refused;
  /** The cases that were refused so. */
  readonly cases: readonly CaseId[];
}
interface BulkRun {
  /** How far it is while it runs. */
  readonly progress: Ref<{ readonly done: number; readonly of: number } | undefined>;
  readonly refusals: ComputedRef<readonly Refusals[]>;
  /** Cases of the last run in which it is not done: refused, or not come to. */
  readonly left: ComputedRef<readonly CaseId[]>;
  /**
   * Does something in one case after the other, each a save of its own with its own result; cases in which it is done
   * already are left out. True: it is done in all of them.
   */
  readonly run: (cases: readonly CaseId[], act: (caseId: CaseId) => Promise<Reply<unknown>>) => Promise<boolean>;
  /** No case is begun any more; those that are done stay so. */
  readonly stop: () => void;
  readonly reset: () => void;
}

/** One act in many cases: how far it is, which cases refused it and why, and what is left to do. */
export function useBulk(): BulkRun {
  const progress = ref<{ done: number; of: number }>();
  const asked = shallowRef<readonly CaseId[]>([]);
  const done = shallowRef<ReadonlySet<CaseId>>(new Set());
  const refused = shallowRef<ReadonlyMap<CaseId, Refused>>(new Map());
  let stopped = false;

  async function run(cases: readonly CaseId[], act: (caseId: CaseId) => Promise<Reply<unknown>>): Promise<boolean> {
    if (progress.value !== undefined) return false;
    stopped = false;
    asked.value = cases;
    refused.value = new Map();
    const todo = cases.filter((one) => !done.value.has(one));
    for (const [i, caseId] of todo.entries()) {
      if (stopped) break;
      progress.value = { done: i, of: todo.length };
      const reply = await act(caseId);
      if (reply.ok) done.value = new Set([...done.value, caseId]);
      else refused.value = new Map([...refused.value, [caseId, reply.error]]);
    }
    progress.value = undefined;
    return left.value.length === 0;
  }
  const left = computed(() => asked.value.filter((one) => !done.value.has(one)));
  const refusals = computed(() => {
    const byCode = new Map<string, { refused: Refused; cases: CaseId[] }>();
    for (const [caseId, error] of refused.value) {
      const same = byCode.get(error.code);
      if (same === undefined) byCode.set(error.code, { refused: error, cases: [caseId] });
      else same.cases.push(caseId);
    }
    return [...byCode.values()];
  });
  return {
    progress,
    refusals,
    left,
    run,
    stop: () => {
      stopped = true;
    },
    reset: () => {
      stopped = true;
      asked.value = [];
      done.value = new Set();
      refused.value = new Map();
    },
  };
}
