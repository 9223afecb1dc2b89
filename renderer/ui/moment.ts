import type { DateTimeValue } from '#core/forms/types.ts';
import { plainDigits } from '#core/records/digits.ts';
import { dateFormat } from '../i18n/kept-formats.ts';

/** The computer's own time zone. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const PARTS = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

/** A moment as the clock of a place shows it. */
export function momentIn(zone: string, at: Date): DateTimeValue {
  const parts = dateFormat('en-u-ca-gregory-nu-latn', { ...PARTS, timeZone: zone }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? '';
  return { at: `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`, zone };
}

/** `HH:mm` of what was typed ("8", "8.30", "0830", "٨:٣٠"); undefined when it is no time of day. */
export function readTime(typed: string): string | undefined {
  const text = plainDigits(typed)
    .replaceAll(/[\u200e\u200f\u061c\s]/g, '')
    .toLowerCase();
  const [, h, m] = /^(\d{1,2})(?:[:.,h]?(\d{2})|h)?$/.exec(text) ?? [];
  if (h === undefined) return undefined;
  const [hour, minute] = [Number(h), Number(m ?? 0)];
  return hour > 23 || minute > 59 ? undefined : `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
