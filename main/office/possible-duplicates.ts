import type { CaseId } from '#core/ids.ts';
import { blockingKeys, matchChild, type MatchSubject } from '#core/records/match.ts';
import { rememberingEar } from '#core/records/name-likeness.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { declaredOthers, documentOf, loadCaseRow } from './case-document.ts';
import { subjectOf } from './match-subject.ts';
import type { OpenOffice } from './open-office.ts';

const COMPARED = 500;
const LOOKED_THROUGH = 200;
const CANDIDATES = 12;

interface Known {
  readonly row: CaseRow;
  readonly subject: MatchSubject;
  readonly others: readonly CaseId[];
}

function known(open: OpenOffice, caseN: number): Known | undefined {
  const row = open.repos.cases.byNumber(caseN);
  if (!row) return undefined;
  const stored = loadCaseRow(open, row);
  return { row, subject: subjectOf(open, documentOf(stored)).subject, others: declaredOthers(stored) };
}

/**
 * How many of these cases look like one that is not among them (reference.md §5.1, at import too). Two that somebody has
 * called different children do not count.
 */
export function possibleDuplicates(open: OpenOffice, arrived: ReadonlySet<number>): number {
  let found = 0;
  const ear = rememberingEar();
  for (const caseN of [...arrived].slice(0, COMPARED)) {
    const mine = known(open, caseN);
    if (!mine) continue;
    const sharing = open.repos.search.sharing(blockingKeys(mine.subject), LOOKED_THROUGH);
    const alike = sharing
      .filter((n) => !arrived.has(n))
      .slice(0, CANDIDATES)
      .some((n) => {
        const other = known(open, n);
        if (!other || mine.others.includes(other.row.caseId) || other.others.includes(mine.row.caseId)) return false;
        return matchChild(mine.subject, other.subject, ear).strength === 'very-likely';
      });
    if (alike) found += 1;
  }
  return found;
}
