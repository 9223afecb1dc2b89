import type { Input, Output } from '#core/contracts/index.ts';
import { decide, listScope } from '#core/rights/decide.ts';
import { otherSpellings } from '#core/records/other-spellings.ts';
import { codeTerms, searchTerms, type SearchTerm } from '#core/records/search-keys.ts';
import type { CaseListQuery } from '../storage/case-list-query.ts';
import { audit } from './audit.ts';
import { lineOf } from './case-line.ts';
import type { OpenOffice } from './open-office.ts';

type Query = Input<'cases.list'>['query'];

/** What a list may reach: the whole office, or only the person's own cases. */
export function queryFor(open: OpenOffice, query: Query, offset: number, limit: number): CaseListQuery {
  const scope = listScope(open.subject);
  return {
    status: query.status,
    risk: query.risk,
    sex: query.sex,
    owner: query.mine || scope === 'own' ? open.me.id : undefined,
    conflicts: query.conflicts,
    office: query.office,
    sort: query.sort,
    descending: query.descending,
    offset,
    limit,
  };
}

/** What was typed, as keys to look for. Who may not see names does not learn them by trying either. */
export const termsFor = (open: OpenOffice, { text, exactSpelling }: Query): SearchTerm[] =>
  decide(open.subject, 'case.names').allowed ? searchTerms(text, exactSpelling) : codeTerms(text);

/** One page of the case list. Names only when asked for, allowed, and written to the audit trail. */
export function listCases(open: OpenOffice, input: Input<'cases.list'>): Output<'cases.list'> {
  if (listScope(open.subject) === 'none') return { total: 0, of: 0, rows: [], otherSpellings: [] };
  const { query, offset, limit } = input;
  const names = input.showNames && decide(open.subject, 'case.names').allowed;
  const { total, rows } = open.repos.list.page(queryFor(open, query, offset, limit), termsFor(open, query));
  const all = { ...query, status: [], risk: [], sex: [], conflicts: false, office: 'all' as const };
  const of = open.repos.list.page(queryFor(open, all, 0, 1), []).total;
  if (names && offset === 0) audit(open, 'case.names-shown', 'list', 'done', String(rows.length));
  return {
    total,
    of,
    rows: rows.map((row) => lineOf(open, row, names)),
    otherSpellings:
      names && query.text.trim() !== ''
        ? otherSpellings(
            query.text,
            rows.flatMap((row) => [row.name, ...row.also.split('\n')]),
          )
        : [],
  };
}

/** So many cases at most are chosen at once. */
const MOST_CHOSEN = 50_000;

export const listCaseIds = (open: OpenOffice, { query }: Input<'cases.ids'>): Output<'cases.ids'> =>
  listScope(open.subject) === 'none'
    ? []
    : open.repos.list.page(queryFor(open, query, 0, MOST_CHOSEN), termsFor(open, query)).rows.map((row) => row.caseId);

export function countCases(open: OpenOffice): Output<'cases.counts'> {
  const base: Query = {
    text: '',
    exactSpelling: false,
    status: [],
    risk: [],
    sex: [],
    mine: false,
    conflicts: false,
    office: 'all',
    sort: 'code',
    descending: false,
  };
  const count = (change: Partial<Query>): number =>
    open.repos.list.page(queryFor(open, { ...base, ...change }, 0, 1), []).total;
  return {
    open: count({ status: ['open'] }),
    high: count({ status: ['open'], risk: ['high'] }),
    received: count({ office: 'received' }),
    toDecide: count({ conflicts: true }),
    all: count({}),
  };
}
