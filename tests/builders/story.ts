import type { Change } from '#core/records/changes.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import type { CaseDocument, FieldValue, Values } from '#core/forms/types.ts';
import { addDays, exactDate, yearsBefore } from './calendar-days.ts';
import { officeOf } from './marabia.ts';
import { Random } from './random.ts';

/** Cases whose particulars the demo and the acceptance tests count on (reference.md §10, story cases). */
export interface StoryCase {
  readonly key: 'toddler' | 'no_caregiver_consent' | 'ageing_out' | 'two_scripts_a' | 'two_scripts_b' | 'edited_apart';
  /** What it shows, for logs and test names. */
  readonly about: string;
  readonly document: CaseDocument;
}

const UNKNOWN = { missing: 'unknown' } as const;

function base(day: string, officeCode: string): Record<string, FieldValue> {
  return {
    registration_date: exactDate(day),
    identification_date: exactDate(day),
    status: 'open',
    interviewer: 'Amani Kesho',
    interviewer_agency: officeOf(officeCode).name,
    interview_place: 'Office',
    info_from: ['other'],
    info_from_other: 'The person who brought the child',
    eligibility: 'yes',
    displacement_status: UNKNOWN,
    current_area: 'mb010106',
    current_address: 'Reception family, Lantern Street',
    consent_date: exactDate(day),
    legal_basis: ['consent'],
    protection_status: 'neither',
    urgent_protection_concern: 'no',
    source: 'community',
    languages: ['marabi'],
    consent_language: 'marabi',
  };
}
const own = (child: string): Record<string, FieldValue> => ({
  consent_giver: 'child',
  assent_child: 'given_orally',
  consent_services: 'yes',
  consent_share: 'yes',
  consent_share_services: ['education_formal'],
  info_from: ['child'],
  full_name: child,
});
const withoutConsent = (day: string, ground: string): Record<string, FieldValue> => ({
  consent_giver: 'caseworker',
  consent_giver_name: 'Amani Kesho',
  consent_services: 'no',
  consent_share: 'no',
  legal_basis: ['vital_interests'],
  no_consent_grounds: [ground],
  supervisor_consulted_date: exactDate(day),
  supervisor_consulted_name: 'Halima Osman',
});
/** An answer with no question goes with it. */
function without(values: Values, ...fields: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([field]) => !fields.includes(field)));
}

/**
 * The story cases, registered in the two weeks before `today`. They carry no deliberate mistakes and can all be saved.
 */
export function storyCases(today: string, officeCode: string): readonly StoryCase[] {
  const day = addDays(today, -14);
  const start = base(day, officeCode);
  const ids = Random.from('story', officeCode);
  const heard = without(start, 'info_from_other');
  const aunt = { name: 'Zeinab Alnour', relation: 'aunt', sex: 'female', alive: 'alive', is_caregiver: 'yes' };
  const rows = {
    care_arrangements: [
      {
        id: ids.id(),
        values: {
          arrangement_type: 'kinship',
          caregiver_name: 'Zeinab Alnour',
          caregiver_relation: 'aunt',
          caregiver_sex: 'female',
          caregiver_age: { years: 41, asOf: day },
        },
      },
    ],
    family_members: [{ id: ids.id(), values: { ...aunt, age: { years: 41, asOf: day } } }],
    identity_documents: [],
  };
  const noRows = { care_arrangements: [], family_members: [], identity_documents: [] };
  const seven = { years: 7, asOf: day };
  return [
    {
      key: 'toddler',
      about: 'found at the market, name and age unknown',
      document: {
        values: {
          ...start,
          ...withoutConsent(day, 'too_young_alone'),
          assent_child: 'not_sought_young',
          full_name: UNKNOWN,
          nickname: 'Lulu',
          sex: 'female',
          date_of_birth: UNKNOWN,
          age: UNKNOWN,
          age_basis: UNKNOWN,
          physical_characteristics: 'About two years old. A small scar above the left eye, a blue bead bracelet.',
          protection_status: 'unaccompanied',
          separation_date: exactDate(day),
          separation_cause: UNKNOWN,
          separation_place: 'Kisimani Market',
          tracing_wish: { missing: 'not_asked' },
          protection_concerns: ['unaccompanied'],
          primary_concern: 'unaccompanied',
          urgent_protection_concern: 'yes',
          urgent_reasons: ['under_five_alone', 'no_caregiver_tonight'],
          risk_level: 'high',
          risk_reason: 'The child was found alone at the market at dusk and answers to no name that we tried.',
          immediate_action: 'A reception family known to the committee took the child in the same evening.',
        },
        rows: noRows,
      },
    },
    {
      key: 'no_caregiver_consent',
      about: 'fourteen years old, the father may not know: information withheld, caregiver not asked',
      document: {
        values: {
          ...heard,
          ...own('Hodan Cabdiraxmaan Warsame'),
          assent_child: 'given_in_writing',
          name_script: 'latin',
          sex: 'female',
          age: { years: 14, asOf: day },
          age_basis: 'child',
          withhold: 'yes',
          withhold_from: ['family_members'],
          withhold_what: 'That she came to us, and everything she said.',
          withhold_reason: ['fear_of_harm'],
          location_confidential: 'yes',
          protection_concerns: ['sexual_abuse_violence'],
          primary_concern: 'sexual_abuse_violence',
          urgent_protection_concern: 'yes',
          urgent_reasons: ['sexual_violence_72h', 'perpetrator_access'],
          risk_level: 'high',
          risk_reason: 'She cannot go home tonight. The clinic has to see her within the hours that are left.',
          immediate_action: 'Accompanied to the clinic at once; sleeps at the house of an aunt she trusts.',
        },
        rows,
      },
    },
    {
      key: 'ageing_out',
      about: 'eighteen in about a month',
      document: {
        values: {
          ...heard,
          ...own('Selamawit Tesfaye'),
          name_script: 'latin',
          sex: 'female',
          date_of_birth: exactDate(yearsBefore(addDays(today, 36), 18)),
          age_basis: 'document',
          protection_concerns: ['highly_vulnerable_care'],
          primary_concern: 'highly_vulnerable_care',
          risk_level: 'low',
          risk_reason:
            'She lives with her aunt, learns tailoring, and has no plan yet for the time after her birthday.',
        },
        rows,
      },
    },
    ...(['a', 'b'] as const).map((which): StoryCase => {
      const arabic = which === 'a';
      return {
        key: `two_scripts_${which}`,
        about: 'the same boy registered twice, once in Arabic letters and once in Latin ones',
        document: {
          values: {
            ...heard,
            consent_giver: 'caregiver',
            consent_giver_name: 'Zeinab Alnour',
            consent_giver_relationship: 'aunt',
            assent_child: 'given_orally',
            consent_services: 'yes',
            full_name: arabic ? 'محمد عبدالرحمن الحسن' : 'Mohammad Abdel Rahman Al-Hassan',
            name_script: arabic ? 'arabic' : 'latin',
            ...(arabic ? { name_transliteration: 'Mohamed Abdulrahman Alhasan' } : {}),
            sex: 'male',
            ...(arabic
              ? { date_of_birth: exactDate(yearsBefore(addDays(day, -140), 10)) }
              : { age: { years: 11, asOf: day } }),
            age_basis: arabic ? 'caregiver' : 'estimate',
            protection_concerns: ['separated'],
            primary_concern: 'separated',
            protection_status: 'separated',
            separation_date: exactDate(addDays(day, arabic ? -60 : -70)),
            separation_cause: 'fleeing_violence',
            separation_place: 'Oshana Centre',
            tracing_wish: 'yes',
            risk_level: 'medium',
            risk_reason: 'He asks for his parents every evening. The aunt wants to keep him and has little to live on.',
          },
          rows: arabic ? rows : noRows,
        },
      };
    }),
    {
      key: 'edited_apart',
      about: 'changed in two offices while they are apart',
      document: {
        values: {
          ...heard,
          consent_giver: 'caregiver',
          consent_giver_name: 'Zeinab Alnour',
          consent_giver_relationship: 'aunt',
          assent_child: 'given_orally',
          consent_services: 'yes',
          consent_share: 'yes',
          consent_share_services: ['psychosocial_basic'],
          full_name: 'Furaha Neema Amani',
          name_script: 'latin',
          sex: 'female',
          age: seven,
          age_basis: 'caregiver',
          phone: '+999701234567',
          protection_concerns: ['neglect'],
          primary_concern: 'neglect',
          risk_level: 'low',
          risk_reason: 'The aunt cares for her well; there is not always enough to eat.',
        },
        rows,
      },
    },
  ];
}

const set = (field: string, value: FieldValue): Extract<Change, { kind: 'set' }> => ({
  kind: 'set',
  collection: CASE_RECORD,
  row: CASE_RECORD,
  field,
  value,
});
/**
 * What the two offices do to the case `edited_apart`: both change the risk (high and medium: high is in force until
 * somebody decides), and each changes a field that the other leaves alone.
 */
export const EDITS_APART = {
  first: [
    set('risk_level', 'high'),
    set('risk_reason', 'A man asked for her at the school gate two days running.'),
    set('immediate_action', 'The teacher walks her home until further notice.'),
  ],
  second: [set('risk_level', 'medium'), set('current_address', '12 Harbour Lane'), set('phone', '+999707654321')],
  conflicts: ['risk_level'],
  inForce: { risk_level: 'high' },
} as const satisfies Readonly<Record<string, unknown>>;
