import type { Input, Output } from '#core/contracts/index.ts';
import { factsOf, namesOf, type CaseFacts } from '#core/records/facts.ts';
import { blockingKeys, matchChild, type MatchSubject } from '#core/records/match.ts';
import { audit } from './audit.ts';
import { documentOf, loadCaseRow } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';
import { todayIn } from './today.ts';

const CANDIDATES = 200;
const SHOWN = 12;
const SHOWN_REASONS = ['name', 'sex', 'age', 'caregiver', 'place'] as const;

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

const listOf = (text: string): readonly string[] => (text.trim() === '' ? [] : [text]);

function askedFor(open: OpenOffice, input: Input<'cases.findSame'>): MatchSubject {
  const year = Number(todayIn(open.self.timeZone, open.clock.now()).slice(0, 4));
  const { ageYears } = input;
  return {
    names: listOf(input.name),
    caregivers: listOf(input.caregiver),
    places: listOf(input.place),
    phones: [],
    identifiers: [],
    ...(input.sex === '' ? {} : { sex: input.sex }),
    ...(ageYears === null ? {} : { born: { from: year - ageYears - 1, to: year - ageYears } }),
  };
}

/** What the list of matches shows of the case that is there, beside what was typed. */
function theirs(on: (typeof SHOWN_REASONS)[number], facts: CaseFacts): string {
  switch (on) {
    case 'name':
      return namesOf(facts).slice(0, 2).join(', ');
    case 'sex':
      return facts.sex ?? '';
    case 'age':
      return facts.birth?.date ?? (facts.age ? String(facts.age.years ?? facts.age.months ?? '') : '');
    case 'caregiver':
      return facts.relatives[0] ?? '';
    case 'place':
      return facts.places[0] ?? '';
  }
}

/**
 * Who might be the same child, with the reasons (reference.md §5.1). Looks through the whole office, beyond what the
 * person may open: a child registered twice is the greater harm. It tells no more than the code, the strength and the
 * answers that were compared, and is written to the audit trail.
 */
export function findSameChild(open: OpenOffice, input: Input<'cases.findSame'>): Output<'cases.findSame'> {
  const asked = askedFor(open, input);
  const found = open.repos.search.sharing(blockingKeys(asked), CANDIDATES).flatMap((caseN) => {
    const row = open.repos.cases.byNumber(caseN);
    if (!row) return [];
    const facts = factsOf(documentOf(loadCaseRow(open, row)));
    const born = bornOf(facts);
    const subject: MatchSubject = {
      names: namesOf(facts),
      caregivers: facts.relatives,
      places: facts.places,
      phones: [],
      identifiers: [],
      ...(facts.sex === undefined ? {} : { sex: facts.sex }),
      ...(born === undefined ? {} : { born }),
    };
    const result = matchChild(asked, subject);
    return result.strength === 'none' ? [] : [{ row, facts, strength: result.strength, result }];
  });
  found.sort((a, b) => b.result.score - a.result.score);
  audit(open, 'case.matched', 'office', 'done', String(found.length));
  return {
    matches: found.slice(0, SHOWN).map(({ row, facts, strength, result }) => ({
      caseId: row.caseId,
      code: row.code,
      strength,
      reasons: SHOWN_REASONS.map((on) => ({
        on,
        theirs: theirs(on, facts).slice(0, 500),
        agrees: result.reasons.find((reason) => reason.on === on)?.agrees ?? 'unknown',
      })),
      status: (['closed', 'transferred', 'duplicate'] as const).find((s) => s === facts.status) ?? 'open',
      office: open.repos.offices.office(row.ownerOfficeN)?.name ?? '',
    })),
  };
}
