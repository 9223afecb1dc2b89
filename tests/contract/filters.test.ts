import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Input } from '#core/contracts/index.ts';
import type { Filter } from '#core/finding/filter.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { Office } from '../../main/office/office.ts';
import { projectEverything } from '../../main/office/project-case.ts';
import {
  aCase,
  createOffice,
  done,
  everyCase,
  PASSPHRASE,
  refusal,
  register,
  resourcesDir,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';

const dir = mkdtempSync(join(tmpdir(), 'hifadhi-filters-'));
const clock = new SetClock();
const office = new Office({ dir: join(dir, 'a'), resourcesDir, version: 'test', clock, emit: () => undefined });
const WORD = 'nine gentle otters amani bridge';
const people = new Map<string, UserId>();
let mine: CaseId;
let theirs: CaseId;

async function become(role: string): Promise<void> {
  office.close();
  const user = people.get(role);
  if (user === undefined) throw new Error(`nobody is ${role}`);
  const reply = await signIn(office, user, role === 'supervisor' ? PASSPHRASE : WORD);
  if (!reply.ok) throw new Error(reply.error.code);
}
const queryOf = (where: Filter): Input<'cases.list'> => ({ ...everyCase, query: { ...everyCase.query, where } });
const listed = async (where: Filter): Promise<readonly CaseId[]> => {
  const { rows, total } = await done(office, 'cases.list', queryOf(where));
  expect(await done(office, 'cases.ids', { query: queryOf(where).query })).toEqual(rows.map(({ caseId }) => caseId));
  expect(total).toBe(rows.length);
  return rows.map(({ caseId }) => caseId);
};
const answer = (field: string, ...options: string[]): Filter => ({ on: 'field', field, is: { in: options } });

beforeAll(async () => {
  people.set('supervisor', await createOffice(office));
  for (const role of ['caseworker', 'clerk', 'manager'] as const)
    people.set(
      role,
      (await withCheapKeys(() => done(office, 'people.add', { name: role, roles: [role], passphrase: WORD }))).id,
    );
  await become('caseworker');
  mine = await register(
    office,
    aCase({ full_name: 'Amani Baraka', risk_level: 'high', risk_reason: 'Alone at night' }),
  );
  await become('supervisor');
  theirs = await register(office, aCase({ full_name: 'Zuhura Neema', risk_level: 'low' }));
  await done(office, 'casework.addFlag', { caseId: theirs, message: 'Ask the school' });
}, 60_000);
afterAll(() => {
  office.close();
  rmSync(dir, { recursive: true, force: true });
});

test('conditions narrow the list together, also after everything was projected anew', async () => {
  await become('supervisor');
  const flagged: Filter = { on: 'flag', in: ['open'] };
  const high: Filter = { on: 'risk', in: ['high'] };
  const check = async (): Promise<void> => {
    expect(await listed(flagged)).toEqual([theirs]);
    expect(await listed({ not: flagged })).toEqual([mine]);
    expect(await listed({ any: [flagged, high] })).toHaveLength(2);
    expect(await listed({ all: [flagged, high] })).toEqual([]);
    expect(await listed({ on: 'owner', in: ['me'] })).toEqual([theirs]);
    expect(await listed({ on: 'step', in: ['C1'] })).toHaveLength(2);
  };
  await check();
  if (office.open) projectEverything(office.open);
  await check();
});

test('a filter never shows more than the list does, nor does its opposite', async () => {
  await become('caseworker');
  expect(await listed({ on: 'risk', in: ['low'] })).toEqual([]);
  expect(await listed({ not: { on: 'risk', in: ['low'] } })).toEqual([mine]);
  expect(await listed({ any: [{ on: 'owner', in: [people.get('supervisor') as UserId] }, { all: [] }] })).toEqual([
    mine,
  ]);
});

test('what a person may not see cannot be found out by filtering, however deep it stands', async () => {
  const closed: [string, Filter][] = [
    ['clerk', answer('urgent_protection_concern', 'yes')],
    ['clerk', { on: 'concern', in: ['neglect'] }],
    ['clerk', { on: 'incident' }],
    ['manager', answer('source', 'self')],
    ['manager', { on: 'area', in: ['x'] }],
    ['manager', { on: 'flag', in: ['open'] }],
    ['supervisor', answer('full_name', 'Amani')],
    ['supervisor', answer('no_such_question', 'yes')],
  ];
  for (const [role, where] of closed) {
    await become(role);
    for (const hidden of [where, { not: where }, { any: [{ all: [] }, { not: { all: [where] } }] }]) {
      expect(await refusal(office, 'cases.list', queryOf(hidden)), role).toMatchObject({ code: 'PERM_DENIED' });
      expect(await refusal(office, 'cases.ids', { query: queryOf(hidden).query })).toMatchObject({
        code: 'PERM_DENIED',
      });
    }
  }
  await become('clerk');
  expect(await listed(answer('source', 'nobody'))).toEqual([]);
  expect(await listed({ on: 'task' })).toHaveLength(2);
});

test('a named set is what its number counts, and a name that means nothing is refused', async () => {
  await become('supervisor');
  const set = (measure: string): Filter => ({ on: 'measure', measure });
  clock.offset += 40 * 86_400_000;
  await become('supervisor');
  expect(await listed(set('tasks-late'))).toEqual(await listed({ on: 'task', due: 'late' }));
  expect(await listed(set('tasks-late'))).toHaveLength(2);
  const { lines } = await done(office, 'alerts.list', { of: 'office' });
  expect([...(await listed(set('checks-open')))].sort()).toEqual(
    [...new Set(lines.map((line) => line.case.caseId))].sort(),
  );
  expect(await listed(set('not-seen'))).toContain(mine);
  expect(await refusal(office, 'cases.list', queryOf(set('no-such-set')))).toMatchObject({ code: 'FORM_STALE' });
});

const view = (
  name: string,
  where: Filter,
  more: Partial<Input<'finding.keepView'>> = {},
): Input<'finding.keepView'> => ({
  name,
  shared: false,
  body: { where, sort: 'code', descending: false },
  ...more,
});
const viewNames = async (): Promise<string[]> =>
  (await done(office, 'finding.views', {})).views.map(({ name }) => name);

test('a view is kept for its person, counts what opens, and is there after a lock; a shared one needs a right', async () => {
  await become('caseworker');
  const { viewId } = await done(office, 'finding.keepView', view('My high', { on: 'risk', in: ['high'] }));
  expect(await refusal(office, 'finding.keepView', view('For all', { all: [] }, { shared: true }))).toMatchObject({
    code: 'PERM_DENIED',
  });
  await done(office, 'finding.startWith', { viewId });
  await done(office, 'finding.keepColumns', { columns: [{ id: 'code' }, { id: 'answer:source', width: 12 }] });
  await become('supervisor');
  expect(await viewNames()).toEqual([]);
  expect(await refusal(office, 'finding.removeView', { viewId })).toMatchObject({ code: 'FORM_STALE' });
  expect(await refusal(office, 'finding.startWith', { viewId })).toMatchObject({ code: 'FORM_STALE' });
  const shared = await done(
    office,
    'finding.keepView',
    view('Urgent', answer('urgent_protection_concern', 'yes'), { shared: true }),
  );
  await become('caseworker');
  expect((await done(office, 'app.state', {})).session?.startView).toEqual({ list: 'cases', viewId });
  const mineNow = await done(office, 'finding.views', {});
  expect(mineNow.columns).toEqual([{ id: 'code' }, { id: 'answer:source', width: 12 }]);
  expect(mineNow.views).toMatchObject([
    { name: 'My high', own: true, start: true, count: 1 },
    { name: 'Urgent', own: false, shared: true, start: false, count: 0 },
  ]);
  expect(await refusal(office, 'finding.removeView', { viewId: shared.viewId })).toMatchObject({ code: 'PERM_DENIED' });
  // To whom a condition in it is closed, it is named and neither counted nor opened.
  await become('clerk');
  const [closed] = (await done(office, 'finding.views', {})).views;
  expect(closed).not.toHaveProperty('count');
  await become('supervisor');
  await done(office, 'finding.removeView', { viewId: shared.viewId });
  expect(await viewNames()).toEqual([]);
});

test('what is offered for filtering is what is not refused', async () => {
  for (const role of ['supervisor', 'caseworker', 'clerk', 'manager'] as const) {
    await become(role);
    const { reach } = await done(office, 'finding.views', {});
    for (const field of reach.answers)
      expect(await listed({ on: 'field', field, is: { missing: true } })).toBeDefined();
    for (const on of ['flag', 'concern', 'step', 'photo', 'incident', 'consent', 'area', 'approval'] as const) {
      const where: Filter[] = [
        { on: 'flag', in: ['open'] },
        { on: 'concern', in: ['neglect'] },
        { on: 'step', in: ['C1'] },
        { on: 'photo' },
        { on: 'incident' },
        { on: 'consent', in: ['given'] },
        { on: 'area', in: ['x'] },
        { on: 'approval', of: ['closure'], in: ['requested'] },
      ].filter((one) => one.on === on) as Filter[];
      const asked = done(office, 'finding.count', { filters: where });
      if (reach.conditions.includes(on)) await expect(asked, `${role} ${on}`).resolves.toHaveLength(1);
      else await expect(asked, `${role} ${on}`).rejects.toThrow('PERM_DENIED');
    }
  }
});

test('a list is ordered by an answer in a column and shows it, unless the person may not see it', async () => {
  await become('supervisor');
  const query = { ...everyCase.query, sort: 'answer:source' as const };
  const asked: Input<'cases.list'> = { ...everyCase, query, answers: ['source', 'protection_concerns', 'full_name'] };
  const { rows } = await done(office, 'cases.list', asked);
  expect(rows).toHaveLength(2);
  for (const row of rows) expect(Object.keys(row.answers ?? {})).toEqual(['source']);
  for (const sort of ['answer:protection_concerns', 'answer:full_name', 'answer:nothing'] as const)
    expect(await refusal(office, 'cases.list', { ...asked, query: { ...query, sort } })).toMatchObject({
      code: 'PERM_DENIED',
    });
  for (const sort of ['owner', 'concern', 'exchange'] as const)
    expect((await done(office, 'cases.list', { ...asked, query: { ...query, sort, descending: true } })).total).toBe(2);
  await become('manager');
  expect((await done(office, 'cases.list', { ...everyCase, answers: ['source'] })).rows[0]?.answers).toEqual({});
  expect(await refusal(office, 'cases.list', asked)).toMatchObject({ code: 'PERM_DENIED' });
});

test('a search says why each case was found, and looks into long texts only as far as they are open', async () => {
  await become('supervisor');
  const ask = async (text: string, more: object = {}, showNames = true) => {
    const query = { ...everyCase.query, text, sort: 'match' as const, ...more };
    return (await done(office, 'cases.list', { ...everyCase, query, showNames })).rows;
  };
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId: theirs });
  const values = {
    ...document.values,
    nickname: 'Kipepeo',
    risk_reason: 'He limps since the flood and hides at Tumbili rock',
  };
  await done(office, 'cases.saveDraft', { draftId, document: { ...document, values }, accepted: [], notSameAs: [] });
  await done(office, 'cases.save', { draftId });
  expect((await ask('kipep'))[0]).toMatchObject({ caseId: theirs, hits: [{ on: 'other-name', text: 'Kipepeo' }] });
  expect((await ask('kipep', {}, false))[0]?.hits).toEqual([{ on: 'other-name' }]);
  expect((await ask('zuhura'))[0]).toMatchObject({ hits: [{ on: 'name' }] });
  expect(await ask('tumbili')).toEqual([]);
  const [found] = await ask('tumbi floo', { inTexts: true });
  expect(found).toMatchObject({ caseId: theirs, hits: [{ on: 'text', field: 'risk_reason' }] });
  expect(found?.hits?.[0]?.text).toContain('Tumbili rock');
  expect((await ask('tumbi', { inTexts: true }, false))[0]?.hits).toEqual([{ on: 'text', field: 'risk_reason' }]);
  for (const role of ['clerk', 'manager', 'caseworker'] as const) {
    await become(role);
    expect(await ask('tumbili', { inTexts: true }, false), role).toEqual([]);
  }
});

test('what was opened last and what was pinned is each person’s own, and ends where their list ends', async () => {
  await become('supervisor');
  for (const caseId of [theirs, mine]) await done(office, 'cases.open', { caseId });
  await done(office, 'finding.pin', { caseId: theirs, pinned: true });
  const ids = (lines: readonly { caseId: CaseId }[]): CaseId[] => lines.map(({ caseId }) => caseId);
  let seen = await done(office, 'finding.recent', {});
  expect([ids(seen.pinned), ids(seen.recent)]).toEqual([[theirs], [mine]]);
  expect(JSON.stringify(seen)).not.toMatch(/Zuhura|Amani/);
  await done(office, 'finding.pin', { caseId: theirs, pinned: false });
  seen = await done(office, 'finding.recent', {});
  expect(seen.pinned).toEqual([]);
  await become('caseworker');
  await done(office, 'cases.open', { caseId: mine });
  expect(ids((await done(office, 'finding.recent', {})).recent)).toEqual([mine]);
  await become('supervisor');
  const to = people.get('supervisor') as UserId;
  await done(office, 'casework.assign', { cases: [mine], to, why: 'She is away for a month' });
  await become('caseworker');
  expect((await done(office, 'finding.recent', {})).recent).toEqual([]);
});
