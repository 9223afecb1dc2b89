import { beforeAll, describe, expect, test } from 'vitest';
import { SIZES } from '../../builders/case-shape.ts';
import type { GeneratedCase } from '../../builders/case-shape.ts';
import { generateCases } from '../../builders/cases.ts';

/** Shares of reference.md §10, in a hundred cases, at the size of several merged offices. */
describe('12,000 cases', () => {
  const counts = new Map<string, number>();
  let words: number[] = [];
  let lengths: number[] = [];
  let scripts = { arabic: 0, khmer: 0, burmese: 0 };
  const add = (group: string, key: string): void => {
    counts.set(`${group}:${key}`, (counts.get(`${group}:${key}`) ?? 0) + 1);
  };
  const share = (group: string, key: string, of = SIZES.L as number): number =>
    ((counts.get(`${group}:${key}`) ?? 0) / of) * 100;
  const near = (group: string, expected: Readonly<Record<string, number>>, tolerance: number): void => {
    for (const [key, percent] of Object.entries(expected)) {
      const found = share(group, key);
      expect(Math.abs(found - percent), `${group} ${key}: ${found.toFixed(1)} of ${percent}`).toBeLessThanOrEqual(
        tolerance,
      );
    }
  };
  const text = ({ document }: GeneratedCase, field: string): string => {
    const value = document.values[field];
    return typeof value === 'string' ? value : 'none';
  };
  const ageBand = (age: number): string =>
    age < 5 ? '0-4' : age < 12 ? '5-11' : age < 15 ? '12-14' : age < 18 ? '15-17' : '18+';

  beforeAll(() => {
    words = [];
    lengths = [];
    scripts = { arabic: 0, khmer: 0, burmese: 0 };
    for (const one of generateCases({ seed: 20260101, count: SIZES.L, officeCode: 'KSM', today: '2026-03-02' })) {
      const { expected, document, createdAt } = one;
      add('sex', expected.sex === 'female' || expected.sex === 'male' ? expected.sex : 'rest');
      add('age', ageBand(expected.age));
      add('risk', expected.risk);
      add('status', expected.status);
      add('basis', text(one, 'age_basis'));
      add('giver', text(one, 'consent_giver'));
      add('withhold', text(one, 'withhold'));
      add('withdrawn', text(one, 'consent_withdrawn'));
      const concerns = document.values['protection_concerns'];
      const list: readonly string[] = Array.isArray(concerns) ? (concerns as readonly string[]) : [];
      add('concerns', String(Math.min(list.length, 4)));
      for (const concern of list) add('concern', concern.includes('difficult') ? 'functional' : concern);
      add('care', String(document.rows['care_arrangements']?.[0]?.values['arrangement_type']));
      add('script', text(one, 'name_script'));
      if (expected.status === 'open') add('step', expected.course.step);
      if (expected.course.riskBefore.length > 0) add('riskChanged', 'yes');
      add('worker', String(one.worker));
      const reason = text(one, 'risk_reason');
      if (/^[\u0600-\u06ff]/u.test(reason)) scripts.arabic++;
      if (/[\u1780-\u17ff]/u.test(reason)) scripts.khmer++;
      if (/[\u1000-\u109f]/u.test(reason)) scripts.burmese++;
      if (reason !== 'none') words.push(reason.split(' ').length);
      const end = expected.course.endedAt;
      if (end !== undefined) lengths.push((Date.parse(end) - Date.parse(createdAt)) / 86_400_000);
    }
  });

  test('sex, age and how the age is known', () => {
    near('sex', { female: 54, male: 45, rest: 1 }, 1.5);
    near('age', { '0-4': 16, '5-11': 37, '12-14': 22, '15-17': 23, '18+': 2 }, 2);
    near('basis', { document: 35, caregiver: 38, child: 12, estimate: 15 }, 2.5);
  });
  test('risk, status and step', () => {
    near('risk', { high: 14, medium: 46, low: 38, none: 2 }, 2);
    near('status', { open: 38, closed: 55, transferred: 5, duplicate: 2 }, 2.5);
    const open = counts.get('status:open') ?? 0;
    const steps = { registered: 15, assessment: 20, plan: 18, service: 35, ready_to_close: 12 };
    for (const [step, percent] of Object.entries(steps)) {
      expect(Math.abs(share('step', step, open) - percent), step).toBeLessThanOrEqual(2.5);
    }
    near('riskChanged', { yes: 30 }, 4);
  });
  test('how many concerns, and which', () => {
    near('concerns', { 1: 45, 2: 33, 3: 15, 4: 7 }, 2.5);
    const most = {
      neglect: 24,
      psychosocial_distress: 21,
      separated: 14,
      physical_abuse_violence: 13,
      child_labour: 11,
    };
    const some = { lack_of_documentation_birth_registration: 10, unaccompanied: 6, sexual_abuse_violence: 6 };
    near('concern', { ...most, ...some, child_marriage: 5, functional: 9, associated_with_armed: 1 }, 2);
  });
  test('where children live', () => {
    near('care', { parents: 52, kinship: 23, step_parent: 6, unrelated_adult: 4, foster: 3, residential: 4 }, 1.5);
    near('care', { child_headed: 2, independent_living: 2, no_care: 2, other: 2 }, 0.8);
  });
  test('who agrees, who withholds, who withdraws', () => {
    near('giver', { child: 22, caregiver: 66, caseworker: 9 }, 2.5);
    near('withhold', { yes: 7 }, 1);
    near('withdrawn', { yes: 2 }, 1);
  });
  test('half of them last 120 days or less, one in ten over 400', () => {
    const sorted = [...lengths].sort((a, b) => a - b);
    expect(Math.abs((sorted[Math.floor(sorted.length / 2)] ?? 0) - 120)).toBeLessThan(12);
    expect(sorted.filter((days) => days > 400).length / sorted.length).toBeGreaterThan(0.07);
    expect(sorted.filter((days) => days > 400).length / sorted.length).toBeLessThan(0.13);
  });
  test('notes of 30 to 250 words, some with Arabic, Khmer and Burmese letters', () => {
    expect(Math.min(...words)).toBeGreaterThanOrEqual(30);
    expect(Math.max(...words)).toBeLessThanOrEqual(250);
    expect(Object.values(scripts).every((found) => found > 50)).toBe(true);
  });
  test('names in six scripts, and every worker has cases', () => {
    for (const script of ['latin', 'arabic', 'ethiopic', 'khmer', 'burmese', 'bengali', 'cyrillic']) {
      expect(share('script', script), script).toBeGreaterThan(0.5);
    }
    expect([...counts.keys()].filter((key) => key.startsWith('worker:'))).toHaveLength(15);
  });
});
