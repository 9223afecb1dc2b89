import { computed, onBeforeUnmount, ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import type { AppState, Session } from '#core/contracts/app.contract.ts';
import type { Reply } from '#core/contracts/index.ts';
import type { Refused } from '../../bridge.ts';
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

/** Opening the office, by whatever proof: what was refused, how long to wait, and where to go when it worked. */
export function useOpening() {
  const { t } = useI18n();
  const router = useRouter();
  const app = useAppStore();
  const busy = ref(false);
  const refused = ref<Refused>();
  const waitSeconds = ref(0);
  let timer: ReturnType<typeof setInterval> | undefined;

  const clock = computed(() => {
    const minutes = Math.floor(waitSeconds.value / 60);
    return `${minutes}:${String(waitSeconds.value % 60).padStart(2, '0')}`;
  });
  const closed = computed(() => (waitSeconds.value > 0 ? t('session.wait', { time: clock.value }) : undefined));

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
  onBeforeUnmount(() => clearInterval(timer));

  /** Whether the office is open then. When it is, or has a trouble of its own, another page is already there. */
  async function open(attempt: () => Promise<Reply<Session>>): Promise<boolean> {
    busy.value = true;
    const reply = await attempt();
    busy.value = false;
    if (reply.ok) {
      await app.opened(reply.value);
      await router.push('/');
      return true;
    }
    const trouble = TROUBLES.find((code) => code === reply.error.code);
    if (trouble !== undefined) {
      await app.read();
      app.trouble({ ...app.state?.problem, code: trouble });
      await router.push('/trouble');
      return false;
    }
    refused.value = reply.error;
    if (reply.error.code === 'AUTH_WAIT') wait(Number(reply.error.params['seconds'] ?? 60));
    return false;
  }
  return { busy, refused, waiting: computed(() => waitSeconds.value > 0), closed, open };
}
