import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '#core/forms/config-schema.ts';
import type { CaseDocument, Row, Values } from '#core/forms/types.ts';
import { readyRecords } from './ready-records.ts';

const text = (en: string) => ({ en, fr: en, ar: en });
const field = (id: string, type: string, more: object = {}) => ({
  id,
  type,
  label: text(id),
  sensitivity: 3,
  compartment: 'core',
  ...more,
});
const inside = { rows: 'plan_actions', progress: ['action_status'] };
const loaded = loadConfiguration({
  profile: 'tiny',
  version: 1,
  label: text('Tiny'),
  description: text('Tiny'),
  forms: [
    {
      id: 'all',
      version: 1,
      label: text('All'),
      step: 'C3',
      sections: [
        {
          id: 'all',
          label: text('All'),
          fields: [
            field('assessments', 'rows', { fields: [field('done', 'date')] }),
            field('case_plans', 'rows', { fields: [field('plan_date', 'date')] }),
            field('plan_actions', 'rows', {
              within: { rows: 'case_plans', by: 'action_plan' },
              fields: [field('action_plan', 'row_link', { of: 'case_plans' }), field('action_status', 'text')],
            }),
          ],
        },
      ],
    },
  ],
  lists: [],
  rules: [],
  workflow: {
    deadlines: [],
    riskSources: [],
    suggestion: [],
    approvals: [
      { for: 'assessment', rows: 'assessments', completed: 'done' },
      { for: 'case_plan', rows: 'case_plans', completed: 'plan_date', children: inside },
      {
        for: 'action_plan',
        rows: 'case_plans',
        completed: 'plan_date',
        children: { ...inside, alone: true },
        optional: true,
      },
    ],
  },
});
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
const config = loaded.value;
const day = (date: string) => ({ date, precision: 'day', calendar: 'gregory' }) as const;
const asked = (id: string, row: string, status: string, hour: string, comment?: string): Row => ({
  id,
  values: {
    approval_for: 'assessment',
    approval_row: row,
    approval_status: status,
    approval_requested_at: { at: `2026-11-20T${hour}:00`, zone: 'UTC' },
    ...(comment === undefined ? {} : { approval_comment: comment }),
  },
});
const ready = (assessments: Readonly<Record<string, Values>>, ...approvals: Row[]) => {
  const rows = { assessments: Object.entries(assessments).map(([id, values]) => ({ id, values })), approvals };
  const document: CaseDocument = { values: {}, rows };
  return readyRecords(document, config, new Set(['changed']), (date) => date);
};

describe('records that can be sent for approval', () => {
  it('are those that are completed, the newest first', () => {
    const found = ready({ a: { done: day('2026-11-01') }, b: {}, c: { done: day('2026-11-12') } });
    expect(found.map(({ row }) => row)).toEqual(['c', 'a']);
  });
  it('are not those that wait, or that were approved', () => {
    const found = ready(
      { a: { done: day('2026-11-01') }, b: { done: day('2026-11-02') } },
      asked('1', 'a', 'requested', '10'),
      asked('2', 'b', 'approved', '10'),
    );
    expect(found).toEqual([]);
  });
  it('are those that were changed after they were approved', () => {
    const done = { a: { done: day('2026-11-01') } };
    expect(ready(done, asked('changed', 'a', 'approved', '10'))).toMatchObject([{ row: 'a', changed: true }]);
    expect(ready(done, asked('changed', 'a', 'approved', '10'), asked('2', 'a', 'requested', '11'))).toEqual([]);
  });
  it('are those that came back, with the comment, until they are asked for again', () => {
    const done = { a: { done: day('2026-11-01') } };
    const back = asked('1', 'a', 'returned', '10', 'Who saw the child?');
    expect(ready(done, back)).toMatchObject([{ row: 'a', returned: 'Who saw the child?' }]);
    expect(ready(done, back, asked('2', 'a', 'requested', '11'))).toEqual([]);
    expect(ready(done, asked('0', 'a', 'requested', '09'), back)).toHaveLength(1);
  });
  it('are those whose request was taken back, and a rejected date is no completion', () => {
    expect(ready({ a: { done: day('2026-11-01') } }, asked('1', 'a', 'withdrawn', '10'))).toHaveLength(1);
    expect(ready({ a: { done: { missing: 'unknown' } } })).toEqual([]);
  });
  it('are the actions of a plan too, once it has any, beside the plan itself', () => {
    const plan = { id: 'p', values: { plan_date: day('2026-11-03') } };
    const action = { id: 'a', values: { action_plan: 'p' } };
    const found = (plan_actions: Row[], approvals: Row[] = []) =>
      readyRecords(
        { values: {}, rows: { case_plans: [plan], plan_actions, approvals } },
        config,
        new Set(),
        (at) => at,
      );
    expect(found([]).map(({ subject }) => subject)).toEqual(['case_plan']);
    expect(found([action]).map(({ subject }) => subject)).toEqual(['case_plan', 'action_plan']);
    const approved = asked('1', 'p', 'approved', '10');
    const ofPlan = { ...approved, values: { ...approved.values, approval_for: 'case_plan' } };
    expect(found([action], [ofPlan]).map(({ subject }) => subject)).toEqual(['action_plan']);
  });
});
