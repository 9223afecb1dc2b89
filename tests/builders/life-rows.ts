import type { FieldValue } from '#core/forms/types.ts';
import { exactDate, momentAt } from './calendar-days.ts';
import type { Risk } from './case-shape.ts';
import * as texts from './life-texts.ts';
import type { Random } from './random.ts';

/** The rows of the records after registration, filled the way a careful worker fills them. */
export type RowValues = Record<string, FieldValue>;

const RESULTS = ['education', 'personal', 'family', 'community', 'health', 'economic', 'protection'] as const;

export interface VisitFacts {
  readonly day: string;
  readonly seen: boolean;
  readonly risk: Risk;
  /** The level that the visit found, when it is another one. */
  readonly found?: Risk;
  /** A visit that was planned for a day. */
  readonly planned?: string;
}

export function followupRow(random: Random, { day, seen, risk, found, planned }: VisitFacts): RowValues {
  const alone = random.chance(0.7);
  return {
    followup_type: 'routine',
    ...(planned === undefined ? {} : { followup_planned: exactDate(planned) }),
    followup_done: exactDate(day),
    followup_mode: random.weighted([
      ['home_visit', 60],
      ['school', 15],
      ['office', 15],
      ['community_place', 10],
    ]),
    child_seen: seen ? 'yes' : 'no',
    ...(seen
      ? {
          child_seen_alone: alone ? 'yes' : 'no',
          ...(alone ? {} : { child_seen_alone_why_not: 'The grandmother stayed in the room' }),
          followup_child_view: random.pick(texts.CHILD_VIEWS),
        }
      : {
          not_seen_reason: [random.pick(['at_school', 'visiting', 'not_found', 'at_work'])],
          not_seen_next: 'Come back in the evening, when the child is at home',
        }),
    ...(random.chance(0.4) ? { followup_caregiver_view: random.pick(texts.CAREGIVER_VIEWS) } : {}),
    ...Object.fromEntries(RESULTS.map((part) => [`followup_${part}_result`, 'no_further_action_needed'])),
    followup_new_concerns: 'no',
    followup_risk_before: risk,
    followup_risk: found ?? risk,
    ...(found === undefined ? {} : { followup_risk_reason: random.pick(texts.RISK_REASONS) }),
    further_visit_needed: 'no',
  };
}

/** `nextCheck`: local minute of the next check of safety. */
export function safetyRow(at: string, nextCheck: string): RowValues {
  return {
    safety_date: momentAt(at),
    safety_mode: 'home_visit',
    safety_child_seen: 'yes',
    safety_seen_alone: 'yes',
    safety_safe_tonight: 'yes',
    safety_perpetrator_access: 'no',
    safety_other_children: 'no',
    safety_injuries: 'no',
    safety_medical_72h: 'no',
    safety_suicidal: 'no',
    safety_adult_named: 'no',
    safety_decision: 'remain_with_plan',
    safety_decision_reason: 'A relative stays in the house, and the child knows whom to call.',
    safety_supervisor_told: 'yes',
    safety_supervisor_at: momentAt(at),
    safety_next_check: momentAt(nextCheck),
  };
}

export interface AssessmentFacts {
  readonly started: string;
  readonly completed: string | undefined;
  readonly risk: Risk;
  readonly again: boolean;
}

export function assessmentRow(random: Random, { started, completed, risk, again }: AssessmentFacts): RowValues {
  const domain = (id: string): RowValues => ({
    [`${id}_severity`]: random.chance(0.3) ? 'concern' : 'no_concern',
  });
  const domains = ['physical', 'emotional', 'social', 'education', 'documentation', 'environment', 'care', 'community'];
  const judged = Object.assign({}, ...domains.map(domain)) as RowValues;
  for (const id of domains) {
    if (judged[`${id}_severity`] !== 'concern') continue;
    Object.assign(judged, {
      [`${id}_risk`]: 'Told by the child and by the caregiver, each alone.',
      [`${id}_protective`]: 'The grandmother listens, and the teacher knows.',
      [`${id}_needs`]: 'Somebody who comes by regularly.',
    });
  }
  return {
    assessment_kind: again ? 'reassessment' : 'initial',
    ...(again ? { reassessment_reason: 'The case was opened again.' } : {}),
    assessment_started: exactDate(started),
    ...(completed === undefined ? {} : { assessment_completed: exactDate(completed) }),
    assessment_child_seen: 'yes',
    assessment_seen_alone: 'yes',
    assessment_home_visit: 'yes',
    assessment_methods: ['talk_child', 'talk_caregiver', 'home_visit'],
    ...(completed === undefined
      ? {}
      : {
          assessment_people: 'The child, the caregiver, the teacher',
          assessment_child_view: random.pick(texts.CHILD_VIEWS),
          assessment_caregiver_view: random.pick(texts.CAREGIVER_VIEWS),
          ...judged,
          assessment_summary: random.pick(texts.SUMMARIES),
          assessment_risk_before: risk,
          assessment_risk: risk,
          assessment_risk_reason: random.pick(texts.SUMMARIES),
          bid_needed: 'no',
        }),
  };
}

export interface PlanFacts {
  readonly day: string;
  readonly reviewBy: string;
  readonly assessment: string;
  readonly risk: Risk;
  readonly again: boolean;
}

export const planRow = (random: Random, { day, reviewBy, assessment, risk, again }: PlanFacts): RowValues => ({
  plan_number: again ? 2 : 1,
  ...(again ? { plan_change_reason: 'The case was opened again.' } : {}),
  plan_date: exactDate(day),
  plan_assessment: assessment,
  plan_risk: risk,
  plan_goal: random.pick(texts.GOALS),
  plan_child_wish: random.pick(texts.CHILD_VIEWS),
  plan_child_involved: 'yes',
  plan_caregiver_involved: 'yes',
  plan_child_agrees: 'yes',
  plan_caregiver_agrees: 'yes',
  plan_copy: 'read_aloud',
  plan_review_date: exactDate(reviewBy),
  ...(risk === 'high' ? { safety_plan_made: 'no' } : {}),
});

export function actionRow(
  random: Random,
  facts: { readonly plan: string; readonly by: string; readonly worker: string; readonly done: string | undefined },
): RowValues {
  const { domain, need, objective, what } = random.pick(texts.ACTION_TEXTS);
  return {
    action_plan: facts.plan,
    action_domain: domain,
    action_need: need,
    action_objective: objective,
    action_what: what,
    action_responsible: facts.worker,
    action_deadline: exactDate(facts.by),
    action_status: facts.done === undefined ? 'ongoing' : 'completed',
    ...(facts.done === undefined ? {} : { action_done: exactDate(facts.done), action_outcome: 'met' }),
  };
}

export interface ServiceFacts {
  readonly type: string;
  /** Local minutes. */
  readonly created: string;
  readonly provided: string | undefined;
  readonly frame: '1_day' | '3_days';
  readonly outcome: 'provided' | 'unavailable' | 'declined';
}

export const serviceRow = ({ type, created, provided, frame, outcome }: ServiceFacts): RowValues => ({
  service_type: type,
  service_created: momentAt(created),
  service_response: 'care_plan',
  service_wanted: outcome === 'declined' ? 'no' : 'yes',
  service_timeframe: frame,
  service_result: outcome === 'provided' ? 'own_agency' : outcome,
  ...(outcome === 'provided' ? {} : { service_result_reason: 'Nobody offers it in this district before next month' }),
  ...(outcome === 'provided' && provided !== undefined
    ? {
        service_implemented: momentAt(provided),
        service_outcome: 'met',
        service_period: { from: provided.slice(0, 10), to: provided.slice(0, 10), calendar: 'gregory' },
      }
    : {}),
});

export const reviewRow = (
  random: Random,
  { day, next, plan, risk }: { day: string; next: string; plan: string; risk: Risk },
): RowValues => ({
  review_date: exactDate(day),
  review_trigger: 'scheduled',
  review_plan: plan,
  review_participants: 'The child, the caregiver, the worker, the supervisor',
  review_child_part: 'took_part',
  review_caregiver_part: 'yes',
  review_child_view: random.pick(texts.CHILD_VIEWS),
  review_progress: random.pick(texts.REVIEW_PROGRESS),
  review_goals: 'partly',
  review_goals_note: 'The rest needs more time',
  review_care_suitable: 'yes',
  review_consent_valid: 'yes',
  review_risk_before: risk,
  review_risk: risk,
  review_risk_reason: random.pick(texts.SUMMARIES),
  review_decision: 'continue',
  review_next: exactDate(next),
  review_decision_reason: random.pick(texts.REVIEW_PROGRESS),
  review_supervisor: 'Halima Osman',
});

export const conferenceRow = (random: Random, day: string): RowValues => ({
  conference_date: exactDate(day),
  conference_place: 'Office',
  conference_reason: 'The child is in danger and several offices have to act together.',
  conference_confidentiality: 'yes',
  conference_child_part: 'view_carried',
  conference_child_view: random.pick(texts.CHILD_VIEWS),
  conference_issues: 'Where the child sleeps, who accompanies the way to school, what the police has done.',
  conference_decision: 'open',
  conference_decision_reason: 'The danger has not passed.',
});

export const careReviewRow = (random: Random, day: string, of: string): RowValues => ({
  care_review_date: exactDate(day),
  care_review_of: of,
  care_review_child_seen: 'yes',
  care_review_alone: 'yes',
  care_review_home_seen: 'yes',
  care_review_child_view: random.pick(texts.CHILD_VIEWS),
  care_review_treated_equally: 'yes',
  care_review_basics: 'yes',
  care_review_suitable: 'yes',
  care_review_observations: 'The child has a bed and a place for the school books.',
  care_review_decision: 'stay',
  care_review_decision_reason: 'The child wants to stay.',
});

export const noteRow = (random: Random, day: string, worker: string): RowValues => {
  const [subject, text] = random.pick(texts.NOTES);
  return { note_date: exactDate(day), note_subject: subject, note_text: text, note_by: worker };
};

export interface ClosureFacts {
  readonly day: string;
  readonly status: 'in_preparation' | 'closed';
  readonly reason: string;
  readonly care: FieldValue | undefined;
  readonly retention: string;
  /** The day on which the child was looked after once more. */
  readonly checked: string | undefined;
}

const TOLD = ['child_told', 'caregiver_told', 'supervisor_told', 'family_agrees', 'contact_known', 'final_visit'];
const ASKED = ['feedback_child', 'feedback_caregiver', 'file_complete'];

export const closureRow = ({ day, status, reason, care, retention, checked }: ClosureFacts): RowValues => ({
  closure_date: exactDate(day),
  closure_status: status,
  closure_reason: reason,
  closure_details: 'The goals of the plan are reached, and the family knows where to find us.',
  ...(care === undefined ? {} : { closure_care: care }),
  ...(reason === 'no_longer_wants' ? { closure_safe_to_stop: 'yes' } : {}),
  ...(reason === 'transferred' ? { closure_transferred_to: 'Bandari District Office' } : {}),
  ...Object.fromEntries([...TOLD, ...ASKED].map((part) => [`closure_${part}`, 'yes'])),
  closure_siblings: 'not_applicable',
  closure_file_stored: 'Cabinet 2, drawer 4',
  closure_retention_review: exactDate(retention),
  ...(checked === undefined
    ? {}
    : { closure_post_check: exactDate(checked), closure_post_check_note: 'Met at school. All is well at home.' }),
});

export const transferRow = (at: string, worker: string, risk: Risk): RowValues => ({
  transfer_kind: 'transfer',
  transfer_date: momentAt(at),
  transfer_status: 'done',
  transfer_from: worker,
  transfer_to_name: 'Juma Kesho',
  transfer_to_office: 'Bandari District Office',
  transfer_reason: 'family_moved',
  transfer_consent: 'yes',
  transfer_child_told: 'yes',
  transfer_child_told_by: worker,
  transfer_caregiver_told: 'yes',
  transfer_summary: 'The family has moved to the coast. School and health care are to be arranged there.',
  transfer_risk: risk,
  transfer_safety: 'Nothing that is known of.',
  transfer_plan: 'School place until the end of the month.',
  transfer_copy_kept: 'read_only_copy',
  transfer_answered: momentAt(at),
  transfer_answered_by: 'Juma Kesho',
});
