import { birthDay } from '#core/records/birth-day.ts';
import type { CaseFacts } from '#core/records/facts.ts';
import { initialsOf, nameSortKey } from '#core/records/names.ts';
import type { CaseListRow } from '../storage/case-list.repo.ts';
import type { CaseRow } from '../storage/case.repo.ts';

/** Concerns that never stand in a list, a task or a notification (ui-guide §7). */
const NEVER_LISTED = new Set([
  'sexual_abuse_violence',
  'rape',
  'sexual_exploitation',
  'slavery_sale_abduction',
  'associated_with_armed',
  'female_genital_mutilation_fgm',
  'pregnancy_child_parent',
]);
const RISKS = ['high', 'medium', 'low', 'none'];
/** The line of a case in the list, from what its answers tell and from how it stands here. Pure. */
export function listRowOf(
  row: CaseRow,
  facts: CaseFacts,
  isOwn: boolean,
  hidden: boolean,
  now: Pick<CaseListRow, 'status' | 'ownerUser' | 'updatedAt' | 'conflicts' | 'exchange'>,
): CaseListRow {
  const also = [...new Set(facts.otherNames)].filter((name) => name !== facts.name);
  return {
    caseN: row.n,
    caseId: row.caseId,
    code: row.code,
    name: facts.name ?? '',
    // The place in an order by names would tell of one that is hidden.
    nameSort: nameSortKey(hidden ? undefined : facts.name),
    also: also.join('\n'),
    initials: initialsOf(facts.name ?? ''),
    sex: facts.sex ?? '',
    birthDate: facts.birth?.date ?? null,
    birthPrecision: facts.birth?.precision ?? null,
    ageJson: facts.age ? JSON.stringify(facts.age) : null,
    ageOrder: birthDay(facts),
    risk: facts.risk ?? null,
    riskOrder: facts.risk === undefined ? RISKS.length : RISKS.indexOf(facts.risk),
    registered: facts.registered ?? null,
    ownerOfficeN: row.ownerOfficeN,
    isOwn,
    concern: facts.concern ?? null,
    concernSensitive: facts.concern !== undefined && NEVER_LISTED.has(facts.concern),
    receivedFromN: isOwn ? null : row.ownerOfficeN,
    ...now,
  };
}
