import { computed, ref, watch, type ComputedRef, type Ref } from 'vue';
import type { DateTimeValue } from '#core/forms/types.ts';
import { office, type Refused } from '../../bridge.ts';

/** Letters that a reason has at least. */
const SHORTEST = 3;
type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Refused };

interface CutOff {
  readonly until: Ref<DateTimeValue | undefined>;
  readonly why: Ref<string>;
  /** Gaps are said. */
  readonly tried: Ref<boolean>;
  readonly busy: Ref<boolean>;
  readonly refused: Ref<Refused | undefined>;
  readonly isWhyMissing: ComputedRef<boolean>;
  /** Asks the office; answers what it said and closes the dialog, or keeps why not. */
  readonly send: <T>(ask: (to: ReturnType<typeof office>) => Promise<Answer<T>>) => Promise<T | undefined>;
}

/** What the dialogs share that take a computer or an office out from a moment on, and say why. It begins anew as they open. */
export function useCutOff(open: Ref<boolean>): CutOff {
  const until = ref<DateTimeValue>();
  const why = ref('');
  const tried = ref(false);
  const busy = ref(false);
  const refused = ref<Refused>();
  watch(open, () => {
    until.value = undefined;
    why.value = '';
    tried.value = false;
    refused.value = undefined;
  });
  async function send<T>(ask: (to: ReturnType<typeof office>) => Promise<Answer<T>>): Promise<T | undefined> {
    busy.value = true;
    const reply = await ask(office());
    busy.value = false;
    refused.value = reply.ok ? undefined : reply.error;
    if (!reply.ok) return undefined;
    open.value = false;
    return reply.value;
  }
  return { until, why, tried, busy, refused, isWhyMissing: computed(() => why.value.trim().length < SHORTEST), send };
}
