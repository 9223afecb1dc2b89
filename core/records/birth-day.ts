import type { CaseFacts } from './facts.ts';

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365.2425;

const days = (isoDate: string): number => Math.floor(Date.parse(`${isoDate}T00:00:00Z`) / DAY_MS);
const wholeDate = (date: string): string =>
  date.length === 4 ? `${date}-07-01` : date.length === 7 ? `${date}-15` : date;

/** Day of birth as days since 1970, stated or worked back from the age; null when neither is known. */
export function birthDay({ birth, age }: Pick<CaseFacts, 'birth' | 'age'>): number | null {
  if (birth) return days(wholeDate(birth.date));
  if (!age) return null;
  const years = age.months !== undefined ? age.months / 12 : age.years;
  return years === undefined ? null : Math.round(days(age.asOf) - (years + 0.5) * YEAR_DAYS);
}
