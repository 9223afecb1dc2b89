import { addDays, addMonths, daysBetween, yearsOn } from './calendar-days.ts';
import type { Life } from './life-shape.ts';
import { later, onDay, Reckoning, startOf, typed, when, type OpenTask, type Owed, type Table } from './reckoning.ts';

export type { OpenTask } from './reckoning.ts';

const FIRST: Table = { high: '24h', medium: '72h', low: '5d' };

function contacts(of: Reckoning): void {
  const visits = of.happened('followups.followup_done');
  const safety = of.happened('safety_assessments.safety_date');
  const reviews = of.happened('reviews.review_date');
  const met = of
    .rows('followups')
    .filter(({ values }) => values['child_seen'] !== 'no')
    .flatMap((row) => of.in('followups', row, 'followup_done'));
  const started = of.happened('assessments.assessment_started');
  const assessed = of.happened('assessments.assessment_completed');
  const openings = of.openings();
  for (const [i, opened] of openings.entries()) {
    const next = openings[i + 1];
    of.once('first_contact', opened, FIRST, [...safety, ...met, ...started], undefined, next);
    of.once('assessment', opened, FIRST, [...assessed, ...of.happened('csi_scores.csi_date')], undefined, next);
    const seen = [...visits, ...safety, ...assessed, ...reviews];
    of.again('contact', opened, { high: '7d', medium: '14d', low: '30d' }, seen, undefined, next);
    const conferences = of.happened('conferences.conference_date');
    if (of.value('urgent_protection_concern') === 'yes')
      of.again('conference', opened, { high: '1w' }, conferences, undefined, next);
  }
  for (const { id, values } of of.rows('safety_assessments')) {
    const start = when(values['safety_date']);
    if (start === undefined) continue;
    of.agreed('safety_check', id, { start, due: typed(values['safety_next_check']), done: [...safety, ...visits] });
  }
  for (const row of of.rows('followups')) {
    const done = of.in('followups', row, 'followup_done');
    of.inRow('planned_contact', row.id, { start: of.registered(), due: typed(row.values['followup_planned']), done });
  }
}

function plans(of: Reckoning): void {
  const reviews = of.happened('reviews.review_date');
  const made = of.happened('case_plans.plan_date');
  for (const { id, values } of of.rows('assessments')) {
    const table: Table = { high: '3d', medium: '1w', low: '2w' };
    of.once('case_plan', when(values['assessment_completed']), table, [...made, ...reviews], id);
  }
  const plansMade = made.toSorted((a, b) => (a.utc < b.utc ? -1 : 1));
  for (const [i, plan] of plansMade.entries())
    of.again('plan_review', plan, { high: '1m', medium: '3m', low: '3m' }, reviews, undefined, plansMade[i + 1]);
  const soon = (from: string, to: string, level: unknown): boolean =>
    daysBetween(from, to) < (level === 'high' ? 28 : 84);
  for (const { id, values } of of.rows('case_plans')) {
    const [start, end] = [when(values['plan_date']), when(values['plan_review_date'])];
    if (start !== undefined && end !== undefined && soon(start.day, end.day, values['plan_risk']))
      of.agreed('agreed_review', id, { start, due: typed(values['plan_review_date']), done: [...reviews, ...made] });
  }
  for (const { id, values } of of.rows('reviews')) {
    const [start, end] = [when(values['review_date']), when(values['review_next'])];
    if (start !== undefined && end !== undefined && soon(start.day, end.day, values['review_risk']))
      of.agreed('next_review', id, { start, due: typed(values['review_next']), done: reviews });
  }
  work(of);
}

/** What was to be done for the child, each row by itself. */
function work(of: Reckoning): void {
  for (const row of of.rows('plan_actions')) {
    const done = of.in('plan_actions', row, 'action_done');
    const status = row.values['action_status'];
    if (status === 'cancelled' || (status === 'completed' && done.length === 0)) continue;
    of.inRow('plan_action', row.id, { start: of.registered(), due: typed(row.values['action_deadline']), done });
  }
  for (const row of of.rows('services')) {
    const start = when(row.values['service_created']);
    if (start === undefined || row.values['service_result'] !== 'own_agency') continue;
    const due = of.service(start, row.values['service_timeframe'] === '1_day' ? '1d' : '3d');
    of.inRow('service', row.id, { start, due, done: of.in('services', row, 'service_implemented') });
  }
  for (const row of of.rows('referrals')) {
    const start = when(row.values['referral_date']);
    const done = of.in('referrals', row, 'referral_answered');
    if (start === undefined || (row.values['referral_status'] !== 'in_progress' && done.length === 0)) continue;
    const priority = row.values['referral_priority'];
    const table: Table = { high: '24h', medium: '72h', low: '7d' };
    const due =
      priority === '24h' || priority === '72h'
        ? of.inTime(start, priority, false)
        : of.byTable(start, table, done[0]?.utc);
    of.inRow('referral_answer', row.id, { start, due, done });
  }
}

const INTERIM = ['foster', 'residential', 'kafala', 'independent_living', 'child_headed', 'unrelated_adult', 'no_care'];

function long(of: Reckoning): void {
  const opened = of.registered();
  const alone = ['unaccompanied', 'separated'].includes(String(of.value('protection_status')));
  const reviewed = of.happened('care_reviews.care_review_date');
  for (const { id, values } of of.rows('care_arrangements')) {
    const type = String(values['arrangement_type']);
    const placed = when(values['start_date']);
    const interim = INTERIM.includes(type) || (alone && ['kinship', 'adult_sibling'].includes(type));
    if (placed === undefined || opened === undefined || !interim || values['end_date'] !== undefined) continue;
    const start = of.begun(later(placed, opened));
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
  returns(of);
}

/** After a return home somebody comes a week, and one, three and six months later: each visit once. */
function returns(of: Reckoning): void {
  const visits = of
    .rows('followups')
    .filter(({ values }) => values['followup_type'] === 'after_reunification')
    .flatMap((row) => of.in('followups', row, 'followup_done'));
  for (const { id, values } of of.rows('reunifications')) {
    const home = when(values['reunification_date']);
    if (home === undefined || values['reunification_status'] !== 'done') continue;
    let floor = startOf(home.day);
    for (const span of ['1w', '1m', '3m', '6m']) {
      const counted = of.inTime(home, span);
      const over = counted.utc < startOf(of.registeredDay);
      const due =
        over && span === '6m' ? { utc: onDay(of.registeredDay).utc, exact: false } : over ? undefined : counted;
      const after = floor;
      const [visit] = visits.filter(({ utc }) => utc >= after).toSorted((a, b) => (a.utc < b.utc ? -1 : 1));
      of.owe('after_reunification', due, visit, id);
      floor = `${of.inTime(home, span, false).utc}+`;
    }
  }
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
    const over = counted.utc < onDay(registered).utc;
    const due = over && months === 215 ? { utc: onDay(registered).utc, exact: false } : counted;
    if ((!over || months === 215) && !prepared.some(({ utc }) => utc > floor)) of.owe('ageing_out', due, undefined);
    floor = onDay(addMonths(born.day, months)).utc;
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
    of.owe('retention_review', typed(values['closure_retention_review']), undefined, id);
  }
}

/** Everything that was ever owed in a case as if it were open, done or not. In no order that means anything. */
export function owedIn(life: Life, workingDays: readonly number[] = [1, 2, 3, 4, 5]): readonly Owed[] {
  const of = new Reckoning(life, workingDays);
  contacts(of);
  plans(of);
  long(of);
  return of.owed;
}

/** What a case still needs; of one that is closed, what goes on after the end. In no order that means anything. */
export function openTasksOf(life: Life, workingDays: readonly number[] = [1, 2, 3, 4, 5]): readonly OpenTask[] {
  const { status } = life.document.values;
  const of = new Reckoning(life, workingDays);
  if (status === 'closed') afterwards(of);
  const owed = status === 'open' ? owedIn(life, workingDays) : of.owed;
  return owed.flatMap(({ done, replaced, ...open }) => (done === undefined && replaced !== true ? [open] : []));
}
