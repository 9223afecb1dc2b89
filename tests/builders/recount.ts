import { addDays, daysBetween } from './calendar-days.ts';
import {
  concernsOf,
  dayIn,
  daysOf,
  endOf,
  isDuplicate,
  isNew,
  isOpenOn,
  only,
  openSince,
  registeredOn,
  riskOn,
  rowsOf,
  text,
  within,
  type Asked,
  type PerCase,
} from './life-facts.ts';
import type { Life } from './life-shape.ts';
import { NOW_RECOUNTS, separatedLater, WORK_RECOUNTS } from './recount-work.ts';

/**
 * The numbers of a period counted once more, from the lives that were made up and by nothing but their days as text: who
 * wants to know a number this way goes through a pile of paper files with a pencil.
 */

/** Which cases count, by line, as often as they do. */
export type Counted = Readonly<Record<string, readonly number[]>>;

const lengthPart = (days: number): string =>
  days <= 30 ? 'to_30' : days <= 90 ? 'to_90' : days <= 180 ? 'to_180' : 'over_180';
const EVERY: Readonly<Record<string, number>> = { high: 7, medium: 14, low: 30 };
function lastMet(life: Life, day: string): string {
  const { document } = life;
  const met = [
    ...rowsOf(document, 'followups').flatMap((row) =>
      row['child_seen'] === 'no' ? [] : (dayIn(row['followup_done']) ?? []),
    ),
    ...daysOf(document, 'safety_assessments', 'safety_date'),
    ...daysOf(document, 'assessments', 'assessment_completed'),
  ].filter((one) => one <= day);
  return [openSince(life, day), ...met].reduce((a, b) => (b > a ? b : a));
}

const approvedPlan = ({ document }: Life, day: string): boolean =>
  rowsOf(document, 'approvals').some(
    (row) =>
      row['approval_for'] === 'case_plan' &&
      row['approval_status'] === 'approved' &&
      (dayIn(row['approval_decided_at']) ?? '9999') <= day,
  );

/** Lines in which one case counts, by number. */
export const RECOUNTS: Readonly<Record<string, PerCase>> = {
  balance: (life, asked) => {
    const end = endOf(life);
    if (isDuplicate(life)) return [];
    return [
      ...only(isOpenOn(life, addDays(asked.from, -1)), 'opening'),
      ...only(isNew(life, asked), 'new'),
      ...only(within(end?.again, asked), 'reopened'),
      ...only(end !== undefined && !end.out && within(end.day, asked) && end.day >= registeredOn(life), 'closed'),
      ...only(end?.out === true && within(end.day, asked), 'out'),
      ...only(isOpenOn(life, asked.to), 'closing'),
    ];
  },
  new_cases: (life, asked) => only(isNew(life, asked), ''),
  open_at_end: (life, { to }) => only(isOpenOn(life, to), riskOn(life, to)),
  closed_reasons: (life, asked) => {
    const end = endOf(life);
    return end === undefined || end.out || isDuplicate(life) || !within(end.day, asked) ? [] : [end.reason];
  },
  open_length: (life, asked) => {
    const end = endOf(life);
    if (end === undefined || end.out || isDuplicate(life) || !within(end.day, asked)) return [];
    return [lengthPart(daysBetween(registeredOn(life), end.day))];
  },
  open_age: (life, { to }) => only(isOpenOn(life, to), lengthPart(daysBetween(openSince(life, to), to))),
  sources: (life, asked) => only(isNew(life, asked), text(life.document.values['source'])),
  concerns: (life, asked) => (isNew(life, asked) ? concernsOf(life) : []),
  services_given: (life, asked) =>
    rowsOf(life.document, 'services').flatMap((row) =>
      only(within(dayIn(row['service_implemented']), asked), text(row['service_type'])),
    ),
  service_gaps: (life, asked) =>
    rowsOf(life.document, 'services').flatMap((row) =>
      only(
        row['service_result'] === 'unavailable' && within(dayIn(row['service_created']), asked),
        text(row['service_type']),
      ),
    ),
  services_declined: (life, asked) =>
    rowsOf(life.document, 'services').flatMap((row) =>
      only(
        row['service_result'] === 'declined' && within(dayIn(row['service_created']), asked),
        text(row['service_type']),
      ),
    ),
  not_seen: (life, { to }) => {
    const every = EVERY[riskOn(life, to)];
    return only(
      every !== undefined && isOpenOn(life, to) && daysBetween(lastMet(life, to), to) > 2 * every,
      riskOn(life, to),
    );
  },
  plans: (life, { to }) => {
    const planned = daysOf(life.document, 'case_plans', 'plan_date').some((day) => day <= to);
    return only(isOpenOn(life, to), !planned ? 'none' : approvedPlan(life, to) ? 'approved' : 'planned');
  },
  actions_done: (life, { to }) =>
    isOpenOn(life, to)
      ? rowsOf(life.document, 'plan_actions')
          .filter((row) => row['action_status'] !== 'cancelled')
          .map((row) => ((dayIn(row['action_done']) ?? '9999') <= to ? 'done' : 'open'))
      : [],
  separated: (life, asked) => {
    if (!['unaccompanied', 'separated'].includes(text(life.document.values['protection_status']))) return [];
    const care = daysOf(life.document, 'care_arrangements', 'start_date').some((day) => day <= asked.to);
    return [
      ...only(isNew(life, asked), 'registered'),
      ...only(care && isOpenOn(life, asked.to), 'in_care'),
      ...separatedLater(life, asked),
    ];
  },
  ...WORK_RECOUNTS,
};

/** The same for numbers that tell how things stand today. */
export const NOW: Readonly<Record<string, PerCase>> = {
  open_now: (life, { today }) => only(isOpenOn(life, today), riskOn(life, today)),
  concerns_now: (life, { today }) => (isOpenOn(life, today) ? concernsOf(life) : []),
  workflow: (life, { today }) => {
    if (!isOpenOn(life, today)) return [];
    if (rowsOf(life.document, 'services').length > 0) return ['services'];
    if (daysOf(life.document, 'case_plans', 'plan_date').length > 0) return ['plan'];
    return [daysOf(life.document, 'assessments', 'assessment_completed').length > 0 ? 'assessment' : 'registered'];
  },
  ...NOW_RECOUNTS,
};

/** How long something took that ended in the period, by the risk on the day it began; without what never began. */
export const DURATIONS: Readonly<Record<string, (life: Life) => readonly [string | undefined, readonly string[]]>> = {
  days_to_assessment: (life) => [registeredOn(life), daysOf(life.document, 'assessments', 'assessment_completed')],
  days_to_plan: (life) => [
    daysOf(life.document, 'assessments', 'assessment_completed').toSorted()[0],
    daysOf(life.document, 'case_plans', 'plan_date'),
  ],
  days_to_service: (life) => [
    daysOf(life.document, 'case_plans', 'plan_date').toSorted()[0],
    daysOf(life.document, 'services', 'service_implemented'),
  ],
};

/** Days that ended in the period, one list for each risk. */
export function recountDays(lives: readonly Life[], id: string, asked: Asked): Readonly<Record<string, number[]>> {
  const found: Record<string, number[]> = {};
  for (const life of lives) {
    const [from, until] = DURATIONS[id]?.(life) ?? [undefined, []];
    // What never was a case of the office is not counted; it may have been worked on before that was known.
    if (from === undefined || isDuplicate(life)) continue;
    const done = until.filter((day) => day >= from).toSorted()[0];
    if (!within(done, asked)) continue;
    (found[riskOn(life, from)] ??= []).push(daysBetween(from, done));
  }
  return found;
}

/** The lines of a number with the indexes of the lives that count in them. */
export function recount(lives: readonly Life[], id: string, asked: Asked): Counted {
  const of = RECOUNTS[id] ?? NOW[id];
  if (of === undefined) throw new Error(`nobody counts ${id} once more`);
  const found: Record<string, number[]> = {};
  for (const [index, life] of lives.entries()) {
    for (const part of of(life, asked)) (found[part] ??= []).push(index);
  }
  return found;
}
