import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { deadlineClass } from '#core/casework/deadline-class.ts';
import { suggestRisk } from '#core/casework/suggest-risk.ts';
import { resolve } from '#core/forms/resolve.ts';
import type { DateValue, FieldDef, Values } from '#core/forms/types.ts';
import { readConfiguration } from '../../main/office/read-configuration.ts';
import { CLOSING_IDS, DEADLINE_TABLE, SCHEDULES } from './closing-expected.ts';
import { Scenario, TODAY } from './scenario.ts';

function profile(name: string) {
  const loaded = readConfiguration(join(import.meta.dirname, '../../resources'), name);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}
const config = profile('full');
const workflow = config.configuration.workflow;

const day = (date: string): DateValue => ({ date, precision: 'day', calendar: 'gregory' });
const at = (local: string) => ({ at: local, zone: 'Africa/Nairobi' });
const fieldsOf = (rows: string): readonly FieldDef[] => config.fields.get(rows)?.def.fields ?? [];
const ids = (list: readonly { readonly id: string }[]): string[] => list.map((x) => x.id);
const deadline = (id: string) => workflow?.deadlines.find((one) => one.id === id);

describe('what the reference asks for is there', () => {
  test.each(Object.entries(CLOSING_IDS))('every question of %s', (rows, expected) => {
    expect(ids(fieldsOf(rows))).toEqual(expect.arrayContaining([...expected]));
  });

  test('every line of the deadline table, with its spans', () => {
    for (const [id, [high, medium, low]] of Object.entries(DEADLINE_TABLE)) {
      const { due } = deadline(id) ?? {};
      expect([due?.high, due?.medium, due?.low], id).toEqual([high, medium, low]);
    }
    for (const [id, spans] of Object.entries(SCHEDULES)) expect(deadline(id)?.schedule, id).toEqual(spans);
    expect(deadline('assessment')?.alternatives?.['humanitarian']).toEqual({ high: '3d', medium: '7d', low: '14d' });
    expect(Object.keys(deadline('service')?.spanField?.spans ?? {})).toEqual(['1_hour', '3_hours', '1_day', '3_days']);
  });

  test('a list of tasks does not tell of what is most secret', () => {
    for (const id of ['medical_window_72', 'medical_window_120', 'medical_window_first']) {
      expect(deadline(id)?.label.en).toBe('Medical care window');
      const loaded = config.workflow?.deadlines.find(({ def }) => def.id === id);
      expect(loaded === undefined ? 0 : deadlineClass(config, loaded), id).toBe(5);
    }
  });

  test('who is said to have done harm is of the highest class and with those who may know', () => {
    for (const field of fieldsOf('perpetrators')) {
      expect([field.sensitivity, field.compartment], field.id).toEqual([5, 'gbv']);
    }
  });

  test('a long text is sensitive, whoever writes it', () => {
    for (const rows of Object.keys(CLOSING_IDS)) {
      for (const field of fieldsOf(rows)) {
        if (field.type === 'long_text') expect(field.sensitivity, `${rows}.${field.id}`).toBeGreaterThanOrEqual(4);
      }
    }
  });

  test('what only use cases write stands in no form list', () => {
    for (const name of ['full', 'rapid-onset', 'public-health']) {
      const system = profile(name).forms.filter(({ def }) => def.system === true);
      expect(
        system.map(({ def }) => def.id),
        name,
      ).toEqual(['system']);
    }
  });
});

describe('rules from referral to closure', () => {
  let s: Scenario;
  beforeEach(() => {
    s = new Scenario(config);
    s.answer('registration_date', day('2026-03-02')).answer('date_of_birth', day('2010-05-01'));
    s.answer('risk_level', 'medium').answer('risk_reason', 'Beaten at home.');
  });
  const row = (rows: string, answers: Readonly<Record<string, unknown>>, parent?: string): string => {
    const id = s.add(rows, undefined, parent);
    for (const [field, value] of Object.entries(answers)) s.answer(`${rows}/${id}/${field}`, value as never);
    return id;
  };

  /** Begins anew with a referral that was sent: an act writes it, not the form. */
  const sent = (answers: Values = {}): string => {
    const referral = { id: 'sent', values: { referral_status: 'in_progress', ...answers } };
    s = new Scenario(config, {}, { values: {}, rows: { referrals: [referral] } });
    return 'sent';
  };

  test('the file is looked at again after months or years, by the kind of closure, until a person says otherwise', () => {
    const id = row('closures', { closure_date: day('2026-03-10') });
    const at = (field: string) => `closures/${id}/${field}`;
    const proposed = () => s.value(at('closure_retention_review'));
    const answer = (field: string, value: string) => s.answer(at(field), value);
    expect(proposed()).toMatchObject({ date: '2031-03-10' });
    answer('closure_reason', 'duplicate_or_error');
    expect(proposed()).toMatchObject({ date: '2026-09-09' });
    answer('closure_reason', 'not_eligible');
    expect(proposed()).toMatchObject({ date: '2027-03-10' });
    answer('closure_reason', 'no_longer_at_risk');
    answer('closure_care', 'foster');
    expect(proposed()).toMatchObject({ date: '2101-03-10' });
    answer('closure_care', 'kinship');
    expect(proposed()).toMatchObject({ date: '2031-03-10' });
    s.answer(at('closure_retention_review'), day('2030-01-01'));
    answer('closure_reason', 'duplicate_or_error');
    expect(proposed()).toMatchObject({ date: '2030-01-01' });
    // At the latest when the child is 25: the day before, where that quarter of a century has seven leap days.
    s.answer('date_of_birth', day('2003-05-01'));
    const grown = row('closures', { closure_date: day('2026-03-11') });
    expect(s.value(`closures/${grown}/closure_retention_review`)).toMatchObject({ date: '2028-04-30' });
  });

  test.each(['full', 'rapid-onset', 'public-health'])(
    '%s: a closure without a typed day follows the kind too',
    (name) => {
      const review = profile(name).configuration.workflow?.deadlines.find((one) => one.id === 'retention_review');
      expect(review?.spanField).toEqual({
        field: 'closures.closure_reason',
        spans: { duplicate_or_error: '6m', not_eligible: '12m' },
      });
    },
  );

  test('DQ19: nothing is sent without consent, unless a supervisor says why', () => {
    s.answer('consent_share', 'no');
    const draft = s.add('referrals');
    expect(s.broken).not.toContain(`DQ19 ${draft}`);
    const id = sent();
    s.answer('consent_share', 'no');
    expect(s.broken).toContain(`DQ19 ${id}`);
    s.answer(`referrals/${id}/referral_override_reason`, 'Life in danger.');
    s.answer(`referrals/${id}/referral_override_by`, 'Salma');
    expect(s.broken).not.toContain(`DQ19 ${id}`);
  });

  test('DQ19: consent that was taken back stops sharing, consent that stands does not', () => {
    const id = sent();
    s.answer('consent_share', 'yes');
    expect(s.broken).not.toContain(`DQ19 ${id}`);
    s.answer('consent_withdrawn', 'yes');
    expect(s.broken).toContain(`DQ19 ${id}`);
  });

  test('DQ19: consent that names services covers no other', () => {
    const id = s.add('referrals', { referral_status: 'in_progress', referral_kind: 'external' });
    s.answer('consent_share', 'yes');
    s.answer(`referrals/${id}/referral_service`, 'medical');
    expect(s.broken).not.toContain(`DQ19c ${id}`);
    s.answer('consent_share_services', ['food', 'shelter']);
    expect(s.broken).toContain(`DQ19c ${id}`);
    s.answer('consent_share_services', ['food', 'medical']);
    expect(s.broken).not.toContain(`DQ19c ${id}`);
  });

  test('DQ19: what was sent on consent does not stand in the way of writing down that it was taken back', () => {
    const id = sent({ referral_consent: day('2026-03-02') });
    s.answer('consent_share', 'yes');
    s.answer('consent_withdrawn', 'yes');
    expect(s.broken).not.toContain(`DQ19 ${id}`);
  });

  test('where a referral stands is written by acts, never by the form', () => {
    for (const name of ['full', 'rapid-onset', 'public-health'])
      expect(profile(name).fields.get('referrals.referral_status')?.def.readOnly, name).toBe(true);
  });

  test('DQ25: what is open is named while a closure is in work, and no longer once it was taken back', () => {
    sent();
    row('services', { service_type: 'medical', service_result: 'referred' });
    const plan = s.add('case_plans');
    row('plan_actions', { action_status: 'ongoing' }, plan);
    expect(s.broken.filter((id) => id.startsWith('DQ25'))).toEqual([]);
    const id = row('closures', {});
    expect(s.broken).toEqual(expect.arrayContaining([`DQ25 ${id}`, `DQ25b ${id}`, `DQ25d ${id}`]));
    s.answer(`closures/${id}/closure_status`, 'withdrawn');
    expect(s.broken.filter((rule) => rule.startsWith('DQ25'))).toEqual([]);
  });

  test('DQ26: nobody turns 18 at 16, and nobody without a plan for what comes after', () => {
    const id = row('closures', { closure_reason: 'turned_18' });
    expect(s.broken).toEqual(expect.arrayContaining([`DQ26 ${id}`, `DQ26c ${id}`]));
    s.answer('date_of_birth', day('2008-10-01'));
    s.add('transition_steps');
    expect(s.broken.filter((rule) => rule.startsWith('DQ26'))).toEqual([]);
  });

  test('DQ27: a child is looked for three months and three times', () => {
    const id = row('closures', { closure_reason: 'disappeared' });
    s.answer(`closures/${id}/closure_last_contact`, day('2026-10-20'));
    expect(s.broken).toEqual(expect.arrayContaining([`DQ27 ${id}`, `DQ27b ${id}`]));
    for (const done of ['2026-09-01', '2026-10-01', '2026-11-01']) {
      row('followups', { followup_done: day(done), child_seen: 'no', not_seen_reason: ['not_found'] });
    }
    s.answer(`closures/${id}/closure_last_contact`, day('2026-07-01'));
    expect(s.broken.filter((rule) => rule.startsWith('DQ27'))).toEqual([]);
  });

  test('DQ17: a changed level without a reason cannot be saved', () => {
    const id = row('followups', { followup_done: day(TODAY), child_seen: 'yes', followup_risk: 'medium' });
    expect(s.broken).not.toContain(`DQ17b ${id}`);
    s.answer(`followups/${id}/followup_risk`, 'high');
    expect(s.check('DQ17b').kind).toBe('E');
  });

  test('DQ08 and DQ20: no incident before birth, no service before it was asked for', () => {
    const incident = row('incidents', { incident_date: day('2009-01-01') });
    expect(s.broken).toContain(`DQ08b ${incident}`);
    s.answer(`incidents/${incident}/incident_date`, day('2026-02-01'));
    expect(s.broken.filter((rule) => rule.startsWith('DQ08'))).toEqual([]);
    const service = row('services', {
      service_created: at('2026-05-02T10:00'),
      service_result: 'own_agency',
      service_implemented: at('2026-05-01T10:00'),
    });
    expect(s.broken).toContain(`DQ20 ${service}`);
  });

  test('DQ34: alleged staff are a matter for the focal point', () => {
    const incident = row('incidents', { incident_date: day('2026-02-01') });
    const person = row('perpetrators', { perpetrator_relation: 'neighbour' }, incident);
    expect(s.broken).not.toContain(`DQ34 ${person}`);
    s.answer(`perpetrators/${person}/perpetrator_relation`, 'humanitarian_worker');
    expect(s.broken).toContain(`DQ34 ${person}`);
  });

  test('the hour of an incident is asked only while hours count', () => {
    const old = row('incidents', { incident_date: day('2026-02-01') });
    const fresh = row('incidents', { incident_date: day(TODAY) });
    expect([`incidents/${old}/incident_at`, `incidents/${fresh}/incident_at`].map((key) => s.visible(key))).toEqual([
      false,
      true,
    ]);
  });

  test('a person looked for starts from what registration knows', () => {
    s.answer('protection_status', 'separated').answer('separation_date', day('2026-01-10'));
    s.answer('separation_place', 'The bridge');
    const request = s.add('tracing_requests');
    const person = s.add('persons_sought', undefined, request);
    expect(s.value(`persons_sought/${person}/sought_separation_date`)).toEqual(day('2026-01-10'));
    expect(s.value(`persons_sought/${person}/sought_separation_place`)).toBe('The bridge');
  });

  test('preparing for adult life is offered from 15 years', () => {
    expect(s.visible('transition_steps')).toBe(true);
    s.answer('date_of_birth', day('2014-05-01'));
    expect(s.visible('transition_steps')).toBe(false);
  });
});

describe('a risk level is suggested with its reasons', () => {
  const suggested = (name: string, values: Readonly<Record<string, unknown>>, rows: unknown = {}): unknown =>
    suggestRisk(resolve(profile(name), { values, rows } as never, { today: TODAY }), () => true);

  test.each(['full', 'rapid-onset', 'public-health'])('in the profile %s', (name) => {
    expect(profile(name).workflow?.suggestion.length).toBeGreaterThanOrEqual(12);
    expect(suggested(name, {})).toBeUndefined();
    expect(suggested(name, { protection_status: 'separated' })).toEqual({ level: 'medium', because: ['separated'] });
    expect(
      suggested(name, {
        protection_status: 'unaccompanied',
        age: { years: 3, asOf: TODAY },
        urgent_protection_concern: 'yes',
      }),
    ).toEqual({ level: 'high', because: ['urgent_concern', 'young_and_alone'] });
    expect(suggested(name, { protection_concerns: ['lack_of_documentation_birth_registration'] })).toEqual({
      level: 'low',
      because: ['no_papers'],
    });
  });

  test('a caregiver who died of the illness makes the risk high', () => {
    expect(suggested('public-health', { caregiver_health: 'died' })).toMatchObject({ level: 'high' });
    expect(suggested('public-health', { caregiver_health: 'well' })).toBeUndefined();
  });
});
