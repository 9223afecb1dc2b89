import { onBeforeUnmount, onMounted } from 'vue';
import { office } from '../bridge.ts';
import { useAppStore } from '../stores/app.store.ts';

/** The office is told at most this often that somebody is there. */
const EVERY_MS = 5000;

/** Tells the office that the person is there, so that it does not lock. `seen` runs on every sign of life. */
export function useActivity(seen: () => void): void {
  const app = useAppStore();
  let told = -EVERY_MS;
  const tell = (event: Event): void => {
    seen();
    if (app.phase !== 'open' || event.timeStamp - told < EVERY_MS) return;
    told = event.timeStamp;
    void office().session.activity({});
  };
  const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;
  onMounted(() => {
    for (const sign of signs) window.addEventListener(sign, tell, { passive: true, capture: true });
  });
  onBeforeUnmount(() => {
    for (const sign of signs) window.removeEventListener(sign, tell, { capture: true });
  });
}
