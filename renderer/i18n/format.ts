import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { dayAt } from '#core/casework/working-time.ts';
import type { Language, Text } from '#core/forms/types.ts';
import { useAppStore } from '../stores/app.store.ts';
import { ownZone } from '../ui/moment.ts';
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
const isDay = (text: string): boolean => text.length === 10;

/** Dates and numbers as the language of the screen writes them. */
export function useFormats(): Formats {
  const { t, n, locale } = useI18n();
  const language = computed<Language>(() => (locale.value === 'fr' || locale.value === 'ar' ? locale.value : 'en'));
  const app = useAppStore();
  /** Everybody in the office reads the clock on its wall, whatever the zone of the computer. */
  const zone = (): string => app.state?.office?.timeZone ?? ownZone();
  /** A day has no time zone: it is the same one everywhere. */
  const d = (text: string, format: keyof typeof DATE_FORMATS): string =>
    isDay(text)
      ? dateFormat(intlLocale(locale.value), { ...DATE_FORMATS[format], timeZone: 'UTC' }).format(new Date(text))
      : dateFormat(intlLocale(locale.value), { ...DATE_FORMATS[format], timeZone: zone() }).format(new Date(text));
  const dayNumber = (at: Date): number => Date.parse(dayAt(at.getTime(), zone())) / DAY_MS;
  const when = (instant: string, now = new Date()): string => {
    const days = dayNumber(now) - dayNumber(new Date(instant));
    if (days === 0) return t('common.today_at', { time: d(instant, 'time') });
    if (days === 1) return t('common.yesterday_at', { time: d(instant, 'time') });
    return days > 1 && days < 7 ? d(instant, 'weekday') : d(instant, 'day');
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
    day: (text) => d(text, 'day'),
    when,
    moment: (text) => d(text, 'moment'),
    time: (text) => d(text, 'time'),
    number: (value) => n(value, 'whole'),
    list: (items) => listFormat(locale.value, { type: 'conjunction' }).format(items),
    bytes,
  };
}
