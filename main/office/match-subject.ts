import type { CaseDocument } from '#core/forms/types.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { factsOf, namesOf, type CaseFacts } from '#core/records/facts.ts';
import type { MatchSubject } from '#core/records/match.ts';
import type { OpenOffice } from './open-office.ts';

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

/** The chosen area as people write it, in every language of the product. */
function areaNames(open: OpenOffice, document: CaseDocument): string[] {
  const chosen = document.values['current_area'];
  const list = open.fields.find(CASE_RECORD, 'current_area')?.options;
  if (typeof chosen !== 'string' || list === undefined) return [];
  return Object.values(open.configuration.options.get(list)?.get(chosen)?.label ?? {});
}

/** What a registered case tells when asking whether two are one child (reference.md §5.1), and where it was read from. */
export function subjectOf(
  open: OpenOffice,
  document: CaseDocument,
): { readonly facts: CaseFacts; readonly subject: MatchSubject } {
  const facts = factsOf(document);
  const places = [...facts.places, ...areaNames(open, document)];
  const born = bornOf(facts);
  const subject: MatchSubject = {
    names: namesOf(facts),
    caregivers: facts.relatives,
    places,
    phones: facts.phones,
    identifiers: facts.identifiers,
    ...(facts.sex === undefined ? {} : { sex: facts.sex }),
    ...(born === undefined ? {} : { born }),
  };
  return { facts, subject };
}
