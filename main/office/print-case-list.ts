import type { CaseListLine, CaseList } from '#core/reports/case-list.ts';
import type { PrintOrder } from '#core/contracts/print.contract.ts';
import { listScope } from '#core/rights/decide.ts';
import type { PrintContext } from '#core/reports/context.ts';
import type { CaseListRow } from '../storage/case-list.repo.ts';
import { lineOf } from './case-line.ts';
import { queryFor, termsFor } from './list-cases.ts';
import type { OpenOffice } from './open-office.ts';

type ListReport = Extract<PrintOrder['report'], { kind: 'case-list' }>;

/** About ninety pages. A longer list says that it was cut. */
const LIST_ROWS = 2000;

/** Of the selected cases those that a list may show to this person, in the order in which they were selected. */
function selectedRows(open: OpenOffice, cases: NonNullable<ListReport['cases']>): CaseListRow[] {
  const scope = listScope(open.subject);
  return cases.flatMap((caseId) => {
    const row = open.repos.cases.byId(caseId);
    const listed = row && open.repos.list.get(row.n);
    const reached = scope === 'office' || (scope === 'own' && listed?.ownerUser === open.me.id);
    return listed !== undefined && reached ? [listed] : [];
  });
}

/** The list as it goes to paper: all that its filters leave, or the cases that were selected in it. */
export function listForPrint(open: OpenOffice, { query, cases }: ListReport, print: PrintContext): CaseList {
  const everything = { ...query, status: [], risk: [], sex: [], conflicts: false, office: 'all' as const };
  const selected = cases && selectedRows(open, cases);
  const page = selected
    ? { total: selected.length, rows: selected.slice(0, LIST_ROWS) }
    : open.repos.list.page(queryFor(open, query, 0, LIST_ROWS), termsFor(open, query));
  const lines = page.rows.map((row): CaseListLine => {
    const { owner, office, ...line } = lineOf(open, row, print.names === 'full');
    return { ...line, officeCode: office.code, ...(owner ? { owner: owner.name } : {}) };
  });
  return {
    print,
    configuration: open.configuration.configuration,
    lines,
    total: page.total,
    of: open.repos.list.page(queryFor(open, everything, 0, 1), []).total,
    // A selection is not narrowed by the filters that were in force when it was made.
    query: selected ? { ...everything, text: '', mine: false } : query,
  };
}
