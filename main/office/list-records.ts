import { hiddenDeadlines } from '#core/casework/deadline-class.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { recordBody } from '#core/contracts/lists.contract.ts';
import { everything, type Filter } from '#core/finding/filter.ts';
import { mayFilter } from '#core/finding/filter-class.ts';
import type { ReadyFilter } from '#core/finding/ready-filter.ts';
import { RECORD_LISTS, type RecordList } from '#core/finding/record-kinds.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import type { RecordListQuery } from '../storage/record-list-query.ts';
import type { RecordPage } from '../storage/record.repo.ts';
import { audit } from './audit.ts';
import { narrowed, type CasesToList } from './filter-cases.ts';
import { optionOrder, searchesNames, searchFor } from './list-cases.ts';
import { chosenColumns, countIfOpen, keepViewOf, reachView, savedViewsOf } from './list-views.ts';
import { lineMaker } from './listed-record.ts';
import type { OpenOffice } from './open-office.ts';
import { ownList, type OwnList } from './record-list-reach.ts';
import { renewDay } from './renew-day.ts';

type Query = Input<'lists.page'>['query'];

function whereOf(open: OpenOffice, { kind, facts, reach }: OwnList, filter: Filter): CasesToList {
  const found = narrowed(open, filter, reach, 'lists.page', { facts, tasks: kind.of === 'task' });
  if (kind.of !== 'task') return found;
  // Some tasks tell of a sensitive answer by being there at all.
  const except = [...hiddenDeadlines(open.configuration, reach.sees)];
  if (except.length === 0) return found;
  const told: ReadyFilter = { is: 'task', of: 'record', only: undefined, except, due: {} };
  return { ...found, where: { is: 'all', parts: [found.where, told] } };
}

/** How many records a filter leaves of those in a list of this person. */
export const countRecords = (open: OpenOffice, own: OwnList, filter: Filter): number =>
  own.closed ? 0 : open.repos.listed.count({ list: own.kind.id, ...whereOf(open, own, filter) });

/** The order of a list. PERM_DENIED { rule: class } for one by an answer that is closed in some of its cases. */
function orderIn(
  open: OpenOffice,
  { kind, facts, reach }: OwnList,
  { sort, descending }: Query,
): Pick<RecordListQuery, 'sort' | 'descending' | 'options'> {
  if (sort.startsWith('case:')) return { sort, descending };
  if (sort !== 'at') {
    if (reach.seesRecord?.(sort) !== true) throw new Refusal('PERM_DENIED', { right: 'case.view', rule: 'class' });
    const fact = facts.get(sort);
    return { sort, descending, options: fact && optionOrder(open, fact) };
  }
  // The day of a record that may be closed orders nothing: what was changed last stands first instead.
  const hidden = kind.at !== undefined && reach.seesRecord?.(kind.at) !== true;
  return hidden ? { sort: 'case:updated', descending } : { sort, descending };
}

/** Where the records stand that a query leaves, so many of them, and how many there are. */
export function recordPage(
  open: OpenOffice,
  own: OwnList,
  query: Query,
  at: { readonly offset: number; readonly limit: number },
): RecordPage {
  const search = searchFor(open, { text: query.text, exactSpelling: false });
  return open.repos.listed.page(
    { list: own.kind.id, ...whereOf(open, own, query.where), ...orderIn(open, own, query), ...at },
    search,
    searchesNames(open) && ownNamesOpen(own) ? search?.terms : [],
  );
}

/** One page of a list of records. Names only when asked for, allowed, and written to the audit trail. */
export function listRecords(open: OpenOffice, input: Input<'lists.page'>): Output<'lists.page'> {
  const own = ownList(open, input.list);
  if (own.closed) return { total: 0, of: 0, rows: [] };
  if (own.kind.of === 'task') renewDay(open);
  const { query, offset, limit } = input;
  const names = input.showNames && decide(open.subject, 'case.names').allowed;
  const { total, places } = recordPage(open, own, query, { offset, limit });
  if (names && offset === 0) audit(open, 'case.names-shown', 'list', 'done', String(places.length));
  return {
    total,
    of: countRecords(open, own, everything),
    rows: places.flatMap(lineMaker(open, own, { names, columns: input.columns })),
  };
}

/** Whether every name that a record itself may be found by is open in all cases of the list: else a search tells it. */
const ownNamesOpen = ({ kind, readsAll }: OwnList): boolean =>
  kind.found.every((field) => readsAll(`${kind.tells}.${field}`)) &&
  (kind.foundIn?.fields ?? []).every((field) => readsAll(`${kind.foundIn?.rows ?? ''}.${field}`));

/** The lists that this person has, each with how many records it holds. */
export function allRecordLists(open: OpenOffice): Output<'lists.all'> {
  renewDay(open);
  return RECORD_LISTS.flatMap((list) => {
    const own = ownList(open, list);
    return own.closed ? [] : [{ list, count: countRecords(open, own, everything) }];
  });
}

const columnsKey = (list: RecordList) => `columns_${list}` as const;

/** What a person needs to go through a list: its views with what each holds, columns, and what it is narrowed by. */
export function setUpList(open: OpenOffice, { list }: Input<'lists.setUp'>): Output<'lists.setUp'> {
  const own = ownList(open, list);
  const allowed = (where: Filter): boolean => mayFilter(open.configuration, where, own.reach);
  const count = (where: Filter): number | undefined =>
    allowed(where) ? countIfOpen(() => countRecords(open, own, where)) : undefined;
  return {
    usual: own.kind.views.flatMap(({ id, where }) => {
      const found = count(where);
      return found === undefined ? [] : [{ id, where, count: found }];
    }),
    views: savedViewsOf(open, list, recordBody, count),
    ...chosenColumns(open, columnsKey(list)),
    facts: [...own.facts.keys()].filter((fact) => own.reach.seesRecord?.(fact) === true),
    reach: reachView(open),
  };
}

export const keepRecordView = (open: OpenOffice, input: Input<'lists.keepView'>): Output<'lists.keepView'> =>
  keepViewOf(open, input.list, input);

export function keepRecordColumns(
  open: OpenOffice,
  { list, columns }: Input<'lists.keepColumns'>,
): Record<string, never> {
  open.repos.views.choose(open.me.id, columnsKey(list), columns === null ? null : JSON.stringify(columns));
  return {};
}
