import type { CasePast } from '#core/measures/past.ts';

const DAY_MS = 86_400_000;
const dateOf = (day: number): Date => new Date(day * DAY_MS);
const dayOf = (year: number, month: number, day: number): number => Math.round(Date.UTC(year, month, day) / DAY_MS);

/** Whole years from one day to another, days since 1970. */
function yearsBetween(born: number, day: number): number {
  const [from, to] = [dateOf(born), dateOf(day)];
  const before =
    to.getUTCMonth() < from.getUTCMonth() ||
    (to.getUTCMonth() === from.getUTCMonth() && to.getUTCDate() < from.getUTCDate());
  return to.getUTCFullYear() - from.getUTCFullYear() - Number(before);
}

/** Every day on which something happened. */
const daysIn = ({ moves, risks, tasks, dated, services, referrals, contacts }: CasePast): readonly number[] => [
  ...moves.map(([day]) => day),
  ...risks.map(([day]) => day),
  ...tasks.flatMap(([, due, done]) => [due, ...(done === null ? [] : [done])]),
  ...dated.map(([, day]) => day),
  ...services.flatMap(([, asked, given]) => [asked, ...(given === null ? [] : [given])]),
  ...referrals.map(([, sent]) => sent),
  ...contacts,
];

/**
 * A day of birth that says the month only: its first day or its last, whichever leaves the age on every day of the file
 * as it was. The true one where neither does: then what numbers say of ages stays right.
 */
function monthOfBirth(born: number, days: readonly number[]): number {
  const date = dateOf(born);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const fits = (other: number): boolean => days.every((day) => yearsBetween(other, day) === yearsBetween(born, day));
  return [dayOf(year, month, 1), dayOf(year, month + 1, 0)].find(fits) ?? born;
}

/**
 * What stays of a case that is made anonymous: what numbers are made of and nothing else. There are no names, no words and
 * no ids of the child in it. The day of birth says the month, the place the widest area around it; days of events stay,
 * since waiting times and deadlines are counted in days.
 *
 * @param widest the widest area around a place, for people outside too.
 */
export function anonymousPast(past: CasePast, widest: (area: string) => string): CasePast {
  const { born, area, ...facts } = past.facts;
  return {
    ...past,
    facts: {
      ...facts,
      ...(born === undefined ? {} : { born: monthOfBirth(born, daysIn(past)) }),
      ...(area === undefined ? {} : { area: widest(area) }),
    },
    updated: past.updated - (past.updated % DAY_MS),
  };
}
