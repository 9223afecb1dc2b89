import { ageAt, ageNow } from '#core/forms/age.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { factsOf } from '#core/records/facts.ts';

/** Full years of the child on a day, from the date of birth or the stated age; undefined when neither is known. */
export function childAge(document: CaseDocument, day: string): number | undefined {
  const { birth, age } = factsOf(document);
  if (birth !== undefined) return ageAt(birth.date, day);
  return age === undefined ? undefined : ageNow(age, day);
}
