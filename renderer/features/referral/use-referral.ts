import { onBeforeUnmount, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { Reply } from '#core/contracts/index.ts';
import { onLock } from '../../app/on-lock.ts';
import type { Refused } from '../../bridge.ts';

/** A referral that came here, read at once and again when asked, and forgotten when the office locks. */
export function useReferral<T>(ask: () => Promise<Reply<T>>): {
  readonly read: ShallowRef<T | undefined>;
  readonly refused: Ref<Refused | undefined>;
  readonly load: () => Promise<void>;
} {
  const read = shallowRef<T>();
  const refused = ref<Refused>();
  async function load(): Promise<void> {
    const reply = await ask();
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) read.value = reply.value;
  }
  const endLock = onLock({
    clear: () => {
      read.value = undefined;
    },
  });
  onBeforeUnmount(endLock);
  void load();
  return { read, refused, load };
}
