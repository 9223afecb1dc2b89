import { onBeforeUnmount, ref, type Ref } from 'vue';
import type { Reply } from '#core/contracts/index.ts';

const CODE_ERRORS: readonly string[] = ['AUTH_CODE_NEEDED', 'AUTH_WRONG_CODE'];

/** A passphrase that shows who somebody is, and the code of whoever has a second factor: asked for once the office wants it. */
export function useProof(): {
  readonly passphrase: Ref<string>;
  readonly code: Ref<string>;
  readonly asksCode: Ref<boolean>;
  /** What goes with the call. */
  readonly typed: () => { readonly passphrase: string; readonly code?: string };
  /** To be told of its answer: the passphrase waits for the code, and is forgotten otherwise. */
  readonly answered: (reply: Reply<unknown>) => void;
  readonly forget: () => void;
} {
  const passphrase = ref('');
  const code = ref('');
  const asksCode = ref(false);
  function forget(): void {
    passphrase.value = '';
    code.value = '';
    asksCode.value = false;
  }
  function answered(reply: Reply<unknown>): void {
    code.value = '';
    if (!reply.ok && CODE_ERRORS.includes(reply.error.code)) asksCode.value = true;
    else forget();
  }
  onBeforeUnmount(forget);
  const typed = () => ({ passphrase: passphrase.value, ...(asksCode.value ? { code: code.value } : {}) });
  return { passphrase, code, asksCode, typed, answered, forget };
}
