import { isPresent } from '#core/exchange/merge.ts';
import { recordFromJson } from '#core/exchange/record-json.ts';
import { conditionsOf } from '#core/finding/filter.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import type { Values } from '#core/forms/types.ts';
import type { NumberView } from '#core/contracts/measures.contract.ts';
import { dayNumber } from '#core/measures/day-number.ts';
import { forOutside } from '#core/measures/for-outside.ts';
import type { MeasureDef } from '#core/measures/measure.ts';
import { splitOf } from '#core/measures/measures.ts';
import type { CasePast } from '#core/measures/past.ts';
import { isForInsideOnly, isIn, periodNamed, type Period } from '#core/measures/period.ts';
import { keysOf, type Category, type ReportDef } from '#core/measures/report-def.ts';
import { answerDay, optionsIn, reportFields } from '#core/measures/report-fields.ts';
import type { SplitDef } from '#core/measures/splits.ts';
import { tallyUnits, type PlacedUnit } from '#core/measures/tally.ts';
import { timeOf } from '#core/measures/time-of.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { Refusal } from '#core/result.ts';
import { permit } from '../authorise-call.ts';
import { casesToList } from '../filter-cases.ts';
import { countingOf, type Counting } from '../measures/counting.ts';
import { partNamer } from '../measures/name-parts.ts';
import { numberView } from '../measures/number-view.ts';
import type { OpenOffice } from '../open-office.ts';
import { judgingDay } from '../today.ts';

/** A case, or an entry of it, that a report counts. */
interface Counted {
  readonly caseN: number;
  readonly past: CasePast;
  readonly values: Values;
}

/** How a category reads what is counted, and how its values are called. */
interface Reader {
  readonly names: SplitDef['names'];
  readonly of: (one: Counted) => readonly string[];
}

const orNone = (values: readonly string[]): readonly string[] => (values.length === 0 ? [''] : values);

function readerOf(open: OpenOffice, category: Category, counting: Counting): Reader {
  const { setting } = counting;
  if (category.by === 'split') {
    const split = splitOf(category.split);
    if (split === undefined) throw new Refusal('FORM_STALE', { split: category.split });
    return { names: split.names, of: ({ past }) => split.of(past, setting.today, setting) };
  }
  const field = reportFields(open.configuration).get(category.field);
  if (field === undefined) throw new Refusal('FORM_STALE', { field: category.field });
  const { id, options, type } = field.def;
  if (category.by === 'time') {
    return {
      names: 'times',
      of: ({ values }) => {
        const day = answerDay(values[id]);
        return [day === undefined ? '' : timeOf(day, category.length)];
      },
    };
  }
  if (field.kind === 'place') {
    const tree = placeTreeOf(open.configuration.configuration);
    const level = category.level ?? 1;
    const roll = (code: string): string => {
      const path = tree.pathOf(code);
      return path[Math.min(level, path.length) - 1]?.code ?? code;
    };
    return { names: 'areas', of: ({ values }) => orNone(optionsIn(values[id]).map(roll)) };
  }
  const list = type === 'tick' ? 'yes_no' : (options ?? '');
  return { names: { list }, of: ({ values }) => orNone(optionsIn(values[id])) };
}

/** Something was written in it beside what the form puts there: rows that nobody filled in are not counted. */
function isFilled(open: OpenOffice, rows: string, values: Values): boolean {
  const def = open.configuration.fields.get(rows)?.def;
  const own = new Set([def?.within?.by, def?.rowsFrom?.field].filter((id) => id !== undefined));
  return Object.keys(values).some((id) => !own.has(id));
}

/** Every case, or entry of a subform, among some cases, with its answers of all compartments together. */
function* countedRecords(
  open: OpenOffice,
  { count }: ReportDef,
  cases: ReadonlyMap<number, CasePast>,
): Generator<Counted> {
  const collection = count === 'cases' ? CASE_RECORD : count.rows;
  let before: { caseN: number; rec: string; values: Values } | undefined;
  const given = function* (): Generator<Counted> {
    const past = before && cases.get(before.caseN);
    if (before === undefined || past === undefined) return;
    if (count === 'cases' || isFilled(open, count.rows, before.values)) yield { ...before, past };
  };
  for (const { caseN, rec, ...json } of open.repos.records.inCollection(collection, (n) => cases.has(n))) {
    const state = recordFromJson(json);
    if (count !== 'cases' && !isPresent(state)) continue;
    if (before?.caseN === caseN && before.rec === rec) {
      before = { ...before, values: { ...before.values, ...state.values } };
      continue;
    }
    yield* given();
    before = { caseN, rec, values: state.values };
  }
  yield* given();
}

/** Whether the person may have all that a report reads in all cases that are counted. PERM_DENIED otherwise. */
function needOpen(open: OpenOffice, def: ReportDef, counting: Counting): void {
  const splits = [def.lines, def.columns].flatMap((one) => (one?.by === 'split' ? (splitOf(one.split) ?? []) : []));
  const rows = def.count === 'cases' ? [] : [def.count.rows];
  if (splits.every(counting.may) && counting.may({ reads: [...keysOf(def), ...rows] })) return;
  permit(open, 'case.view', 'reports.run');
  throw new Refusal('PERM_DENIED', { right: 'case.view', rule: 'sensitivity' });
}

/** A question belongs to what is counted: FORM_STALE for one of something else, as a changed configuration leaves it. */
function needFitting(open: OpenOffice, def: ReportDef): void {
  const rows = def.count === 'cases' ? undefined : def.count.rows;
  for (const key of keysOf(def)) {
    const field = reportFields(open.configuration).get(key);
    if (field === undefined || field.rows !== rows) throw new Refusal('FORM_STALE', { field: key });
  }
}

/**
 * What leaves the office counts all cases, over time that is past: two reports with and without a condition, or of a week
 * more, could be subtracted. REPORT_CONDITION, REPORT_PERIOD_OPEN.
 */
function needForOutside({ where, period }: ReportDef): void {
  if (where !== undefined && conditionsOf(where).length > 0) throw new Refusal('REPORT_CONDITION');
  if (period !== undefined && isForInsideOnly(period.name)) throw new Refusal('REPORT_PERIOD_OPEN');
}

const ID = 'report';

/** The lines of times and ages in their own order; the rest the largest first. */
function orderOf(
  { names }: Reader,
  units: readonly PlacedUnit[],
  { setting }: Counting,
): readonly string[] | undefined {
  if (names === 'bands') return [...setting.bands.map(({ id }) => id), ''];
  if (names !== 'times') return undefined;
  const there = new Set(units.map(({ unit }) => unit.part));
  return [...there].toSorted((a, b) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1));
}

/**
 * A report over the cases that the person reaches. Errors: PERM_DENIED for answers that are closed to them in any of
 * those cases, FORM_STALE for questions that the configuration does not ask (any more), REPORT_CONDITION and
 * REPORT_PERIOD_OPEN for what cannot leave the office so.
 */
export function runReport(open: OpenOffice, def: ReportDef, outside: boolean): NumberView {
  const today = judgingDay(open);
  const now = { from: dayNumber(today), to: dayNumber(today) };
  const counting = countingOf(open, now, def.lines.by === 'split' ? def.lines.level : undefined, outside);
  needFitting(open, def);
  needOpen(open, def, counting);
  if (outside) needForOutside(def);
  const lines = readerOf(open, def.lines, counting);
  const columns =
    def.columns === undefined
      ? undefined
      : readerOf(
          open,
          def.columns,
          def.columns.by === 'split' ? countingOf(open, now, def.columns.level, outside) : counting,
        );
  const period = def.period === undefined ? undefined : periodNamed(def.period.name, today);
  const units = [...unitsOf(open, def, { counting, lines, columns, period })];
  const order = orderOf(lines, units, counting);
  const measure: MeasureDef = {
    id: ID,
    chapter: 'cases',
    when: 'period',
    shows: 'share',
    parts: 'none',
    ...(order === undefined ? {} : { order }),
    reads: [],
    of: () => [],
  };
  const split = columns === undefined ? undefined : { id: 'columns', names: columns.names, reads: [], of: () => [] };
  const name = partNamer(open);
  const viewBy = (by: typeof split): NumberView => {
    const view = numberView(
      measure,
      by,
      tallyUnits(units, { def: measure, split: by, setting: counting.setting }),
      name,
    );
    return { ...view, lines: view.lines.map((line) => ({ ...line, part: name(lines.names, line.part.id) })) };
  };
  const view = viewBy(split);
  return outside ? (forOutside([view], [viewBy(undefined)])[0] ?? view) : view;
}

interface Readers {
  readonly counting: Counting;
  readonly lines: Reader;
  readonly columns: Reader | undefined;
  readonly period: Period | undefined;
}

function* unitsOf(open: OpenOffice, def: ReportDef, of: Readers): Generator<PlacedUnit> {
  const { counting, lines, columns, period } = of;
  const { where } = casesToList(open, def.where ?? { all: [] });
  const held = counting.cases();
  const meeting = open.repos.list.meeting(
    held.map(([n]) => n),
    where,
  );
  const cases = new Map(held.filter(([n]) => meeting.has(n)));
  const dated = def.period && reportFields(open.configuration).get(def.period.field)?.def.id;
  for (const one of countedRecords(open, def, cases)) {
    if (dated !== undefined && period !== undefined && !isIn(answerDay(one.values[dated]), period)) continue;
    const values = columns?.of(one) ?? [];
    for (const part of lines.of(one)) yield { caseN: one.caseN, unit: { part }, columns: values };
  }
}
