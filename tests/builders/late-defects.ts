import type { FieldValue } from '#core/forms/types.ts';
import { addDays, exactDate, instantAt, minuteOf, momentAt } from './calendar-days.ts';
import { separated, set } from './defect-tools.ts';
import type { Draft } from './case-shape.ts';
import type { Life } from './life-shape.ts';

/** What a mistake after registration may need to know. */
interface LateContext {
  readonly draft: Draft;
  /** The day of the mistake, after everything else that was written down; never after today. */
  readonly day: string;
  readonly registered: string;
  /** Adds a row, and answers its id. */
  readonly add: (collection: string, values: Readonly<Record<string, FieldValue>>) => string;
}
export interface LateDefect {
  readonly rule: string;
  readonly make: (context: LateContext) => void;
}

const moment = (day: string, hour: number): FieldValue => momentAt(minuteOf(instantAt(day, hour, 0)));
const on = (day: string): FieldValue => exactDate(day);
const shared = (draft: Draft): void => set(draft, { consent_share: 'yes' });

/** A row with these answers is the whole mistake. */
const row = (
  rule: string,
  collection: string,
  values: (context: LateContext) => Readonly<Record<string, FieldValue>>,
): LateDefect => ({
  rule,
  make: (context) => void context.add(collection, values(context)),
});
const closing = (
  rule: string,
  values: (context: LateContext) => Readonly<Record<string, FieldValue>>,
  before?: (context: LateContext) => void,
): LateDefect => ({
  rule,
  make: (context) => {
    before?.(context);
    context.add('closures', {
      closure_status: 'in_preparation',
      closure_date: on(context.day),
      ...values(context),
    });
  },
});
const RISK_ABOVE = { low: 'medium', medium: 'high', high: 'medium', none: 'low' } as const;
const levels = ({ draft }: LateContext): { readonly before: string; readonly now: string } => {
  const level = draft.values['risk_level'];
  const before = level === 'low' || level === 'medium' || level === 'high' ? level : 'none';
  return { before, now: RISK_ABOVE[before] };
};
const openReferral = (values: Readonly<Record<string, FieldValue>>): Readonly<Record<string, FieldValue>> => ({
  referral_status: 'in_progress',
  referral_kind: 'external',
  referral_service: 'psychosocial_basic',
  ...values,
});

/** One deliberate mistake for each rule about what is written after registration (reference.md §5). */
export const LATE_DEFECTS: readonly LateDefect[] = [
  row('DQ07b', 'assessments', ({ registered }) => ({
    assessment_started: on(addDays(registered, -6)),
    assessment_completed: on(addDays(registered, -5)),
  })),
  {
    rule: 'DQ07c',
    make: ({ day, add, draft }) => {
      draft.rows['assessments'] = [];
      add('assessments', { assessment_started: on(day) });
      add('case_plans', { plan_date: on(addDays(day, -4)) });
    },
  },
  row('DQ07d', 'services', ({ registered }) => ({ service_created: moment(addDays(registered, -3), 9) })),
  row('DQ07e', 'closures', ({ registered }) => ({ closure_date: on(addDays(registered, -2)) })),
  row('DQ07f', 'followups', ({ registered }) => ({ followup_done: on(addDays(registered, -2)), child_seen: 'yes' })),
  {
    rule: 'DQ07g',
    make: ({ day, add, draft }) => {
      draft.rows['closures'] = [];
      add('closures', { closure_status: 'closed', closure_date: on(day) });
      add('reopenings', { reopening_date: on(addDays(day, -3)) });
    },
  },
  row('DQ08', 'incidents', ({ registered, day }) => ({
    incident_date: on(day > registered ? day : addDays(registered, 1)),
  })),
  row('DQ08b', 'incidents', ({ draft }) => {
    Reflect.deleteProperty(draft.values, 'age');
    set(draft, { date_of_birth: on('2014-05-11') });
    return { incident_date: on('2013-02-01') };
  }),
  row('DQ08c', 'incidents', ({ day }) => ({ incident_date: on(day), incident_at: moment(addDays(day, -1), 18) })),
  row('DQ16c', 'safety_assessments', () => ({ safety_safe_tonight: 'no', safety_decision: 'police' })),
  row('DQ16d', 'safety_assessments', () => ({
    safety_safe_tonight: 'no',
    safety_decision: 'remain_with_plan',
    safety_actions: 'A neighbour takes her in.',
  })),
  row('DQ17b', 'followups', (context) => ({
    followup_done: on(context.day),
    child_seen: 'yes',
    followup_risk_before: levels(context).before,
    followup_risk: levels(context).now,
  })),
  row('DQ17c', 'reviews', (context) => ({
    review_risk_before: levels(context).before,
    review_risk: levels(context).now,
  })),
  row('DQ17d', 'assessments', (context) => ({
    assessment_risk_before: levels(context).before,
    assessment_risk: levels(context).now,
  })),
  closing('DQ18f', () => ({ closure_reason: 'other' })),
  row('DQ18g', 'transfers', () => ({ transfer_reason: 'other' })),
  row('DQ18h', 'referrals', () => ({ referral_status: 'draft', referral_service: 'other' })),
  row('DQ18i', 'services', () => ({ service_type: 'other' })),
  row('DQ18j', 'followups', ({ day }) => ({
    followup_done: on(day),
    child_seen: 'no',
    not_seen_reason: ['other'],
  })),
  row('DQ19', 'referrals', ({ draft }) => {
    set(draft, { consent_share: 'no' });
    Reflect.deleteProperty(draft.values, 'consent_share_services');
    return openReferral({});
  }),
  row('DQ19b', 'referrals', ({ draft }) => {
    shared(draft);
    set(draft, { withhold: 'yes', withhold_from: ['agencies'] });
    return openReferral({});
  }),
  row('DQ19c', 'referrals', ({ draft }) => {
    shared(draft);
    set(draft, { consent_share_services: ['medical'] });
    return openReferral({});
  }),
  row('DQ19d', 'transfers', () => ({
    transfer_kind: 'transfer',
    transfer_consent: 'no',
    transfer_status: 'accepted',
  })),
  row('DQ19e', 'tracing_requests', ({ draft }) => {
    set(draft, { consent_tracing: 'no' });
    return { request_status: 'open' };
  }),
  row('DQ20', 'services', ({ day }) => ({
    service_result: 'own_agency',
    service_created: moment(day, 9),
    service_implemented: moment(addDays(day, -1), 9),
  })),
  row('DQ20b', 'referrals', ({ day }) => ({
    referral_date: moment(day, 9),
    referral_status: 'rejected',
    referral_answered: moment(addDays(day, -1), 9),
  })),
  row('DQ20c', 'transfers', ({ day }) => ({
    transfer_date: moment(day, 9),
    transfer_status: 'rejected',
    transfer_answered: moment(addDays(day, -1), 9),
  })),
  row('DQ21', 'followups', ({ day }) => ({ followup_done: on(day), child_seen: 'no' })),
  {
    rule: 'DQ21b',
    make: ({ day, add }) => {
      for (const back of [2, 1, 0])
        add('followups', {
          followup_done: on(addDays(day, -back)),
          child_seen: 'no',
          not_seen_reason: ['not_found'],
        });
    },
  },
  row('DQ24', 'plan_actions', () => ({ action_what: 'Find a school place', action_status: 'not_started' })),
  {
    rule: 'DQ24b',
    make: ({ day, add }) => {
      const plan = add('case_plans', { plan_date: on(day), plan_review_date: on(addDays(day, 20)) });
      add('plan_actions', {
        action_plan: plan,
        action_what: 'Find a school place',
        action_responsible: 'Halima Osman',
        action_deadline: on(addDays(day, 60)),
        action_status: 'not_started',
      });
    },
  },
  row('DQ24c', 'case_plans', ({ day }) => ({
    plan_date: on(day),
    plan_risk: 'low',
    plan_review_date: on(addDays(day, 200)),
  })),
  closing(
    'DQ25',
    () => ({ closure_reason: 'no_longer_at_risk' }),
    ({ add }) => add('services', { service_type: 'psychosocial_basic', service_result: 'referred' }),
  ),
  closing(
    'DQ25b',
    () => ({ closure_reason: 'no_longer_at_risk' }),
    ({ add, day }) =>
      add('plan_actions', {
        action_what: 'Find a school place',
        action_responsible: 'Halima Osman',
        action_deadline: on(day),
        action_status: 'ongoing',
      }),
  ),
  closing(
    'DQ25c',
    () => ({ closure_reason: 'no_longer_at_risk' }),
    ({ add, day }) => add('followups', { followup_planned: on(addDays(day, -3)) }),
  ),
  closing(
    'DQ25d',
    () => ({ closure_reason: 'no_longer_at_risk' }),
    ({ add, draft }) => {
      shared(draft);
      add('referrals', openReferral({}));
    },
  ),
  closing(
    'DQ25e',
    () => ({ closure_reason: 'no_longer_at_risk' }),
    ({ add }) => add('transfers', { transfer_kind: 'transfer', transfer_status: 'in_progress' }),
  ),
  closing('DQ26', ({ draft, day }) => {
    Reflect.deleteProperty(draft.values, 'age');
    set(draft, { date_of_birth: on(`${String(Number(day.slice(0, 4)) - 15)}-01-02`) });
    return { closure_reason: 'turned_18' };
  }),
  closing('DQ26b', () => ({ closure_reason: 'child_died' })),
  closing('DQ26c', () => ({ closure_reason: 'turned_18' })),
  closing('DQ26d', ({ day }) => ({
    closure_reason: 'child_died',
    closure_death_date: on(day),
    closure_siblings_safe: 'no',
  })),
  closing('DQ27', ({ day }) => ({ closure_reason: 'disappeared', closure_last_contact: on(addDays(day, -30)) })),
  closing('DQ27b', ({ day, draft }) => {
    draft.rows['followups'] = [];
    return { closure_reason: 'disappeared', closure_last_contact: on(addDays(day, -120)) };
  }),
  closing('DQ27c', () => ({ closure_reason: 'no_longer_wants', closure_safe_to_stop: 'no' })),
  row('DQ34', 'perpetrators', () => ({ perpetrator_relation: 'teacher' })),
  row('CN12', 'reunifications', ({ draft, day, registered }) => {
    separated(draft, 'separated', registered);
    return { reunification_status: 'done', reunification_date: on(day) };
  }),
  row('CN13', 'reunifications', ({ draft, registered }) => {
    separated(draft, 'separated', registered);
    return { reunification_status: 'done' };
  }),
  row('CN14', 'reunifications', ({ draft, registered }) => {
    separated(draft, 'separated', registered);
    return { reunification_status: 'planned', reunification_child_agrees: 'no' };
  }),
  row('CN15', 'care_reviews', () => ({ care_review_suitable: 'no', care_review_decision: 'stay' })),
  row('CN16', 'perpetrators', ({ draft }) => {
    set(draft, { risk_level: 'medium' });
    return { perpetrator_access: 'yes' };
  }),
  {
    rule: 'CN17',
    make: ({ day, add, draft, registered }) => {
      separated(draft, 'separated', registered);
      const wish = add('wishes', { wish_date: on(day) });
      for (const name of ['Salma Kesho', 'Amani Baraka'])
        add('wish_persons', { wish_of: wish, wish_rank: 'first', wish_person_name: name });
    },
  },
  row('CN18', 'feedbacks', () => ({ feedback_complaint: 'yes', feedback_complaint_passed: 'no' })),
];

/** The rules that only a file can break: generated cases have no photos and recordings. */
export const NEED_A_FILE: readonly string[] = ['DQ35c', 'DQ35d'];

const registrationOf = ({ values }: Draft): string | undefined => {
  const day = values['registration_date'];
  return typeof day === 'object' && 'date' in day ? day.date : undefined;
};

/** The case at the end of a life with a mistake in it that nobody has noticed yet. */
export function withLateDefect({ document }: Life, { make }: LateDefect, today: string): Draft {
  const { values, rows } = structuredClone(document);
  const draft: Draft = {
    values: { ...values },
    rows: Object.fromEntries(
      Object.entries(rows).map(([name, all]) => [name, all.map((one) => ({ id: one.id, values: { ...one.values } }))]),
    ),
  };
  let made = 0;
  const add = (collection: string, answers: Readonly<Record<string, FieldValue>>): string => {
    made += 1;
    const id = `${`late${String(made)}`.padEnd(21, 'A')}A`;
    draft.rows[collection] = [...(draft.rows[collection] ?? []), { id, values: { ...answers } }];
    return id;
  };
  make({ draft, day: today, registered: registrationOf(draft) ?? today, add });
  return draft;
}
