import type { CaseListLine, CaseList } from '#core/reports/case-list.ts';
import type { PrintOrder } from '#core/contracts/print.contract.ts';
import type { PrintContext } from '#core/reports/context.ts';
import type { CaseId } from '#core/ids.ts';
import type { CaseListRow } from '../storage/case-list.repo.ts';
import { mayPrintLine } from './authorise-print.ts';
import { lineOf } from './case-line.ts';
import { filterWordsFor } from './printed-filter.ts';
import { queryFor, searchFor } from './list-cases.ts';
import { listReach } from './list-reach.ts';
import type { OpenOffice } from './open-office.ts';

type ListReport = Extract<PrintOrder['report'], { kind: 'case-list' }>;

/** About ninety pages. A longer list says that it was cut. */
export const LIST_ROWS = 2000;

/** Of the selected cases those that a list may show to this person, in the order in which they were selected. */
function selectedRows(open: OpenOffice, cases: NonNullable<ListReport['cases']>): CaseListRow[] {
  const numbers = cases.flatMap((caseId) => open.repos.cases.byId(caseId)?.n ?? []);
  const reached = open.repos.list.meeting(numbers, listReach(open).limit);
  return numbers.flatMap((n) => (reached.has(n) ? (open.repos.list.get(n) ?? []) : []));
}

/** The rows that go to paper, at most so many: all that the filters leave, or those that were selected. */
export function rowsForPrint(
  open: OpenOffice,
  { query, cases }: Pick<ListReport, 'query' | 'cases'>,
  most: number,
): { readonly total: number; readonly rows: readonly CaseListRow[] } {
  const selected = cases && selectedRows(open, cases);
  return selected
    ? { total: selected.length, rows: selected.slice(0, most) }
    : open.repos.list.page(queryFor(open, query, 0, most), searchFor(open, query));
}

/**
 * The list as it goes to paper: all that its filters leave, or the cases that were selected in it, and of them those that
 * this person may print.
 */
export function listForPrint(
  open: OpenOffice,
  { query, cases }: ListReport,
  print: PrintContext,
  told: Set<CaseId>,
): CaseList {
  const { where, ...facets } = query;
  const everything = { ...facets, status: [], risk: [], sex: [], conflicts: false, office: 'all' as const };
  const page = rowsForPrint(open, { query, ...(cases === undefined ? {} : { cases }) }, LIST_ROWS);
  const rows = page.rows.filter((row) => mayPrintLine(open, row));
  for (const { caseId } of rows) told.add(caseId);
  const lines = rows.map((row): CaseListLine => {
    const { owner, office, ...line } = lineOf(open, row, print.names === 'full');
    return { ...line, officeCode: office.code, ...(owner ? { owner: owner.name } : {}) };
  });
  return {
    print,
    configuration: open.configuration.configuration,
    lines,
    kept: page.rows.length - rows.length,
    total: page.total,
    of: open.repos.list.count(queryFor(open, everything, 0, 1)),
    // A selection is not narrowed by the filters that were in force when it was made.
    query: cases ? { ...everything, text: '', mine: false } : query,
    further: cases || where === undefined ? '' : filterWordsFor(open, print).line(where),
  };
}
