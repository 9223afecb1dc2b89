import type { CaseLine } from '#core/contracts/cases.contract.ts';

type Translate = (key: string, params: Record<string, number>) => string;

/** A child's age in words: years, or months below two; "about" when only that is known. Undefined: not known. */
export function ageWords(
  t: Translate,
  line: Pick<CaseLine, 'ageYears' | 'ageMonths' | 'ageAbout'>,
): string | undefined {
  if (line.ageMonths !== undefined) return t('cases.age_months', { count: line.ageMonths });
  if (line.ageYears === undefined) return undefined;
  return t(line.ageAbout ? 'cases.age_about' : 'cases.age_years', { count: line.ageYears });
}
