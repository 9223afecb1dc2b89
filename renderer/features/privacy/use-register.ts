import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { Reply } from '#core/contracts/index.ts';
import type { Refused } from '../../bridge.ts';

/** The lines of a register, read at once and again when asked; what stood there before stays when that is refused. */
export function useRegister<T>(list: () => Promise<Reply<T>>): {
  readonly lines: ShallowRef<T | undefined>;
  readonly refused: Ref<Refused | undefined>;
  readonly read: () => Promise<void>;
} {
  const lines = shallowRef<T>();
  const refused = ref<Refused>();
  async function read(): Promise<void> {
    const reply = await list();
    refused.value = reply.ok ? undefined : reply.error;
    if (reply.ok) lines.value = reply.value;
  }
  void read();
  return { lines, refused, read };
}
