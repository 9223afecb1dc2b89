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

/** When this office works: its time zone, its week and its closed days, as the settings say. */
export function workingTime(open: Pick<OpenOffice, 'db' | 'self'>): WorkingTime {
  const settings = new NamedTexts(open.db, 'setting');
  return {
    zone: open.self.timeZone,
    workingDays: listIn(weekdays, settings.get('working_days')) ?? MONDAY_TO_FRIDAY,
    holidays: new Set(listIn(days, settings.get('holidays'))),
  };
}
