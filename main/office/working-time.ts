import { z } from 'zod';
import type { WorkingTime } from '#core/casework/working-time.ts';
import { NamedTexts } from '../storage/meta.repo.ts';
import type { OpenOffice } from './open-office.ts';

const MONDAY_TO_FRIDAY: readonly number[] = [1, 2, 3, 4, 5];
/** Set-up counts from Sunday 0, ISO from Monday 1 to Sunday 7. */
const weekdays = z
  .array(
    z
      .int()
      .min(0)
      .max(7)
      .transform((day) => (day === 0 ? 7 : day)),
  )
  .min(1);
const days = z.array(z.iso.date());

function listIn<T>(schema: z.ZodType<T>, json: string | undefined): T | undefined {
  if (json === undefined) return undefined;
  const parsed = schema.safeParse(JSON.parse(json));
  return parsed.success ? parsed.data : undefined;
}

/** What the settings say is read once for an open database: every task of every case asks for it. */
const known = new WeakMap<OpenOffice['db'], WorkingTime>();

/** To be called by whoever writes the settings it is made of, and again when that writing is undone. */
export function forgetWorkingTime(open: Pick<OpenOffice, 'db'>): void {
  known.delete(open.db);
}

/** When this office works: its time zone, its week and its closed days, as the settings say. */
export function workingTime(open: Pick<OpenOffice, 'db' | 'self'>): WorkingTime {
  const before = known.get(open.db);
  if (before !== undefined) return before;
  const settings = new NamedTexts(open.db, 'setting');
  const time = {
    zone: open.self.timeZone,
    workingDays: listIn(weekdays, settings.get('working_days')) ?? MONDAY_TO_FRIDAY,
    holidays: new Set(listIn(days, settings.get('holidays'))),
  };
  known.set(open.db, time);
  return time;
}
