import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { Output } from '#core/contracts/index.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { office, type Refused } from '../../bridge.ts';

/** A case that is to change hands. */
export interface Move {
  readonly caseId: CaseId;
  readonly code: string;
  readonly to: UserId;
}

interface Plan {
  readonly moves: ShallowRef<readonly Move[]>;
  /** What everybody would carry; undefined until the office has said it. */
  readonly preview: ShallowRef<Output<'supervision.preview'> | undefined>;
  readonly refused: Ref<Refused | undefined>;
  /** The moves that would take place: the others stay, and the preview says why. */
  readonly possible: ComputedRef<readonly Move[]>;
  readonly add: (more: readonly Move[]) => void;
  readonly drop: (caseId: CaseId) => void;
  readonly read: () => Promise<void>;
}

/** Which cases go to whom, and what everybody would carry then: the office is asked anew after each change. */
export function usePlan(): Plan {
  const moves = shallowRef<readonly Move[]>([]);
  const preview = shallowRef<Output<'supervision.preview'>>();
  const refused = ref<Refused>();
  let round = 0;
  async function read(): Promise<void> {
    const mine = (round += 1);
    const asked = moves.value.map(({ caseId, to }) => ({ caseId, to }));
    const reply = await office().supervision.preview({ moves: asked });
    if (mine !== round) return;
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) preview.value = reply.value;
  }
  function add(more: readonly Move[]): void {
    const ids = new Set(more.map(({ caseId }) => caseId));
    moves.value = [...moves.value.filter(({ caseId }) => !ids.has(caseId)), ...more];
    void read();
  }
  function drop(caseId: CaseId): void {
    moves.value = moves.value.filter((one) => one.caseId !== caseId);
    void read();
  }
  const possible = computed(() => {
    const stay = new Set(preview.value?.stay.map(({ caseId }) => caseId));
    return moves.value.filter(({ caseId }) => !stay.has(caseId));
  });
  void read();
  return { moves, preview, refused, possible, add, drop, read };
}
