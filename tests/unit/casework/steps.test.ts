import { describe, expect, it } from 'vitest';
import { stepsOf, type StepStand } from '#core/casework/steps.ts';
import type { Task } from '#core/casework/tasks.ts';
import { loadConfiguration } from '#core/forms/config-schema.ts';
import { resolve } from '#core/forms/resolve.ts';
import type { CaseDocument, Step, Values } from '#core/forms/types.ts';
import { at, clock, row } from './tiny-office.ts';

const text = (en: string) => ({ en, fr: en, ar: en });
const field = (id: string, type: string, more: object = {}) => ({
  id,
  type,
  label: text(id),
  sensitivity: 3,
  compartment: 'core',
  ...more,
});
const form = (id: string, step: Step, fields: readonly unknown[], more: object = {}) => ({
  id,
  version: 1,
  label: text(id),
  step,
  sections: [{ id: `${id}_all`, label: text(id), fields }],
  ...more,
});
const loaded = loadConfiguration({
  profile: 'steps',
  version: 1,
  label: text('Steps'),
  description: text('Steps'),
  forms: [
    form('registration', 'C1', [
      field('full_name', 'text', { need: 'save' }),
      field('concern', 'text', { need: 'C1' }),
      field('secret', 'text', { need: 'C1', sensitivity: 5 }),
    ]),
    form('assessment', 'C2', [
      field('assessments', 'rows', {
        need: 'C2',
        record: true,
        fields: [field('completed', 'date', { need: 'C2' }), field('remark', 'text')],
      }),
    ]),
    form('followup', 'C5', [field('visits', 'rows', { fields: [field('visited', 'date')] })]),
    form('closing', 'C6', [
      field('closing_reason', 'text', { need: 'C6' }),
      field('closures', 'rows', { fields: [field('closure_status', 'text')] }),
    ]),
    form('transfer', 'C6', [field('transfers', 'rows', { fields: [field('transfer_status', 'text')] })]),
    form(
      'system',
      'C1',
      [
        field('approvals', 'rows', {
          fields: [
            field('approval_for', 'text'),
            field('approval_row', 'text'),
            field('approval_status', 'text'),
            field('approval_requested_at', 'date_time'),
          ],
        }),
      ],
      { system: true },
    ),
  ],
  lists: [],
  rules: [
    {
      id: 'DQ90',
      kind: 'C',
      step: 'C1',
      form: 'registration',
      fields: ['concern'],
      brokenWhen: "concern = 'none' and answered(full_name)",
      message: text('Say which'),
    },
    {
      id: 'DQ91',
      kind: 'C',
      step: 'C1',
      form: 'registration',
      fields: ['concern'],
      brokenWhen: 'blank(secret)',
      message: text('Closed'),
    },
  ],
  workflow: {
    deadlines: [
      {
        id: 'visit',
        sort: 'follow_up',
        label: text('Visit'),
        form: 'followup',
        step: 'C5',
        from: ['visits.visited'],
        done: ['visits.visited'],
        repeats: true,
        due: { high: '7d' },
      },
      {
        id: 'assess',
        sort: 'assessment',
        label: text('Assess'),
        form: 'assessment',
        step: 'C2',
        from: ['assessments.completed'],
        done: ['assessments.completed'],
        due: { high: '24h' },
      },
      {
        id: 'confirm',
        sort: 'consent',
        label: text('Confirm'),
        form: 'registration',
        step: 'C1',
        from: ['assessments.completed'],
        done: ['assessments.completed'],
        due: { high: '12m' },
      },
    ],
    riskSources: [],
    suggestion: [],
    approvals: [{ for: 'assessment', rows: 'assessments', completed: 'completed' }],
  },
});
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
const config = loaded.value;

const NOW = at('2026-11-10T12:00');
const DONE = { full_name: 'A', concern: 'neglect', secret: 's' };
const day = { date: '2026-11-05', precision: 'day', calendar: 'gregory' } as const;
const assessed = { assessments: [row('a', { completed: day })] };
const word = (id: string, status: string, of = 'a', when = '2026-11-05T10:00') =>
  row(id, {
    approval_for: 'assessment',
    approval_row: of,
    approval_status: status,
    approval_requested_at: clock(when),
  });
const task = (deadline: string, due: string, more: Partial<Task> = {}): Task => ({
  key: `${deadline}//0`,
  deadline,
  sort: deadline === 'confirm' ? 'consent' : 'follow_up',
  form: 'followup',
  startsAt: NOW,
  dueAt: at(due),
  exact: true,
  ...more,
});

interface Case {
  readonly values?: Values;
  readonly rows?: CaseDocument['rows'];
  readonly tasks?: readonly Task[];
  readonly closed?: readonly string[];
  readonly changed?: readonly string[];
}
function steps({ values = {}, rows = {}, tasks = [], closed = [], changed = [] }: Case): readonly StepStand[] {
  const document = { values, rows };
  const setting = { today: '2026-11-10' };
  return stepsOf({
    config,
    document,
    resolved: resolve(config, document, setting),
    setting,
    tasks,
    now: NOW,
    sees: (key) => !closed.includes(key),
    changed: new Set(changed),
  });
}
const words = (of: Case): string =>
  steps(of)
    .map(({ step, state }) => `${step} ${state}`)
    .join(', ');
const one = (of: Case, step: Step): StepStand => {
  const found = steps(of).find((stand) => stand.step === step);
  if (found === undefined) throw new Error(step);
  return found;
};

describe('the state of the steps', () => {
  const approved = { ...assessed, approvals: [word('x', 'approved')] };
  it.each<[string, Case, string]>([
    ['nothing answered yet', {}, 'C1 part, C2 later, C5 later, C6 later'],
    ['registered', { values: DONE }, 'C1 done, C2 now, C5 later, C6 later'],
    [
      'a missing reason is an answer',
      { values: { ...DONE, concern: { missing: 'unknown' } } },
      'C1 done, C2 now, C5 later, C6 later',
    ],
    ['a check stops the step', { values: { ...DONE, concern: 'none' } }, 'C1 part, C2 later, C5 later, C6 later'],
    ['assessed, nobody asked', { values: DONE, rows: assessed }, 'C1 done, C2 part, C5 later, C6 later'],
    ['assessed and approved', { values: DONE, rows: approved }, 'C1 done, C2 done, C5 now, C6 later'],
    [
      'assessed again: the old approval does not count for it',
      { values: DONE, rows: { ...approved, assessments: [...assessed.assessments, row('b', { completed: day })] } },
      'C1 done, C2 part, C5 later, C6 later',
    ],
    [
      'urgent work before the registration is whole',
      { values: { full_name: 'A' }, rows: { visits: [row('v', { visited: day })] } },
      'C1 part, C2 later, C5 done, C6 later',
    ],
    [
      'a hand-over that was declined is no closure',
      { values: DONE, rows: { transfers: [row('t', { transfer_status: 'rejected' })] } },
      'C1 done, C2 now, C5 later, C6 later',
    ],
    [
      'a closure is being prepared',
      { values: DONE, rows: { closures: [row('c', {})] } },
      'C1 done, C2 now, C5 later, C6 part',
    ],
    [
      'opened again after a closure',
      { values: { ...DONE, status: 'open' }, rows: { closures: [row('c', { closure_status: 'closed' })] } },
      'C1 done, C2 now, C5 later, C6 later',
    ],
    [
      'closed',
      {
        values: { ...DONE, status: 'closed', closing_reason: 'safe' },
        rows: { closures: [row('c', { closure_status: 'closed' })] },
      },
      'C1 done, C2 now, C5 later, C6 done',
    ],
    [
      'visits go on',
      {
        values: DONE,
        rows: { ...approved, visits: [row('v', { visited: day })] },
        tasks: [task('visit', '2026-11-12T10:00')],
      },
      'C1 done, C2 done, C5 part, C6 later',
    ],
    [
      'a visit is late',
      { values: DONE, rows: approved, tasks: [task('visit', '2026-11-09T10:00')] },
      'C1 done, C2 done, C5 late, C6 later',
    ],
    [
      'a late one that was done after all is not',
      {
        values: DONE,
        rows: approved,
        tasks: [task('visit', '2026-11-09T10:00', { done: { at: NOW, outcome: 'late' } })],
      },
      'C1 done, C2 done, C5 now, C6 later',
    ],
    [
      'what is due in a year keeps no step open',
      { values: DONE, tasks: [task('confirm', '2027-11-09T10:00')] },
      'C1 done, C2 now, C5 later, C6 later',
    ],
    [
      'but is late when it is',
      { values: DONE, tasks: [task('confirm', '2026-11-09T10:00')] },
      'C1 late, C2 later, C5 later, C6 later',
    ],
  ])('%s', (_, of, expected) => {
    expect(words(of)).toBe(expected);
  });

  it('says which one the case is at, and only one', () => {
    expect(
      steps({ values: { full_name: 'A' } })
        .filter(({ current }) => current)
        .map(({ step }) => step),
    ).toEqual(['C1']);
    expect(
      steps({ values: DONE, rows: assessed })
        .filter(({ current }) => current)
        .map(({ step }) => step),
    ).toEqual(['C2']);
  });
});

describe('what a step says beside its state', () => {
  it('counts the questions of the step itself, and names those without an answer', () => {
    expect(one({ values: { full_name: 'A', secret: 's' } }, 'C1')).toMatchObject({
      needed: 3,
      filled: 2,
      missing: [{ field: 'concern' }],
      checks: [],
    });
    expect(one({ rows: { assessments: [row('a', {})] } }, 'C2').missing).toEqual([
      { rows: 'assessments', row: 'a', field: 'completed' },
    ]);
  });

  it('names the checks that stop it', () => {
    expect(one({ values: { ...DONE, concern: 'none' } }, 'C1').checks).toEqual(['DQ90']);
  });

  it('gives the earliest open task', () => {
    const two = [task('visit', '2026-11-14T10:00'), task('visit', '2026-11-12T10:00')];
    expect(one({ tasks: two }, 'C5').due).toEqual({ at: at('2026-11-12T10:00'), exact: true });
    expect(one({ tasks: [] }, 'C5').due).toBeUndefined();
  });

  it.each([
    ['nobody was asked', [], undefined, true],
    ['asked', [word('x', 'requested')], 'requested', true],
    ['returned', [word('x', 'returned')], 'returned', true],
    [
      'returned, then approved',
      [word('x', 'approved', 'a', '2026-11-07T09:00'), word('y', 'returned')],
      'approved',
      false,
    ],
    ['another record was approved', [word('x', 'approved', 'other')], undefined, true],
  ] as const)('approval: %s', (_, approvals, state, missing) => {
    const stand = one({ rows: { ...assessed, approvals } }, 'C2');
    expect([stand.approval, stand.approvalMissing]).toEqual([state, missing]);
  });

  it('is not done when what was approved was changed after that', () => {
    const rows = { ...assessed, approvals: [word('x', 'approved')] };
    expect(one({ rows, changed: ['x'] }, 'C2')).toMatchObject({ approval: 'changed', approvalMissing: true });
    expect(one({ rows, changed: ['y'] }, 'C2').approvalMissing).toBe(false);
  });

  it('neither counts nor names a closed question, nor a check that reads one', () => {
    const without = { full_name: 'A', concern: 'neglect' };
    expect(one({ values: without, closed: ['secret'] }, 'C1')).toMatchObject({
      state: 'done',
      needed: 2,
      filled: 2,
      missing: [],
      checks: [],
    });
    expect(one({ values: without }, 'C1')).toMatchObject({
      state: 'part',
      missing: [{ field: 'secret' }],
      checks: ['DQ91'],
    });
  });
});
