import type { CaseDocument, FieldValue, Values } from '#core/forms/types.ts';
import { dayOf } from './calendar-days.ts';
import type { Life } from './life-shape.ts';

/** What a made-up life says, by its days as text: for those who count once more what the product counts. */

/** Whole days of the office. */
export interface Asked {
  readonly from: string;
  readonly to: string;
  /** The day on which somebody counts. */
  readonly today: string;
}

/** The day of an answer that is known to the day. */
export const dayIn = (value: FieldValue | undefined): string | undefined => {
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  if ('date' in value) return value.date.length === 10 ? value.date : undefined;
  return 'at' in value && typeof value.at === 'string' ? value.at.slice(0, 10) : undefined;
};
export const rowsOf = ({ rows }: CaseDocument, collection: string): readonly Values[] =>
  (rows[collection] ?? []).map(({ values }) => values);
export const daysOf = (document: CaseDocument, collection: string, field: string): string[] =>
  rowsOf(document, collection).flatMap((values) => dayIn(values[field]) ?? []);
export const text = (value: FieldValue | undefined): string => (typeof value === 'string' ? value : '');

export const registeredOn = ({ document, registeredAtUtc }: Life): string =>
  dayIn(document.values['registration_date']) ?? dayOf(registeredAtUtc);
export const isDuplicate = ({ document }: Life): boolean => document.values['status'] === 'duplicate';

export interface Ended {
  readonly day: string;
  readonly reason: string;
  /** Went to somebody else. */
  readonly out: boolean;
  /** Opened again on. */
  readonly again: string | undefined;
}
/** Made-up cases close once, and are opened again at most once. */
export function endOf(life: Life): Ended | undefined {
  const { document } = life;
  const [closure] = rowsOf(document, 'closures').filter((row) => row['closure_status'] === 'closed');
  const day = closure && dayIn(closure['closure_date']);
  const status = text(document.values['status']);
  const again = daysOf(document, 'reopenings', 'reopening_date')[0];
  if (closure === undefined || day === undefined) {
    if (status !== 'closed' && status !== 'transferred') return undefined;
    // Nothing says when: the day on which it was typed in, since it came closed.
    return { day: registeredOn(life), reason: '', out: status === 'transferred', again };
  }
  return { day, reason: text(closure['closure_reason']), out: status === 'transferred', again };
}

/** Whether the case is open when a day is over. */
export function isOpenOn(life: Life, day: string): boolean {
  if (isDuplicate(life) || registeredOn(life) > day) return false;
  const end = endOf(life);
  if (end === undefined || end.day > day) return true;
  return end.again !== undefined && end.again <= day;
}

/** The level of a day; the first one before there was any. */
export function riskOn({ risks }: Life, day: string): string {
  return (risks.filter(({ atUtc }) => dayOf(atUtc) <= day).at(-1) ?? risks[0])?.level ?? '';
}

/** Since when a case that is open on a day has been open. */
export function openSince(life: Life, day: string): string {
  const end = endOf(life);
  return end?.again !== undefined && end.again <= day ? end.again : registeredOn(life);
}

export const within = (day: string | undefined, { from, to }: Asked): day is string =>
  day !== undefined && day >= from && day <= to;
export const isNew = (life: Life, asked: Asked): boolean => !isDuplicate(life) && within(registeredOn(life), asked);
/** The lines in which one case counts, as often as it does. */
export type PerCase = (life: Life, asked: Asked) => readonly string[];
/** One line, or none. */
export const only = (counts: boolean, part: string): readonly string[] => (counts ? [part] : []);

export const concernsOf = ({ document }: Life): readonly string[] => {
  const list = document.values['protection_concerns'];
  const main = text(document.values['primary_concern']);
  return [...new Set([...(Array.isArray(list) ? (list as readonly string[]) : []), ...(main === '' ? [] : [main])])];
};
