import { COUNTED_SORTS } from './counted-sorts.ts';
import { heardTasks, when, type CountSetting, type MeasureDef, type Unit } from './measure.ts';
import { asOf, type CasePast, type PastTask } from './past.ts';
import { standingAt } from './stays.ts';

const AGES = ['to_1', 'to_3', 'to_7', 'over_7'] as const;
const ageOf = (days: number): string => (days <= 1 ? 'to_1' : days <= 3 ? 'to_3' : days <= 7 ? 'to_7' : 'over_7');
const WEEK = 7;

const isOpen = (past: CasePast, day: number): boolean => standingAt(past, day) === 'open';
/** What is still to be done: what can be done no more is no work of today. */
const waiting = (past: CasePast, setting: CountSetting): readonly PastTask[] =>
  heardTasks(past, setting).filter(([, , done, outcome]) => done === null && outcome !== 'missed');
const has = (past: CasePast, wanted: string): boolean => past.dated.some(([kind]) => kind === wanted);

function stepOf(past: CasePast): string {
  if (past.services.length > 0) return 'services';
  if (has(past, 'planned')) return 'plan';
  return has(past, 'assessed') ? 'assessment' : 'registered';
}

const now = (
  id: string,
  about: Pick<MeasureDef, 'parts' | 'reads'> & Partial<Pick<MeasureDef, 'order' | 'shows'>>,
  of: (past: CasePast, today: number, setting: CountSetting) => readonly Unit[],
): MeasureDef => ({
  id,
  chapter: 'now',
  when: 'now',
  shows: 'count',
  ...about,
  of: (past, setting) => (isOpen(past, setting.today) ? of(past, setting.today, setting) : []),
});

/** How things stand today: what a dashboard asks of the open cases (primero.md §7.1). */
export const NOW_MEASURES: readonly MeasureDef[] = [
  now(
    'open_now',
    { parts: { list: 'risk_levels' }, order: ['high', 'medium', 'low', 'none', ''], reads: [] },
    (past, today) => [{ part: asOf(past.risks, today) ?? '' }],
  ),
  now('overdue', { parts: { words: 'sort' }, order: COUNTED_SORTS, reads: [] }, (past, today, setting) =>
    waiting(past, setting).flatMap(([part, due]) => when(due < today, { part, day: due })),
  ),
  now('due_soon', { parts: { words: 'sort' }, order: COUNTED_SORTS, reads: [] }, (past, today, setting) =>
    waiting(past, setting).flatMap(([part, due]) => when(due >= today && due <= today + WEEK, { part, day: due })),
  ),
  now(
    'workflow',
    { parts: { words: 'step' }, order: ['registered', 'assessment', 'plan', 'services'], reads: [] },
    (past) => [{ part: stepOf(past) }],
  ),
  now('approvals_waiting', { parts: { words: 'age' }, order: AGES, reads: [] }, (past, today) =>
    past.approvals.flatMap(([, asked, , status]) =>
      when(status === 'requested', { part: ageOf(today - asked), day: asked }),
    ),
  ),
  now('approvals_by_subject', { parts: { list: 'approval_subjects' }, reads: [] }, (past) =>
    past.approvals.flatMap(([part, , , status]) => when(status === 'requested', { part })),
  ),
  now(
    'approvals_by_state',
    { parts: { list: 'approval_statuses' }, order: ['requested', 'returned', 'approved'], reads: [] },
    (past) => past.approvals.flatMap(([, , , part]) => when(part !== 'withdrawn', { part })),
  ),
  now('referrals_unanswered', { parts: { words: 'age' }, order: AGES, reads: [] }, (past, today) =>
    past.referrals.flatMap(([, sent, answered, status]) =>
      when(status === 'in_progress' && answered === null, { part: ageOf(today - sent), day: sent }),
    ),
  ),
  now('flags_open', { parts: { words: 'age' }, order: AGES, reads: [] }, (past, today) =>
    past.flags.flatMap(([set, resolved]) => when(resolved === null, { part: ageOf(today - set), day: set })),
  ),
  now('changed_this_week', { parts: 'none', reads: [] }, (past, today) =>
    when(past.updated > today - WEEK, { part: '' }),
  ),
  now('given_this_week', { parts: 'none', reads: [] }, (past, today) => {
    const [last] = past.owners.at(-1) ?? [];
    return when(last !== undefined && last > today - WEEK, { part: '' });
  }),
  now(
    'concerns_now',
    { parts: { list: 'protection_concerns' }, reads: ['protection_concerns', 'primary_concern'] },
    (past) => past.facts.concerns.map((part) => ({ part })),
  ),
  now(
    'incidents_now',
    { parts: { words: 'incident' }, order: ['with', 'without'], reads: ['incidents.incident_date'] },
    (past) => [{ part: has(past, 'incident') ? 'with' : 'without' }],
  ),
];
