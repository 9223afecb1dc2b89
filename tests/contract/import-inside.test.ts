import { expect, test } from 'vitest';
import { checkList, importList, takeList } from '../builders/import-list.ts';
import { guessedPlan, workbookOf } from '../builders/made-lists.ts';
import { done, openedOffice, refusal } from '../faults/temporary-office.ts';
import type { Office } from '../../main/office/office.ts';

// Plans with their actions, and spans of days, come from real files into real cases.

async function madeBy(office: Office, run: string) {
  const [row] = await done(office, 'imports.rows', { run, verdict: 'ready', from: 0, most: 1 });
  const { caseId } = await done(office, 'cases.byCode', { code: row?.code ?? '' });
  return (await done(office, 'cases.open', { caseId })).document;
}

test('actions come with their plan, one row each, and a service with the days on which it was given', async () => {
  const { office, head } = await openedOffice();
  const text = [
    'Number;Name;Sex;Case plans Overall goal;Actions What will be done;Actions To be done by;Agency;Period',
    'A1;Lindo Karabo;M;Sleeps in a safe room;Ask the neighbour;20/12/2026;Health;03/03/2026 - 05/04/2026',
    'A1;Lindo Karabo;M;Sleeps in a safe room;Call the clinic;21/12/2026;;',
    'A1;Lindo Karabo;M;;Visit the school;22/12/2026;;',
    'B2;Sefu Odhran;M;;Buy a uniform;20/12/2026;;',
  ].join('\n');
  const { place, table } = await takeList(office, 'plans.csv', text);
  expect(table.guess.slice(3, 6).map(({ to }) => to)).toEqual([
    'case_plans.plan_goal',
    'plan_actions.action_what',
    'plan_actions.action_deadline',
  ]);
  const columns = table.guess.map((column, i) => ({
    ...column,
    to: i === 0 ? '' : i === 6 ? 'services.service_agency' : i === 7 ? 'services.service_period' : column.to,
  }));
  const plan = guessedPlan(table, { columns, child: 0 });
  const { run, counts } = await checkList(office, place, plan, head);
  expect(counts).toMatchObject({ rows: 4, ready: 1, joined: 2, problem: 1 });
  const [lost] = await done(office, 'imports.rows', { run, verdict: 'problem', from: 0, most: 5 });
  expect(lost).toMatchObject({ n: 5, problems: [{ column: 4, key: 'checks.entry_stands_nowhere' }] });
  expect((await importList(office, run)).counts.created).toBe(1);
  const { rows } = await madeBy(office, run);
  expect(rows['case_plans']).toHaveLength(1);
  const id = rows['case_plans']?.[0]?.id;
  expect(rows['plan_actions']?.map(({ values }) => [values['action_plan'], values['action_what']]).toSorted()).toEqual([
    [id, 'Ask the neighbour'],
    [id, 'Call the clinic'],
    [id, 'Visit the school'],
  ]);
  expect(rows['services']?.[0]?.values['service_period']).toEqual({
    from: '2026-03-03',
    to: '2026-04-05',
    calendar: 'gregory',
  });
});

test('in a workbook the two ends of a span stand in two columns of days, and a third is refused', async () => {
  const { office, head } = await openedOffice();
  const cell = (at: string, words: string) => `<c r="${at}" t="inlineStr"><is><t>${words}</t></is></c>`;
  const heads = ['Name', 'Sex', 'Agency', 'Begun', 'Ended', 'Paid'].map((words, i) =>
    cell(`${'ABCDEF'[i] ?? ''}1`, words),
  );
  const data = [
    cell('A2', 'Wambui Tarek'),
    cell('B2', 'F'),
    cell('C2', 'Clinic'),
    cell('D2', '03/03/2026'),
    cell('E2', '05/04/2026'),
  ];
  const sheet = `<sheetData><row r="1">${heads.join('')}</row><row r="2">${data.join('')}</row></sheetData>`;
  const { place, table } = await takeList(office, 'services.xlsx', workbookOf({ Services: sheet }));
  const targets = [
    'full_name',
    'sex',
    'services.service_agency',
    'services.service_period',
    'services.service_period',
    '',
  ];
  const columns = table.guess.map((column, i) => ({ ...column, to: targets[i] ?? '' }));
  const { run } = await checkList(office, place, guessedPlan(table, { columns }), head);
  await importList(office, run);
  expect((await madeBy(office, run)).rows['services']?.[0]?.values['service_period']).toEqual({
    from: '2026-03-03',
    to: '2026-04-05',
    calendar: 'gregory',
  });
  const third = columns.map((column, i) => (i === 5 ? { ...column, to: 'services.service_period' } : column));
  const plan = guessedPlan(table, { columns: third }) as never;
  expect(await refusal(office, 'imports.check', { place, plan, owner: head, again: true })).toMatchObject({
    code: 'IMPORT_PLAN',
    params: { field: 'services.service_period' },
  });
});
