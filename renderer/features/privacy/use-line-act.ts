import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { Reply } from '#core/contracts/index.ts';
import type { Refused } from '../../bridge.ts';
import { isReason, useAct } from '../case/use-act.ts';

interface LineAct<T> {
  /** Whether the dialog that asks for the reason is open. */
  readonly open: Ref<boolean>;
  /** The line that it is about; stays while the dialog closes, with its words and where the focus goes. */
  readonly chosen: ShallowRef<T | undefined>;
  readonly why: Ref<string>;
  readonly tried: Ref<boolean>;
  /** What the dialog says of how far it is. */
  readonly state: ComputedRef<{
    readonly busy: boolean;
    readonly tried: boolean;
    readonly refused: Refused | undefined;
  }>;
  /** Opens the dialog for a line, empty. */
  readonly begin: (one: T) => void;
  /** Does it with the reason, once there is one, and closes. True: it was done. */
  readonly act: (call: (one: T, why: string) => Promise<Reply<unknown>>) => Promise<boolean>;
}

/** What is done about one line of a list, with the reason. */
export function useLineAct<T>(): LineAct<T> {
  const open = ref(false);
  const chosen = shallowRef<T>();
  const why = ref('');
  const { busy, tried, refused, send, reset } = useAct();
  function begin(one: T): void {
    chosen.value = one;
    why.value = '';
    reset();
    open.value = true;
  }
  async function act(call: (one: T, why: string) => Promise<Reply<unknown>>): Promise<boolean> {
    tried.value = true;
    const one = chosen.value;
    if (one === undefined || !isReason(why.value)) return false;
    if (!(await send(() => call(one, why.value.trim())))) return false;
    open.value = false;
    return true;
  }
  const state = computed(() => ({ busy: busy.value, tried: tried.value, refused: refused.value }));
  return { open, chosen, why, tried, state, begin, act };
}
