import { addDays, exactDate } from './calendar-days.ts';
import { CONSENT_DEFECTS } from './consent-defects.ts';
import {
  UNKNOWN,
  addConcerns,
  bornYearsBefore,
  clear,
  future,
  separated,
  set,
  setRow,
  withdrawn,
  withoutConsent,
} from './defect-tools.ts';
import type { Defect } from './defect-tools.ts';

/** One deliberate mistake for each rule of the default configuration that can be broken (reference.md §5). */
export const DEFECTS: readonly Defect[] = [
  future('DQ01', 'registration_date'),
  future('DQ01b', 'identification_date'),
  future('DQ01c', 'consent_date'),
  future('DQ01d', 'supervisor_consulted_date', (draft) => {
    withoutConsent(draft);
    set(draft, { supervisor_consulted_name: 'Halima Osman' });
  }),
  future('DQ01e', 'withdrawal_date', withdrawn),
  future('DQ01f', 'separation_date', (draft, day) => {
    separated(draft, 'separated', day);
    addConcerns(draft, 'separated');
  }),
  {
    rule: 'DQ02',
    stopsSaving: true,
    make: ({ draft, today }) => {
      clear(draft, 'age', ...Object.keys(draft.values).filter((field) => field.startsWith('functioning_')));
      set(draft, { disability_screened: { missing: 'not_asked' }, date_of_birth: exactDate(addDays(today, 40)) });
    },
  },
  { rule: 'DQ02b', stopsSaving: true, make: bornYearsBefore(31) },
  { rule: 'DQ03', make: bornYearsBefore(18) },
  {
    rule: 'DQ04',
    make: ({ draft, day }) =>
      set(draft, {
        date_of_birth: exactDate(`${Number(day.slice(0, 4)) - 9}-02-11`),
        age: { years: 14, asOf: day },
        age_basis: 'document',
      }),
  },
  {
    rule: 'DQ05',
    make: ({ draft, day, years }) => {
      clear(draft, 'age');
      set(draft, { date_of_birth: exactDate(`${Number(day.slice(0, 4)) - years}-01-01`) });
    },
  },
  {
    rule: 'DQ06',
    make: ({ draft, day }) =>
      set(draft, {
        date_of_birth: exactDate(`${Number(day.slice(0, 4)) - 16}-01-20`),
        age: { years: day.slice(5) < '01-20' ? 8 : 9, asOf: day },
      }),
  },
  {
    rule: 'DQ07',
    make: ({ draft, day, today }) =>
      set(draft, { identification_date: exactDate(addDays(day, 3) > today ? today : addDays(day, 3)) }),
  },
  {
    rule: 'DQ09',
    stopsSaving: true,
    make: ({ draft, day, years }) => {
      separated(draft, 'separated', day);
      addConcerns(draft, 'separated');
      set(draft, {
        date_of_birth: exactDate(`${Number(day.slice(0, 4)) - years}-01-15`),
        separation_date: exactDate(`${Number(day.slice(0, 4)) - years - 2}-06-01`),
      });
      clear(draft, 'age');
    },
  },
  {
    rule: 'DQ09b',
    make: ({ draft, day, today }) => {
      separated(draft, 'separated', day);
      addConcerns(draft, 'separated');
      set(draft, { separation_date: exactDate(addDays(day, 9) > today ? today : addDays(day, 9)) });
    },
  },
  {
    rule: 'DQ10',
    make: ({ draft, day }) =>
      setRow(draft, 'care_arrangements', { caregiver_age: { years: 10, asOf: day }, caregiver_relation: 'cousin' }),
  },
  {
    rule: 'DQ10b',
    make: ({ draft, day, years }) =>
      setRow(draft, 'care_arrangements', {
        caregiver_relation: 'mother',
        caregiver_sex: 'female',
        caregiver_age: { years: years + 8, asOf: day },
      }),
  },
  {
    rule: 'DQ10c',
    make: ({ draft, day }) => {
      const row = draft.rows['family_members']?.at(-1);
      if (row)
        Object.assign(row.values, {
          relation: 'cousin',
          alive: 'alive',
          is_caregiver: 'yes',
          age: { years: 11, asOf: day },
        });
    },
  },
  {
    rule: 'DQ10d',
    make: ({ draft, day, years }) =>
      setRow(draft, 'family_members', { alive: 'alive', age: { years: years + 8, asOf: day } }),
  },
  { rule: 'DQ11', make: ({ draft }) => setRow(draft, 'family_members', { relation: 'mother', sex: 'male' }) },
  {
    rule: 'DQ11b',
    make: ({ draft }) => setRow(draft, 'care_arrangements', { caregiver_relation: 'aunt', caregiver_sex: 'male' }),
  },
  {
    rule: 'DQ12',
    make: ({ draft, day }) => {
      separated(draft, 'unaccompanied', day);
      setRow(draft, 'care_arrangements', { arrangement_type: 'parents' });
      for (const row of draft.rows['care_arrangements'] ?? []) Reflect.deleteProperty(row.values, 'agency');
    },
  },
  {
    rule: 'DQ13',
    make: ({ draft, day }) => {
      separated(draft, 'unaccompanied', day);
      addConcerns(draft, 'unaccompanied', 'separated');
    },
  },
  {
    rule: 'DQ14',
    make: ({ draft }) => {
      addConcerns(draft, 'orphan');
      setRow(draft, 'family_members', { relation: 'mother', sex: 'female', alive: 'alive' });
    },
  },
  {
    rule: 'DQ15',
    make: ({ draft, day }) => {
      clear(draft, 'age');
      set(draft, { date_of_birth: exactDate(`${Number(day.slice(0, 4)) - 8}-03-09`) });
      addConcerns(draft, 'child_marriage');
    },
  },
  {
    rule: 'DQ15b',
    make: ({ draft }) => {
      set(draft, { sex: 'male' });
      addConcerns(draft, 'pregnancy_child_parent');
    },
  },
  {
    rule: 'DQ15c',
    make: ({ draft, day }) => {
      clear(draft, 'age');
      set(draft, {
        date_of_birth: exactDate(`${Number(day.slice(0, 4)) - 14}-03-09`),
        marital_status: 'married',
        protection_concerns: ['neglect'],
        primary_concern: 'neglect',
      });
      clear(draft, 'other_concern');
      if (draft.values['protection_status'] !== 'neither')
        addConcerns(draft, String(draft.values['protection_status']));
    },
  },
  {
    rule: 'DQ16',
    make: ({ draft }) => {
      set(draft, { risk_level: 'high' });
      clear(draft, 'immediate_action');
    },
  },
  {
    rule: 'DQ16b',
    make: ({ draft }) =>
      set(draft, { risk_level: 'low', urgent_protection_concern: 'yes', urgent_reasons: ['no_caregiver_tonight'] }),
  },
  { rule: 'DQ17', make: ({ draft }) => clear(draft, 'risk_reason') },
  {
    rule: 'DQ18',
    make: ({ draft }) => {
      addConcerns(draft, 'other');
      clear(draft, 'other_concern');
    },
  },
  {
    rule: 'DQ18b',
    make: ({ draft, day }) => {
      separated(draft, 'separated', day);
      addConcerns(draft, 'separated');
      set(draft, { separation_cause: 'other' });
      clear(draft, 'separation_cause_other');
    },
  },
  {
    rule: 'DQ18c',
    make: ({ draft }) => {
      set(draft, {
        urgent_protection_concern: 'yes',
        urgent_reasons: ['other'],
        risk_level: 'high',
        immediate_action: 'The child sleeps at the office tonight.',
      });
      clear(draft, 'urgent_reasons_other');
    },
  },
  {
    rule: 'DQ18d',
    make: ({ draft }) => {
      set(draft, { source: 'other' });
      clear(draft, 'source_other');
    },
  },
  {
    rule: 'DQ18e',
    make: ({ draft }) => {
      set(draft, { legal_basis: ['other'] });
      clear(draft, 'legal_basis_other');
    },
  },
  {
    rule: 'DQ28',
    make: ({ draft }) => setRow(draft, 'identity_documents', { document_type: 'health_card', document_number: 'A7' }),
  },
  {
    rule: 'DQ28b',
    make: ({ draft }) => setRow(draft, 'identity_documents', { document_type: UNKNOWN, document_number: 'MB4211' }),
  },
  { rule: 'DQ31', make: ({ draft }) => set(draft, { current_area: String(draft.values['current_area']).slice(0, 6) }) },
  { rule: 'DQ35', make: ({ draft }) => set(draft, { photo: 'yes', consent_photo: 'no' }) },
  { rule: 'DQ35b', make: ({ draft }) => set(draft, { audio: 'yes', consent_audio: 'no' }) },
  {
    rule: 'DQ36',
    make: ({ draft }) => {
      clear(draft, 'languages_other');
      set(draft, { languages: ['swahili'], consent_language: 'french', interpreter_used: 'no' });
    },
  },
  ...CONSENT_DEFECTS,
];
