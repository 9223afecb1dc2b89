import type { CaseRow } from '../storage/case.repo.ts';
import { declaredOthers, loadCaseRecord } from './case-document.ts';
import { matcherOf, registeredSubject } from './match-cases.ts';
import type { OpenOffice } from './open-office.ts';

const COMPARED = 500;
const CANDIDATES = 40;
/** How long cases are compared before others get their turn, in milliseconds. */
const STEP_MS = 25;

/** Whether somebody has said of one of the two, when it was registered, that it is not the other. */
function saidToDiffer(open: OpenOffice, a: CaseRow, b: CaseRow): boolean {
  const others = (row: CaseRow) => declaredOthers(loadCaseRecord(open, row));
  return others(a).includes(b.caseId) || others(b).includes(a.caseId);
}

/**
 * How many of these cases look like one that is not among them (reference.md §5.1, at import too). Two that somebody has
 * called different children do not count. Lends the turn that the caller has. AUTH_LOCKED when the office is closed meanwhile.
 */
export async function possibleDuplicates(open: OpenOffice, arrived: ReadonlySet<number>): Promise<number> {
  const { cases, search } = open.repos;
  if (search.highest() <= arrived.size) return 0;
  const match = matcherOf(open);
  let found = 0;
  let until = performance.now() + STEP_MS;
  for (const caseN of [...arrived].slice(0, COMPARED)) {
    if (performance.now() >= until) {
      await open.turn.lend();
      until = performance.now() + STEP_MS;
    }
    const mine = cases.byNumber(caseN);
    const subject = registeredSubject(open, caseN);
    if (!mine || !subject || open.repos.merged.into(caseN) !== undefined) continue;
    const alike = match(subject, CANDIDATES, arrived).some(({ caseN: n, result }) => {
      const other = result.strength === 'very-likely' ? cases.byNumber(n) : undefined;
      return other !== undefined && !saidToDiffer(open, mine, other);
    });
    if (alike) found += 1;
  }
  return found;
}
