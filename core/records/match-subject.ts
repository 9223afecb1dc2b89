import { namesOf, type CaseFacts } from './facts.ts';
import type { MatchSubject } from './match.ts';

/** First and last possible year of birth. An age is true to a year either way. */
function bornOf({ birth, age }: CaseFacts): MatchSubject['born'] {
  if (birth) {
    const year = Number(birth.date.slice(0, 4));
    return birth.precision === 'about' ? { from: year - 1, to: year + 1 } : { from: year, to: year };
  }
  if (!age) return undefined;
  const stated = Number(age.asOf.slice(0, 4));
  const years = age.years ?? Math.floor((age.months ?? 0) / 12);
  return { from: stated - (age.toYears ?? years) - 1, to: stated - years };
}

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];

/** What a registered case tells when asking whether two are one child (reference.md §5.1). */
export function subjectOf(facts: CaseFacts): MatchSubject {
  const born = bornOf(facts);
  return {
    names: distinct(namesOf(facts)),
    caregivers: distinct(facts.relatives),
    places: distinct(facts.places),
    phones: distinct(facts.phones),
    identifiers: distinct(facts.identifiers),
    ...(facts.area === undefined ? {} : { area: facts.area }),
    ...(facts.sex === undefined ? {} : { sex: facts.sex }),
    ...(born === undefined ? {} : { born }),
  };
}
