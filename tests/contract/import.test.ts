import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ImportDraft } from '#core/contracts/imports.contract.ts';
import { plainColumn } from '#core/import/plan.ts';
import type { Office } from '../../main/office/office.ts';
import { checkList, importList, takeList } from '../builders/import-list.ts';
import { asItIs, csvOf, guessedPlan } from '../builders/made-lists.ts';
import {
  done,
  everyCase,
  officeIn,
  openedOffice,
  refusal,
  signIn,
  temporaryFolder,
  trailStanding,
} from '../faults/temporary-office.ts';

const LIST = [
  'Name,Sex,Date of birth,Caregiver,Phone,Place of birth',
  'Zawadi Brunor Kipkat,F,03/05/2014,Rehema Brunor,0712 345 678,Kisimani',
  'Pendo Laizer,girl,unknown,,,',
  ',M,13/13/2014,,,',
  'Tumaini Mollel,boy,2012,,,',
].join('\n');

async function counted(office: Office): Promise<number> {
  return (await done(office, 'cases.list', everyCase)).total;
}

test('a list becomes cases: columns are guessed, rows judged one by one, and each case knows where it came from', async () => {
  const { office, head } = await openedOffice();
  const { place, table } = await takeList(office, 'children.csv', LIST);
  expect(table.guess.map(({ to }) => to)).toEqual([
    'full_name',
    'sex',
    'date_of_birth',
    'care_arrangements.caregiver_name',
    'phone',
    '',
  ]);
  const checked = await checkList(office, place, guessedPlan(table), head);
  expect(checked.counts).toMatchObject({ rows: 4, ready: 3, problem: 1, chosen: 3 });
  const [wrong] = await done(office, 'imports.rows', { run: checked.run, verdict: 'problem', from: 0, most: 10 });
  expect(wrong).toMatchObject({
    n: 4,
    choice: 'skip',
    problems: [{ column: 2, field: 'date_of_birth', key: 'checks.not_a_date' }],
  });
  expect(await counted(office)).toBe(1);

  const ended = await importList(office, checked.run);
  expect(ended).toMatchObject({ state: 'done', counts: { created: 3, waiting: 0 } });
  const rows = await done(office, 'imports.rows', { run: checked.run, verdict: '', from: 0, most: 10 });
  expect(rows.map(({ n, done: end }) => [n, end])).toEqual([
    [2, 'created'],
    [3, 'created'],
    [4, 'skipped'],
    [5, 'created'],
  ]);
  const found = await done(office, 'cases.byCode', { code: rows[0]?.code ?? '' });
  const { document } = await done(office, 'cases.open', { caseId: found.caseId });
  expect(document.values).toMatchObject({
    full_name: 'Zawadi Brunor Kipkat',
    sex: 'female',
    date_of_birth: { date: '2014-05-03', precision: 'day' },
    phone: '0712345678',
    status: 'open',
  });
  expect(document.rows['care_arrangements']).toMatchObject([{ values: { caregiver_name: 'Rehema Brunor' } }]);
  const { lines } = await done(office, 'audit.list', { limit: 50 });
  expect(lines.filter(({ action }) => action === 'case.registered')[0]?.detail).toBe(`import ${checked.run} row 5`);
  expect(lines.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['import.checked', 'import.begun', 'import.done']),
  );
  expect(await trailStanding(office)).toMatchObject({ state: 'whole' });
});

test('the same file again, the same child in a case, and the same child twice in the file are told and left out', async () => {
  const { office, head } = await openedOffice();
  const rest = '07/03/2013,Neema Zuwarra,0755 111 222';
  const first = `Name,Sex,Date of birth,Caregiver,Phone\nMwanaidi Trellok Sunda,F,${rest}\n`;
  const one = await takeList(office, 'a.csv', first);
  await importList(office, (await checkList(office, one.place, guessedPlan(one.table), head)).run);

  const second = `${first}Mwanaidi Trelok Sunda,F,${rest}\nJuma Ekeno,M,2011,,\nJuma Ekeno,M,2011,,\n`;
  const two = await takeList(office, 'b.csv', second);
  const checked = await checkList(office, two.place, guessedPlan(two.table), head);
  expect(checked.counts).toMatchObject({ rows: 4, ready: 1, before: 1, duplicate: 2, chosen: 1 });
  const alike = await done(office, 'imports.rows', { run: checked.run, verdict: 'duplicate', from: 0, most: 10 });
  expect(alike.map(({ n, same }) => [n, same.map(({ code, row }) => code ?? row)])).toEqual([
    [3, [expect.stringMatching(/^KSM-/)]],
    [5, [4]],
  ]);
  const { run } = checked;
  expect(await refusal(office, 'imports.decide', { run, rows: 3, choice: 'create', why: '' })).toMatchObject({
    code: 'FORM_REASON_NEEDED',
  });
  expect(await refusal(office, 'imports.decide', { run, rows: 4, choice: 'create', why: 'because' })).toMatchObject({
    code: 'IMPORT_DECIDED',
  });
  await done(office, 'imports.decide', { run, rows: 3, choice: 'create', why: 'The cousin of the same name' });
  expect((await importList(office, run)).counts).toMatchObject({ created: 2 });
  expect(await counted(office)).toBe(4);
});

test('an import is undone as a whole: only cases that nobody has touched leave the lists, and nothing is deleted', async () => {
  const { office, head } = await openedOffice();
  const { place, table } = await takeList(office, 'list.csv', csvOf(12));
  const { run } = await checkList(office, place, guessedPlan(table), head);
  await importList(office, run);
  const rows = await done(office, 'imports.rows', { run, verdict: '', from: 0, most: 20 });
  const { caseId } = await done(office, 'cases.byCode', { code: rows[3]?.code ?? '' });
  await done(office, 'casework.addNote', { caseId, text: 'Met at the market.' });
  const other = await done(office, 'cases.byCode', { code: rows[5]?.code ?? '' });
  await done(office, 'cases.startEdit', { caseId: other.caseId });

  let step = await done(office, 'imports.undo', { run, why: 'The wrong list was taken' });
  while (step.more) step = await done(office, 'imports.undo', { run, why: 'The wrong list was taken' });
  expect(step.run).toMatchObject({ state: 'undone', counts: { undone: 10, left: 2, created: 0 } });
  expect(await counted(office)).toBe(3);
  const { caseId: gone } = await done(office, 'cases.byCode', { code: rows[0]?.code ?? '' });
  const { document } = await done(office, 'cases.open', { caseId: gone });
  expect(document.values).toMatchObject({ case_disabled: 'yes', disabled_reason: 'The wrong list was taken' });
  expect(await refusal(office, 'imports.goOn', { run })).toMatchObject({ code: 'IMPORT_DECIDED' });
  // What was undone may come in again; what stayed is there.
  const again = await takeList(office, 'list.csv', csvOf(12));
  const { counts } = await checkList(office, again.place, guessedPlan(again.table), head);
  expect(counts).toMatchObject({ before: 0, rows: 12 });
});

test('an import that is stopped or interrupted keeps what was written, and goes on after a new sign-in', async () => {
  const { office, dir, head } = await openedOffice();
  const { place, table } = await takeList(office, 'list.csv', csvOf(120));
  const { run } = await checkList(office, place, guessedPlan(table), head);
  const first = await done(office, 'imports.goOn', { run });
  expect(first.more).toBe(true);
  office.close();

  const later = officeIn(dir);
  await signIn(later, head);
  const [found] = (await done(later, 'imports.list', {})).runs;
  expect(found).toMatchObject({ run, state: 'running', counts: first.run.counts });
  await done(later, 'imports.goOn', { run });
  const stopped = await done(later, 'imports.stop', { run });
  expect(stopped.state).toBe('done');
  expect(stopped.counts.created + 1).toBe(await counted(later));
  expect(await refusal(later, 'imports.goOn', { run })).toMatchObject({ code: 'IMPORT_DECIDED' });
});

test('unknown options are mapped, left out or stop the row, and the mapping is offered for the same headings', async () => {
  const { office, head } = await openedOffice();
  const text = 'Nom;Sexe;Risque\nAlba Corvane;F;rouge\nBenit Corvane;M;vert\nCelo Drune;M;mauve\n';
  const { place, table } = await takeList(office, 'liste.csv', text);
  expect(table.separator).toBe(';');
  const risk = table.guess[2];
  if (risk === undefined) throw new Error('no third column');
  expect(risk.to).toBe('risk_level');
  const { words } = await done(office, 'imports.words', { place, column: 2, plan: risk });
  expect(words.map(({ word, option }) => [word, option])).toEqual([
    ['rouge', null],
    ['vert', null],
    ['mauve', null],
  ]);
  const mapped = { ...risk, options: { rouge: 'high', vert: '' } };
  const plan = guessedPlan(table, { columns: [...table.guess.slice(0, 2), mapped] });
  const checked = await checkList(office, place, plan, head);
  const rows = await done(office, 'imports.rows', { run: checked.run, verdict: '', from: 0, most: 5 });
  expect(rows.map(({ problems }) => problems.map(({ word }) => word))).toEqual([[], [], ['mauve']]);

  const leaving = guessedPlan(table, { columns: [...table.guess.slice(0, 2), { ...mapped, otherwise: 'leave' }] });
  const ready = await checkList(office, place, leaving, head);
  expect(ready.counts).toMatchObject({ ready: 3, problem: 0 });
  await done(office, 'imports.keepMapping', { name: 'Old list', plan: leaving as never });
  const next = await takeList(office, 'other.csv', 'Risque;Nom;Sexe\nrouge;Dilo Frane;M\n');
  expect(next.table.kept).toMatchObject([
    {
      name: 'Old list',
      plan: { columns: [{ to: 'risk_level', options: { rouge: 'high' } }, { to: 'full_name' }, {}] },
    },
  ]);
});

test('several rows of a child become one case with all their entries, visits too, or none of it', async () => {
  const { office, head } = await openedOffice();
  const text = [
    'Number,Name,Sex,Visited on,How,Family members 1 name,Family members 2 name,Cost',
    'A1,Lindo Karabo,M,03/10/2026,routine,Neema Karabo,Juma Karabo,',
    'B2,Sefu Odhran,M,01/10/2026,routine,,,',
    'A1,Lindo Karabo,,20/10/2026,routine,Neema Karabo,,',
    'C3,Wambui Tarek,F,32/10/2026,routine,,,',
    'C3,Wambui Tarek,F,05/10/2026,routine,,,',
    'D4,Hawa Brisk,F,,,,,',
    'D4,Asha Brisk,F,,,,,',
  ].join('\n');
  const { place, table } = await takeList(office, 'visits.csv', text);
  const to = (column: number, target: string) => ({ ...(table.guess[column] ?? plainColumn('')), to: target });
  const columns = table.guess.map((column, i) =>
    i === 0 || i === 7
      ? { ...column, to: '' }
      : i === 3
        ? to(3, 'followups.followup_done')
        : i === 4
          ? to(4, 'followups.followup_type')
          : column,
  );
  expect(columns.slice(5, 7)).toMatchObject([{ to: 'family_members.name' }, { to: 'family_members.name', entry: 2 }]);
  const plan = guessedPlan(table, { columns, child: 0 });
  const { run, counts } = await checkList(office, place, plan, head);
  expect(counts).toMatchObject({ rows: 7, ready: 2, joined: 1, problem: 4 });
  const rows = await done(office, 'imports.rows', { run, verdict: '', from: 0, most: 10 });
  expect(rows.map(({ n, verdict, problems, same }) => [n, verdict, problems.map(({ key }) => key), same])).toEqual([
    [2, 'ready', [], []],
    [3, 'ready', [], []],
    [4, 'joined', [], [{ row: 2 }]],
    [5, 'problem', ['checks.not_a_date'], []],
    [6, 'problem', ['checks.row_of_child'], []],
    [7, 'problem', ['checks.row_of_child'], []],
    [8, 'problem', ['checks.rows_differ'], []],
  ]);
  expect((await importList(office, run)).counts.created).toBe(2);
  const made = await done(office, 'imports.rows', { run, verdict: 'ready', from: 0, most: 1 });
  const { caseId } = await done(office, 'cases.byCode', { code: made[0]?.code ?? '' });
  const { document } = await done(office, 'cases.open', { caseId });
  const values = (list: string, field: string) => (document.rows[list] ?? []).map((row) => row.values[field]);
  expect(values('family_members', 'name').toSorted()).toEqual(['Juma Karabo', 'Neema Karabo']);
  const visits = values('followups', 'followup_done');
  // Entries of one save have no order among them.
  expect(visits).toHaveLength(2);
  for (const date of ['2026-10-03', '2026-10-20']) expect(visits).toContainEqual(expect.objectContaining({ date }));

  // The same rows again are known; undone, nothing of the child is in the lists any more.
  const again = await takeList(office, 'again.csv', text);
  const second = await checkList(office, again.place, plan, head);
  expect(second.counts).toMatchObject({ before: 2, joined: 1 });
  const before = await counted(office);
  for (;;) if (!(await done(office, 'imports.undo', { run, why: 'the wrong list' })).more) break;
  expect(await counted(office)).toBe(before - 2);
});

test('who is only possibly here already is told, and comes in all the same', async () => {
  const { office, head } = await openedOffice();
  const first = await takeList(office, 'one.csv', 'Name,Sex,Date of birth\nZawadi Brunor Kipkat,F,03/05/2014\n');
  const one = await checkList(office, first.place, guessedPlan(first.table), head);
  await importList(office, one.run);
  const next = await takeList(office, 'two.csv', 'Name,Sex\nZawadi Brunor,F\nTumaini Mollel,M\n');
  const { run, counts } = await checkList(office, next.place, guessedPlan(next.table), head);
  expect(counts).toMatchObject({ ready: 2, duplicate: 0, maybe: 1 });
  const [maybe, other] = await done(office, 'imports.rows', { run, verdict: 'ready', from: 0, most: 5 });
  const [made] = await done(office, 'imports.rows', { run: one.run, verdict: '', from: 0, most: 1 });
  expect(maybe).toMatchObject({ choice: 'create', same: [], maybe: [{ code: made?.code }] });
  expect(other?.maybe).toEqual([]);
  expect((await importList(office, run)).counts.created).toBe(2);
});

test('how far somebody came with a file is there after a lock, for them and for the same file', async () => {
  const { office, head, dir } = await openedOffice();
  const { place, table } = await takeList(office, 'children.csv', LIST);
  const { chosen } = await done(office, 'imports.list', {});
  expect(chosen).toMatchObject({ place, name: 'children.csv' });
  const plan = guessedPlan(table, { blanks: 'stop' }) as ImportDraft['plan'];
  const draft = { name: 'children.csv', hash: chosen?.hash ?? '', as: asItIs, plan, owner: head, step: 3 };
  await done(office, 'imports.keepDraft', { draft });
  office.close();
  const again = officeIn(dir);
  expect(await signIn(again, head)).toMatchObject({ ok: true });
  const list = await done(again, 'imports.list', {});
  expect(list.draft).toEqual(draft);
  expect(list.chosen).toBeUndefined();
  await done(again, 'imports.keepDraft', { draft: null });
  expect((await done(again, 'imports.list', {})).draft).toBeUndefined();
  again.close();
});

test('the verdicts can be saved, and tell no name and no answer', async () => {
  const { office, head } = await openedOffice();
  const { place, table } = await takeList(office, 'children.csv', LIST);
  const { run } = await checkList(office, place, guessedPlan(table), head);
  const path = join(temporaryFolder(), 'verdicts.csv');
  expect(await office.shell('saveVerdicts', { run, path })).toMatchObject({ ok: true });
  const text = readFileSync(path, 'utf8');
  expect(text).toContain('4,problem,skip,waiting,Date of birth: not_a_date');
  for (const secret of ['Zawadi', 'Laizer', '0712', 'Kisimani', '2014']) expect(text).not.toContain(secret);
});

test('a plan that cannot be, and somebody who may own no case, are refused before anything is judged', async () => {
  const { office, head } = await openedOffice();
  const { place, table } = await takeList(office, 'children.csv', LIST);
  const plan = guessedPlan(table);
  const ask = (columns: typeof plan.columns, owner = head) =>
    refusal(office, 'imports.check', { place, plan: { ...plan, columns } as never, owner, again: true });
  expect(await ask(plan.columns.map((column) => ({ ...column, to: '' })))).toMatchObject({ code: 'IMPORT_PLAN' });
  expect(await ask(plan.columns.map((column) => ({ ...column, to: 'sex' })))).toMatchObject({
    code: 'IMPORT_PLAN',
    params: { field: 'sex' },
  });
  expect(await ask(plan.columns.map((column) => ({ ...column, to: 'status' })))).toMatchObject({ code: 'IMPORT_PLAN' });
  expect(await ask(plan.columns, 'AAAAAAAAAAAAAAAAAAAAAA' as typeof head)).toMatchObject({
    code: 'PERSON_NOT_FITTING',
  });
  expect(
    await refusal(office, 'imports.read', {
      place: 'another',
      as: { sheet: null, encoding: null, separator: null, quotes: null, header: null },
    }),
  ).toMatchObject({ code: 'IMPORT_GONE' });
});
