import type { Input } from '#core/contracts/index.ts';
import { listCases } from '../../main/office/list-cases.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import { renewSubject } from '../../main/office/roles-in-force.ts';
import type { BenchOffice } from './bench-office.ts';
import { figure, quantile, timesOf, type Figure } from './measure.ts';

const WORDS = ['', 'amani', 'fatima', 'mohamed', 'has', 'ki', 'zahra', 'KSM-26'];
const SORTS = ['urgency', 'code', 'name', 'updated'] as const;
const PAGE = 100;
const ROUNDS = 4;
/** Of 50,000 cases: names that are hidden from the person, and conflicts of interest of theirs. */
const HIDDEN = 200;
const CONFLICTS = 20;

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

/** Pages and searches as this person is answered now, after each was asked for once. */
function askAll(open: OpenOffice): number[] {
  const asked = Array.from({ length: ROUNDS + 1 }, () =>
    WORDS.flatMap((text) => SORTS.map((sort) => ({ text, sort }))),
  ).flat();
  const rest = { status: [], risk: [], sex: [], mine: false, conflicts: false, office: 'all' as const };
  const times = timesOf(asked.length, (i) => {
    const query: Input<'cases.list'>['query'] = {
      ...rest,
      exactSpelling: false,
      descending: false,
      text: '',
      sort: 'code',
      ...asked[i],
    };
    listCases(open, { query, offset: 0, limit: PAGE, showNames: false });
  });
  return times.slice(WORDS.length * SORTS.length);
}

/** What hidden names and conflicts of interest cost somebody whose role has no limit, for whom the rest costs least. */
export function rightsOverhead({ open }: BenchOffice): Figure {
  const bare = askAll(open);
  protectSome(open);
  const times = askAll(open);
  return figure(
    {
      id: 'rights.overhead',
      what: `a page of ${String(PAGE)} and a search on 50,000 cases with ${String(HIDDEN)} hidden names and ${String(CONFLICTS)} conflicts of interest; floor: the same asked by the same person without any`,
      unit: 'ms',
    },
    quantile(times, 0.5),
    { p50: quantile(times, 0.5), p95: quantile(times, 0.95), floor: quantile(bare, 0.5), runs: times.length },
  );
}
