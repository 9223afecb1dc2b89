import type { Input, Output } from '#core/contracts/index.ts';
import { namesOf, type CaseFacts } from '#core/records/facts.ts';
import { blockingKeys, matchChild, type MatchResult, type MatchSubject, type Strength } from '#core/records/match.ts';
import { rememberingEar } from '#core/records/name-likeness.ts';
import { audit } from './audit.ts';
import { documentOf, loadCaseRow } from './case-document.ts';
import { subjectOf } from './match-subject.ts';
import type { OpenOffice } from './open-office.ts';
import { todayIn } from './today.ts';

const CANDIDATES = 200;
const BY_OTHERS = 50;
const SHOWN = 12;
const SHOWN_REASONS = ['name', 'sex', 'age', 'caregiver', 'place'] as const;
const ORDER: Readonly<Record<Exclude<Strength, 'none'>, number>> = { 'very-likely': 0, possible: 1, weak: 2 };

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

/** What the list of matches shows of the case that is there, beside what was typed: of several names the closest one. */
function theirs(on: (typeof SHOWN_REASONS)[number], result: MatchResult, facts: CaseFacts, of: MatchSubject): string {
  const closest = result.closest[on];
  switch (on) {
    case 'name':
      return [...new Set([...namesOf(facts).slice(0, 1), ...(closest === undefined ? [] : [closest])])].join(', ');
    case 'sex':
      return facts.sex ?? '';
    case 'age':
      return facts.birth?.date ?? (facts.age ? String(facts.age.years ?? facts.age.months ?? '') : '');
    case 'caregiver':
      return closest ?? of.caregivers[0] ?? '';
    case 'place':
      return closest ?? of.places[0] ?? '';
  }
}

/**
 * Who might be the same child, with the reasons (reference.md §5.1). Looks through the whole office, beyond what the
 * person may open: a child registered twice is the greater harm. It tells no more than the code, the strength and the
 * answers that were compared, and is written to the audit trail.
 */
export function findSameChild(open: OpenOffice, input: Input<'cases.findSame'>): Output<'cases.findSame'> {
  const asked = askedFor(open, input);
  const ear = rememberingEar();
  const { search } = open.repos;
  // One after the other: a caregiver of a common name would crowd out a child whose name is written in another script.
  const candidates = new Set([
    ...search.sharing(blockingKeys({ ...asked, caregivers: [] }), CANDIDATES),
    ...search.sharing(blockingKeys({ ...asked, names: [] }), BY_OTHERS),
  ]);
  const found = [...candidates].flatMap((caseN) => {
    const row = open.repos.cases.byNumber(caseN);
    if (!row) return [];
    const { facts, subject } = subjectOf(open, documentOf(loadCaseRow(open, row)));
    const result = matchChild(asked, subject, ear);
    return result.strength === 'none' ? [] : [{ row, facts, subject, strength: result.strength, result }];
  });
  // The score is over what both sides tell: a case of which nothing but the name is known would come first by it.
  found.sort((a, b) => ORDER[a.strength] - ORDER[b.strength] || b.result.score - a.result.score);
  audit(open, 'case.matched', 'office', 'done', String(found.length));
  return {
    matches: found.slice(0, SHOWN).map(({ row, facts, subject, strength, result }) => ({
      caseId: row.caseId,
      code: row.code,
      strength,
      reasons: SHOWN_REASONS.map((on) => ({
        on,
        theirs: theirs(on, result, facts, subject).slice(0, 500),
        agrees: result.reasons.find((reason) => reason.on === on)?.agrees ?? 'unknown',
      })),
      status: (['closed', 'transferred', 'duplicate'] as const).find((s) => s === facts.status) ?? 'open',
      office: open.repos.offices.office(row.ownerOfficeN)?.name ?? '',
    })),
  };
}
