import { placeTreeOf } from '#core/forms/place-tree.ts';
import { candidatesOf } from '#core/records/candidates.ts';
import { matchChild, type MatchResult, type MatchSubject } from '#core/records/match.ts';
import { rememberingEar } from '#core/records/name-likeness.ts';
import { barredNumbers } from './case-exceptions.ts';
import type { OpenOffice } from './open-office.ts';

export interface Match {
  readonly caseN: number;
  readonly subject: MatchSubject;
  readonly result: MatchResult;
}
/** Compares one child with the cases of the office; `limit`: with how many at most, those that have the most in common. */
export type Matcher = (asked: MatchSubject, limit: number, except?: ReadonlySet<number>) => readonly Match[];

/** The areas as people write them, in every language of the product, by code. */
function areaNames(open: OpenOffice): (code: string) => readonly string[] {
  const tree = placeTreeOf(open.configuration.configuration);
  return (code) => Object.values(tree.pathOf(code).at(-1)?.label ?? {});
}

/** What a registered case tells, from the narrow projection: no case is loaded whole for a comparison. */
export function registeredSubject(open: OpenOffice, caseN: number): MatchSubject | undefined {
  const text = open.repos.search.subject(caseN);
  return text === undefined ? undefined : (JSON.parse(text) as MatchSubject);
}

/** One for a search or an import, in which the same names come back; nothing of it is kept afterwards. */
export function matcherOf(open: OpenOffice): Matcher {
  const { search } = open.repos;
  const ear = rememberingEar();
  const namesOfArea = areaNames(open);
  return (asked, limit, except) => {
    const barred = new Set(barredNumbers(open));
    const index = { highest: search.highest(), holders: (key: string) => search.holders(key) };
    const { cases, rarity } = candidatesOf(asked, index, limit, except);
    return cases.flatMap((caseN): Match[] => {
      const stored = barred.has(caseN) ? undefined : registeredSubject(open, caseN);
      if (!stored) return [];
      const { area } = stored;
      const places = area === undefined ? stored.places : [...stored.places, ...namesOfArea(area)];
      const subject = { ...stored, places };
      const result = matchChild(asked, subject, ear, rarity);
      return result.strength === 'none' ? [] : [{ caseN, subject, result }];
    });
  };
}
