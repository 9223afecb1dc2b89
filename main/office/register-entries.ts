import { instantOf as instantOfMoment } from '#core/forms/date-time.ts';
import type { DateTimeValue } from '#core/forms/types.ts';
import { Refusal } from '#core/result.ts';
import type { z } from 'zod';
import type { Register, RegisterEntry } from '../storage/register.repo.ts';
import type { OpenOffice } from './open-office.ts';

/** An entry as it was kept: by whom, and when, in milliseconds since 1970 UTC. */
export interface Kept<T> {
  readonly at: number;
  readonly by: string;
  readonly entry: T;
}

const keptOf = <T>({ at, by, body }: RegisterEntry, shape: z.ZodType<T>): Kept<T> => ({
  at,
  by,
  entry: shape.parse(JSON.parse(body)),
});

/** Everything in a register, by the thing it is about, both in the order of writing. */
export function entriesOf<T>(open: OpenOffice, register: Register, shape: z.ZodType<T>): Map<string, Kept<T>[]> {
  const things = new Map<string, Kept<T>[]>();
  for (const row of open.repos.registers.all(register)) {
    const { id } = row;
    const kept = keptOf(row, shape);
    const before = things.get(id);
    if (before === undefined) things.set(id, [kept]);
    else before.push(kept);
  }
  return things;
}

/** What stands in a register about one thing, in the order of writing. */
export const entriesAbout = <T>(open: OpenOffice, register: Register, id: string, shape: z.ZodType<T>): Kept<T>[] =>
  open.repos.registers.about(register, id).map((row) => keptOf(row, shape));

/** Writes an entry of the person who is signed in. */
export function keepEntry(open: OpenOffice, register: Register, id: string, entry: unknown): void {
  open.repos.registers.add(register, { id, at: open.clock.now(), by: open.me.id, body: JSON.stringify(entry) });
}

/** A moment that a person typed, in milliseconds since 1970 UTC. FORM_INVALID { field } when it has not come yet, or never will. */
export function pastInstant(open: OpenOffice, moment: DateTimeValue, field: string): number {
  const at = instantOfMoment(moment);
  if (at === undefined || at > open.clock.now()) throw new Refusal('FORM_INVALID', { field });
  return at;
}
