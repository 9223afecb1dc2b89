import { ref, watch } from 'vue';
import { defineStore } from 'pinia';
import type { Preferences } from '#core/contracts/app.contract.ts';
import { switchLetters } from '../app/letter-keys.ts';
import { office } from '../bridge.ts';
import { speak } from '../i18n/i18n.ts';

const TEXT_SIZES = [100, 112, 125, 150] as const;
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const moreContrast = window.matchMedia('(prefers-contrast: more)');

/** How the page looks, for everyone at this computer. Nothing of a case is in it, so a lock leaves it alone. */
export const usePreferencesStore = defineStore('preferences', () => {
  const now = ref<Preferences>({
    language: 'en',
    theme: 'system',
    density: 'comfortable',
    textSize: 100,
    letterKeys: true,
  });

  function apply({ language, theme, density, textSize, letterKeys }: Preferences): void {
    const root = document.documentElement;
    const system = moreContrast.matches ? 'contrast' : dark.matches ? 'dark' : 'light';
    root.dataset['theme'] = theme === 'system' ? system : theme;
    root.dataset['density'] = density;
    root.style.fontSize = textSize === 100 ? '' : `${textSize}%`;
    switchLetters(letterKeys);
    speak(language);
  }
  watch(now, apply, { immediate: true });
  for (const query of [dark, moreContrast]) {
    query.addEventListener('change', () => {
      apply(now.value);
    });
  }

  async function read(): Promise<void> {
    const reply = await office().app.preferences({});
    if (reply.ok) now.value = reply.value;
  }
  /** Acts at once and is stored; a failure to store it changes nothing on the screen. */
  async function change(part: Partial<Preferences>): Promise<void> {
    const next = { ...now.value, ...part };
    now.value = next;
    // The plain object: what Vue watches cannot cross the bridge.
    await office().app.setPreferences(next);
  }
  function textSize(step: 1 | -1): void {
    const next = TEXT_SIZES[TEXT_SIZES.indexOf(now.value.textSize) + step];
    if (next !== undefined) void change({ textSize: next });
  }
  return { now, read, change, textSize };
});
