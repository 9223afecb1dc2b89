import { computed, onBeforeUnmount, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { CaseTask } from '#core/contracts/tasks.contract.ts';
import type { CaseId } from '#core/ids.ts';
import { afterPaint } from '../../app/after-paint.ts';
import { office, type Refused } from '../../bridge.ts';

const MINUTE_MS = 60_000;

export interface CaseTasks {
  /** Undefined until known. */
  readonly all: ShallowRef<readonly CaseTask[] | undefined>;
  /** The earliest first. */
  readonly open: ComputedRef<readonly CaseTask[]>;
  readonly now: Ref<number>;
  readonly refused: Ref<Refused | undefined>;
  readonly read: () => Promise<void>;
}

/** The tasks of a case, read when it opens and again each minute: a clock may run out while somebody reads. */
export function useCaseTasks(caseId: CaseId): CaseTasks {
  const all = shallowRef<readonly CaseTask[]>();
  const now = ref(Date.now());
  const refused = ref<Refused>();
  async function read(): Promise<void> {
    const reply = await office().tasks.ofCase({ caseId });
    refused.value = reply.ok ? undefined : reply.error;
    if (!reply.ok) return;
    all.value = reply.value;
    now.value = Date.now();
  }
  void afterPaint().then(read);
  const ticking = setInterval(() => void read(), MINUTE_MS);
  onBeforeUnmount(() => {
    clearInterval(ticking);
  });
  return {
    all,
    open: computed(() => all.value?.filter(({ done }) => done === undefined) ?? []),
    now,
    refused,
    read,
  };
}
