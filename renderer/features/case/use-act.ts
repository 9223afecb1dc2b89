import { ref, type Ref } from 'vue';
import type { Reply } from '#core/contracts/index.ts';
import type { Refused } from '../../bridge.ts';

/** The shortest reason that the office takes. */
const SHORTEST = 3;
export const isReason = (text: string): boolean => text.trim().length >= SHORTEST;

interface ActRun {
  readonly busy: Ref<boolean>;
  readonly refused: Ref<Refused | undefined>;
  /** It was tried: what is missing is said from now on. */
  readonly tried: Ref<boolean>;
  /** Sends once at a time. True: it was done. */
  readonly send: (call: () => Promise<Reply<unknown>>) => Promise<boolean>;
  readonly reset: () => void;
}

/** One act in a dialog or a line: busy, refused, tried. */
export function useAct(): ActRun {
  const busy = ref(false);
  const refused = ref<Refused>();
  const tried = ref(false);
  async function send(call: () => Promise<Reply<unknown>>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    const reply = await call();
    busy.value = false;
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) tried.value = false;
    return reply.ok;
  }
  function reset(): void {
    refused.value = undefined;
    tried.value = false;
  }
  return { busy, refused, tried, send, reset };
}
