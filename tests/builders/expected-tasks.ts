import type { CaseDocument, FieldValue, Values } from '#core/forms/types.ts';
import { addDays, addHours, addMonths, dayOf, daysBetween, weekdayOf, yearsOn } from './calendar-days.ts';
import type { Risk } from './case-shape.ts';
import type { Life } from './life-shape.ts';

/** A task that a case has open, reckoned by hand from reference.md §2.2 and §2.3. */
export interface OpenTask {
  readonly deadline: string;
  /** The row it is about. */
  readonly row?: string;
  readonly dueAtUtc: string;
  /** Due to the hour. */
  readonly exact: boolean;
}

type Table = Readonly<Partial<Record<Risk, string>>>;
/** When something was: to the minute or on a day, which counts as its last minute. */
interface When {
  readonly utc: string;
  readonly day: string;
  readonly timed: boolean;
}
interface Due {
  readonly utc: string;
  readonly exact: boolean;
}

const endOf = (day: string): string => `${day}T20:59:00.000Z`;
const onDay = (day: string): When => ({ utc: endOf(day), day, timed: false });
const at = (utc: string): When => ({ utc, day: dayOf(utc), timed: true });
const later = (a: When, b: When): When => (b.utc > a.utc ? b : a);

function when(value: FieldValue | undefined): When | undefined {
  if (typeof value !== 'object') return undefined;
  if ('date' in value) return value.date.length === 10 ? onDay(value.date) : undefined;
  return 'at' in value ? at(new Date(Date.parse(`${value.at}:00+03:00`)).toISOString()) : undefined;
}

const ORDER: readonly Risk[] = ['high', 'medium', 'low', 'none'];

/** One case under the eyes of somebody with the table of deadlines and a calendar on paper. */
class Reckoning {
  readonly #document: CaseDocument;
  readonly #life: Life;
  readonly #workingDays: readonly number[];
  readonly found: OpenTask[] = [];

  constructor(life: Life, workingDays: readonly number[]) {
    this.#life = life;
    this.#document = life.document;
    this.#workingDays = workingDays;
  }

  rows(collection: string): readonly { readonly id: string; readonly values: Values }[] {
    return this.#document.rows[collection] ?? [];
  }
  value(field: string): FieldValue | undefined {
    return this.#document.values[field];
  }
  /** Everything of these kinds that happened, `collection.field`. */
  happened(...keys: readonly string[]): When[] {
    return keys.flatMap((key) => {
      const [collection = '', field = ''] = key.split('.');
      return this.rows(collection).flatMap(({ values }) => when(values[field]) ?? []);
    });
  }
  /** When the case was opened here, or opened again. */
  opened(): When | undefined {
    const registered = when(this.value('registration_date'));
    const all = [...(registered ? [registered] : []), ...this.happened('reopenings.reopening_date')];
    const [first, ...more] = all;
    if (first === undefined) return undefined;
    const latest = more.reduce(later, first);
    return dayOf(this.#life.registeredAtUtc) === latest.day ? at(this.#life.registeredAtUtc) : latest;
  }

  #afterSpan(start: When, span: string, moves: boolean): Due {
    const count = Number(span.slice(0, -1));
    const unit = span.slice(-1);
    if (unit === 'h' && start.timed) return { utc: addHours(start.utc, count), exact: true };
    let day =
      unit === 'm'
        ? addMonths(start.day, count)
        : addDays(start.day, unit === 'w' ? count * 7 : unit === 'h' ? Math.ceil(count / 24) : count);
    while (moves && unit !== 'h' && !this.#workingDays.includes(weekdayOf(endOf(day)))) day = addDays(day, 1);
    return { utc: endOf(day), exact: false };
  }
  /** By the table, and by what the risk level was from then on: raising only brings nearer, lowering rescues nothing late. */
  byTable(start: When, table: Table): Due | undefined {
    const { risks } = this.#life;
    const before = risks.filter(({ atUtc }) => atUtc <= start.utc).at(-1) ?? risks[0];
    if (before === undefined) return undefined;
    const count = (from: When, level: Risk): Due | undefined => {
      const span = table[level];
      return span === undefined ? undefined : this.#afterSpan(from, span, level !== 'high');
    };
    let due = count(start, before.level);
    let level = before.level;
    for (const change of risks.filter(({ atUtc }) => atUtc > start.utc)) {
      const raised = ORDER.indexOf(change.level) < ORDER.indexOf(level);
      level = change.level;
      if (due !== undefined && due.utc < change.atUtc) continue;
      if (!raised) due = count(start, level);
      else {
        const sooner = count(at(change.atUtc), level);
        if (sooner !== undefined && (due === undefined || sooner.utc < due.utc)) due = sooner;
      }
    }
    return due;
  }
  inTime(start: When, span: string): Due {
    return this.#afterSpan(start, span, true);
  }
  riskAt(utc: string): Risk {
    const { risks } = this.#life;
    return (risks.filter(({ atUtc }) => atUtc <= utc).at(-1) ?? risks[0])?.level ?? 'none';
  }
  service(start: When, span: string): Due {
    return this.#afterSpan(start, span, this.riskAt(start.utc) !== 'high');
  }

  open(deadline: string, due: Due | undefined, row?: string): void {
    if (due === undefined) return;
    this.found.push({ deadline, ...(row === undefined ? {} : { row }), dueAtUtc: due.utc, exact: due.exact });
  }
  /** Done by anything that happened on the day it began or after it. */
  once(deadline: string, start: When | undefined, table: Table, done: readonly When[], row?: string): void {
    if (start === undefined) return;
    if (done.some(({ utc }) => utc >= `${addDays(start.day, -1)}T21:00:00.000Z`)) return;
    this.open(deadline, this.byTable(start, table), row);
  }
  /** Again and again, counted from the last time. */
  again(deadline: string, start: When | undefined, table: Table, done: readonly When[], row?: string): void {
    if (start === undefined) return;
    this.open(deadline, this.byTable(done.reduce(later, start), table), row);
  }
}

const typed = (value: FieldValue | undefined): Due | undefined => {
  const found = when(value);
  return found === undefined ? undefined : { utc: found.utc, exact: found.timed };
};

const FIRST: Table = { high: '24h', medium: '72h', low: '5d' };

function contacts(of: Reckoning): void {
  const opened = of.opened();
  const visits = of.happened('followups.followup_done');
  const safety = of.happened('safety_assessments.safety_date');
  const reviews = of.happened('reviews.review_date');
  const met = of.rows('followups').flatMap(({ values }) => {
    const done = values['child_seen'] === 'no' ? undefined : when(values['followup_done']);
    return done === undefined ? [] : [done];
  });
  of.once('first_contact', opened, FIRST, [...met, ...safety, ...of.happened('assessments.assessment_started')]);
  of.once('assessment', opened, FIRST, of.happened('assessments.assessment_completed', 'csi_scores.csi_date'));
  const seen = [...visits, ...safety, ...of.happened('assessments.assessment_completed'), ...reviews];
  of.again('contact', opened, { high: '7d', medium: '14d', low: '30d' }, seen);
  for (const { id, values } of of.rows('safety_assessments')) {
    const checked = when(values['safety_date']);
    if (checked !== undefined && ![...safety, ...visits].some(({ utc }) => utc > checked.utc))
      of.open('safety_check', typed(values['safety_next_check']), id);
  }
  if (of.value('urgent_protection_concern') === 'yes')
    of.again('conference', opened, { high: '1w' }, of.happened('conferences.conference_date'));
}

function plans(of: Reckoning): void {
  const reviews = of.happened('reviews.review_date');
  const made = of.happened('case_plans.plan_date');
  const [first, ...more] = made;
  for (const { id, values } of of.rows('assessments'))
    of.once(
      'case_plan',
      when(values['assessment_completed']),
      { high: '3d', medium: '1w', low: '2w' },
      [...made, ...reviews],
      id,
    );
  if (first !== undefined)
    of.again('plan_review', more.reduce(later, first), { high: '1m', medium: '3m', low: '3m' }, reviews);
  const agreed = (
    deadline: string,
    id: string,
    from: FieldValue | undefined,
    to: FieldValue | undefined,
    level: unknown,
    done: When[],
  ): void => {
    const [start, end] = [when(from), when(to)];
    if (start === undefined || end === undefined || done.some(({ utc }) => utc > start.utc)) return;
    if (daysBetween(start.day, end.day) < (level === 'high' ? 28 : 84)) of.open(deadline, typed(to), id);
  };
  for (const { id, values } of of.rows('case_plans'))
    agreed('agreed_review', id, values['plan_date'], values['plan_review_date'], values['plan_risk'], [
      ...made,
      ...reviews,
    ]);
  for (const { id, values } of of.rows('reviews'))
    agreed('next_review', id, values['review_date'], values['review_next'], values['review_risk'], reviews);
  for (const { id, values } of of.rows('plan_actions'))
    if (values['action_status'] === 'ongoing') of.open('plan_action', typed(values['action_deadline']), id);
  for (const { id, values } of of.rows('services')) {
    const start = when(values['service_created']);
    const waits = values['service_result'] === 'own_agency' && values['service_implemented'] === undefined;
    if (start !== undefined && waits)
      of.open('service', of.service(start, values['service_timeframe'] === '1_day' ? '1d' : '3d'), id);
  }
}

const INTERIM = ['foster', 'residential', 'kafala', 'independent_living', 'child_headed', 'unrelated_adult', 'no_care'];

function long(of: Reckoning): void {
  const opened = when(of.value('registration_date'));
  const alone = ['unaccompanied', 'separated'].includes(String(of.value('protection_status')));
  const reviewed = of.happened('care_reviews.care_review_date');
  for (const { id, values } of of.rows('care_arrangements')) {
    const type = String(values['arrangement_type']);
    const placed = when(values['start_date']);
    const interim = INTERIM.includes(type) || (alone && ['kinship', 'adult_sibling'].includes(type));
    if (placed === undefined || opened === undefined || !interim || values['end_date'] !== undefined) continue;
    const start = later(placed, opened);
    of.once('care_first_review', start, { high: '2w' }, reviewed, id);
    of.again('care_review', start, { high: '1m', medium: '1m', low: '3m' }, reviewed, id);
  }
  const year: Table = { high: '12m', medium: '12m', low: '12m', none: '12m' };
  if (of.value('consent_withdrawn') !== 'yes')
    of.again(
      'consent_renewal',
      when(of.value('consent_date')),
      year,
      of.happened('consent_confirmations.confirmation_date'),
    );
  if (opened !== undefined) birthday(of, opened.day);
}

/** The earliest day of birth, and the whole years on the day of registration, as far as the answers tell. */
function bornBy(of: Reckoning, on: string): { readonly day: string; readonly years: number } | undefined {
  const [birth, age] = [of.value('date_of_birth'), of.value('age')];
  if (typeof birth === 'object' && 'date' in birth) {
    const [year = '', month = '01', date = '01'] = birth.date.split('-');
    const first = birth.precision === 'about' ? String(Number(year) - 1) : year;
    return { day: `${first}-${month}-${date}`, years: yearsOn(birth, on) ?? 99 };
  }
  if (typeof age !== 'object' || !('asOf' in age)) return undefined;
  const back = age.months === undefined ? 12 * ((age.toYears ?? age.years ?? 0) + 1) : age.months + 1;
  return { day: addDays(addMonths(age.asOf, -back), 1), years: age.years ?? 0 };
}

function birthday(of: Reckoning, registered: string): void {
  const born = bornBy(of, registered);
  if (born === undefined || born.years >= 18) return;
  const prepared = of.happened('transition_steps.transition_date');
  let floor = '';
  for (const months of [210, 213, 215]) {
    const counted = of.inTime(onDay(born.day), `${String(months)}m`);
    const over = counted.utc < endOf(registered);
    const due = over && months === 215 ? { utc: endOf(registered), exact: false } : counted;
    if ((!over || months === 215) && !prepared.some(({ utc }) => utc > floor)) of.open('ageing_out', due);
    floor = endOf(addMonths(born.day, months));
  }
}

const SETTLED = ['child_died', 'duplicate_or_error', 'not_eligible', 'transferred'];

/** What goes on after the end: the child is looked after once more, and the file is thrown away or kept. */
function afterwards(of: Reckoning): void {
  for (const { id, values } of of.rows('closures')) {
    const closed = when(values['closure_date']);
    if (closed === undefined || values['closure_status'] !== 'closed') continue;
    if (!SETTLED.includes(String(values['closure_reason']))) {
      const table: Table = { high: '3m', medium: '3m' };
      of.once('post_closure_check', closed, table, of.happened('closures.closure_post_check'), id);
    }
    of.open('retention_review', typed(values['closure_retention_review']), id);
  }
}

/** What a case still needs; of one that is closed, what goes on after the end. In no order that means anything. */
export function openTasksOf(life: Life, workingDays: readonly number[] = [1, 2, 3, 4, 5]): readonly OpenTask[] {
  const of = new Reckoning(life, workingDays);
  const { status } = life.document.values;
  if (status === 'closed') afterwards(of);
  if (status !== 'open') return of.found;
  contacts(of);
  plans(of);
  long(of);
  return of.found;
}
