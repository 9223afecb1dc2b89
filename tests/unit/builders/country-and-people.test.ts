import { describe, expect, test } from 'vitest';
import { DISTRICTS, OFFICES, REGIONS, SUB_DISTRICTS } from '../../builders/marabia.ts';
import { CASEWORKERS, PERSONAS } from '../../builders/people.ts';
import { defaultConfiguration } from './default-configuration.ts';

describe('Marabia', () => {
  test('has 4 regions, 14 districts and 96 sub-districts, the same as the configuration has', () => {
    expect([REGIONS.length, DISTRICTS.length, SUB_DISTRICTS.length]).toEqual([4, 14, 96]);
    const areas = [...REGIONS, ...DISTRICTS, ...SUB_DISTRICTS];
    const list = defaultConfiguration().options.get('areas');
    const named = areas.map(({ id, name, pcode }) => [id, name, pcode]).sort();
    expect(named).toEqual(
      [...(list?.values() ?? [])].map(({ id, label, codes }) => [id, label.en, codes?.['pcode']]).sort(),
    );
  });

  test('its offices stand in districts that exist', () => {
    for (const office of OFFICES) expect(DISTRICTS.map(({ id }) => id)).toContain(office.district);
    expect(OFFICES.map(({ code }) => code)).toEqual(['KSM', 'BND', 'MLM']);
  });
});

describe('the staff', () => {
  test('is the set of people the tests need, each once', () => {
    const count = (role: string) => PERSONAS.filter(({ roles }) => roles.some((own) => own === role)).length;
    expect([count('supervisor'), count('clerk'), count('it'), count('dpo')]).toEqual([3, 2, 1, 1]);
    expect(CASEWORKERS.filter(({ left }) => left !== true)).toHaveLength(14);
    expect(CASEWORKERS.filter(({ left }) => left === true)).toHaveLength(1);
    expect(CASEWORKERS.filter(({ conflict }) => conflict === true)).toHaveLength(1);
    expect(new Set(PERSONAS.map(({ key }) => key)).size).toBe(PERSONAS.length);
    expect(new Set(PERSONAS.map(({ name }) => name)).size).toBe(PERSONAS.length);
  });

  test('carries 8 to 41 cases each, some more than 25', () => {
    const loads = CASEWORKERS.filter(({ left }) => left !== true).map(({ caseload }) => caseload);
    expect([Math.min(...loads), Math.max(...loads)]).toEqual([8, 41]);
    expect(loads.filter((load) => load > 25).length).toBeGreaterThan(2);
  });
});
