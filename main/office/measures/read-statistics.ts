import type { NumberView, Statistics, StatisticsOrder } from '#core/contracts/measures.contract.ts';
import { dayNumber, isoOfDay } from '#core/measures/day-number.ts';
import { forOutside } from '#core/measures/for-outside.ts';
import { PERIOD_MEASURES, splitOf } from '#core/measures/measures.ts';
import { isOver } from '#core/measures/period.ts';
import { SPLITS } from '#core/measures/splits.ts';
import type { Tally } from '#core/measures/tally.ts';
import { Refusal } from '#core/result.ts';
import { permit } from '../authorise-call.ts';
import { instantOf } from '../clock.ts';
import type { OpenOffice } from '../open-office.ts';
import { areaLevels, countingOf } from './counting.ts';
import { countedFor } from './kept-counts.ts';
import { partNamer } from './name-parts.ts';
import { numberView } from './number-view.ts';
import { endless, type Patience } from './patience.ts';

/** People of the office today, by what they are responsible for. */
function staffOf(open: OpenOffice): Statistics['staff'] {
  const here = open.repos.offices
    .people()
    .filter(({ officeN, active }) => active && officeN === open.self.officeN)
    .map(({ roles }) => JSON.parse(roles) as string[]);
  return {
    supervisors: here.filter((roles) => roles.includes('supervisor')).length,
    caseworkers: here.filter((roles) => roles.includes('caseworker')).length,
  };
}

/**
 * The numbers of a period over the cases that the person reaches. PERM_DENIED for a split that they may not have. What is
 * for outside comes with small numbers hidden, and with those that would tell them; REPORT_PERIOD_OPEN for a period that
 * is no whole month, quarter or year, or not over. Without numbers, and with how far they are, when `patience` is over
 * before they are counted.
 */
export function readStatistics(open: OpenOffice, order: StatisticsOrder, patience: Patience = endless): Statistics {
  const period = { from: dayNumber(order.from), to: dayNumber(order.to) };
  const counting = countingOf(open, period, order.areaLevel, order.outside);
  const split = order.split === undefined ? undefined : splitOf(order.split);
  if (order.split !== undefined && (split === undefined || !counting.may(split))) {
    permit(open, 'case.view', 'measures.statistics');
    throw new Refusal('PERM_DENIED', { right: 'case.view', rule: 'sensitivity' });
  }
  if (order.outside && !isOver(period, counting.setting.today)) throw new Refusal('REPORT_PERIOD_OPEN');
  const measures = PERIOD_MEASURES.filter(counting.may);
  const { setting } = counting;
  const orders = [{ measures, split, setting }, ...(order.outside ? [{ measures, split: undefined, setting }] : [])];
  const counted = countedFor(open, counting, orders, patience);
  const making = 'of' in counted ? counted : undefined;
  const name = partNamer(open);
  const views = (tallies: readonly Tally[] | undefined, by: typeof split): readonly NumberView[] =>
    (tallies ?? []).flatMap((one, i) => {
      const def = measures[i];
      return def === undefined ? [] : [numberView(def, by, one, name)];
    });
  const [divided, undivided] = 'of' in counted ? [] : counted;
  const numbers = views(divided, split);
  return {
    ...(making === undefined ? {} : { making }),
    from: order.from,
    to: isoOfDay(counting.setting.period.to),
    reach: counting.reach,
    madeAtUtc: instantOf(open.clock.now()),
    numbers: order.outside ? [...forOutside(numbers, views(undivided, undefined))] : [...numbers],
    splits: SPLITS.filter(counting.may).map(({ id }) => id),
    areaLevels: areaLevels(open),
    closed: PERIOD_MEASURES.filter((def) => !counting.may(def)).map(({ id }) => id),
    staff: staffOf(open),
  };
}
