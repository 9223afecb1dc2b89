import { computed, onBeforeUnmount, ref } from 'vue';
import type { UserId } from '#core/ids.ts';
import { useRefusalText } from '../../app/refusal-text.ts';
import { office } from '../../bridge.ts';
import { useOpening } from './use-opening.ts';

/** Signing in with a passphrase. */
export function useSignIn(focus: () => void) {
  const say = useRefusalText();
  const passphrase = ref('');
  const { busy, refused, waiting, closed, open } = useOpening();
  /** The sentence under the field; both a wrong person and a wrong passphrase give the same. */
  const error = computed(() =>
    refused.value === undefined ? undefined : `${say(refused.value).text} ${say(refused.value).code}`,
  );
  onBeforeUnmount(() => (passphrase.value = ''));

  async function signIn(user: UserId | undefined): Promise<void> {
    if (user === undefined || busy.value || waiting.value) return focus();
    const typed = passphrase.value;
    const opened = await open(() => office().session.signIn({ user, passphrase: typed }));
    passphrase.value = '';
    if (!opened) focus();
  }
  function forget(): void {
    refused.value = undefined;
    passphrase.value = '';
  }
  return { passphrase, busy, error, closed, signIn, forget };
}
