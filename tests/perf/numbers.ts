import { isoPeriod, periodAround } from '#core/measures/period.ts';
import { dayNumber } from '#core/measures/day-number.ts';
import { patienceOf } from '../../main/office/measures/patience.ts';
import { readDashboard } from '../../main/office/measures/read-dashboard.ts';
import { readStatistics } from '../../main/office/measures/read-statistics.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import { figure, quantile, timesOf, type Figure } from './measure.ts';

/** What a number of every card costs at least: one grouped query over the list of cases for each. */
function floorOf(open: OpenOffice, cards: number): number {
  const count = open.db.read<[], { n: number }>(
    `SELECT count(*) AS n, risk_order, status FROM case_list GROUP BY status, risk_order, owner_user`,
  );
  return quantile(
    timesOf(20, () => {
      for (let i = 0; i < cards; i += 1) count.all();
    }),
    0.5,
  );
}

/** Writes in a case something that is counted, as a save does. */
function touch(open: OpenOffice, turn: number): void {
  const all = [...open.repos.past.all()];
  const [caseN, past] = all[(turn * 7919) % all.length] ?? [];
  if (caseN === undefined || past === undefined) throw new Error('there is nothing to count');
  open.db.transaction(() => {
    open.repos.past.put(caseN, { ...past, updated: past.updated + 1 });
  });
}

/** Every call until the dashboard is there for the first time, as the page asks for it. */
function untilThere(open: OpenOffice): number[] {
  const times: number[] = [];
  for (let going = true; going;)
    times.push(
      ...timesOf(1, () => {
        going = readDashboard(open, patienceOf()).making !== undefined;
      }),
    );
  return times;
}

/**
 * Every card of a supervisor's dashboard, and every number of a month divided by sex, over all cases of the office. None
 * was asked for before: a dashboard has to follow a case that was written, and each month is another one.
 */
export function numberFigures(open: OpenOffice, cases: number): Figure[] {
  const what = cases.toLocaleString('en');
  const first = untilThere(open);
  const cards = readDashboard(open).cards.length;
  const dashboard = Array.from({ length: 20 }, (_none, turn) => {
    touch(open, turn);
    return timesOf(1, () => readDashboard(open))[0] ?? 0;
  });
  const month = (back: number) => ({
    ...isoPeriod(periodAround(dayNumber('2026-10-01'), 'month', -back)),
    ...{ split: 'sex', areaLevel: 1, outside: false },
  });
  const statistics = timesOf(10, (i) => readStatistics(open, month(i)));
  const outside = timesOf(5, (i) => readStatistics(open, { ...month(i + 10), outside: true }));
  const times = (values: readonly number[]) => ({
    p50: quantile(values, 0.5),
    p95: quantile(values, 0.95),
    runs: values.length,
  });
  return [
    figure(
      {
        id: 'dashboard.all50k',
        what: `all ${String(cards)} cards of a supervisor on ${what} cases, after a case was written`,
        unit: 'ms',
      },
      quantile(dashboard, 0.95),
      { ...times(dashboard), floor: floorOf(open, cards) },
    ),
    figure(
      {
        id: 'dashboard.first50k',
        what: `until the first dashboard after sign-in is there, in ${String(first.length)} calls, ${what} cases`,
        unit: 'ms',
      },
      first.reduce((sum, one) => sum + one, 0),
    ),
    figure(
      { id: 'dashboard.call50k', what: `the longest of those calls, ${what} cases`, unit: 'ms' },
      Math.max(...first),
      times(first),
    ),
    figure(
      { id: 'stats.month50k', what: `every number of a month by sex on ${what} cases, each month once`, unit: 'ms' },
      quantile(statistics, 0.95),
      { ...times(statistics), floor: floorOf(open, 1) },
    ),
    figure(
      { id: 'stats.outside50k', what: `the same with small numbers hidden, ${what} cases`, unit: 'ms' },
      quantile(outside, 0.95),
      times(outside),
    ),
  ];
}
