import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isId16 } from '#core/ids.ts';
import { parseCaseCode } from '#core/records/case-code.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { caseAt, generateCases } from '../../builders/cases.ts';
import { SIZES } from '../../builders/case-shape.ts';
import type { GeneratedCase, GenerateOptions } from '../../builders/case-shape.ts';

const OPTIONS: GenerateOptions = { seed: 20260101, count: 300, officeCode: 'KSM', today: '2026-03-02' };
const hashOf = (options: GenerateOptions): string => {
  const hash = createHash('sha256');
  for (const one of generateCases(options)) hash.update(JSON.stringify(one));
  return hash.digest('hex');
};
const firstOf = (document: CaseDocument, field: string): string => {
  const value = document.values[field];
  return typeof value === 'string' ? value : '';
};

describe('generated cases', () => {
  test('are the same for the same seed, and others for another seed, day or office', () => {
    const first = hashOf(OPTIONS);
    expect(hashOf(OPTIONS)).toBe(first);
    expect(hashOf({ ...OPTIONS, seed: 20260102 })).not.toBe(first);
    expect(hashOf({ ...OPTIONS, today: '2026-03-03' })).not.toBe(first);
    expect(hashOf({ ...OPTIONS, officeCode: 'BND' })).not.toBe(first);
  });

  test('do not depend on how many there are, and any one can be had alone', () => {
    const all = [...generateCases({ ...OPTIONS, count: 120 })];
    expect([...generateCases({ ...OPTIONS, count: 80 })]).toEqual(all.slice(0, 80));
    expect(caseAt(OPTIONS, 79)).toEqual(all[79]);
  });

  test('of two offices are different cases, even with one seed', () => {
    const ids = (officeCode: string) => [...generateCases({ ...OPTIONS, officeCode })].map(({ caseId }) => caseId);
    expect(new Set([...ids('KSM'), ...ids('BND')]).size).toBe(600);
  });

  test('are made as they are asked for', () => {
    const endless = generateCases({ ...OPTIONS, count: Number.MAX_SAFE_INTEGER });
    expect(endless.next().value).toMatchObject({ index: 0 });
    expect(endless.next().value).toMatchObject({ index: 1 });
  });

  test('have ids and codes of their own', () => {
    const ids = new Set<string>();
    const codes = new Set<string>();
    for (const { caseId, code, document } of generateCases({ ...OPTIONS, count: 3000 })) {
      expect(isId16(caseId)).toBe(true);
      expect(parseCaseCode(code)).toMatchObject({ ok: true, value: { prefix: 'KSM' } });
      expect(document.values['case_code']).toBeUndefined();
      ids.add(caseId);
      codes.add(code.replace(/-\d\d-/, '-').slice(0, -2));
      for (const row of Object.values(document.rows).flat()) ids.add(row.id);
    }
    expect(codes.size).toBe(3000);
    expect(ids.size).toBeGreaterThan(3000 * 4);
  });

  test('of the demo hold a duplicate and a namesake', () => {
    const demo = [...generateCases({ ...OPTIONS, count: SIZES.S })];
    expect(demo.some(({ expected }) => expected.duplicateOf !== undefined)).toBe(true);
    expect(demo.some(({ expected }) => expected.nearMissOf !== undefined)).toBe(true);
  });

  test('lie in the past, their registration not after they were saved', () => {
    for (const { createdAt, document, expected } of generateCases({ ...OPTIONS, defects: 'none', count: 1500 })) {
      const day = document.values['registration_date'];
      expect(day).toMatchObject({ precision: 'day' });
      expect(JSON.stringify(day)).toContain('"date":"20');
      expect(createdAt < '2026-03-02T00:00:00.000Z').toBe(true);
      expect(typeof day === 'object' && 'date' in day && day.date <= createdAt.slice(0, 10)).toBe(true);
      expect(expected.rulesBroken.filter((rule) => rule !== 'DQ03' && rule !== 'DQ05')).toEqual([]);
    }
  });
});

describe('children registered twice', () => {
  const all: GeneratedCase[] = [...generateCases({ ...OPTIONS, defects: 'none', count: 4000 })];
  const pairs = (key: 'duplicateOf' | 'nearMissOf') =>
    all.flatMap((one): [GeneratedCase, GeneratedCase][] => {
      const other = all[one.expected[key] ?? -1];
      return other ? [[other, one]] : [];
    });
  const birthYear = ({ document, expected }: GeneratedCase): number => {
    const day = document.values['registration_date'];
    return typeof day === 'object' && 'date' in day ? Number(day.date.slice(0, 4)) - expected.age : 0;
  };

  test('make up 2.5 in a hundred; each points to an earlier case that is no double itself', () => {
    expect(pairs('duplicateOf')).toHaveLength(100);
    for (const [first, second] of pairs('duplicateOf')) {
      expect(first.index).toBeLessThan(second.index);
      expect(first.expected.duplicateOf ?? first.expected.nearMissOf).toBeUndefined();
    }
  });

  test('are the same child: about as old; many are written otherwise, some with the words swapped', () => {
    let otherwise = 0;
    let swapped = 0;
    for (const [first, second] of pairs('duplicateOf')) {
      expect(Math.abs(birthYear(first) - birthYear(second))).toBeLessThanOrEqual(3);
      const [a, b] = [firstOf(first.document, 'full_name'), firstOf(second.document, 'full_name')];
      if (a !== b) otherwise++;
      if (a !== b && b.split(' ')[0] === a.split(' ').at(-1)) swapped++;
    }
    expect(otherwise).toBeGreaterThan(75);
    expect(swapped).toBeGreaterThan(3);
  });

  test('are not to be confused with children of the same name, one in a hundred: years apart, other mother, other place', () => {
    expect(pairs('nearMissOf')).toHaveLength(40);
    let sameSpelling = 0;
    for (const [first, second] of pairs('nearMissOf')) {
      expect(Math.abs(birthYear(first) - birthYear(second))).toBeGreaterThanOrEqual(4);
      expect(second.document.values['current_area']).not.toBe(first.document.values['current_area']);
      expect(second.document.values['phone']).not.toBe(first.document.values['phone']);
      if (firstOf(first.document, 'full_name') === firstOf(second.document, 'full_name')) sameSpelling++;
    }
    expect(sameSpelling).toBeGreaterThan(15);
  });
});
