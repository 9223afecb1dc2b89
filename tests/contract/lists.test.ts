import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Input, Output } from '#core/contracts/index.ts';
import type { PrintedRecords, RecordRef } from '#core/contracts/lists.contract.ts';
import { everything, type Filter } from '#core/finding/filter.ts';
import type { RecordList } from '#core/finding/record-kinds.ts';
import type { CaseDocument, Row, Values } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { Office } from '../../main/office/office.ts';
import { csvRows, exported, orderOf } from '../builders/read-export.ts';
import { projectEverything } from '../../main/office/project-case.ts';
import {
  aCase,
  createOffice,
  done,
  PASSPHRASE,
  refusal,
  register,
  resourcesDir,
  saveDraft,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';

const dir = mkdtempSync(join(tmpdir(), 'hifadhi-lists-'));
const clock = new SetClock();
const office = new Office({ dir: join(dir, 'a'), resourcesDir, version: 'test', clock, emit: () => undefined });
const WORD = 'nine gentle otters amani bridge';
const people = new Map<string, UserId>();
const row = (letter: string, values: Values): Row => ({ id: letter.repeat(21).concat('A'), values });
const day = (date: string) => ({ date, precision: 'day', calendar: 'gregory' }) as const;
let mine: CaseId;
let theirs: CaseId;

async function become(role: string): Promise<void> {
  office.close();
  const user = people.get(role);
  if (user === undefined) throw new Error(`nobody is ${role}`);
  const reply = await signIn(office, user, role === 'supervisor' ? PASSPHRASE : WORD);
  if (!reply.ok) throw new Error(reply.error.code);
}
async function add(caseId: CaseId, collection: string, ...rows: readonly Row[]): Promise<void> {
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  const before = document as CaseDocument;
  const next = { ...before.rows, [collection]: [...(before.rows[collection] ?? []), ...rows] };
  await saveDraft(office, draftId, { ...before, rows: next });
  await done(office, 'cases.save', { draftId });
}
const asked = (
  list: RecordList,
  query: Partial<Input<'lists.page'>['query']> = {},
  columns: string[] = [],
): Input<'lists.page'> => ({
  list,
  query: { text: '', where: everything, sort: 'at', descending: true, ...query },
  offset: 0,
  limit: 50,
  showNames: false,
  columns,
});
/** A page, whose count is that of its rows. */
async function page(...of: Parameters<typeof asked>): Promise<Output<'lists.page'>> {
  const found = await done(office, 'lists.page', asked(...of));
  expect(found.rows).toHaveLength(found.total);
  return found;
}
const keys = async (...of: Parameters<typeof asked>): Promise<readonly string[]> =>
  (await page(...of)).rows.map(({ key }) => key);
const record = (fact: string, is: Extract<Filter, { on: 'record' }>['is']): Filter => ({ on: 'record', fact, is });
const counts = async (): Promise<Record<string, number>> =>
  Object.fromEntries((await done(office, 'lists.all', {})).map(({ list, count }) => [list, count]));

const SLAP = row('S', {
  incident_date: day('2026-03-02'),
  incident_type: 'physical_assault',
  incident_status: 'open',
});
const OLD = row('O', { incident_date: day('2025-07-01'), incident_type: 'neglect', incident_status: 'closed' });
const OTHER = row('T', { incident_date: day('2026-05-05'), incident_type: 'neglect', incident_status: 'open' });
const REQUEST = row('R', {
  request_date: day('2026-04-01'),
  request_status: 'open',
  request_reference: 'TR-77',
  inquirer_name: 'Salma Hassan',
  inquirer_relation: 'aunt',
});
const SOUGHT = row('Q', { sought_request: REQUEST.id, sought_name: 'يوسف حسن' });

beforeAll(async () => {
  people.set('supervisor', await createOffice(office));
  for (const role of ['caseworker', 'clerk', 'manager'] as const)
    people.set(
      role,
      (await withCheapKeys(() => done(office, 'people.add', { name: `The ${role}`, roles: [role], passphrase: WORD })))
        .id,
    );
  await become('caseworker');
  mine = await register(
    office,
    aCase({ full_name: 'Amani Baraka', risk_level: 'high', risk_reason: 'Alone at night' }),
  );
  await add(mine, 'incidents', SLAP, OLD);
  await add(mine, 'tracing_requests', REQUEST);
  await add(mine, 'persons_sought', SOUGHT);
  await add(mine, 'case_plans', row('A', { plan_goal: 'Back at home' }));
  await done(office, 'casework.requestApproval', { caseId: mine, for: 'case_plan', row: row('A', {}).id });
  await become('supervisor');
  theirs = await register(office, aCase({ full_name: 'Zuhura Neema', risk_level: 'low' }));
  await add(theirs, 'incidents', OTHER);
  const { code } = await done(office, 'cases.open', { caseId: mine });
  await done(office, 'family.join', { caseId: theirs, other: code, relation: 'sister' });
}, 60_000);
afterAll(() => {
  office.close();
  rmSync(dir, { recursive: true, force: true });
});

test('each list holds the records of the cases that a person may see, and its count is what opens', async () => {
  const check = async (): Promise<void> => {
    expect(await keys('incidents')).toEqual([OTHER.id, SLAP.id, OLD.id]);
    expect(await keys('tracing')).toEqual([REQUEST.id]);
    expect(await keys('approvals')).toHaveLength(1);
    const all = await counts();
    for (const { list, count } of await done(office, 'lists.all', {})) expect(await keys(list)).toHaveLength(count);
    expect(all).toMatchObject({ incidents: 3, tracing: 1, families: 1, approvals: 1 });
    expect(all['tasks']).toBeGreaterThan(0);
    for (const { usual } of [await done(office, 'lists.setUp', { list: 'incidents' })])
      for (const { where, count } of usual) expect(await keys('incidents', { where })).toHaveLength(count);
  };
  await become('supervisor');
  await check();
  if (office.open) projectEverything(office.open);
  await check();
  await become('caseworker');
  expect(await keys('incidents')).toEqual([SLAP.id, OLD.id]);
  expect((await page('families', {}, ['@children'])).rows[0]?.cells['@children']).toHaveLength(1);
  await become('supervisor');
  expect((await page('families', {}, ['@children'])).rows[0]?.cells['@children']).toHaveLength(2);
});

test('conditions on the record and on its case go together with and, or and not', async () => {
  await become('supervisor');
  const open = record('incident_status', { in: ['open'] });
  const neglect = record('incident_type', { in: ['neglect'] });
  const high: Filter = { on: 'risk', in: ['high'] };
  expect(await keys('incidents', { where: { all: [open, neglect] } })).toEqual([OTHER.id]);
  expect(await keys('incidents', { where: { any: [neglect, high] } })).toHaveLength(3);
  expect(await keys('incidents', { where: { all: [high, { not: neglect }] } })).toEqual([SLAP.id]);
  expect(await keys('incidents', { where: record('incident_date', { before: '2026-01-01' }) })).toEqual([OLD.id]);
  expect(await keys('incidents', { where: record('incident_identification', { missing: true }) })).toHaveLength(3);
  expect(await keys('incidents', { sort: 'incident_status', descending: false })).toEqual([SLAP.id, OTHER.id, OLD.id]);
  expect((await keys('incidents', { sort: 'incident_status' })).at(0)).toBe(OLD.id);
  expect(await keys('incidents', { sort: 'case:name', descending: false })).toEqual([OLD.id, SLAP.id, OTHER.id]);
  expect(await keys('approvals', { where: record('approval_requested_by', { in: ['me'] }) })).toEqual([]);
  const contact: Filter = { on: 'task', deadlines: ['first_contact'] };
  expect(await keys('tasks', { where: contact })).toHaveLength(2);
  expect(await keys('tasks', { where: { all: [contact, high] } })).toEqual(['first_contact//0']);
  // A question of another list means nothing here, and one of a list of records nothing in the list of cases.
  expect(await refusal(office, 'lists.page', asked('tracing', { where: open }))).toMatchObject({ code: 'PERM_DENIED' });
  expect(await refusal(office, 'finding.count', { filters: [open] })).toMatchObject({ code: 'PERM_DENIED' });
});

test('a record is found by its child and by its own names, in another script too', async () => {
  await become('caseworker');
  expect(await keys('incidents', { text: 'amani' })).toHaveLength(2);
  expect(await keys('tracing', { text: 'salma' })).toEqual([REQUEST.id]);
  expect(await keys('tracing', { text: 'yusuf hassan' })).toEqual([REQUEST.id]);
  expect(await keys('tracing', { text: 'tr-77' })).toEqual([REQUEST.id]);
  expect(await keys('tracing', { text: 'nobody' })).toEqual([]);
});

test('columns tell what is open, a sensitive answer only that it is there, and names only when they are shown', async () => {
  await become('supervisor');
  const [first] = (await page('incidents', {}, ['incident_date', 'incident_type', 'incident_status'])).rows;
  expect(first).toMatchObject({
    form: 'incident',
    rowId: OTHER.id,
    cells: { incident_date: ['2026-05-05'], incident_status: ['open'] },
    sensitive: ['incident_type'],
  });
  const tracing = asked('tracing', {}, ['inquirer_name', 'request_reference']);
  expect((await done(office, 'lists.page', tracing)).rows[0]?.cells).toEqual({ request_reference: ['TR-77'] });
  const named = await done(office, 'lists.page', { ...tracing, showNames: true });
  expect(named.rows[0]).toMatchObject({ case: { name: 'Amani Baraka' }, cells: { inquirer_name: ['Salma Hassan'] } });
  expect(JSON.stringify(await done(office, 'audit.list', { limit: 50 }))).toContain('case.names-shown');
  const [approval] = (await page('approvals', {}, ['approval_for', 'approval_requested_by'])).rows;
  expect(approval).toMatchObject({ form: 'case_plan', rowId: row('A', {}).id });
  expect(approval?.cells).toEqual({ approval_for: ['case_plan'], approval_requested_by: ['The caseworker'] });
});

test('a form that is closed closes its list, its counts, its conditions and its order', async () => {
  await become('manager');
  const all = await counts();
  expect(all['incidents']).toBeUndefined();
  expect(await page('incidents')).toMatchObject({ total: 0, of: 0 });
  await become('clerk');
  const { facts } = await done(office, 'lists.setUp', { list: 'incidents' });
  expect(facts).toEqual([]);
});

test('views and columns of each list are its own, personal or shared', async () => {
  await become('caseworker');
  const body = { where: record('incident_status', { in: ['open'] }), sort: 'at', descending: true } as const;
  const kept = await done(office, 'lists.keepView', { list: 'incidents', name: 'Open ones', shared: false, body });
  await done(office, 'lists.keepColumns', { list: 'incidents', columns: [{ id: 'incident_status', width: 14 }] });
  const view = { list: 'incidents', name: 'For all', shared: true, body } as const;
  expect(await refusal(office, 'lists.keepView', view)).toMatchObject({ code: 'PERM_DENIED' });
  await become('supervisor');
  await done(office, 'lists.keepView', view);
  await become('caseworker');
  const set = await done(office, 'lists.setUp', { list: 'incidents' });
  expect(set.views).toMatchObject([
    { viewId: kept.viewId, name: 'Open ones', count: 1, own: true },
    { name: 'For all', shared: true, count: 1, own: false },
  ]);
  expect(set.columns).toEqual([{ id: 'incident_status', width: 14 }]);
  expect((await done(office, 'lists.setUp', { list: 'tracing' })).views).toEqual([]);
  expect((await done(office, 'finding.views', {})).views).toEqual([]);
  await done(office, 'finding.removeView', { viewId: kept.viewId });
  expect((await done(office, 'lists.setUp', { list: 'incidents' })).views).toHaveLength(1);
});

/** A list on paper as its lines of text. */
async function printed(report: Partial<PrintedRecords> & Pick<PrintedRecords, 'list'>): Promise<string> {
  const reply = await office.shell('printDocument', {
    report: {
      kind: 'record-list',
      columns: ['incident_date', 'incident_type', 'incident_status'],
      query: { text: '', where: everything, sort: 'at', descending: true },
      ...report,
    },
    ...{ language: 'en', paper: 'A4', names: 'default', purpose: 'case conference' },
  });
  if (!reply.ok) throw new Error(reply.error.code);
  return (reply.value as { html: string }).html.replaceAll(/<[^>]+>/gu, ' ');
}

test('the whole of a list can be selected, and the cases behind it are those that the list reaches', async () => {
  await become('supervisor');
  const query = asked('incidents').query;
  const all = await done(office, 'lists.ids', { list: 'incidents', query });
  expect(all.map(({ key }) => key)).toEqual([OTHER.id, SLAP.id, OLD.id]);
  expect(await done(office, 'lists.cases', { list: 'incidents', records: all })).toEqual([theirs, mine]);
  const families = await done(office, 'lists.ids', { list: 'families', query });
  expect(new Set(await done(office, 'lists.cases', { list: 'families', records: families }))).toEqual(
    new Set([mine, theirs]),
  );
  await become('caseworker');
  expect(await done(office, 'lists.cases', { list: 'incidents', records: all })).toEqual([mine]);
  expect(await done(office, 'lists.cases', { list: 'families', records: families })).toEqual([mine]);
  await become('manager');
  expect(await done(office, 'lists.ids', { list: 'incidents', query })).toEqual([]);
});

test('a list goes to paper with its conditions in words, by code, and with nothing sensitive', async () => {
  await become('supervisor');
  const where: Filter = { all: [record('incident_status', { in: ['open'] }), { on: 'owner', in: ['me'] }] };
  const { code } = await done(office, 'cases.open', { caseId: theirs });
  const paper = await printed({ list: 'incidents', query: { ...asked('incidents').query, where } });
  expect(paper).toContain(code);
  expect(paper).not.toContain('Zuhura');
  expect(paper).toMatch(/1 entry of 3/);
  expect(paper).toMatch(/Status: Open and Owner: \S/);
  expect(paper).toContain('5 May 2026');
  expect(paper).toContain('Sensitive');
  expect(paper).not.toContain('Neglect');
  const chosen = await printed({
    list: 'incidents',
    records: [
      { caseId: mine, key: OLD.id },
      { caseId: theirs, key: SLAP.id },
    ],
  });
  expect(chosen).toContain('1 Jul 2025');
  // A record is chosen together with its case: the other one is in none.
  expect(chosen).not.toContain('2 Mar 2026');
  await become('manager');
  expect(await printed({ list: 'incidents' })).not.toContain(code);
});

test('the chosen entries leave in a file, and of their cases nothing else of the kind', async () => {
  await become('supervisor');
  const offers = async (rows?: string): Promise<boolean> => {
    const { columns } = await done(office, 'exports.columns', rows === undefined ? {} : { rows });
    return columns.some(({ id }) => id === 'approvals.approval_status');
  };
  expect([await offers('approvals'), await offers()]).toEqual([true, false]);
  const rowsOf = async (rows: string, records: readonly RecordRef[], ids: string[]): Promise<string[][]> => {
    const path = join(dir, `${rows}.csv`);
    await exported(
      office,
      path,
      orderOf([...new Set(records.map(({ caseId }) => caseId))], {
        columns: ids,
        lines: { rows },
        only: { rows, records: [...records] },
      }),
    );
    return csvRows(readFileSync(path, 'utf8')).slice(1);
  };
  const incidents = await rowsOf(
    'incidents',
    [
      { caseId: mine, key: OLD.id },
      { caseId: theirs, key: OTHER.id },
    ],
    ['incidents.incident_date', 'incidents.incident_status'],
  );
  expect(incidents.map((cells) => cells.slice(1))).toEqual([
    ['2025-07-01', 'closed'],
    ['2026-05-05', 'open'],
  ]);
  const approvals = await done(office, 'lists.ids', { list: 'approvals', query: asked('approvals').query });
  expect(
    await rowsOf('approvals', approvals, ['approvals.approval_for', 'approvals.approval_requested_by']),
  ).toMatchObject([[expect.any(String), 'case_plan', 'The caseworker']]);
  const contact = (await done(office, 'lists.ids', { list: 'tasks', query: asked('tasks').query })).filter(
    ({ caseId, key }) => caseId === mine && key === 'first_contact//0',
  );
  const [line, ...more] = await rowsOf('tasks', contact, ['tasks.task', 'tasks.due']);
  expect(line?.slice(1)).toEqual(['first_contact', expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/)]);
  expect(more).toEqual([]);
  expect(JSON.stringify(await done(office, 'audit.list', { limit: 50 }))).toContain('2 chosen of incidents');
});

test('a view of a list of records can be where the day begins', async () => {
  await become('caseworker');
  const body = { where: everything, sort: 'at', descending: true } as const;
  const { viewId } = await done(office, 'lists.keepView', { list: 'tracing', name: 'Start', shared: false, body });
  await done(office, 'finding.startWith', { viewId });
  expect((await done(office, 'app.state', {})).session?.startView).toEqual({ list: 'tracing', viewId });
  expect((await done(office, 'lists.setUp', { list: 'tracing' })).views).toMatchObject([{ viewId, start: true }]);
  await done(office, 'finding.removeView', { viewId });
  expect((await done(office, 'app.state', {})).session?.startView).toBeUndefined();
});

test('what is taken out of a case leaves its list', async () => {
  await become('caseworker');
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId: mine });
  const before = document as CaseDocument;
  const incidents = (before.rows['incidents'] ?? []).filter(({ id }) => id !== OLD.id);
  await saveDraft(office, draftId, { ...before, rows: { ...before.rows, incidents } });
  await done(office, 'cases.save', { draftId });
  expect(await keys('incidents')).toEqual([SLAP.id]);
  expect(await keys('incidents', { where: record('incident_type', { in: ['neglect'] }) })).toEqual([]);
});
