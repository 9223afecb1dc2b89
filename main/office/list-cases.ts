import type { Input, Output } from '#core/contracts/index.ts';
import { joinFacets } from '#core/finding/facets.ts';
import { everything, type Filter } from '#core/finding/filter.ts';
import type { FieldDef } from '#core/forms/types.ts';
import { decide } from '#core/rights/decide.ts';
import { seesField } from '#core/finding/filter-class.ts';
import { readableTexts, wordsOf } from '#core/records/narratives.ts';
import { Refusal } from '#core/result.ts';
import { reachesNothing, reachOf } from '#core/rights/reach.ts';
import { listsEvery } from '#core/rights/sight.ts';
import { otherSpellings } from '#core/records/other-spellings.ts';
import { codeTerms, searchTerms, type SearchTerm } from '#core/records/search-keys.ts';
import type { CaseListQuery } from '../storage/case-list-query.ts';
import type { TextSearch } from '../storage/find-by-text.ts';
import { audit } from './audit.ts';
import { isUnnamed, unnamedNumbers } from './case-exceptions.ts';
import { casesToList } from './filter-cases.ts';
import { listReach } from './list-reach.ts';
import { columnFields, listedCase } from './listed-case.ts';
import type { OpenOffice } from './open-office.ts';

type Query = Input<'cases.list'>['query'];

const MINE: Filter = { on: 'owner', in: ['me'] };

/**
 * The order of a list; options of an answer stand as the configuration has them. PERM_DENIED { rule: class } for an order
 * by an answer that is closed in some case of the list: it would tell it.
 */
function sortOf(open: OpenOffice, { sort, descending }: Query): Pick<CaseListQuery, 'sort' | 'descending' | 'options'> {
  const answer = /^answer:(.*)$/.exec(sort)?.[1];
  if (answer === undefined) return { sort, descending };
  const reach = listReach(open);
  const field = columnFields(open).find((one) => one.key === answer && seesField(one, reach));
  if (field === undefined) throw new Refusal('PERM_DENIED', { right: 'case.view', rule: 'class' });
  return { sort, descending, options: optionOrder(open, field) };
}

/** The options that a question takes its answers from, in their order; undefined where it has none. */
export function optionOrder(
  { configuration }: OpenOffice,
  { def, kind }: { readonly def: FieldDef; readonly kind: string },
): readonly string[] | undefined {
  const options = kind === 'options' && def.options !== undefined ? configuration.options.get(def.options) : undefined;
  return options && [...options.keys()];
}

/** The query of a page of the list, within what this person's lists reach. */
export const queryFor = (open: OpenOffice, query: Query, offset: number, limit: number): CaseListQuery => ({
  ...sortOf(open, query),
  ...casesToList(open, joinFacets(query)),
  offset,
  limit,
});

/** What was typed, as keys to look for. Who may not see names does not learn them by trying either. */
export const searchesNames = (open: OpenOffice): boolean =>
  decide(open.subject, 'case.names').allowed && listsEvery(open.subject, open.fields, 'full_name');
const termsFor = (open: OpenOffice, { text, exactSpelling }: Pick<Query, 'text' | 'exactSpelling'>): SearchTerm[] =>
  searchesNames(open) ? searchTerms(text, exactSpelling) : codeTerms(text);

/** What was typed, as a search; undefined when nothing was. */
export function searchFor(
  open: OpenOffice,
  query: Pick<Query, 'text' | 'exactSpelling' | 'inTexts'>,
): TextSearch | undefined {
  const terms = termsFor(open, query);
  if (terms.length === 0) return undefined;
  const words = query.inTexts === true && decide(open.subject, 'case.names').allowed ? wordsOf(query.text) : [];
  const visible = readableTexts(open.configuration, listReach(open).sees);
  const unnamed = unnamedNumbers(open);
  // Finding a child by a name or a number that is hidden would tell it: its code alone finds it.
  const hidden = unnamed.length === 0 ? {} : { codeOnly: { numbers: unnamed, terms: codeTerms(query.text) } };
  return { terms, words: words.slice(0, MOST_WORDS), visible, ...hidden };
}
const MOST_WORDS = 8;

/** One page of the case list. Names only when asked for, allowed, and written to the audit trail. */
export function listCases(open: OpenOffice, input: Input<'cases.list'>): Output<'cases.list'> {
  if (reachesNothing(reachOf(open.subject))) return { total: 0, of: 0, rows: [], otherSpellings: [] };
  const { query, offset, limit } = input;
  const names = input.showNames && decide(open.subject, 'case.names').allowed;
  const search = searchFor(open, query);
  const { total, rows } = open.repos.list.page(queryFor(open, query, offset, limit), search);
  const { answers = [] } = input;
  const telling = {
    names,
    terms: search?.terms ?? [],
    words: search?.words ?? [],
    answers: answers.length === 0 ? [] : columnFields(open).filter(({ key }) => answers.includes(key)),
  };
  const of = countOf(open, query.mine ? MINE : everything);
  if (names && offset === 0) audit(open, 'case.names-shown', 'list', 'done', String(rows.length));
  return {
    total,
    of,
    rows: rows.map((row) => listedCase(open, row, telling)),
    otherSpellings:
      names && query.text.trim() !== ''
        ? otherSpellings(
            query.text,
            rows.flatMap((row) => (isUnnamed(open, row.caseId) ? [] : [row.name, ...row.also.split('\n')])),
          )
        : [],
  };
}

/** So many cases at most are chosen at once. */
const MOST_CHOSEN = 50_000;

export const listCaseIds = (open: OpenOffice, { query }: Input<'cases.ids'>): Output<'cases.ids'> =>
  reachesNothing(reachOf(open.subject))
    ? []
    : open.repos.list.ids(queryFor(open, query, 0, MOST_CHOSEN), searchFor(open, query));

/** How many cases a filter leaves of those that this person's lists reach. */
export const countOf = (open: OpenOffice, filter: Filter): number => open.repos.list.count(casesToList(open, filter));

export const countCases = (open: OpenOffice): Output<'cases.counts'> => ({
  open: countOf(open, OPEN),
  high: countOf(open, { all: [OPEN, { on: 'risk', in: ['high'] }] }),
  received: countOf(open, { on: 'office', in: ['received'] }),
  toDecide: countOf(open, { on: 'conflicts' }),
  all: countOf(open, everything),
});
const OPEN: Filter = { on: 'status', in: ['open'] };
