import { computed, onBeforeUnmount, ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { AppState } from '#core/contracts/app.contract.ts';
import type { UserId } from '#core/ids.ts';
import { useRefusalText } from '../../app/refusal-text.ts';
import { office, type Refused } from '../../bridge.ts';
import { useAppStore } from '../../stores/app.store.ts';

type Trouble = NonNullable<AppState['problem']>['code'];
/** Refusals that have a screen of their own. */
const TROUBLES: readonly Trouble[] = [
  'SAFE_DAMAGED',
  'SAFE_FROM_FUTURE',
  'SAFE_IN_USE',
  'KEY_FILE_DAMAGED',
  'KEY_FILE_MISSING',
  'DISK_FULL',
  'DISK_READ_ONLY',
  'DISK_FAILED',
];

/** Signing in with a passphrase: what was refused, how long to wait, and where to go when it worked. */
export function useSignIn(focus: () => void) {
  const { t } = useI18n();
  const router = useRouter();
  const app = useAppStore();
  const say = useRefusalText();
  const passphrase = ref('');
  const busy = ref(false);
  const refused = ref<Refused>();
  const waitSeconds = ref(0);
  let timer: ReturnType<typeof setInterval> | undefined;

  const clock = computed(() => {
    const minutes = Math.floor(waitSeconds.value / 60);
    return `${minutes}:${String(waitSeconds.value % 60).padStart(2, '0')}`;
  });
  const closed = computed(() => (waitSeconds.value > 0 ? t('session.wait', { time: clock.value }) : undefined));
  /** The sentence under the field; both a wrong person and a wrong passphrase give the same. */
  const error = computed(() =>
    refused.value === undefined ? undefined : `${say(refused.value).text} ${say(refused.value).code}`,
  );

  function wait(seconds: number): void {
    clearInterval(timer);
    const end = performance.now() + seconds * 1000;
    waitSeconds.value = Math.ceil(seconds);
    timer = setInterval(() => {
      waitSeconds.value = Math.max(0, Math.ceil((end - performance.now()) / 1000));
      if (waitSeconds.value > 0) return;
      clearInterval(timer);
      refused.value = undefined;
    }, 500);
  }
  onBeforeUnmount(() => {
    clearInterval(timer);
    passphrase.value = '';
  });

  async function signIn(user: UserId | undefined): Promise<void> {
    if (user === undefined || busy.value || waitSeconds.value > 0) return focus();
    busy.value = true;
    const reply = await office().session.signIn({ user, passphrase: passphrase.value });
    busy.value = false;
    if (reply.ok) {
      passphrase.value = '';
      await app.opened(reply.value);
      await router.push('/');
      return;
    }
    const trouble = TROUBLES.find((code) => code === reply.error.code);
    if (trouble !== undefined) {
      await app.read();
      app.trouble({ ...app.state?.problem, code: trouble });
      await router.push('/trouble');
      return;
    }
    refused.value = reply.error;
    passphrase.value = '';
    if (reply.error.code === 'AUTH_WAIT') wait(Number(reply.error.params['seconds'] ?? 60));
    focus();
  }
  function forget(): void {
    refused.value = undefined;
    passphrase.value = '';
  }
  return { passphrase, busy, error, closed, signIn, forget };
}
