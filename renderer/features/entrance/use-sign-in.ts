import { computed, onBeforeUnmount, ref } from 'vue';
import type { UserId } from '#core/ids.ts';
import { useRefusalText } from '../../app/refusal-text.ts';
import { office } from '../../bridge.ts';
import { useOpening } from './use-opening.ts';

/** No passphrase opens the slot here: what helps is said at once, and not only to those who ask. */
const KEY_ERRORS: readonly string[] = ['AUTH_OTHER_COMPUTER', 'AUTH_KEY_STORE_CLOSED'];
const CODE_ERRORS: readonly string[] = ['AUTH_CODE_NEEDED', 'AUTH_WRONG_CODE'];

/** Signing in with a passphrase, and with a code where the office asks for one when the passphrase was right. */
export function useSignIn(focus: () => void) {
  const say = useRefusalText();
  const passphrase = ref('');
  const code = ref('');
  const asksCode = ref(false);
  const { busy, refused, waiting, closed, open } = useOpening();
  /** The sentence under the field; both a wrong person and a wrong passphrase give the same. */
  const words = computed(() =>
    refused.value === undefined ? undefined : `${say(refused.value).text} ${say(refused.value).code}`,
  );
  const error = computed(() => (asksCode.value ? undefined : words.value));
  /** The same under the field of the code; that one is needed, its label says. */
  const codeError = computed(() =>
    asksCode.value && refused.value?.code !== 'AUTH_CODE_NEEDED' ? words.value : undefined,
  );
  const needsKit = computed(() => KEY_ERRORS.includes(refused.value?.code ?? ''));
  onBeforeUnmount(forget);

  async function signIn(user: UserId | undefined): Promise<void> {
    if (user === undefined || busy.value || waiting.value) return focus();
    const typed = { user, passphrase: passphrase.value };
    const second = asksCode.value ? { code: code.value } : {};
    const opened = await open(() => office().session.signIn({ ...typed, ...second }));
    code.value = '';
    asksCode.value = CODE_ERRORS.includes(refused.value?.code ?? '');
    // The passphrase was right: it waits for the code, until the person chooses somebody else or the page is gone.
    if (!asksCode.value) passphrase.value = '';
    if (!opened && !asksCode.value) focus();
  }
  function forget(): void {
    refused.value = undefined;
    passphrase.value = '';
    code.value = '';
    asksCode.value = false;
  }
  return { passphrase, code, asksCode, busy, error, codeError, closed, needsKit, signIn, forget };
}
