import { keptBreachEntry } from '#core/contracts/breaches.contract.ts';
import { instantOf as instantOfMoment } from '#core/forms/date-time.ts';
import type { Telling, ToTell } from '#core/privacy/breach.ts';
import type { z } from 'zod';
import type { OpenOffice } from './open-office.ts';
import { entriesOf, type Kept } from './register-entries.ts';

export const BREACH = 'breach';

export type BreachEntry = z.infer<typeof keptBreachEntry>;

/** All incidents with data, by their ids, in the order in which they were written down. */
export const breachesHere = (open: OpenOffice): Map<string, Kept<BreachEntry>[]> =>
  entriesOf(open, BREACH, keptBreachEntry);

/** The first word on it counts: who was told stays told, whatever is written afterwards. */
export function tellingOf(entries: readonly Kept<BreachEntry>[], whom: ToTell): Telling {
  const told = entries.flatMap(({ entry }) => (entry.kind === 'told' && entry.whom === whom ? [entry] : []));
  const at = told.map(({ on }) => instantOfMoment(on) ?? 0).toSorted((a, b) => a - b)[0];
  if (at !== undefined) return { state: 'told', at };
  const not = entries.some(({ entry }) => entry.kind === 'not-told' && entry.whom === whom);
  return { state: not ? 'not-needed' : 'open' };
}
