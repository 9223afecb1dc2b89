import type { Values } from '#core/forms/types.ts';
import { addDays, dayOf, daysBetween } from './calendar-days.ts';
import { owedIn } from './expected-tasks.ts';
import {
  dayIn,
  daysOf,
  endOf,
  isDuplicate,
  isNew,
  isOpenOn,
  only,
  registeredOn,
  rowsOf,
  text,
  within,
  type Asked,
  type PerCase,
} from './life-facts.ts';
import type { Life } from './life-shape.ts';
import type { Owed } from './reckoning.ts';

/** Deadlines, referrals, approvals, feedback and people of a period, counted once more from made-up lives. */

/** Under which kind of work a deadline is counted (reference.md §2.2). */
const KINDS: Readonly<Record<string, string>> = {
  first_contact: 'contact',
  safety_check: 'contact',
  assessment: 'assessment',
  case_plan: 'plan',
  plan_action: 'action',
  service: 'service',
  referral_answer: 'referral',
  contact: 'follow_up',
  planned_contact: 'follow_up',
  plan_review: 'review',
  agreed_review: 'review',
  next_review: 'review',
  conference: 'conference',
  care_first_review: 'care',
  care_review: 'care',
  after_reunification: 'reunification',
};

export interface CountedTask extends Owed {
  readonly kind: string;
  readonly dueDay: string;
}

const known = new WeakMap<Life, readonly CountedTask[]>();

/** What was owed to the child while the case was open; what ended with it undone is owed no more. */
export function tasksIn(life: Life): readonly CountedTask[] {
  const before = known.get(life);
  if (before !== undefined) return before;
  const end = endOf(life);
  const closed = (day: string): boolean =>
    end !== undefined && end.day <= day && !(end.again !== undefined && end.again <= day);
  const found = isDuplicate(life)
    ? []
    : owedIn(life).flatMap((task): CountedTask[] => {
        const kind = KINDS[task.deadline];
        const dueDay = dayOf(task.dueAtUtc);
        const doneInTime = task.done !== undefined && task.done.day <= dueDay;
        return kind === undefined || (closed(dueDay) && !doneInTime) ? [] : [{ ...task, kind, dueDay }];
      });
  known.set(life, found);
  return found;
}

/** Deadlines due in the period, by what had become of them when it ended. What is due today can still be done today. */
const deadlines =
  (kind: string): PerCase =>
  (life, asked) =>
    tasksIn(life)
      .filter((task) => task.kind === kind && within(task.dueDay, asked))
      .filter(({ done, dueDay }) => done !== undefined || dueDay < asked.today)
      .map(({ done }) => (done === undefined || done.day > asked.to ? 'missing' : done.outcome));

/** Referrals that were sent. */
const sent = ({ document }: Life): readonly Values[] =>
  rowsOf(document, 'referrals').filter((row) => row['referral_status'] !== 'draft');
const sentIn = (life: Life, asked: Asked): readonly Values[] =>
  sent(life).filter((row) => within(dayIn(row['referral_date']), asked));

function referralState(row: Values, day: string): string {
  if ((dayIn(row['referral_service_given']) ?? '9999') <= day) return 'received';
  const answered = dayIn(row['referral_answered']);
  if (answered === undefined && row['referral_status'] === 'revoked') return 'revoked';
  if (answered === undefined || answered > day) return 'waiting';
  return { rejected: 'declined', revoked: 'revoked' }[text(row['referral_status'])] ?? 'accepted';
}

const delayPart = (days: number): string => {
  const bounds = [
    [3, 'to_3_days'],
    [5, 'to_5_days'],
    [14, 'to_14_days'],
    [30, 'to_30_days'],
    [91, 'to_3_months'],
  ] as const;
  return bounds.find(([most]) => days <= most)?.[1] ?? 'over_3_months';
};

/** Who has the case when a day is over, by number; before anybody was named the first. */
export function ownerOn({ saves }: Life, day: string): number {
  const given = saves.filter(({ givenTo, atUtc }) => givenTo !== undefined && dayOf(atUtc) <= day);
  return given.at(-1)?.givenTo ?? 0;
}

export const WORK_RECOUNTS: Readonly<Record<string, PerCase>> = {
  first_contact_on_time: deadlines('contact'),
  assessment_on_time: deadlines('assessment'),
  plan_on_time: deadlines('plan'),
  follow_ups: deadlines('follow_up'),
  reviews: deadlines('review'),
  actions_on_time: deadlines('action'),
  caseload: (life, { to }) => only(isOpenOn(life, to), `person ${String(ownerOn(life, to))}`),
  handed_in: (life, asked) => {
    const end = endOf(life);
    if (end === undefined || isDuplicate(life)) return [];
    return [...only(end.out && within(end.day, asked), 'out'), ...only(within(end.again, asked), 'reopened')];
  },
  referrals: (life, asked) => sentIn(life, asked).map((row) => referralState(row, asked.to)),
  referrals_by_service: (life, asked) => sentIn(life, asked).map((row) => text(row['referral_service'])),
  approvals_decided: ({ document }, asked) =>
    rowsOf(document, 'approvals').flatMap((row) =>
      only(within(dayIn(row['approval_decided_at']), asked), text(row['approval_status'])),
    ),
  satisfaction: ({ document }, asked) =>
    rowsOf(document, 'feedbacks').flatMap((row) => {
      const said = row['feedback_satisfaction'];
      if (typeof said !== 'number' || !within(dayIn(row['feedback_date']), asked)) return [];
      return [said > 3 ? 'satisfied' : 'not_satisfied'];
    }),
  reporting_delay: (life, asked) => {
    const first = daysOf(life.document, 'incidents', 'incident_date').toSorted()[0];
    const registered = registeredOn(life);
    if (!isNew(life, asked) || first === undefined || first > registered) return [];
    return [delayPart(daysBetween(first, registered))];
  },
};

/** What became of children who were separated, beside their registration and care. */
export function separatedLater(life: Life, asked: Asked): readonly string[] {
  const days = (collection: string, on: string, status: string, value: string): string[] =>
    rowsOf(life.document, collection).flatMap((row) => (row[status] === value ? (dayIn(row[on]) ?? []) : []));
  const count = (part: string, all: readonly string[]): string[] =>
    all.filter((day) => within(day, asked)).map(() => part);
  const visited = tasksIn(life).some(({ kind, done }) => kind === 'reunification' && within(done?.day, asked));
  return [
    ...count('traced', days('verifications', 'verification_date', 'verification_result', 'verified')),
    ...count('reunified', days('reunifications', 'reunification_date', 'reunification_status', 'done')),
    ...only(visited, 'followed_up'),
  ];
}

/** Days from a referral to the service, of those that were given in the period, by kind of service. */
export function recountReferred(lives: readonly Life[], asked: Asked): Readonly<Record<string, number[]>> {
  const found: Record<string, number[]> = {};
  for (const life of lives) {
    for (const row of sent(life)) {
      const [from, given] = [dayIn(row['referral_date']), dayIn(row['referral_service_given'])];
      if (from !== undefined && within(given, asked))
        (found[text(row['referral_service'])] ??= []).push(daysBetween(from, given));
    }
  }
  return found;
}

const agePart = (from: string, today: string): string => {
  const days = daysBetween(from, today);
  return days <= 1 ? 'to_1' : days <= 3 ? 'to_3' : days <= 7 ? 'to_7' : 'over_7';
};

/** Approvals that were not taken back; of those that wait the day on which they were asked for. */
const approvals = ({ document }: Life): readonly Values[] =>
  rowsOf(document, 'approvals').filter((row) => row['approval_status'] !== 'withdrawn');
const waiting = (life: Life): readonly Values[] =>
  approvals(life).filter((row) => row['approval_status'] === 'requested');
const askedOn = (row: Values): string => dayIn(row['approval_requested_at']) ?? '';

const now =
  (of: PerCase): PerCase =>
  (life, asked) =>
    isOpenOn(life, asked.today) ? of(life, asked) : [];
const undone = (life: Life): readonly CountedTask[] =>
  tasksIn(life).filter(({ done, replaced }) => done === undefined && replaced !== true);

/** How things stand today, of the open cases (primero.md §7.1). Those about risk, steps and concerns stand in recount.ts. */
export const NOW_RECOUNTS: Readonly<Record<string, PerCase>> = {
  overdue: now((life, { today }) => undone(life).flatMap(({ kind, dueDay }) => only(dueDay < today, kind))),
  due_soon: now((life, { today }) =>
    undone(life).flatMap(({ kind, dueDay }) => only(dueDay >= today && dueDay <= addDays(today, 7), kind)),
  ),
  approvals_waiting: now((life, { today }) => waiting(life).map((row) => agePart(askedOn(row), today))),
  approvals_by_subject: now((life) => waiting(life).map((row) => text(row['approval_for']))),
  approvals_by_state: now((life) => approvals(life).map((row) => text(row['approval_status']))),
  referrals_unanswered: now((life, { today }) =>
    sent(life)
      .filter((row) => row['referral_status'] === 'in_progress')
      .map((row) => agePart(dayIn(row['referral_date']) ?? '', today)),
  ),
  flags_open: now(({ document }, { today }) =>
    rowsOf(document, 'flags').flatMap((row) =>
      row['flag_resolved_at'] === undefined ? [agePart(dayIn(row['flag_at']) ?? '', today)] : [],
    ),
  ),
  changed_this_week: now(({ registeredAtUtc, saves }, { today }) =>
    only(dayOf(saves.at(-1)?.atUtc ?? registeredAtUtc) > addDays(today, -7), ''),
  ),
  given_this_week: now(({ registeredAtUtc, saves }, { today }) => {
    const given = saves.findLast(({ givenTo }) => givenTo !== undefined)?.atUtc ?? registeredAtUtc;
    return only(dayOf(given) > addDays(today, -7), '');
  }),
  incidents_now: now(({ document }) => [
    daysOf(document, 'incidents', 'incident_date').length > 0 ? 'with' : 'without',
  ]),
};
