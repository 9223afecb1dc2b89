import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FieldValue } from '#core/forms/types.ts';
import { joinRows } from '#core/import/join-rows.ts';
import { plainColumn, type ColumnPlan, type ImportPlan } from '#core/import/plan.ts';
import { readAnswer, type ReadCell } from '#core/import/read-answer.ts';
import { readRow, type ReadRow } from '#core/import/row-document.ts';
import { importTargets, nestedLists } from '#core/import/targets.ts';
import { readConfiguration } from '../../../main/office/read-configuration.ts';

const loaded = readConfiguration(join(import.meta.dirname, '../../../resources'), 'full');
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
const config = loaded.value;
const setting = { today: '2026-11-26', zone: 'Africa/Nairobi' };

function read(to: string, cell: string, more: Partial<ColumnPlan> = {}): ReadCell {
  const target = importTargets(config.configuration).get(to);
  if (target === undefined) throw new Error(`no question ${to}`);
  return readAnswer(config, target.field, cell, { ...plainColumn('x'), to, ...more }, setting);
}
function valueOf(to: string, cell: string, more: Partial<ColumnPlan> = {}): FieldValue | undefined {
  const answer = read(to, cell, more);
  return answer !== 'blank' && 'value' in answer ? answer.value : undefined;
}
let made = 0;
const rowOf = (plan: ImportPlan, cells: readonly string[]): ReadRow =>
  readRow(config, plan, cells, setting, () => `row${String((made += 1))}`);

test('a span of days stands in one cell or in two columns, and what is no two whole days is no span', () => {
  const to = 'services.service_period';
  const both = { from: '2026-03-03', to: '2026-04-05', calendar: 'gregory' };
  for (const cell of [
    '3 Mar 2026 – 5 Apr 2026',
    '03/03/2026 - 05/04/2026',
    'from 03.03.2026 to 05.04.2026',
    'du 3 mars 2026 au 5 avril 2026',
    'من 3 مارس 2026 إلى 5 أبريل 2026',
    '2026-03-03/2026-04-05',
  ])
    expect(valueOf(to, cell), cell).toEqual(both);
  for (const cell of ['since 03/03/2026', '03/03/2026 –', '03/03/2026', '2026-03-03/..'])
    expect(valueOf(to, cell), cell).toEqual({ from: '2026-03-03', calendar: 'gregory' });
  for (const cell of ['until 05/04/2026', 'jusqu’au 5 avril 2026', '– 05/04/2026', '../2026-04-05'])
    expect(valueOf(to, cell), cell).toEqual({ to: '2026-04-05', calendar: 'gregory' });
  for (const cell of ['March 2026', '3 - 5 March 2026', '2026 – 2027', 'last winter', '03/03/2026 – 32/04/2026'])
    expect(read(to, cell), cell).toEqual({ problem: 'not_a_span' });
  expect(read(to, '05/04/2026 – 03/03/2026')).toEqual({ problem: expect.any(String) as string });
  const ethiopic = valueOf(to, '24/06/2018 – 27/07/2018', { calendar: 'ethiopic' });
  expect(ethiopic).toEqual({ from: '2026-03-03', to: '2026-04-05', calendar: 'ethiopic' });

  const column = (header: string, target: string): ColumnPlan => ({ ...plainColumn(header), to: target });
  const columns = [column('Name', 'full_name'), column('Begun', to), column('Ended', to)];
  const period = (...cells: string[]) =>
    rowOf({ columns, defaults: [], blanks: 'stop' }, ['Amina', ...cells]).said.rows['services']?.[0]?.values[
      'service_period'
    ];
  expect(period('03/03/2026', '05/04/2026')).toEqual(both);
  // An end without a beginning stays an end.
  expect(period('', '05/04/2026')).toEqual({ to: '2026-04-05', calendar: 'gregory' });
});

test('entries inside of entries stand in those of their row, or in the last above of the same child', () => {
  const column = (header: string, target: string): ColumnPlan => ({ ...plainColumn(header), to: target });
  const columns = [
    column('Name', 'full_name'),
    column('Goal', 'case_plans.plan_goal'),
    column('What', 'plan_actions.action_what'),
  ];
  const plan: ImportPlan = {
    columns,
    defaults: [{ to: 'plan_actions.action_status', text: 'ongoing' }],
    blanks: 'stop',
  };
  const rows = [
    ['Amina', 'A safe room', 'Ask the neighbour'],
    ['Amina', 'A safe room', 'Call the clinic'],
    ['Amina', '', 'Visit the school'],
    ['Amina', 'Back to school', 'Buy a uniform'],
    ['Amina', 'A safe room', 'Buy a lock'],
  ].map((cells, i) => ({ n: i + 2, cells }));
  const join = (some: typeof rows) =>
    joinRows(
      some,
      ({ cells }) => rowOf(plan, cells),
      (field) => columns.findIndex(({ to }) => to === field),
      nestedLists(config.configuration),
    );
  const { read: joined, problems } = join(rows);
  expect(problems.size).toBe(0);
  const { case_plans: plans = [], plan_actions: actions = [] } = joined.said.rows;
  const goals = new Map(plans.map(({ id, values }) => [id, values['plan_goal']]));
  expect([...goals.values()]).toEqual(['A safe room', 'Back to school']);
  expect(
    actions.map(({ values }) => [
      goals.get(String(values['action_plan'])),
      values['action_what'],
      values['action_status'],
    ]),
  ).toEqual([
    ['A safe room', 'Ask the neighbour', 'ongoing'],
    ['A safe room', 'Call the clinic', 'ongoing'],
    ['A safe room', 'Visit the school', 'ongoing'],
    ['Back to school', 'Buy a uniform', 'ongoing'],
    ['A safe room', 'Buy a lock', 'ongoing'],
  ]);
  const lost = join(rows.slice(2, 3));
  expect([...lost.problems]).toEqual([
    [4, [{ column: 2, field: 'plan_actions.action_what', key: 'checks.entry_stands_nowhere', params: {} }]],
  ]);
  expect(lost.read.said.rows['plan_actions']).toEqual([]);
  // What every row answers makes no action where the row has none.
  expect(join([{ n: 2, cells: ['Amina', 'A safe room', ''] }]).read.said.rows['plan_actions']).toBeUndefined();
});
