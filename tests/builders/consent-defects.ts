import { addDays, exactDate } from './calendar-days.ts';
import { addConcerns, clear, set, setRow, UNKNOWN, withdrawn, withoutConsent } from './defect-tools.ts';
import type { Defect } from './defect-tools.ts';

/** Mistakes about consent, and between consent and the rest. */
export const CONSENT_DEFECTS: readonly Defect[] = [
  {
    rule: 'CN01',
    make: ({ draft, day }) => {
      clear(draft, 'age', 'consent_giver_name', 'consent_giver_relationship', 'consent_giver_other', 'signature_giver');
      set(draft, {
        consent_giver: 'child',
        date_of_birth: exactDate(`${Number(day.slice(0, 4)) - 8}-04-19`),
        assent_child: 'given_orally',
        consent_services: 'yes',
      });
      clear(draft, 'no_consent_grounds', 'supervisor_consulted_date', 'supervisor_consulted_name');
    },
  },
  {
    rule: 'CN02',
    make: ({ draft, day }) => {
      clear(draft, 'age');
      set(draft, {
        date_of_birth: exactDate(`${Number(day.slice(0, 4)) - 11}-04-19`),
        assent_child: 'not_sought_young',
      });
    },
  },
  {
    rule: 'CN19',
    make: ({ draft, day }) => {
      clear(draft, 'age');
      set(draft, { date_of_birth: exactDate(`${Number(day.slice(0, 4)) - 14}-04-19`), assent_child: 'given_orally' });
    },
  },
  {
    rule: 'CN20',
    make: ({ draft, day }) => {
      clear(draft, 'age', 'consent_giver_name', 'consent_giver_relationship', 'consent_giver_other', 'signature_giver');
      set(draft, {
        consent_giver: 'child',
        date_of_birth: exactDate(`${Number(day.slice(0, 4)) - 14}-04-19`),
        assent_child: 'given_in_writing',
        consent_services: 'yes',
      });
      clear(draft, 'no_consent_grounds', 'supervisor_consulted_date', 'supervisor_consulted_name');
      clear(draft, 'withhold', 'withhold_from', 'withhold_from_other', 'withhold_what', 'withhold_reason');
      setRow(draft, 'care_arrangements', { arrangement_type: 'kinship', caregiver_name: 'Salma Kesho' });
    },
  },
  {
    rule: 'CN03',
    make: ({ draft }) => {
      set(draft, { assent_child: 'refused', consent_services: 'yes' });
      if (draft.values['consent_giver'] === 'caseworker') return;
      clear(draft, 'no_consent_grounds', 'supervisor_consulted_date', 'supervisor_consulted_name');
    },
  },
  {
    rule: 'CN04',
    make: ({ draft }) => {
      withoutConsent(draft);
      clear(draft, 'no_consent_grounds', 'supervisor_consulted_date', 'supervisor_consulted_name');
    },
  },
  {
    rule: 'CN05',
    make: ({ draft }) => {
      withoutConsent(draft);
      clear(draft, 'supervisor_consulted_date', 'supervisor_consulted_name');
    },
  },
  {
    rule: 'CN06',
    make: ({ draft }) => {
      withoutConsent(draft);
      set(draft, {
        supervisor_consulted_date: draft.values['consent_date'] ?? UNKNOWN,
        supervisor_consulted_name: 'Halima Osman',
        consent_share: 'yes',
      });
    },
  },
  {
    rule: 'CN07',
    make: ({ draft }) => {
      withoutConsent(draft);
      set(draft, {
        supervisor_consulted_date: draft.values['consent_date'] ?? UNKNOWN,
        supervisor_consulted_name: 'Halima Osman',
        legal_basis: ['consent'],
      });
    },
  },
  {
    rule: 'CN08',
    make: ({ draft, day }) => {
      withdrawn(draft);
      set(draft, { withdrawal_date: exactDate(addDays(day, -30)) });
    },
  },
  {
    rule: 'CN09',
    make: ({ draft }) => {
      const ticked = draft.values['protection_concerns'];
      const known = Array.isArray(ticked) && ticked.includes('rape');
      set(draft, { primary_concern: known ? 'abandonment' : 'rape' });
    },
  },
  {
    rule: 'CN10',
    make: ({ draft }) => {
      addConcerns(draft, 'separated');
      set(draft, { protection_status: 'neither' });
      clear(
        draft,
        'separation_date',
        'separation_cause',
        'separation_cause_other',
        'tracing_wish',
        'separation_place',
        'last_address',
        'separation_documents',
        'separation_witnessed_violence',
      );
    },
  },
  {
    rule: 'CN11',
    make: ({ draft, day }) =>
      setRow(draft, 'care_arrangements', {
        start_date: exactDate(addDays(day, -40)),
        end_date: exactDate(addDays(day, -70)),
      }),
  },
];
