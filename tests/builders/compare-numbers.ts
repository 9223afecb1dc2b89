import type { NumberView, StatisticsOrder } from '#core/contracts/measures.contract.ts';
import type { UserId } from '#core/ids.ts';
import { AGE_BANDS } from '#core/measures/age-bands.ts';
import { dayNumber } from '#core/measures/day-number.ts';
import { NOW_MEASURES } from '#core/measures/measures-of-now.ts';
import { PERIOD_MEASURES } from '#core/measures/measures.ts';
import type { ReportDef } from '#core/measures/report-def.ts';
import { tally } from '#core/measures/tally.ts';
import { countingOf } from '../../main/office/measures/counting.ts';
import type { Asked } from './life-facts.ts';
import type { Life } from './life-shape.ts';
import type { OfficeCaller } from './office-caller.ts';
import { DURATIONS, NOW, recount, recountDays, RECOUNTS } from './recount.ts';
import { recountReport } from './recount-reports.ts';
import { recountReferred } from './recount-work.ts';

/** The cases of an office whose lives are known, in the order of the lives. */
export interface LivedOffice {
  readonly caller: OfficeCaller;
  readonly lives: readonly Life[];
  /** To whom the lives give cases, by number. */
  readonly people: readonly UserId[];
  /** The day on which the clock of the office stands. */
  readonly today: string;
}

/** What was compared, and every place where the office and the recount differ. */
export interface Compared {
  readonly lines: number;
  readonly differences: readonly string[];
}

type Counts = Readonly<Record<string, readonly [cases: number | null, entries: number | null]>>;

class Comparison {
  readonly #of: LivedOffice;
  readonly differences: string[] = [];
  lines = 0;
  constructor(of: LivedOffice) {
    this.#of = of;
  }

  /** The recount knows people by their number. */
  #named(part: string): string {
    const n = /^person (\d+)$/.exec(part)?.[1];
    return n === undefined ? part : (this.#of.people[Number(n)] ?? part);
  }
  #same(what: string, told: Counts, expected: Counts): void {
    const named = Object.fromEntries(Object.entries(expected).map(([part, count]) => [this.#named(part), count]));
    for (const part of new Set([...Object.keys(told), ...Object.keys(named)])) {
      this.lines += 1;
      const [office, recounted] = [told[part] ?? [0, 0], named[part] ?? [0, 0]];
      if (office[0] !== recounted[0] || office[1] !== recounted[1])
        this.differences.push(`${what} ${part}: office ${String(office)}, recount ${String(recounted)}`);
    }
  }
  #expected(id: string, asked: Asked): Counts {
    const counted = Object.entries(recount(this.#of.lives, id, asked));
    return Object.fromEntries(counted.map(([part, all]) => [part, [new Set(all).size, all.length]]));
  }

  /** Numbers of many cases are there when they were asked for often enough. */
  async #statistics(order: StatisticsOrder): Promise<readonly NumberView[]> {
    for (;;) {
      const { making, numbers } = await this.#of.caller.call('measures.statistics', order);
      if (making === undefined) return numbers;
    }
  }

  async period(asked: Asked): Promise<void> {
    const { from, to } = asked;
    const numbers = await this.#statistics({ from, to, areaLevel: 1, outside: false });
    for (const number of numbers) {
      const what = `${number.id} ${from} ${to}`;
      if (RECOUNTS[number.id] !== undefined) this.#same(what, countsIn(number), this.#expected(number.id, asked));
      else if (number.shows === 'days') this.#days(what, number, asked);
      else this.differences.push(`${number.id}: nobody counts it once more`);
    }
    if (numbers.length !== PERIOD_MEASURES.length) this.differences.push('some numbers are closed');
  }
  /** The value in the middle, and the one that nine of ten do not exceed, of what ended in the period. */
  #days(what: string, number: NumberView, asked: Asked): void {
    const { lives } = this.#of;
    const expected =
      DURATIONS[number.id] === undefined ? recountReferred(lives, asked) : recountDays(lives, number.id, asked);
    for (const { part, days } of number.lines) {
      const took = (expected[part.id] ?? []).toSorted((a, b) => a - b);
      const nth = (q: number): number | undefined => took[Math.ceil(took.length * q) - 1];
      this.lines += 1;
      const [office, recounted] = [
        [days?.ended, days?.median, days?.p90],
        [took.length, nth(0.5), nth(0.9)],
      ].map((all) => all.join(', '));
      if (office !== recounted)
        this.differences.push(`${what} ${part.id}: office ${office ?? ''}, recount ${recounted ?? ''}`);
    }
    const ended = Object.values(expected).reduce((sum, { length }) => sum + length, 0);
    const told = number.lines.reduce((sum, { days }) => sum + (days?.ended ?? 0), 0);
    if (ended !== told) this.differences.push(`${what}: ${String(told)} ended, recount ${String(ended)}`);
  }

  /** What the dashboards tell of today, for all measures that any of them may show. */
  now(): void {
    const { caller, today } = this.#of;
    const { open } = caller.office;
    if (open === undefined) throw new Error('the office is closed');
    const day = dayNumber(today);
    const counting = countingOf(open, { from: day, to: day });
    for (const { measure, lines } of tally(counting.cases(), { measures: NOW_MEASURES, setting: counting.setting })) {
      const told = lines.map(({ part, cases, entries }) => [part, [cases, entries] as const] as const);
      if (NOW[measure] === undefined) this.differences.push(`${measure}: nobody counts it once more`);
      else
        this.#same(
          `${measure} now`,
          Object.fromEntries(told),
          this.#expected(measure, { from: today, to: today, today }),
        );
    }
  }

  async report(name: string, def: ReportDef): Promise<void> {
    const { caller, lives, today } = this.#of;
    const told = await caller.call('reports.run', { def, outside: false });
    const { lines, cells } = recountReport(lives, def, { today, bands: AGE_BANDS });
    this.#same(name, countsIn(told), lines);
    const named = Object.entries(cells).map(([key, count]) => {
      const [line = '', column = ''] = key.split(' | ');
      return [`${this.#named(line)} | ${this.#named(column)}`, count] as const;
    });
    const shown = told.lines.flatMap(({ part, by }) =>
      by.flatMap(({ cases, entries }, i) =>
        entries === 0 ? [] : [[`${part.id} | ${told.columns[i]?.id ?? ''}`, [cases, entries] as const] as const],
      ),
    );
    this.#same(`${name} cell`, Object.fromEntries(shown), Object.fromEntries(named));
  }
}

/** Lines in which anything counts. */
const countsIn = ({ lines }: NumberView): Counts =>
  Object.fromEntries(
    lines.flatMap(({ part, cases, entries }) => (entries === 0 ? [] : [[part.id, [cases, entries]] as const])),
  );

/** Every number of some periods, every number of today and every ready report, beside the recount of the lives. */
export async function compareNumbers(of: LivedOffice, periods: readonly Asked[]): Promise<Compared> {
  const comparison = new Comparison(of);
  for (const asked of periods) await comparison.period(asked);
  comparison.now();
  const { reports } = await of.caller.call('reports.list', {});
  for (const { id, def } of reports) await comparison.report(id, def);
  const { lines, differences } = comparison;
  return { lines, differences };
}
