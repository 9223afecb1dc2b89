import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generateCases } from '../../builders/cases.ts';
import type { OracleOptions } from '../../builders/oracle.ts';
import { oracleOf, writeOracle } from '../../builders/oracle.ts';
import { defaultConfiguration, judge } from './default-configuration.ts';

const OPTIONS: OracleOptions = { seed: 5, count: 500, officeCode: 'KSM', today: '2026-03-02' };
const oracle = oracleOf(OPTIONS);
const documents = [...generateCases(OPTIONS)].map(({ document, createdAt }) => ({
  values: document.values,
  document,
  createdAt,
}));
const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);

describe('the oracle', () => {
  test('counts what stands in the documents', () => {
    const countOf = (field: string, value: string) => documents.filter(({ values }) => values[field] === value).length;
    for (const status of ['open', 'closed', 'transferred', 'duplicate']) {
      expect(oracle.byStatus[status] ?? 0, status).toBe(countOf('status', status));
    }
    for (const risk of ['high', 'medium', 'low', 'none'])
      expect(oracle.byRisk[risk] ?? 0).toBe(countOf('risk_level', risk));
    for (const sex of ['female', 'male', 'intersex']) expect(oracle.bySex[sex] ?? 0).toBe(countOf('sex', sex));
    expect([total(oracle.byStatus), total(oracle.byRisk), total(oracle.bySex)]).toEqual([500, 500, 500]);
  });

  test('names the cases that the form engine finds at fault, rule by rule', () => {
    const config = defaultConfiguration();
    const found: Record<string, number[]> = {};
    documents.forEach(({ document }, index) => {
      for (const rule of judge(config, document, OPTIONS.today).rules) (found[rule] ??= []).push(index);
    });
    expect(oracle.violations).toEqual(found);
  });

  test('expects both tasks of every open case, to the hour', () => {
    const hours: Readonly<Record<string, number>> = { high: 24, medium: 72, low: 120 };
    const open = documents.flatMap(({ values, createdAt }, index) => {
      const risk = values['risk_level'];
      if (values['status'] !== 'open' || typeof risk !== 'string' || hours[risk] === undefined) return [];
      return [{ index, dueAt: Date.parse(createdAt) + hours[risk] * 3_600_000 }];
    });
    for (const kind of ['first_contact', 'assessment']) {
      const tasks = oracle.tasks.filter((task) => task.kind === kind);
      expect(tasks.map(({ index, dueAtUtc }) => ({ index, dueAt: Date.parse(dueAtUtc) }))).toEqual(open);
    }
    for (const task of oracle.tasks) expect(task.overdue).toBe(Date.parse(task.dueAtUtc) < Date.parse(oracle.asOf));
    expect(new Set(oracle.tasks.map(({ overdue }) => overdue)).size).toBe(2);
  });

  test('moves only deadlines that are not of high risk, and only off free days', () => {
    const localDay = (instant: string) => new Date(Date.parse(instant) + 3 * 3_600_000).getUTCDay();
    let moved = 0;
    for (const { risk, dueAtUtc, workingDueAtUtc } of oracle.tasks) {
      const free = localDay(dueAtUtc) === 0 || localDay(dueAtUtc) === 6;
      if (risk === 'high' || !free) expect(workingDueAtUtc).toBe(dueAtUtc);
      else {
        moved++;
        expect(localDay(workingDueAtUtc)).toBe(1);
        expect(workingDueAtUtc.slice(10)).toBe(dueAtUtc.slice(10));
      }
    }
    expect(moved).toBeGreaterThan(0);
    const sundayToThursday = oracleOf({ ...OPTIONS, count: 200, workingDays: [7, 1, 2, 3, 4] });
    expect(
      sundayToThursday.tasks.every(({ risk, workingDueAtUtc }) => risk === 'high' || localDay(workingDueAtUtc) < 5),
    ).toBe(true);
  });

  test('lists pairs with the earlier case first', () => {
    expect(oracle.duplicates).toHaveLength(12);
    expect(oracle.nearMisses).toHaveLength(5);
    for (const [first, second] of [...oracle.duplicates, ...oracle.nearMisses]) expect(first).toBeLessThan(second);
  });

  test('can be written down and read again', () => {
    const dir = mkdtempSync(join(tmpdir(), 'oracle-'));
    try {
      writeOracle(join(dir, 'oracle.json'), oracle);
      expect(JSON.parse(readFileSync(join(dir, 'oracle.json'), 'utf8'))).toEqual(oracle);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});
