import { factsOf, namesOf } from '#core/records/facts.ts';
import { blockingKeys, matchChild, type MatchSubject } from '#core/records/match.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { documentOf, loadCaseRow } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';

const COMPARED = 500;
const CANDIDATES = 12;

function subjectOf(open: OpenOffice, row: CaseRow): MatchSubject {
  const facts = factsOf(documentOf(loadCaseRow(open, row)));
  return {
    names: namesOf(facts),
    caregivers: facts.relatives,
    places: facts.places,
    phones: facts.phones,
    identifiers: facts.identifiers,
    ...(facts.sex === undefined ? {} : { sex: facts.sex }),
  };
}

/** How many of the cases that just arrived look like a case that was here before (reference.md §5.1, at import too). */
export function possibleDuplicates(open: OpenOffice, arrived: ReadonlySet<number>): number {
  let found = 0;
  for (const caseN of [...arrived].slice(0, COMPARED)) {
    const row = open.repos.cases.byNumber(caseN);
    if (!row) continue;
    const subject = subjectOf(open, row);
    const others = open.repos.search.sharing(blockingKeys(subject), CANDIDATES + 1).filter((n) => !arrived.has(n));
    const alike = others.some((n) => {
      const other = open.repos.cases.byNumber(n);
      return other !== undefined && matchChild(subject, subjectOf(open, other)).strength === 'very-likely';
    });
    if (alike) found += 1;
  }
  return found;
}
