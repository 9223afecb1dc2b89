import { createI18n } from 'vue-i18n';
import { LANGUAGES, type Language } from '#core/forms/types.ts';
import { DATE_FORMATS } from './date-formats.ts';
import { icuCompiler } from './icu.ts';
import { MESSAGES } from './messages.ts';

const numberFormats = {
  whole: { maximumFractionDigits: 0 },
  percent: { style: 'percent', maximumFractionDigits: 0 },
} as const;
const each = <T>(formats: T): Record<Language, T> => ({ en: formats, fr: formats, ar: formats });

/** Texts, dates and numbers of the page. A language that misses a message shows the English one. */
export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messageCompiler: icuCompiler,
  messages: MESSAGES,
  datetimeFormats: each(DATE_FORMATS),
  numberFormats: each(numberFormats),
  flatJson: true,
});

/** Each language in its own script. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', fr: 'Français', ar: 'العربية' };

export const isLanguage = (text: string): text is Language => LANGUAGES.some((language) => language === text);

/** Switches at once; fields keep what is typed in them. */
export function speak(language: Language): void {
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
  document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
}
