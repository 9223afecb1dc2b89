import type { Input, Output } from '#core/contracts/index.ts';
import { MOST_RECORDS, type RecordRef } from '#core/contracts/lists.contract.ts';
import type { CaseId } from '#core/ids.ts';
import { recordPage } from './list-records.ts';
import type { OpenOffice } from './open-office.ts';
import { ownList } from './record-list-reach.ts';
import { renewDay } from './renew-day.ts';

/** All records that a query leaves, in its order, for whoever selects the whole list. */
export function chooseRecords(open: OpenOffice, { list, query }: Input<'lists.ids'>): Output<'lists.ids'> {
  const own = ownList(open, list);
  if (own.closed) return [];
  if (own.kind.of === 'task') renewDay(open);
  const { places } = recordPage(open, own, query, { offset: 0, limit: MOST_RECORDS });
  const cases = open.repos.list.ownersOf(places.map(({ caseN }) => caseN));
  return places.flatMap(({ caseN, key }): RecordRef[] => {
    const found = cases.get(caseN);
    return found === undefined ? [] : [{ caseId: found.caseId, key }];
  });
}

/**
 * The cases in which some records stand, each once and in their order: only such as the list of this person reaches. A
 * family stands in all of its cases.
 */
export function casesOfRecords(open: OpenOffice, { list, records }: Input<'lists.cases'>): CaseId[] {
  const { kind, reach, closed } = ownList(open, list);
  if (closed) return [];
  const numbers =
    kind.of === 'family'
      ? records.flatMap(({ key }) => open.repos.listed.family(key, reach.limit))
      : records.flatMap(({ caseId }) => open.repos.cases.byId(caseId)?.n ?? []);
  const all = [...new Set(numbers)];
  const reached = open.repos.list.meeting(all, reach.limit);
  const cases = open.repos.list.ownersOf(reached);
  return all.flatMap((n) => cases.get(n)?.caseId ?? []);
}
