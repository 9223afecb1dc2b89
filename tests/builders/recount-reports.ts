import type { FieldValue, Values } from '#core/forms/types.ts';
import type { Category, ReportDef } from '#core/measures/report-def.ts';
import { addDays, addMonths } from './calendar-days.ts';
import { concernsOf, dayIn, riskOn } from './life-facts.ts';
import type { Life } from './life-shape.ts';
import { ownerOn } from './recount-work.ts';

/**
 * Reports counted once more from made-up lives: each case, or each entry that somebody filled in, into the lines and
 * columns that its answers say.
 */

/** Cases and entries by line, and by line and column. */
export interface CountedReport {
  readonly lines: Readonly<Record<string, readonly [cases: number, entries: number]>>;
  readonly cells: Readonly<Record<string, readonly [cases: number, entries: number]>>;
}

interface Setting {
  readonly today: string;
  /** Ages from the first to the last, both included. */
  readonly bands: readonly { readonly id: string; readonly from: number; readonly to?: number }[];
}

/** Days of birth are known, or the middle of the year that an age leaves open. */
function bornOn({ document }: Life): string | undefined {
  const [birth, age] = [document.values['date_of_birth'], document.values['age']];
  if (typeof birth === 'object' && 'date' in birth) {
    const [year = '', month, day] = birth.date.split('-');
    return `${year}-${month ?? '07'}-${day ?? (month === undefined ? '01' : '15')}`;
  }
  if (typeof age !== 'object' || !('asOf' in age)) return undefined;
  const years = age.months === undefined ? age.years : age.months / 12;
  return years === undefined ? undefined : addDays(age.asOf, -Math.round((years + 0.5) * 365.2425));
}

function bandOn(life: Life, { today, bands }: Setting): string {
  const born = bornOn(life);
  if (born === undefined || born > today) return '';
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0);
  return bands.find(({ from, to = 999 }) => years >= from && years <= to)?.id ?? '';
}

const optionsOf = (value: FieldValue | undefined): readonly string[] =>
  Array.isArray(value)
    ? (value as readonly string[])
    : typeof value === 'string' && value !== ''
      ? [value]
      : typeof value === 'number'
        ? [String(value)]
        : [];
const FUNCTIONS =
  'seeing hearing walking self_care communication learning remembering concentrating accepting_change controlling_behaviour making_friends anxiety depression';
const SERIOUS: readonly unknown[] = ['a_lot', 'cannot', 'daily'];
/** Of a child of five or older: one great difficulty tells, and none only when all was asked. */
function disabilityOf({ document: { values } }: Life): string {
  if (values['disability_screened'] !== 'yes') return '';
  const answers = FUNCTIONS.split(' ').map((name) => values[`functioning_${name}`]);
  if (answers.some((answer) => SERIOUS.includes(answer))) return 'yes';
  return answers.every((answer) => typeof answer === 'string') ? 'no' : '';
}

const orNone = (values: readonly string[]): readonly string[] => (values.length === 0 ? [''] : values);
/** The region, the district or the sub-district: their codes begin with that of what is around them. */
const areaAt = (code: string, level: number): string => code.slice(0, level * 2 + 2);

function bySplit(life: Life, split: string, level: number, setting: Setting): readonly string[] {
  const { values } = life.document;
  const answer = (field: string): readonly string[] => orNone(optionsOf(values[field]));
  switch (split) {
    case 'age':
      return [bandOn(life, setting)];
    case 'risk':
      return [riskOn(life, setting.today)];
    case 'worker':
      return [`person ${String(ownerOn(life, setting.today))}`];
    case 'concern':
      return orNone(concernsOf(life));
    case 'area':
      return answer('current_area').map((code) => areaAt(code, level));
    case 'disability':
      return [disabilityOf(life)];
    case 'displacement':
      return answer('displacement_status');
    case 'protection':
      return answer('protection_status');
    default:
      return answer(split);
  }
}

function timeOf(value: FieldValue | undefined, length: 'month' | 'quarter' | 'year'): string {
  const day = dayIn(value);
  if (day === undefined) return '';
  const quarter = Math.ceil(Number(day.slice(5, 7)) / 3);
  return { month: day.slice(0, 7), quarter: `${day.slice(0, 4)} Q${String(quarter)}`, year: day.slice(0, 4) }[length];
}

function valuesOf(life: Life, values: Values, by: Category, setting: Setting): readonly string[] {
  if (by.by === 'split') return bySplit(life, by.split, by.level ?? 1, setting);
  const field = by.field.split('.').at(-1) ?? '';
  return by.by === 'time' ? [timeOf(values[field], by.length)] : orNone(optionsOf(values[field]));
}

class Cells {
  readonly #of = new Map<string, number[]>();
  add(key: string, index: number): void {
    this.#of.set(key, [...(this.#of.get(key) ?? []), index]);
  }
  get counts(): CountedReport['lines'] {
    return Object.fromEntries([...this.#of].map(([key, all]) => [key, [new Set(all).size, all.length] as const]));
  }
}

/** The first and the last day of a stretch of the calendar around a day, or of the one before it. */
function periodOf(name: string, today: string): readonly [string, string] {
  const [which, length] = name.split('_');
  if (length === 'week') {
    const sinceMonday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
    const monday = addDays(today, -sinceMonday - (which === 'last' ? 7 : 0));
    return [monday, addDays(monday, 6)];
  }
  const months = length === 'year' ? 12 : length === 'quarter' ? 3 : 1;
  const month = Math.floor((Number(today.slice(5, 7)) - 1) / months) * months + 1;
  const first = `${today.slice(0, 4)}-${String(month).padStart(2, '0')}-01`;
  const from = which === 'last' ? addMonths(first, -months) : first;
  return [from, addDays(addMonths(from, months), -1)];
}

/** Where a report has a condition on cases, `counts` says which meet it. */
export function recountReport(
  lives: readonly Life[],
  def: ReportDef,
  setting: Setting,
  counts: (life: Life) => boolean = () => true,
): CountedReport {
  const [lines, cells] = [new Cells(), new Cells()];
  const { count, period } = def;
  const [from, to] = period === undefined ? ['', '9999'] : periodOf(period.name, setting.today);
  for (const [index, life] of lives.entries()) {
    if (!counts(life)) continue;
    const entries =
      count === 'cases'
        ? [life.document.values]
        : (life.document.rows[count.rows] ?? [])
            .map(({ values }) => values)
            .filter((one) => Object.keys(one).length > 0);
    for (const values of entries) {
      const dated = period === undefined ? '' : (dayIn(values[period.field.split('.').at(-1) ?? '']) ?? 'never');
      if (dated < from || dated > to) continue;
      const columns = def.columns === undefined ? [] : valuesOf(life, values, def.columns, setting);
      for (const line of valuesOf(life, values, def.lines, setting)) {
        lines.add(line, index);
        for (const column of columns) cells.add(`${line} | ${column}`, index);
      }
    }
  }
  return { lines: lines.counts, cells: cells.counts };
}
