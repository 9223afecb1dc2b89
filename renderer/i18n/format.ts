import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Language, Text } from '#core/forms/types.ts';
import { DATE_FORMATS, intlLocale } from './date-formats.ts';
import { dateFormat, listFormat } from './kept-formats.ts';

interface Formats {
  /** The language of the screen. */
  readonly language: ComputedRef<Language>;
  /** A text of the configuration in the language of the screen. */
  readonly say: (text: Text) => string;
  /** "23 Nov 2026" of `YYYY-MM-DD` or an instant. */
  readonly day: (date: string) => string;
  /** "today", "yesterday", a weekday within the week, otherwise the day; for an instant. */
  readonly when: (instant: string, now?: Date) => string;
  /** "23 Nov 2026, 10:42" */
  readonly moment: (instant: string) => string;
  /** "10:42" */
  readonly time: (instant: string) => string;
  readonly number: (value: number) => string;
  /** "one, two and three" */
  readonly list: (items: readonly string[]) => string;
  /** "1.4 MB" of a number of bytes. */
  readonly bytes: (value: number) => string;
}

const DAY_MS = 86_400_000;
const startOfDay = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** Dates and numbers as the language of the screen writes them. */
export function useFormats(): Formats {
  const { t, n, locale } = useI18n();
  const language = computed<Language>(() => (locale.value === 'fr' || locale.value === 'ar' ? locale.value : 'en'));
  const d = (at: Date, format: keyof typeof DATE_FORMATS): string =>
    dateFormat(intlLocale(locale.value), DATE_FORMATS[format]).format(at);
  /** A day has no time zone: it is shown as noon of that day here. */
  const date = (text: string): Date => new Date(text.length === 10 ? `${text}T12:00:00` : text);
  const when = (instant: string, now = new Date()): string => {
    const then = date(instant);
    const days = Math.round((startOfDay(now) - startOfDay(then)) / DAY_MS);
    if (days === 0) return t('common.today_at', { time: d(then, 'time') });
    if (days === 1) return t('common.yesterday_at', { time: d(then, 'time') });
    return days > 1 && days < 7 ? d(then, 'weekday') : d(then, 'day');
  };
  const bytes = (value: number): string => {
    if (value < 1000) return t('common.bytes', { count: value });
    const kilo = value < 1_000_000;
    const amount = value / (kilo ? 1000 : 1_000_000);
    const text = new Intl.NumberFormat(locale.value, { maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount);
    return t(kilo ? 'common.kilobytes' : 'common.megabytes', { amount: text });
  };
  return {
    language,
    say: (text) => text[language.value],
    day: (text) => d(date(text), 'day'),
    when,
    moment: (text) => d(date(text), 'moment'),
    time: (text) => d(date(text), 'time'),
    number: (value) => n(value, 'whole'),
    list: (items) => listFormat(locale.value, { type: 'conjunction' }).format(items),
    bytes,
  };
}
