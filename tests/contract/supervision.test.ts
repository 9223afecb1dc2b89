import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GUIDELINE } from '#core/casework/caseload.ts';
import type { Filter } from '#core/finding/filter.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { Office } from '../../main/office/office.ts';
import {
  aCase,
  createOffice,
  done,
  PASSPHRASE,
  refusal,
  register,
  resourcesDir,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';
import { wallDay } from '../builders/calendar-days.ts';

const dir = mkdtempSync(join(tmpdir(), 'hifadhi-supervision-'));
const clock = new SetClock();
const office = new Office({ dir: join(dir, 'a'), resourcesDir, version: 'test', clock, emit: () => undefined });
const WORD = 'nine gentle otters amani bridge';
const people: Record<string, UserId> = {};
const today = wallDay();
let high: CaseId;
let low: CaseId;

const idOf = (name: string): UserId => {
  const user = people[name];
  if (user === undefined) throw new Error(`nobody is ${name}`);
  return user;
};
async function become(name: string): Promise<void> {
  office.close();
  const reply = await signIn(office, idOf(name), name === 'head' ? PASSPHRASE : WORD);
  if (!reply.ok) throw new Error(reply.error.code);
}
const load = async (name: string) =>
  (await done(office, 'supervision.workload', {})).workers.find(({ user }) => user === idOf(name))?.now;

beforeAll(async () => {
  people['head'] = await createOffice(office);
  for (const name of ['neema', 'daudi'])
    people[name] = (
      await withCheapKeys(() => done(office, 'people.add', { name, roles: ['caseworker'], passphrase: WORD }))
    ).id;
  await become('neema');
  high = await register(
    office,
    aCase({ full_name: 'Amani Baraka', risk_level: 'high', risk_reason: 'Alone at night' }),
  );
  low = await register(office, aCase({ full_name: 'Zuhura Juma', risk_level: 'low' }));
}, 60_000);
afterAll(() => {
  office.close();
  rmSync(dir, { recursive: true, force: true });
});

test('loads are those of the lists behind them, and a preview is what giving the cases brings about', async () => {
  await become('head');
  const before = { neema: await load('neema'), daudi: await load('daudi') };
  expect(before.neema).toMatchObject({ open: 2, high: 1 });
  expect(before.neema?.tasks).toBeGreaterThan(0);
  expect(before.daudi).toEqual({ open: 0, high: 0, tasks: 0, late: 0 });
  const mine: Filter = { on: 'owner', in: [idOf('neema')] };
  const tasks = await done(office, 'lists.page', {
    list: 'tasks',
    query: { text: '', where: mine, sort: 'at', descending: false },
    offset: 0,
    limit: 500,
    showNames: false,
    columns: [],
  });
  expect(tasks.total).toBe(before.neema?.tasks);

  const moves = [{ caseId: high, to: idOf('daudi') }];
  const preview = await done(office, 'supervision.preview', { moves });
  expect(preview.standard).toBe(GUIDELINE);
  const then = (name: string) => preview.workers.find(({ user }) => user === idOf(name))?.then;
  expect(then('daudi')).toMatchObject({ open: 1, high: 1 });
  expect(preview.stay).toEqual([]);
  // Nothing was changed by looking.
  expect(await load('neema')).toEqual(before.neema);
  await done(office, 'casework.assign', { cases: [high], to: idOf('daudi'), why: 'Neema has too many' });
  expect(await load('neema')).toEqual(then('neema'));
  expect(await load('daudi')).toEqual(then('daudi'));
  expect((await done(office, 'supervision.preview', { moves })).stay).toMatchObject([
    { caseId: high, because: 'same' },
  ]);
  expect(
    (await done(office, 'supervision.preview', { moves: [{ caseId: low, to: 'AAAAAAAAAAAAAAAAAAAAAA' as UserId }] }))
      .stay,
  ).toMatchObject([{ because: 'not-fitting' }]);
  await done(office, 'casework.assign', { cases: [high], to: idOf('neema'), why: 'Back again' });
  await become('neema');
  expect(await refusal(office, 'supervision.preview', { moves })).toMatchObject({ code: 'PERM_DENIED' });
});

test('a session is written into its cases at once, acknowledged by the worker, settled, and survives a restart', async () => {
  await become('head');
  const discussed = [
    { caseId: high, agreed: 'Visit her at school, alone', due: today },
    { caseId: low, agreed: '' },
  ];
  const ask = { worker: idOf('neema'), date: today, discussed };
  expect(await refusal(office, 'supervision.record', { ...ask, worker: idOf('head') })).toMatchObject({
    code: 'PERSON_NOT_FITTING',
  });
  expect(await refusal(office, 'supervision.record', { ...ask, date: '2999-01-01' })).toMatchObject({
    code: 'FORM_INVALID',
    params: { field: 'supervision_date' },
  });
  const gone = [...discussed, { caseId: 'AAAAAAAAAAAAAAAAAAAAAA' as CaseId, agreed: '' }];
  expect(await refusal(office, 'supervision.record', { ...ask, discussed: gone })).toMatchObject({
    code: 'FORM_CASE_NOT_FOUND',
  });
  // One case that cannot be written leaves all of them as they were.
  expect(await done(office, 'supervision.sessions', {})).toEqual([]);
  const { session } = await done(office, 'supervision.record', ask);
  await become('daudi');
  expect(await done(office, 'supervision.sessions', {})).toEqual([]);
  expect(await refusal(office, 'supervision.acknowledge', { session })).toMatchObject({ code: 'FORM_STALE' });
  await become('neema');
  const [seen] = await done(office, 'supervision.sessions', {});
  expect(seen).toMatchObject({ session, date: today, worker: { name: 'neema' }, mayAcknowledge: true });
  expect(seen?.cases).toHaveLength(2);
  const agreed = seen?.cases.find(({ caseId }) => caseId === high);
  expect(agreed).toMatchObject({ agreed: 'Visit her at school, alone', due: today, maySettle: true });
  await done(office, 'supervision.acknowledge', { session });
  expect(await refusal(office, 'supervision.acknowledge', { session })).toMatchObject({ code: 'FORM_STALE' });
  await done(office, 'supervision.settle', { caseId: high, row: agreed?.rowId ?? '' });
  await become('head');
  const [now] = await done(office, 'supervision.sessions', {});
  expect(now?.seenAtUtc).toBeDefined();
  expect(now?.cases.find(({ caseId }) => caseId === high)?.doneAtUtc).toBeDefined();
  const { rows } = await done(office, 'lists.page', {
    list: 'supervision',
    query: { text: '', where: { all: [] }, sort: 'at', descending: true },
    offset: 0,
    limit: 10,
    showNames: false,
    columns: ['supervision_worker'],
  });
  expect(rows.map(({ cells }) => cells)).toEqual([
    { supervision_worker: ['neema'] },
    { supervision_worker: ['neema'] },
  ]);
});

test('the checklist of a file names what is missing in each form, and nothing of what is closed', async () => {
  await become('neema');
  const { code, forms } = await done(office, 'supervision.checklist', { caseId: low });
  expect(code).toBe((await done(office, 'cases.open', { caseId: low })).code);
  const gaps = forms.flatMap(({ missing }) => missing);
  expect(gaps.length).toBeGreaterThan(0);
  for (const { filled, needed } of forms) expect(filled).toBeLessThanOrEqual(needed);
  await become('daudi');
  expect(await refusal(office, 'supervision.checklist', { caseId: low })).toMatchObject({ code: 'PERM_DENIED' });
});
