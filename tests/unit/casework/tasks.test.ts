import { describe, expect, it } from 'vitest';
import type { RiskLevel } from '#core/casework/risk-history.ts';
import { byUrgency, groupOf, type TaskGroup } from '#core/casework/task-order.ts';
import type { Task } from '#core/casework/tasks.ts';
import { at, clock, day, local, NAIROBI, one, row, tasks } from './tiny-office.ts';

const risk = (when: string, level: RiskLevel) => ({ at: at(when), level });

describe('when a deadline falls due', () => {
  it('counts hours from the minute of registration', () => {
    const task = one(tasks(), 'first_contact');
    expect([local(task.dueAt), task.exact]).toEqual(['2026-11-05T10:00', true]);
  });

  it('counts whole days when only the day of an earlier registration is known', () => {
    const task = one(tasks({ values: { registration_date: day('2026-10-30') } }), 'first_contact');
    expect([local(task.dueAt), task.exact]).toEqual(['2026-11-02T23:59', false]);
  });

  it('moves days to the next working day, but not those of a high risk', () => {
    const low = {
      setting: { risks: [risk('2026-11-02T10:00', 'low')] },
      values: { registration_date: day('2026-11-03') },
    };
    // Five days after Tuesday is Sunday.
    expect(local(one(tasks(low), 'first_contact').dueAt)).toBe('2026-11-09T23:59');
    const closed = { ...NAIROBI, holidays: new Set(['2026-11-09']) };
    const holiday = { ...low, setting: { ...low.setting, time: closed } };
    expect(local(one(tasks(holiday), 'first_contact').dueAt)).toBe('2026-11-10T23:59');
    const high = {
      values: { registration_date: day('2026-11-01') },
      setting: { risks: [risk('2026-11-02T10:00', 'high')] },
    };
    const visits = tasks(high).filter((task) => task.deadline === 'contact');
    expect(visits.map((task) => local(task.dueAt))).toEqual(['2026-11-08T23:59']);
  });

  it('takes the span that the row says, and an appointment before it', () => {
    const created = clock('2026-11-02T11:00');
    const soon = { service_created: created, service_timeframe: '1_hour' };
    expect(local(one(tasks({ rows: { services: [row('a', soon)] } }), 'service').dueAt)).toBe('2026-11-02T12:00');
    const agreed = { ...soon, service_appointment: day('2026-11-20') };
    expect(local(one(tasks({ rows: { services: [row('a', agreed)] } }), 'service').dueAt)).toBe('2026-11-20T23:59');
  });

  it('is not there when its condition does not hold, or nothing says when it starts', () => {
    const declined = {
      service_created: clock('2026-11-02T11:00'),
      service_timeframe: '1_hour',
      service_result: 'declined',
    };
    expect(tasks({ rows: { services: [row('a', declined), row('b', {})] } }).map((t) => t.deadline)).not.toContain(
      'service',
    );
  });

  it('gives a schedule a task each', () => {
    const rows = {
      reunifications: [row('r', { reunified_on: day('2026-11-02') })],
      followups: [row('f', { followup_done: day('2026-11-06') })],
    };
    const made = tasks({ rows }).filter((task) => task.deadline === 'after_reunification');
    expect(made.map((task) => [local(task.dueAt), task.done?.outcome])).toEqual([
      ['2026-11-09T23:59', 'on_time'],
      ['2026-12-02T23:59', undefined],
      ['2027-02-02T23:59', undefined],
    ]);
  });

  it.each([
    // After a return home, one week, one month and three months: what was due before the registration is over.
    ['in the middle', '2026-09-15', ['2026-12-15T23:59']],
    ['on the day itself', '2026-10-26', ['2026-11-02T23:59', '2026-11-26T23:59', '2027-01-26T23:59']],
    ['after all of it: the last is due from then on', '2026-06-01', ['2026-11-02T23:59']],
  ])('asks for nothing that was due before the child was registered: %s', (_, home, due) => {
    const made = tasks({ rows: { reunifications: [row('r', { reunified_on: day(home) })] } });
    const visits = made.filter((task) => task.deadline === 'after_reunification');
    expect(visits.map((task) => local(task.dueAt))).toEqual(due);
  });

  it('knows the day of registration by what was told, and never later than it was written', () => {
    const reunifications = [row('r', { reunified_on: day('2026-09-15') })];
    const due = (told: string): readonly string[] =>
      tasks({ values: { registration_date: day(told) }, rows: { reunifications } })
        .filter((task) => task.deadline === 'after_reunification')
        .map((task) => local(task.dueAt));
    expect(due('2026-10-10')).toEqual(['2026-10-15T23:59', '2026-12-15T23:59']);
    expect(due('2027-01-10')).toEqual(['2026-12-15T23:59']);
  });
});

describe('a change of the risk level', () => {
  const first = (...risks: ReturnType<typeof risk>[]): string =>
    local(one(tasks({ setting: { risks, now: at('2026-11-20T12:00') } }), 'first_contact').dueAt);

  it.each([
    ['stays', [risk('2026-11-02T10:00', 'medium')], '2026-11-05T10:00'],
    [
      'raised: earlier, from the change',
      [risk('2026-11-02T10:00', 'medium'), risk('2026-11-03T09:00', 'high')],
      '2026-11-04T09:00',
    ],
    ['raised: never later', [risk('2026-11-02T10:00', 'medium'), risk('2026-11-05T08:00', 'high')], '2026-11-05T10:00'],
    [
      'lowered before it is due: from the start',
      [risk('2026-11-02T10:00', 'medium'), risk('2026-11-03T09:00', 'low')],
      '2026-11-09T23:59',
    ],
    [
      'lowered when overdue: stays overdue',
      [risk('2026-11-02T10:00', 'high'), risk('2026-11-04T09:00', 'low')],
      '2026-11-03T10:00',
    ],
  ] as const)('%s', (_, risks, due) => {
    expect(first(...risks)).toBe(due);
  });
});

describe('what fulfils a task', () => {
  const contact = (seen: string, entered: string): Task['done'] =>
    one(
      tasks({
        rows: { followups: [row('f', { followup_done: day(seen) })] },
        setting: { now: at('2026-11-20T12:00'), enteredAt: () => at(entered) },
      }),
      'first_contact',
    ).done;

  it.each([
    ['2026-11-04', '2026-11-04T16:00', 'on_time'],
    ['2026-11-04', '2026-11-12T09:00', 'entered_late'],
    ['2026-11-07', '2026-11-07T16:00', 'late'],
    // The day of an event counts from its first minute: a visit on the last day is on time.
    ['2026-11-05', '2026-11-05T08:00', 'on_time'],
  ])('a contact of %s, entered %s, is %s', (seen, entered, outcome) => {
    expect(contact(seen, entered)?.outcome).toBe(outcome);
  });

  it('counts what happened earlier on the day on which the clock started', () => {
    const rows = {
      services: [
        row('s', {
          service_created: clock('2026-11-02T15:00'),
          service_timeframe: '1_hour',
          service_implemented: clock('2026-11-02T09:00'),
        }),
      ],
    };
    expect(one(tasks({ rows }), 'service').done?.outcome).toBe('on_time');
    const before = {
      services: [
        row('s', {
          service_created: clock('2026-11-02T15:00'),
          service_timeframe: '1_hour',
          service_implemented: clock('2026-11-01T23:00'),
        }),
      ],
    };
    expect(one(tasks({ rows: before }), 'service').done).toBeUndefined();
  });

  it('starts the next interval at each contact and leaves the last one open', () => {
    const rows = {
      followups: [row('a', { followup_done: day('2026-11-10') }), row('b', { followup_done: day('2026-12-08') })],
    };
    const made = tasks({ rows, setting: { now: at('2026-12-10T12:00') } }).filter(
      (task) => task.deadline === 'contact',
    );
    expect(made.map((task) => [local(task.dueAt), task.done?.outcome])).toEqual([
      ['2026-11-16T23:59', 'on_time'],
      ['2026-11-24T23:59', 'late'],
      ['2026-12-22T23:59', undefined],
    ]);
  });

  it('has a visit that was agreed at a contact done by the next contact, and by no earlier one', () => {
    const agreed = { followup_done: day('2026-11-10'), next_visit: day('2026-11-13') };
    const visits = (...others: readonly string[]): readonly Task[] =>
      tasks({
        rows: { followups: [row('a', agreed), ...others.map((one, i) => row(`b${i}`, { followup_done: day(one) }))] },
        setting: { now: at('2026-11-30T12:00') },
      }).filter((task) => task.deadline === 'agreed_visit');
    const outcomes = (...others: readonly string[]): unknown[] => visits(...others).map((task) => task.done?.outcome);
    expect(visits().map((task) => local(task.dueAt))).toEqual(['2026-11-13T23:59']);
    expect([outcomes(), outcomes('2026-11-05'), outcomes('2026-11-10')]).toEqual([
      [undefined],
      [undefined],
      [undefined],
    ]);
    expect([outcomes('2026-11-12'), outcomes('2026-11-20')]).toEqual([['on_time'], ['late']]);
  });

  it('leaves a case that is closed without open tasks, and keeps what was done', () => {
    const rows = { followups: [row('a', { followup_done: day('2026-11-04') })] };
    expect(tasks({ values: { status: 'closed' }, rows }).every((task) => task.done !== undefined)).toBe(true);
  });

  it('survives answers of any kind in the place of dates', () => {
    for (const value of [
      'x',
      7,
      ['a'],
      { missing: 'unknown' },
      { date: '2026', precision: 'year', calendar: 'gregory' },
    ] as const) {
      const rows = { services: [row('s', { service_created: value, service_timeframe: value })] };
      expect(() => tasks({ values: { registration_date: value }, rows })).not.toThrow();
    }
  });
});

describe('what the office moves or puts off', () => {
  const changed = (values: Record<string, unknown>) => ({
    task_changes: [
      { id: 'c', values: { task_key: 'first_contact//0', task_reason: 'The road is closed', ...values } as never },
    ],
  });

  it('moves the day, and says from when and why', () => {
    const task = one(tasks({ rows: changed({ task_due_override: day('2026-11-06') }) }), 'first_contact');
    expect([local(task.dueAt), task.exact]).toEqual(['2026-11-06T23:59', false]);
    expect(task.moved).toEqual({ from: at('2026-11-05T10:00'), reason: 'The road is closed' });
  });

  it('puts a task off until a day, but never one that is late', () => {
    const task = one(tasks({ rows: changed({ task_snoozed_until: day('2026-11-04') }) }), 'first_contact');
    expect(groupOf(task, at('2026-11-02T12:00'), NAIROBI)).toBe('later');
    expect(groupOf(task, at('2026-11-04T12:00'), NAIROBI)).toBe('clock');
    expect(groupOf({ ...task, snoozedUntil: at('2026-12-01T00:00') }, at('2026-11-06T12:00'), NAIROBI)).toBe('late');
  });
});

it('orders as the reminder list of the office does', () => {
  const order: [TaskGroup, RiskLevel][] = [
    ['late', 'high'],
    ['clock', 'low'],
    ['today', 'high'],
    ['late', 'medium'],
    ['today', 'medium'],
    ['late', 'low'],
    ['today', 'low'],
    ['soon', 'high'],
    ['later', 'high'],
  ];
  const items = order.map(([group, level], i) => ({ group, risk: level, dueAt: 100 - i }));
  expect([...items].reverse().sort(byUrgency)).toEqual(items);
});
