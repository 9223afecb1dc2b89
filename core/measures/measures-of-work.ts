import type { DeadlineSort } from '../forms/workflow-def.ts';
import { asOf, type CasePast, type DatedKind, type PastTask } from './past.ts';
import { heardTasks, when, type CountSetting, type MeasureDef, type Unit } from './measure.ts';
import { isIn, type Period } from './period.ts';
import { openSince, standingAt, stepsIn } from './stays.ts';

const OUTCOMES = ['on_time', 'entered_late', 'late', 'missing'] as const;

/** How a deadline stood when the period ended: what was done later was missing then. */
export function outcomeAt([, , done, outcome]: PastTask, day: number): string {
  return done === null || done > day ? 'missing' : outcome;
}

/** Deadlines of one kind that were due in the period: on time, on time but entered late, late, missing. */
const deadline = (id: string, sort: DeadlineSort, reads: readonly string[]): MeasureDef => ({
  id,
  chapter: 'timeliness',
  when: 'period',
  shows: 'share',
  parts: { words: 'outcome' },
  order: OUTCOMES,
  reads,
  of: (past, setting) => {
    const { period, today } = setting;
    return heardTasks(past, setting).flatMap((task) => {
      const [kind, due, done] = task;
      // What is due today can still be done today.
      const counts = kind === sort && isIn(due, period) && (done !== null || due < today);
      return when(counts, { part: outcomeAt(task, period.to), day: due });
    });
  },
});

const firstFrom = (days: readonly number[], from: number): number | undefined =>
  days.reduce<number | undefined>(
    (first, day) => (day >= from && (first === undefined || day < first) ? day : first),
    undefined,
  );
const daysOf = (past: CasePast, wanted: DatedKind): readonly number[] =>
  past.dated.flatMap(([kind, day]) => (kind === wanted ? [day] : []));

/** From a day to the first of some days after it: how long it took in the period, or has lasted when it ended. */
function lasted(past: CasePast, from: number | undefined, until: readonly number[], period: Period): readonly Unit[] {
  if (from === undefined || from > period.to) return [];
  const part = asOf(past.risks, from) ?? '';
  const done = firstFrom(until, from);
  if (done !== undefined && done <= period.to) return when(done >= period.from, { part, day: done, took: done - from });
  const waits = standingAt(past, period.to) === 'open';
  return when(waits, { part, day: from, took: period.to - from, waiting: true });
}

const RISKS = ['high', 'medium', 'low', 'none', ''] as const;
const days = (id: string, reads: readonly string[], of: MeasureDef['of']): MeasureDef => ({
  id,
  chapter: 'timeliness',
  when: 'period',
  shows: 'days',
  parts: { list: 'risk_levels' },
  order: RISKS,
  reads,
  of,
});
const beganOn = (past: CasePast): number | undefined =>
  stepsIn(past.moves).find(({ kind }) => kind === 'new' || kind === 'in')?.day;
const givenDays = (past: CasePast): readonly number[] => past.services.flatMap(([, , given]) => given ?? []);

/** The last day on which the child was met, or the case came here, before the end of a day. */
function lastMet(past: CasePast, day: number): number | undefined {
  const since = openSince(past, day);
  if (since === undefined) return undefined;
  return past.contacts.reduce((last, met) => (met <= day && met > last ? met : last), since);
}

/** More than so many intervals without a meeting: the child is at risk of being forgotten (reference.md §6.1). */
const INTERVALS = 2;

function notMet(past: CasePast, { period, contactEvery }: CountSetting): readonly Unit[] {
  const met = lastMet(past, period.to);
  const risk = asOf(past.risks, period.to);
  const every = risk === undefined ? undefined : contactEvery[risk];
  if (met === undefined || risk === undefined || every === undefined) return [];
  return when(period.to - met > INTERVALS * every, { part: risk });
}

/** Whether deadlines were kept, and how long the steps of the work took (reference.md §2.3, §6.1). */
export const WORK_MEASURES: readonly MeasureDef[] = [
  deadline('first_contact_on_time', 'contact', ['registration_date']),
  deadline('assessment_on_time', 'assessment', ['assessments.assessment_completed']),
  days('days_to_assessment', ['assessments.assessment_completed'], (past, { period }) =>
    lasted(past, beganOn(past), daysOf(past, 'assessed'), period),
  ),
  deadline('plan_on_time', 'plan', ['case_plans.plan_date']),
  days('days_to_plan', ['case_plans.plan_date'], (past, { period }) => {
    const assessed = firstFrom(daysOf(past, 'assessed'), 0);
    return lasted(past, assessed, daysOf(past, 'planned'), period);
  }),
  days('days_to_service', ['services.service_implemented'], (past, { period }) =>
    lasted(past, firstFrom(daysOf(past, 'planned'), 0), givenDays(past), period),
  ),
  deadline('follow_ups', 'follow_up', ['followups.followup_done']),
  deadline('reviews', 'review', ['reviews.review_date']),
  deadline('actions_on_time', 'action', ['plan_actions.action_done']),
  {
    id: 'not_seen',
    chapter: 'work',
    when: 'end',
    shows: 'count',
    parts: { list: 'risk_levels' },
    order: ['high', 'medium', 'low'],
    reads: ['followups.child_seen'],
    of: notMet,
  },
  {
    id: 'plans',
    chapter: 'work',
    when: 'end',
    shows: 'count',
    parts: { words: 'plan' },
    order: ['none', 'planned', 'approved'],
    reads: ['case_plans.plan_date'],
    of: (past, { period: { to } }) => {
      if (standingAt(past, to) !== 'open') return [];
      if (!daysOf(past, 'planned').some((day) => day <= to)) return [{ part: 'none' }];
      const approved = past.approvals.some(
        ([about, , decided, status]) =>
          about === 'case_plan' && status === 'approved' && decided !== null && decided <= to,
      );
      return [{ part: approved ? 'approved' : 'planned' }];
    },
  },
  {
    id: 'actions_done',
    chapter: 'work',
    when: 'end',
    shows: 'share',
    parts: { words: 'action' },
    order: ['done', 'open'],
    reads: ['plan_actions.action_done'],
    of: (past, { period: { to } }) =>
      standingAt(past, to) !== 'open'
        ? []
        : past.actions
            .filter(([, , status]) => status !== 'cancelled')
            .map(([, done]) => ({ part: done !== null && done <= to ? 'done' : 'open' })),
  },
];
