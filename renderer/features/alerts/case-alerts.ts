import { computed, onBeforeUnmount, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { Finding } from '#core/contracts/alerts.contract.ts';
import type { CaseId } from '#core/ids.ts';
import { afterPaint } from '../../app/after-paint.ts';
import { office, type Refused } from '../../bridge.ts';

export interface CaseAlerts {
  /** Undefined until known. */
  readonly all: ShallowRef<readonly Finding[] | undefined>;
  /** Those that nobody explained. */
  readonly open: ComputedRef<readonly Finding[]>;
  readonly refused: Ref<Refused | undefined>;
  readonly read: () => Promise<void>;
}

/** What the office's rules find in a case; read again whenever any case changes, for it may be compared with this one. */
export function useCaseAlerts(caseId: CaseId): CaseAlerts {
  const all = shallowRef<readonly Finding[]>();
  const refused = ref<Refused>();
  let round = 0;
  async function read(): Promise<void> {
    const mine = (round += 1);
    const reply = await office().alerts.ofCase({ caseId });
    if (mine !== round) return;
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) all.value = reply.value;
  }
  void afterPaint().then(read);
  const stop = office().on((event) => {
    if (event.type === 'changed') void read();
  });
  onBeforeUnmount(() => {
    round += 1;
    stop();
  });
  return {
    all,
    open: computed(() => all.value?.filter(({ accepted }) => accepted === undefined) ?? []),
    refused,
    read,
  };
}
