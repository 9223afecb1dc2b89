import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DateValue, FieldDef, OptionDef } from '#core/forms/types.ts';
import { readConfiguration } from '../../main/office/read-configuration.ts';
import { CASEWORK_IDS, CSI_DOMAINS, DOMAINS } from './casework-expected.ts';
import { Scenario, TODAY } from './scenario.ts';

const loaded = readConfiguration(join(import.meta.dirname, '../../resources'), 'full');
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
const config = loaded.value;

const day = (date: string): DateValue => ({ date, precision: 'day', calendar: 'gregory' });
const fieldsOf = (rows: string): readonly FieldDef[] => config.fields.get(rows)?.def.fields ?? [];
const ids = (list: readonly { readonly id: string }[]): string[] => list.map((x) => x.id);
const optionsOf = (list: string): readonly OptionDef[] => [...(config.options.get(list)?.values() ?? [])];
const codes = (list: string): Record<string, string> =>
  Object.fromEntries(
    optionsOf(list).flatMap((o) => (o.codes?.['primero'] === undefined ? [] : [[o.id, o.codes['primero']]])),
  );

describe('what the reference asks for is there', () => {
  test('the forms of the work with a child, under their numbers and steps', () => {
    expect(
      config.forms
        .slice(2, 10)
        .map(({ def }) => def)
        .map(({ id, number, step }) => [id, number, step]),
    ).toEqual([
      ['safety_assessment', undefined, 'C2'],
      ['assessment', '2', 'C2'],
      ['child_status_index', undefined, 'C2'],
      ['case_plan', '3', 'C3'],
      ['services', undefined, 'C4'],
      ['followup', '4A', 'C5'],
      ['review', '4B', 'C5'],
      ['conference', undefined, 'C5'],
    ]);
  });

  test.each(Object.entries(CASEWORK_IDS))('every question of %s', (rows, expected) => {
    expect(ids(fieldsOf(rows))).toEqual(expect.arrayContaining([...expected]));
  });

  test('eight domains, each with what harms, what protects, what is needed and how serious it is', () => {
    const have = ids(fieldsOf('assessments'));
    expect(ids(optionsOf('assessment_domains'))).toEqual([...DOMAINS]);
    for (const domain of DOMAINS) {
      expect(have).toEqual(
        expect.arrayContaining(['risk', 'protective', 'needs', 'severity'].map((part) => `${domain}_${part}`)),
      );
    }
  });

  test('the twelve domains of the index, each with four levels of its own, the best first', () => {
    const scales = fieldsOf('csi_scores').filter((field) => field.type === 'scale');
    expect(ids(scales)).toEqual(CSI_DOMAINS.map((domain) => `csi_${domain}`));
    for (const scale of scales) expect(ids(optionsOf(scale.options ?? ''))).toEqual(['4', '3', '2', '1']);
    const wordings = scales.flatMap((scale) => optionsOf(scale.options ?? '').map((option) => option.label.en));
    expect(new Set(wordings).size).toBe(48);
  });

  test('lists keep the ids of Primero where the reference maps them', () => {
    expect(codes('followup_types')).toEqual({
      for_service: 'for_service',
      for_assessment: 'for_assesment',
      in_care: 'in_care',
      after_reunification: 'after_reunification',
    });
    expect(Object.values(codes('service_results'))).toHaveLength(6);
    expect(codes('further_action')).toEqual(
      Object.fromEntries(ids(optionsOf('further_action')).map((option) => [option, option])),
    );
    expect(codes('conference_decisions')).toEqual({
      open: 'open',
      transferred: 'transferred',
      closed: 'closed',
      other: 'other',
    });
  });

  test('a free text is at least personal, the safety plan and whoever did harm are of the highest class', () => {
    const records = Object.keys(CASEWORK_IDS).flatMap((rows) => fieldsOf(rows).map((field) => ({ rows, field })));
    for (const { rows, field } of records) {
      if (field.type === 'long_text') expect(field.sensitivity, `${rows}.${field.id}`).toBeGreaterThanOrEqual(4);
      if (field.id.startsWith('safety_plan_') && field.type !== 'separator')
        expect(field.sensitivity, field.id).toBe(5);
      if (field.id.includes('perpetrator')) expect([field.sensitivity, field.compartment]).toEqual([5, 'gbv']);
    }
  });

  test('every risk level can only be merged upwards', () => {
    const levels = [...config.fields.values()].filter(
      ({ def }) => def.options === 'risk_levels' && def.readOnly !== true,
    );
    expect(levels.length).toBeGreaterThanOrEqual(5);
    for (const { def, key } of levels)
      expect(def.protective, key).toEqual({ order: ['high', 'medium', 'low', 'none'] });
  });
});

describe('filling the forms', () => {
  let s: Scenario;
  beforeEach(() => {
    s = new Scenario(config);
    s.answer('registration_date', day('2026-11-20')).answer('risk_level', 'medium');
    s.answer('protection_concerns', ['neglect', 'child_labour']).answer('urgent_protection_concern', 'no');
  });
  const need = (key: string): string => s.view(key).need;

  test('a safety assessment is due when the risk is high or help is needed today', () => {
    expect(need('safety_assessments')).toBe('none');
    s.answer('risk_level', 'high');
    expect(need('safety_assessments')).not.toBe('none');
    s.answer('risk_level', 'low').answer('urgent_protection_concern', 'yes');
    expect(need('safety_assessments')).not.toBe('none');
  });

  test('the index stands in for the assessment', () => {
    expect(need('assessments')).not.toBe('none');
    s.add('csi_scores');
    expect(need('assessments')).toBe('none');
  });

  test('a domain without concern needs no words, a concern needs all three', () => {
    const row = `assessments/${s.add('assessments')}`;
    const words = ['education_risk', 'education_protective', 'education_needs'].map((id) => `${row}/${id}`);
    s.answer(`${row}/education_severity`, 'no_concern');
    expect(words.map(need)).toEqual(['none', 'none', 'none']);
    s.answer(`${row}/education_severity`, 'concern');
    expect(words.map(need)).not.toContain('none');
  });

  test('an assessment starts from what is known', () => {
    const care = `care_arrangements/${s.add('care_arrangements')}`;
    s.answer(`${care}/caregiver_name`, 'Amina').answer(`${care}/start_date`, day('2026-01-05'));
    const row = `assessments/${s.add('assessments')}`;
    expect(s.value(`${row}/assessment_started`)).toEqual(day(TODAY));
    expect(s.value(`${row}/assessment_concerns`)).toEqual(['neglect', 'child_labour']);
    expect(s.value(`${row}/assessment_risk_before`)).toBe('medium');
    expect(s.value(`${row}/assessment_caregiver`)).toBe('Amina');
    // The level itself is a decision: nothing is put there.
    expect(s.value(`${row}/assessment_risk`)).toBeUndefined();
    s.answer('risk_level', 'high');
    expect(s.value(`${row}/assessment_risk_before`)).toBe('medium');
  });

  test('plans are numbered, a second one says why', () => {
    const first = `case_plans/${s.add('case_plans')}`;
    const second = `case_plans/${s.add('case_plans')}`;
    expect([s.value(`${first}/plan_number`), s.value(`${second}/plan_number`)]).toEqual([1, 2]);
    expect([s.visible(`${first}/plan_change_reason`), s.visible(`${second}/plan_change_reason`)]).toEqual([
      false,
      true,
    ]);
  });

  test('the total of the index waits for all twelve; low scores are counted as they come', () => {
    const row = `csi_scores/${s.add('csi_scores')}`;
    for (const domain of CSI_DOMAINS.slice(1)) s.answer(`${row}/csi_${domain}`, 3);
    s.answer(`${row}/csi_care`, 2);
    expect([s.value(`${row}/csi_total`), s.value(`${row}/csi_low`)]).toEqual([undefined, 1]);
    s.answer(`${row}/csi_food_security`, 1);
    expect([s.value(`${row}/csi_total`), s.value(`${row}/csi_low`)]).toEqual([33, 2]);
  });

  test('a visit that is only planned asks for nothing yet; one that was done asks whether the child was seen', () => {
    const row = `followups/${s.add('followups')}`;
    s.answer(`${row}/followup_type`, 'routine').answer(`${row}/followup_planned`, day('2026-12-01'));
    expect([need(`${row}/followup_done`), need(`${row}/child_seen`)]).toEqual(['none', 'none']);
    s.answer(`${row}/followup_planned`, day('2026-11-22'));
    expect(need(`${row}/followup_done`)).not.toBe('none');
    s.answer(`${row}/followup_done`, day('2026-11-23'));
    expect(need(`${row}/child_seen`)).not.toBe('none');
    expect(s.visible(`${row}/not_seen_reason`)).toBe(false);
    s.answer(`${row}/child_seen`, 'no');
    expect(need(`${row}/not_seen_reason`)).not.toBe('none');
    expect(s.visible(`${row}/child_seen_alone`)).toBe(false);
  });

  test('a reason for the risk is asked when a follow-up changes it', () => {
    const row = `followups/${s.add('followups')}`;
    s.answer(`${row}/followup_done`, day('2026-11-23')).answer(`${row}/followup_risk`, 'medium');
    expect(need(`${row}/followup_risk_reason`)).toBe('none');
    s.answer(`${row}/followup_risk`, 'high');
    expect(need(`${row}/followup_risk_reason`)).not.toBe('none');
  });

  test('days that have not come and ends before their start are stopped', () => {
    const row = `assessments/${s.add('assessments')}`;
    s.answer(`${row}/assessment_started`, day('2026-11-22')).answer(`${row}/assessment_completed`, day('2026-11-21'));
    expect(s.check('CONSTRAINT')).toMatchObject({ kind: 'E', field: 'assessment_completed' });
    s.answer(`${row}/assessment_completed`, day('2026-11-23'));
    expect(s.broken.filter((rule) => rule.startsWith('CONSTRAINT'))).toEqual([]);
    s.answer(`${row}/assessment_completed`, day('2026-11-25'));
    expect(s.check('CONSTRAINT')).toMatchObject({ kind: 'E', field: 'assessment_completed' });
  });
});
