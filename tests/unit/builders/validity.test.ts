import { describe, expect, test } from 'vitest';
import { validateSave } from '#core/forms/validate.ts';
import { caseAt, generateCases } from '../../builders/cases.ts';
import type { GenerateOptions } from '../../builders/case-shape.ts';
import { DEFECTS } from '../../builders/defects.ts';
import { applyChanges } from '../../builders/edits.ts';
import { RULE_CHECKS } from '../../builders/rule-checks.ts';
import { EDITS_APART, storyCases } from '../../builders/story.ts';
import { defaultConfiguration, judge } from './default-configuration.ts';

const config = defaultConfiguration();
/** Generated cases are registered children: rules of the forms that follow are proved in tests/forms. */
const FILLED: ReadonlySet<string> = new Set(['consent', 'registration']);
const ruled = config.rules.filter(({ def }) => FILLED.has(def.form));
const TODAY = '2026-03-02';
const OPTIONS: GenerateOptions = { seed: 20260101, count: 1500, officeCode: 'KSM', today: TODAY };

describe('generated cases under the default configuration', () => {
  test('every rule of the forms they fill has a deliberate mistake and a check by hand, and nothing else has', () => {
    const rules = ruled.map(({ def }) => def.id).sort();
    expect(DEFECTS.map(({ rule }) => rule).sort()).toEqual(rules);
    expect(Object.keys(RULE_CHECKS).sort()).toEqual(rules);
    const stopping = ruled.filter(({ def }) => def.kind === 'E').map(({ def }) => def.id);
    expect(DEFECTS.filter(({ stopsSaving }) => stopsSaving === true).map(({ rule }) => rule)).toEqual(stopping);
  });

  test('hold only answers that their fields take and that are asked, and break exactly the rules they are marked with', () => {
    const broken = new Map<string, number>();
    for (const { index, document, expected } of generateCases(OPTIONS)) {
      const { rules, faults } = judge(config, document, TODAY);
      expect({ index, rules, faults }).toEqual({ index, rules: expected.rulesBroken, faults: [] });
      if (expected.defect !== undefined) expect(rules, `case ${index}`).toContain(expected.defect);
      for (const rule of rules) broken.set(rule, (broken.get(rule) ?? 0) + 1);
    }
    for (const { def } of ruled) expect(broken.get(def.id) ?? 0, def.id).toBeGreaterThanOrEqual(3);
  });

  test('are right for other seeds and days too', () => {
    for (const [seed, today] of [
      [1, '2026-01-01'],
      [2, '2024-02-29'],
      [3, '2026-12-31'],
    ] as const) {
      for (const { index, document, expected } of generateCases({ ...OPTIONS, seed, today, count: 420 })) {
        const { rules, faults } = judge(config, document, today);
        expect({ seed, index, rules, faults }).toEqual({ seed, index, rules: expected.rulesBroken, faults: [] });
      }
    }
  });

  test('can all be saved when only such mistakes are wanted', () => {
    for (const { index, document } of generateCases({ ...OPTIONS, defects: 'saveable', count: 600 })) {
      const saved = validateSave(config, document, { today: TODAY });
      expect(saved.ok ? saved.value : saved.error, `case ${index}`).toEqual(document);
    }
    expect(validateSave(config, caseAt(OPTIONS, 4).document, { today: TODAY }).ok).toBe(false);
  });
});

describe('story cases', () => {
  const stories = storyCases(TODAY, 'KSM');

  test('can be saved, are right, and are the same each time', () => {
    expect(storyCases(TODAY, 'KSM')).toEqual(stories);
    expect(new Set(stories.map(({ key }) => key)).size).toBe(stories.length);
    for (const { key, document } of stories) {
      expect({ key, ...judge(config, document, TODAY) }).toMatchObject({ key, rules: [], faults: [] });
      expect(validateSave(config, document, { today: TODAY }).ok, key).toBe(true);
    }
  });

  test('the toddler has neither name nor age, and still no answer is blank that saving needs', () => {
    const toddler = stories.find(({ key }) => key === 'toddler');
    expect(toddler?.document.values).toMatchObject({
      full_name: { missing: 'unknown' },
      age: { missing: 'unknown' },
      date_of_birth: { missing: 'unknown' },
    });
  });

  test('what two offices write apart is right in each, and meets only in the risk', () => {
    const document = stories.find(({ key }) => key === 'edited_apart')?.document;
    if (!document) throw new Error('the story lacks its case');
    for (const changes of [EDITS_APART.first, EDITS_APART.second]) {
      const { rules, faults } = judge(config, applyChanges(document, changes), TODAY);
      expect({ rules, faults }).toEqual({ rules: [], faults: [] });
    }
    const fields = (changes: readonly { readonly field: string }[]) => new Set(changes.map(({ field }) => field));
    const both = [...fields(EDITS_APART.first)].filter((field) => fields(EDITS_APART.second).has(field));
    expect(both).toEqual([...EDITS_APART.conflicts]);
    expect(document.values['risk_level']).toBe('low');
  });
});
