import type { Input, Output } from '#core/contracts/index.ts';
import type { MatchSubject, Strength } from '#core/records/match.ts';
import type { CaseListRow } from '../storage/case-list.repo.ts';
import { mustAskOwner } from './ask-owner.ts';
import { audit } from './audit.ts';
import { unnamedNumbers } from './case-exceptions.ts';
import { matcherOf, type Match } from './match-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import { todayIn } from './today.ts';

const CANDIDATES = 200;
const SHOWN = 12;
const SHOWN_REASONS = ['name', 'sex', 'age', 'caregiver', 'place'] as const;
const ORDER: Readonly<Record<Exclude<Strength, 'none'>, number>> = { 'very-likely': 0, possible: 1, weak: 2 };
const rankOf = ({ result }: Match): number => (result.strength === 'none' ? SHOWN : ORDER[result.strength]);

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

function statedAge({ birthDate, ageJson }: CaseListRow): string {
  if (birthDate !== null) return birthDate;
  const age = ageJson === null ? {} : (JSON.parse(ageJson) as { readonly years?: number; readonly months?: number });
  return String(age.years ?? age.months ?? '');
}

/** What the list of matches shows of the case that is there, beside what was typed: of several names the closest one. */
function theirs(on: (typeof SHOWN_REASONS)[number], { result, subject }: Match, line: CaseListRow): string {
  const closest = result.closest[on];
  switch (on) {
    case 'name':
      return [...new Set([...subject.names.slice(0, 1), ...(closest === undefined ? [] : [closest])])].join(', ');
    case 'sex':
      return line.sex;
    case 'age':
      return statedAge(line);
    case 'caregiver':
      return closest ?? subject.caregivers[0] ?? '';
    case 'place':
      return closest ?? subject.places[0] ?? '';
  }
}

/**
 * Who might be the same child, with the reasons (reference.md §5.1). Looks through the whole office, beyond what the
 * person may open: a child registered twice is the greater harm. It tells no more than the code, the strength and the
 * answers that were compared, and is written to the audit trail.
 */
export function findSameChild(open: OpenOffice, input: Input<'cases.findSame'>): Output<'cases.findSame'> {
  return foundFor(open, askedFor(open, input));
}

/** Whom somebody asks about a case whose names are hidden: who sees them, or else who hid them. */
function keepersOf(open: OpenOffice, caseN: number): readonly string[] {
  const hidden = open.repos.guards.hiddenName(caseN);
  const people = hidden === undefined ? [] : hidden.people.length > 0 ? hidden.people : [hidden.by];
  return people.map((id) => personName(open, id));
}

/**
 * The cases that look like a child, the likeliest first. Of one whose names are hidden it is told only that there is a
 * protected case and whom to ask. Written to the audit trail.
 *
 * @param except cases that are not looked at.
 */
export function foundFor(
  open: OpenOffice,
  asked: MatchSubject,
  except?: ReadonlySet<number>,
): Output<'cases.findSame'> {
  const all = matcherOf(open)(asked, CANDIDATES, except);
  const unnamed = new Set(unnamedNumbers(open));
  const likely = all.filter(({ caseN, result }) => unnamed.has(caseN) && result.strength !== 'weak');
  return {
    matches: matchesOf(
      open,
      all.filter(({ caseN }) => !unnamed.has(caseN)),
    ),
    ask: [...new Set(likely.flatMap(({ caseN }) => keepersOf(open, caseN)))],
  };
}

function matchesOf(open: OpenOffice, matches: readonly Match[]): Output<'cases.findSame'>['matches'] {
  const found = [...matches];
  // The score is over what both sides tell: a case of which nothing but the name is known would come first by it.
  found.sort((a, b) => rankOf(a) - rankOf(b) || b.result.score - a.result.score);
  audit(open, 'case.matched', 'office', 'done', String(found.length));
  return found.slice(0, SHOWN).flatMap((one) => {
    const line = open.repos.list.get(one.caseN);
    const { result } = one;
    if (!line || result.strength === 'none') return [];
    return [
      {
        caseId: line.caseId,
        code: line.code,
        strength: result.strength,
        reasons: SHOWN_REASONS.map((on) => ({
          on,
          theirs: theirs(on, one, line).slice(0, 500),
          agrees: result.reasons.find((reason) => reason.on === on)?.agrees ?? 'unknown',
        })),
        status: (['closed', 'transferred', 'duplicate'] as const).find((s) => s === line.status) ?? 'open',
        office: open.repos.offices.office(line.ownerOfficeN)?.name ?? '',
        ...(mustAskOwner(open, line) ? { askOwner: true as const } : {}),
      },
    ];
  });
}
