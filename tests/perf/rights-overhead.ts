import type { Input } from '#core/contracts/index.ts';
import { NO_EXCEPTIONS, type Subject } from '#core/rights/decide.ts';
import { RIGHTS, type RoleDef } from '#core/rights/roles.ts';
import { listCases } from '../../main/office/list-cases.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import { renewSubject } from '../../main/office/roles-in-force.ts';
import type { BenchOffice } from './bench-office.ts';
import { figure, quantile, type Figure } from './measure.ts';

const WORDS = ['amani', 'fatima', 'mohamed', 'has', 'ki', 'zahra', 'KSM-26'];
const SORTS = ['urgency', 'code', 'name', 'updated'] as const;
const PAGE = 100;
const ROUNDS = 8;
/** Of 50,000 cases: names that are hidden from the person, and conflicts of interest of theirs. */
const HIDDEN = 200;
const CONFLICTS = 20;

type Query = Input<'cases.list'>['query'];
const query = (text: string, sort: Query['sort']): Query => ({
  status: [],
  risk: [],
  sex: [],
  mine: false,
  conflicts: false,
  office: 'all',
  exactSpelling: false,
  descending: false,
  text,
  sort,
});
const PAGES = SORTS.map((sort) => query('', sort));
const SEARCHES = WORDS.flatMap((text) => SORTS.map((sort) => query(text, sort)));

function protectSome(open: OpenOffice): void {
  const { guards } = open.repos;
  const made = { why: 'For the figure.', by: open.me.id, at: open.clock.now() };
  open.db.transaction(() => {
    for (let i = 0; i < HIDDEN; i += 1) guards.hide({ ...made, caseN: 11 + i * 97, people: [], roles: [] });
    for (let i = 0; i < CONFLICTS; i += 1)
      guards.addConflict({ ...made, caseN: 7 + i * 1009, user: open.me.id, kind: 'other' });
  });
  renewSubject(open);
}

const role = (more: Pick<RoleDef, 'scope' | 'forms' | 'maxClass'>): RoleDef => ({
  id: 'bench',
  label: { en: 'Bench', fr: 'Bench', ar: 'Bench' },
  description: { en: '', fr: '', ar: '' },
  rights: RIGHTS,
  ...more,
});

/** The same person without anything that rights would have to ask about, and with limits of each kind. */
function subjects(open: OpenOffice): { readonly bare: Subject; readonly limited: Subject } {
  const everything = role({ scope: 'all', forms: { otherwise: 'write' }, maxClass: 5 });
  const limits = role({ scope: 'office', forms: { otherwise: 'read', groups: { closure: 'none' } }, maxClass: 4 });
  const { user, office, team, agency, exceptions } = open.subject;
  return {
    bare: { user, office, team, agency, roles: [everything], exceptions: NO_EXCEPTIONS },
    limited: { user, office, team, agency, roles: [limits], exceptions },
  };
}

/** Each query once as either, one right after the other and in turns first: what else the machine does meets both. */
function compare(open: OpenOffice, queries: readonly Query[]): { readonly bare: number[]; readonly limited: number[] } {
  const both = subjects(open);
  const times = { bare: [] as number[], limited: [] as number[] };
  const ask = (who: 'bare' | 'limited', one: Query, keep: boolean): number => {
    open.subject = both[who];
    const start = performance.now();
    const { total } = listCases(open, { query: one, offset: 0, limit: PAGE, showNames: false });
    if (keep) times[who].push(performance.now() - start);
    return total;
  };
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const [i, one] of queries.entries()) {
      const order = (round + i) % 2 === 0 ? (['bare', 'limited'] as const) : (['limited', 'bare'] as const);
      const totals = order.map((who) => ask(who, one, round > 0));
      // Otherwise one of them would have been asked for something else.
      if (Math.abs((totals[0] ?? 0) - (totals[1] ?? 0)) > CONFLICTS + HIDDEN)
        throw new Error(`${one.text}: ${totals.join(' and ')}`);
    }
  renewSubject(open);
  return times;
}

const ABOUT = `with the limits of a role, ${String(HIDDEN)} hidden names and ${String(CONFLICTS)} conflicts of interest; floor: the same through the same code, asked in turns, by a person whom nothing is closed to`;

/** What rights and masking cost on the list and on the search of 50,000 cases, against the same without. */
export function rightsOverhead({ open }: BenchOffice): Figure[] {
  protectSome(open);
  const part = (id: string, what: string, queries: readonly Query[]): Figure => {
    const { bare, limited } = compare(open, queries);
    const p50 = quantile(limited, 0.5);
    return figure({ id, what: `${what} on 50,000 cases ${ABOUT}`, unit: 'ms' }, p50, {
      p50,
      p95: quantile(limited, 0.95),
      floor: quantile(bare, 0.5),
      runs: limited.length,
    });
  };
  return [
    part('rights.overhead', `a page of ${String(PAGE)}`, PAGES),
    part('rights.overheadSearch', 'a search', SEARCHES),
  ];
}
