/** What the domain reference asks of the forms from referral to closure, row by row, as ids of row fields. */
export const CLOSING_IDS: Readonly<Record<string, readonly string[]>> = {
  // Reference 3.8.
  referrals: [
    ...['date', 'status', 'priority', 'kind', 'service', 'reason', 'fields', 'consent', 'special_needs'],
    ...['sender', 'sender_agency', 'sender_phone', 'recipient_agency', 'recipient_person', 'recipient_phone'],
    ...['recipient_place', 'caregiver_informed', 'not_informed_why', 'contact_via', 'contact_media', 'received'],
    ...['answered', 'rejected_reason', 'service_given', 'feedback', 'override_by', 'override_reason', 'office'],
  ].map((part) => `referral_${part}`),
  // Reference 3.9.
  transfers: [
    ...['kind', 'date', 'status', 'from', 'from_office', 'to', 'to_name', 'to_office', 'reason', 'consent'],
    ...['summary', 'risk', 'safety', 'plan', 'open_actions', 'services', 'child_told', 'child_told_by'],
    ...['joint_visit', 'answered', 'answered_by', 'copy_kept', 'rejected_reason'],
  ].map((part) => `transfer_${part}`),
  transfer_documents: ['handed_transfer', 'handed_type', 'handed_title', 'handed_pages'],
  // Reference 3.10.
  closures: [
    ...['date', 'status', 'reason', 'reason_other', 'details', 'care', 'caregiver', 'caregiver_relation', 'address'],
    ...['phone', 'child_told', 'caregiver_told', 'supervisor_told', 'family_agrees', 'contact_known'],
    ...['feedback_child', 'feedback_caregiver', 'file_complete', 'file_stored', 'siblings', 'sibling_cases'],
    ...['final_visit', 'days_open', 'last_contact', 'death_date', 'siblings_safe', 'retention_review', 'post_check'],
  ].map((part) => `closure_${part}`),
  reopenings: ['reopening_date', 'reopening_reason', 'reopening_by', 'reopening_details'],
  // Reference 3.11.
  feedbacks: ['feedback_date', 'feedback_from', 'feedback_satisfaction', 'feedback_wellbeing', 'feedback_complaint'],
  supervision_checks: ['check_date', 'check_kind', 'check_supervisor', 'check_consent', 'check_agreed', 'check_gaps'],
  incidents: [
    ...['date', 'at', 'time_of_day', 'place_type', 'area', 'type', 'identification', 'previous', 'pep', 'pep_at'],
    ...['contraception', 'contraception_at', 'medical_at', 'status'],
  ].map((part) => `incident_${part}`),
  perpetrators: [
    ...['incident', 'relation', 'name', 'sex', 'age', 'nationality', 'marital_status', 'occupation', 'access'],
  ].map((part) => `perpetrator_${part}`),
  tracing_requests: [
    ...['request_date', 'request_status', 'inquirer_name', 'inquirer_relation', 'inquirer_age', 'inquirer_address'],
    ...['inquirer_phone', 'inquirer_languages'],
  ],
  persons_sought: [
    ...['request', 'name', 'nickname', 'sex', 'age', 'separation_date', 'separation_place', 'separation_cause'],
    ...['last_place', 'case'],
  ].map((part) => `sought_${part}`),
  tracing_actions: ['request', 'date', 'type', 'place', 'description', 'outcome'].map(
    (part) => `tracing_action_${part}`,
  ),
  verifications: ['verification_date', 'verification_person', 'verification_relation', 'verification_result'],
  reunifications: ['reunification_date', 'reunification_status', 'reunification_person', 'reunification_relation'],
  wishes: ['wish_date', 'wish_tracing', 'wish_reason'],
  wish_persons: ['wish_of', 'wish_rank', 'wish_person_name', 'wish_person_relation'],
  notes: ['note_date', 'note_subject', 'note_text'],
  case_documents: ['document_type', 'document_file', 'document_photo', 'document_audio'],
  // Written by use cases only.
  approvals: ['for', 'row', 'status', 'requested_by', 'requested_at', 'decided_by', 'decided_at', 'comment'].map(
    (part) => `approval_${part}`,
  ),
  flags: ['message', 'due', 'by', 'at', 'resolved_by', 'resolved_at', 'resolution'].map((part) => `flag_${part}`),
  share_releases: ['office', 'basis', 'reason', 'by', 'at'].map((part) => `release_${part}`),
  task_changes: ['key', 'snoozed_until', 'due_override', 'reason', 'by', 'at'].map((part) => `task_${part}`),
};

/** Reference 2.2, line by line, as far as a line is a table of spans by risk: high, medium, low. */
export const DEADLINE_TABLE: Readonly<Record<string, readonly (string | undefined)[]>> = {
  first_contact: ['24h', '72h', '5d'],
  assessment: ['24h', '72h', '5d'],
  case_plan: ['3d', '1w', '2w'],
  contact: ['7d', '14d', '30d'],
  plan_review: ['1m', '3m', '3m'],
  conference: ['1w', undefined, undefined],
  referral_answer: ['24h', '72h', '7d'],
  transfer_answer: ['24h', '72h', '7d'],
  approval_assessment: ['24h', '72h', '5d'],
  approval_case_plan: ['24h', '72h', '5d'],
  approval_closure: ['24h', '72h', '5d'],
  care_first_review: ['2w', undefined, undefined],
  care_review: ['1m', '1m', '3m'],
  post_closure_check: ['3m', '3m', undefined],
  consent_renewal: ['12m', '12m', '12m'],
};

/** And those that count the same for every level. */
export const SCHEDULES: Readonly<Record<string, readonly string[]>> = {
  medical_window_72: ['72h'],
  medical_window_120: ['120h'],
  after_reunification: ['1w', '1m', '3m', '6m'],
  // Half a year, three months and one month before 18 years are 216 months.
  ageing_out: ['210m', '213m', '215m'],
};
