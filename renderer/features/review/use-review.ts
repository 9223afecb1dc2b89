import { computed, onBeforeUnmount, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { Conflict, Sibling } from '#core/contracts/cases.contract.ts';
import { office, type Refused } from '../../bridge.ts';

/** A reason is at least this long, as the contract asks. */
const REASON_LENGTH = 3;

/** Names one question of one case; stays the same while other values come in. */
export const keyOf = (conflict: Conflict): string =>
  [conflict.caseId, conflict.record, conflict.rowId ?? '', conflict.field].join('/');

interface Review {
  /** Undefined while they are on their way. */
  readonly list: ComputedRef<readonly Conflict[] | undefined>;
  readonly current: ComputedRef<Conflict | undefined>;
  readonly place: ComputedRef<number>;
  /** The dot of the answer to keep. */
  readonly keep: Ref<string | undefined>;
  readonly chosen: ComputedRef<Sibling | undefined>;
  readonly why: Ref<string>;
  readonly reasonMissing: ComputedRef<boolean>;
  readonly refused: Ref<Refused | undefined>;
  readonly busy: Ref<boolean>;
  readonly move: (by: number) => void;
  readonly show: (key: string) => void;
  readonly choose: (place: number) => void;
  /** True when the decision was taken; the next answer is then shown. */
  readonly decide: () => Promise<boolean>;
}

/**
 * The answers to decide, of one case (`only`) or of all, one at a time, those about protection first. `told` hears how
 * many there are in all.
 */
export function useReview(only: () => string | undefined, told: (count: number) => void): Review {
  const all = ref<readonly Conflict[]>();
  const at = ref(0);
  const keep = ref<string>();
  const why = ref('');
  const refused = ref<Refused>();
  const busy = ref(false);
  const list = computed(() =>
    all.value
      ?.filter((one) => only() === undefined || one.caseId === only())
      .toSorted((a, b) => Number(b.protective) - Number(a.protective)),
  );
  const current = computed(() => list.value?.[at.value]);
  const chosen = computed(() => current.value?.siblings.find((one) => one.dot === keep.value));
  const reason = computed(() => why.value.trim());
  const reasonMissing = computed(() => current.value?.protective === true && reason.value.length < REASON_LENGTH);

  async function read(): Promise<void> {
    const here = current.value && keyOf(current.value);
    const reply = await office().review.list({});
    if (!reply.ok) {
      refused.value = reply.error;
      return;
    }
    all.value = reply.value;
    told(reply.value.length);
    const again = list.value?.findIndex((one) => keyOf(one) === here) ?? -1;
    const last = Math.max(0, (list.value?.length ?? 0) - 1);
    at.value = again >= 0 ? again : Math.min(at.value, last);
  }
  /** Another question, or the same one with other answers: nothing chosen is carried over. */
  watch(
    () => current.value && `${keyOf(current.value)} ${current.value.siblings.map((one) => one.dot).join(' ')}`,
    () => {
      keep.value = undefined;
    },
  );
  watch(
    () => current.value && keyOf(current.value),
    () => {
      why.value = '';
    },
  );
  watch(only, () => {
    at.value = 0;
  });
  function move(by: number): void {
    refused.value = undefined;
    at.value = Math.max(0, Math.min((list.value?.length ?? 1) - 1, at.value + by));
  }
  function show(key: string): void {
    const found = list.value?.findIndex((one) => keyOf(one) === key) ?? -1;
    if (found >= 0) move(found - at.value);
  }
  function choose(place: number): void {
    const sibling = current.value?.siblings[place];
    if (sibling && current.value?.mayDecide === true) keep.value = sibling.dot;
  }
  async function decide(): Promise<boolean> {
    const one = current.value;
    if (!one || !chosen.value || reasonMissing.value || !one.mayDecide || busy.value) return false;
    busy.value = true;
    const reply = await office().review.decide({
      caseId: one.caseId,
      record: one.record,
      ...(one.rowId === undefined ? {} : { rowId: one.rowId }),
      field: one.field,
      keep: chosen.value.dot,
      shown: one.siblings.map((sibling) => sibling.dot),
      ...(reason.value.length < REASON_LENGTH ? {} : { why: reason.value }),
    });
    refused.value = undefined;
    await read();
    busy.value = false;
    if (!reply.ok) refused.value = reply.error;
    return reply.ok;
  }
  onBeforeUnmount(
    office().on((event) => {
      if (event.type === 'changed' && !busy.value) void read();
    }),
  );
  void read();
  return {
    list,
    current,
    place: computed(() => at.value),
    keep,
    chosen,
    why,
    reasonMissing,
    refused,
    busy,
    move,
    show,
    choose,
    decide,
  };
}
