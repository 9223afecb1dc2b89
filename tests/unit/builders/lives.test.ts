import { describe, expect, test } from 'vitest';
import { tasksOf } from '#core/casework/tasks.ts';
import { evaluateCase } from '#core/forms/evaluate.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import { caseAt, generateCases } from '../../builders/cases.ts';
import type { GeneratedCase, GenerateOptions } from '../../builders/case-shape.ts';
import { openTasksOf, type OpenTask } from '../../builders/expected-tasks.ts';
import { lastEvening, lifeOf } from '../../builders/life.ts';
import type { Life } from '../../builders/life-shape.ts';
import { LATE_DEFECTS, NEED_A_FILE, withLateDefect } from '../../builders/late-defects.ts';
import { withRow } from '../../builders/life-shape.ts';
import { defaultConfiguration, judge } from './default-configuration.ts';

const config = defaultConfiguration();
const TODAY = '2026-03-02';
const OPTIONS: GenerateOptions = {
  seed: 20260101,
  count: 400,
  officeCode: 'KSM',
  today: TODAY,
  defects: 'saveable',
};
const AS_OF = Date.parse(`${TODAY}T15:00:00Z`);

interface Lived {
  readonly one: GeneratedCase;
  readonly life: Life;
}
const livesOf = (options: GenerateOptions): Lived[] =>
  [...generateCases(options)].map((one) => ({ one, life: lifeOf(options, one) }));
const lived = livesOf(OPTIONS);

const place = ({ deadline, row, dueAtUtc }: OpenTask): string => `${deadline} ${row ?? ''} ${dueAtUtc}`;
const inOrder = (tasks: readonly OpenTask[]): OpenTask[] => [...tasks].sort((a, b) => (place(a) < place(b) ? -1 : 1));

/** What the rules of the product say about the same case. */
function byTheRules({ document, registeredAtUtc, risks }: Life, today: string): OpenTask[] {
  const found = tasksOf(config, document, {
    today,
    time: { zone: 'Africa/Nairobi', workingDays: [1, 2, 3, 4, 5], holidays: new Set() },
    now: Date.parse(`${today}T15:00:00Z`),
    registeredAt: Date.parse(registeredAtUtc),
    risks: risks.map(({ atUtc, level }) => ({ at: Date.parse(atUtc), level })),
  });
  return found
    .filter(({ done }) => done === undefined)
    .map(({ deadline, row, dueAt, exact }) => ({
      deadline,
      ...(row === undefined ? {} : { row }),
      dueAtUtc: new Date(dueAt).toISOString(),
      exact,
    }));
}

describe('the lives of generated cases', () => {
  test('are the same for the same seed, and do not need those before them', () => {
    expect(livesOf({ ...OPTIONS, count: 60 })).toEqual(lived.slice(0, 60));
    const one = caseAt(OPTIONS, 59);
    expect(lifeOf(OPTIONS, one)).toEqual(lived[59]?.life);
    expect(lifeOf({ ...OPTIONS, seed: 7 }, one)).not.toEqual(lived[59]?.life);
  });

  test('lie before the day, in order, and end where their saves lead', () => {
    for (const { one, life } of lived) {
      let before = life.registeredAtUtc;
      let document: CaseDocument = life.start;
      for (const save of life.saves) {
        expect(save.atUtc > before, `case ${String(one.index)}`).toBe(true);
        before = save.atUtc;
        document = save.rows.reduce(withRow, document);
      }
      expect(before <= lastEvening(TODAY)).toBe(true);
      const { reopenings: _again, ...rows } = life.document.rows;
      expect(document.rows).toEqual(rows);
    }
  });

  test('hold only answers that are asked, and break no rule that the registration does not break', () => {
    for (const { one, life } of lived.slice(0, 60)) {
      const { rules, faults } = judge(config, life.document, TODAY);
      expect({ index: one.index, rules, faults }).toEqual({
        index: one.index,
        rules: one.expected.rulesBroken,
        faults: [],
      });
      const start = evaluateCase(config, life.start, { today: TODAY });
      expect(start.checks.filter(({ kind }) => kind === 'E')).toEqual([]);
    }
  });

  test('have the shares of the reference: late, today, coming, seen, changed', () => {
    const rows = (name: string) => lived.flatMap(({ life }) => life.document.rows[name] ?? []);
    const share = (part: number, of: number): number => Math.round((100 * part) / Math.max(1, of));
    const visits = rows('followups');
    expect(visits.length).toBeGreaterThan(1000);
    expect(share(visits.filter(({ values }) => values['child_seen'] === 'no').length, visits.length)).toBeGreaterThan(
      3,
    );
    expect(share(visits.filter(({ values }) => values['child_seen'] === 'no').length, visits.length)).toBeLessThan(9);
    const open = lived.filter(({ one }) => one.expected.status === 'open');
    const tasks = open.flatMap(({ life }) => openTasksOf(life));
    const near = tasks.filter(({ dueAtUtc }) => Date.parse(dueAtUtc) < AS_OF + 14 * 86_400_000);
    const late = near.filter(({ dueAtUtc }) => Date.parse(dueAtUtc) < AS_OF);
    const today = near.filter(({ dueAtUtc }) => dueAtUtc.startsWith(TODAY));
    expect(share(late.length, near.length)).toBeGreaterThan(10);
    expect(share(late.length, near.length)).toBeLessThan(40);
    expect(today.length).toBeGreaterThan(3);
    const changed = open.filter(({ life }) => life.risks.length > 1);
    expect(share(changed.length, open.length)).toBeGreaterThan(4);
    for (const name of ['assessments', 'case_plans', 'plan_actions', 'services', 'reviews', 'closures', 'notes'])
      expect(rows(name).length, name).toBeGreaterThan(50);
    for (const name of [
      'safety_assessments',
      'conferences',
      'care_reviews',
      'consent_confirmations',
      'transfers',
      'transition_steps',
    ])
      expect(rows(name).length, name).toBeGreaterThan(2);
    expect(rows('reopenings').length).toBeGreaterThan(0);
  });
});

describe('the oracle of tasks', () => {
  test('expects exactly the tasks that the rules find, case by case', () => {
    for (const { one, life } of lived)
      expect({ index: one.index, tasks: inOrder(openTasksOf(life)) }).toEqual({
        index: one.index,
        tasks: inOrder(byTheRules(life, TODAY)),
      });
  });

  test('does so for other seeds and days', () => {
    for (const [seed, today] of [
      [1, '2026-01-01'],
      [2, '2024-02-29'],
      [3, '2026-12-31'],
    ] as const) {
      for (const { one, life } of livesOf({ ...OPTIONS, seed, today, count: 80 }))
        expect({ seed, index: one.index, tasks: inOrder(openTasksOf(life)) }).toEqual({
          seed,
          index: one.index,
          tasks: inOrder(byTheRules(life, today)),
        });
    }
  });
});

describe('mistakes after registration', () => {
  const late = config.rules.map(({ def }) => def).filter(({ form }) => form !== 'consent' && form !== 'registration');
  const open = lived.filter(({ life }) => life.document.values['status'] === 'open').map(({ life }) => life);

  test('there is one for each rule that needs no file, and for no other', () => {
    const rules = late.map(({ id }) => id);
    expect([...LATE_DEFECTS.map(({ rule }) => rule), ...NEED_A_FILE].sort()).toEqual([...rules].sort());
  });

  test.each(LATE_DEFECTS)('$rule is found in three cases that did not break it before', (defect) => {
    const whole = open
      .filter(({ document }) => !judge(config, document, TODAY).rules.includes(defect.rule))
      .slice(0, 3);
    expect(whole).toHaveLength(3);
    for (const life of whole) {
      const { rules, faults } = judge(config, withLateDefect(life, defect, TODAY), TODAY);
      expect(rules).toContain(defect.rule);
      // Whoever makes a mistake leaves other questions open, but answers none that is not asked.
      expect(faults.filter((fault) => !fault.startsWith('NEEDED'))).toEqual([]);
    }
  });
});
