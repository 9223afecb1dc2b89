import { candidatesOf, type KeyIndex } from '#core/records/candidates.ts';
import { factsOf } from '#core/records/facts.ts';
import { subjectOf } from '#core/records/match-subject.ts';
import { blockingKeys, matchChild, type MatchSubject, type Strength } from '#core/records/match.ts';
import { rememberingEar, type Ear } from '#core/records/name-likeness.ts';
import { generateCases } from './cases.ts';
import type { GenerateOptions } from './case-shape.ts';

/** What a search before registering has asked: everything, or only what every child is asked. */
export type Known = 'everything' | 'name-sex-age';

export interface CheckedOffice {
  readonly subjects: readonly MatchSubject[];
  readonly index: KeyIndex;
  /** For each case the first one of the same child. */
  readonly childOf: readonly number[];
  readonly pairs: readonly (readonly [number, number])[];
  readonly nearMisses: readonly (readonly [number, number])[];
  readonly ear: Ear;
}

/** Generated cases as an index in memory, with what is true of them. */
export function checkedOffice(options: GenerateOptions): CheckedOffice {
  const subjects: MatchSubject[] = [];
  const keys = new Map<string, number[]>();
  const childOf: number[] = [];
  const pairs: [number, number][] = [];
  const nearMisses: [number, number][] = [];
  for (const { index, document, expected } of generateCases(options)) {
    const subject = subjectOf(factsOf(document));
    subjects.push(subject);
    for (const key of blockingKeys(subject)) {
      const list = keys.get(key);
      if (list) list.push(index);
      else keys.set(key, [index]);
    }
    const { duplicateOf, nearMissOf } = expected;
    childOf.push(duplicateOf ?? index);
    if (duplicateOf !== undefined) pairs.push([duplicateOf, index]);
    if (nearMissOf !== undefined) nearMisses.push([nearMissOf, index]);
  }
  const index: KeyIndex = {
    highest: subjects.length - 1,
    holders: (key) => keys.get(key) ?? [],
  };
  return { subjects, index, childOf, pairs, nearMisses, ear: rememberingEar() };
}

export const asked = (subject: MatchSubject, known: Known): MatchSubject =>
  known === 'everything'
    ? subject
    : {
        names: subject.names.slice(0, 1),
        caregivers: [],
        places: [],
        phones: [],
        identifiers: [],
        ...(subject.sex === undefined ? {} : { sex: subject.sex }),
        ...(subject.born === undefined ? {} : { born: subject.born }),
      };

/** The answers for one of the cases, itself aside, by number. */
export function answersFor(office: CheckedOffice, n: number, known: Known): ReadonlyMap<number, Strength> {
  const subject = office.subjects[n];
  if (!subject) throw new Error(`no case ${String(n)}`);
  const ask = asked(subject, known);
  const { cases, rarity } = candidatesOf(ask, office.index, 200);
  return new Map(
    cases.flatMap((other): [number, Strength][] => {
      const theirs = office.subjects[other];
      if (other === n || !theirs) return [];
      return [[other, matchChild(ask, theirs, office.ear, rarity).strength]];
    }),
  );
}
