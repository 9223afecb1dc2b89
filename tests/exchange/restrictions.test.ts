import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { CaseId } from '#core/ids.ts';
import { aCase } from '../builders/shareable-case.ts';
import { Offices, type TestOffice } from './office-pair.ts';

const offices = new Offices();
beforeAll(() => offices.prepare(['KSM', 'BND', 'LWN']), 120_000);
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

const asked = { why: 'The father contests the address.', authority: 'Father, letter of 20 November' };
const day = { date: '2026-10-05', precision: 'day', calendar: 'gregory' } as const;
const carry = async (from: TestOffice, to: TestOffice, stick: string) => to.read(await from.write(to, stick));
const codeOf = async (at: TestOffice, caseId: CaseId): Promise<string> =>
  (await at.caller.call('cases.open', { caseId })).code;
const restrict = async (at: TestOffice, caseId: CaseId) =>
  at.caller.call('restrictions.set', { code: await codeOf(at, caseId), ...asked });
const lying = async (at: TestOffice, caseId: CaseId) =>
  (await at.caller.call('restrictions.ofCase', { caseId })).restrictions;
const paper = (caseId: CaseId, layout: string, claim = false) => ({
  report: { kind: 'layout', layout, caseId } as const,
  language: 'en' as const,
  paper: 'A4' as const,
  names: 'default' as const,
  purpose: 'The father asked for it',
  ...(claim ? { legalClaim: true as const } : {}),
});
const made = async (at: TestOffice, order: ReturnType<typeof paper>): Promise<string> =>
  at.caller.shell<{ copy: number }>('printDocument', order).then(
    () => 'made',
    (error: unknown) => String(error),
  );

test('nothing is done with a restricted case but keeping it, until somebody lifts that', async () => {
  const { offices: taken } = await offices.take('KSM');
  const [a] = taken as [TestOffice];
  const caseId = await a.register(aCase({ full_name: 'Zawadi Tumaini' }));
  const draft = await a.startEdit(caseId);
  await restrict(a, caseId);
  // What somebody had open may not slip in afterwards.
  await expect(a.finish(draft, { address_landmark: 'Near the mill' })).rejects.toThrow(/PERM_DENIED|CASE_RESTRICTED/);
  expect(await a.caller.call('cases.open', { caseId })).toMatchObject({
    mayWrite: false,
    readOnlyBecause: 'restricted',
    line: { restricted: true },
  });
  const { caller } = a;
  expect(await caller.refused('cases.startEdit', { caseId })).toBe('PERM_DENIED');
  expect(await caller.refused('casework.addNote', { caseId, subject: 'Call', text: 'She called.' })).toBe(
    'PERM_DENIED',
  );
  expect(await caller.refused('casework.disable', { caseId, why: 'By mistake.' })).toBe('CASE_RESTRICTED');
  const counted = await caller.call('exports.count', { cases: [caseId] });
  expect(counted).toEqual({ cases: 0, left: 1 });
  expect(await made(a, paper(caseId, 'case-file'))).toMatch(/PERM_DENIED/);
  // What is owed to the person, and to a court, is not stopped.
  expect(await made(a, paper(caseId, 'subject-copy'))).toBe('made');
  expect(await made(a, paper(caseId, 'case-file', true))).toBe('made');
  const why = await caller.call('roles.why', { user: a.user, code: await codeOf(a, caseId) });
  expect(why).toMatchObject({ read: { allowed: true }, write: { allowed: false, rule: 'restricted' } });

  a.close();
  await a.signIn();
  const [one] = await lying(a, caseId);
  expect(one).toMatchObject({ ...asked, office: 'KSM', past: false });
  expect(await caller.refused('restrictions.set', { code: await codeOf(a, caseId), ...asked })).toBe('FORM_STALE');
  await caller.call('restrictions.lift', { caseId, restriction: one?.restriction ?? '', why: 'It was corrected.' });
  await a.edit(caseId, { address_landmark: 'Near the mill' });
  expect(await made(a, paper(caseId, 'case-file'))).toBe('made');
  expect(await caller.call('restrictions.list', {})).toMatchObject([
    { caseId, restriction: { lifted: { why: 'It was corrected.' } } },
  ]);
  const trail = (await caller.call('audit.list', { caseId, limit: 50 })).lines.map(({ action }) => action);
  expect(trail).toEqual(expect.arrayContaining(['case.restricted', 'case.restriction-lifted']));
});

test('a restricted case is in no numbers for outside, and in those of the office', async () => {
  const { offices: taken } = await offices.take('KSM');
  const [a] = taken as [TestOffice];
  const caseIds: CaseId[] = [];
  for (let i = 0; i < 8; i += 1) caseIds.push(await a.register(aCase({ registration_date: day })));
  const [first] = caseIds;
  if (first === undefined) throw new Error('no case');
  const count = async (outside: boolean): Promise<unknown> => {
    const order = { from: '2026-10-01', to: '2026-10-31', areaLevel: 1, outside };
    const { numbers } = await a.caller.call('measures.statistics', order);
    return numbers.find(({ id }) => id === 'new_cases')?.total.cases;
  };
  expect([await count(false), await count(true)]).toEqual([8, 8]);
  await restrict(a, first);
  expect([await count(false), await count(true)]).toEqual([8, 7]);
});

test('a restriction goes to every office that has the case, and keeps it from those that have not', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND', 'LWN');
  const [a, b, c] = taken as [TestOffice, TestOffice, TestOffice];
  const caseId = await a.register(aCase({ full_name: 'Zawadi Tumaini' }));
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  await carry(b, a, stick);
  await restrict(a, caseId);
  await carry(a, b, stick);
  expect(await lying(b, caseId)).toMatchObject([{ ...asked, office: 'KSM' }]);
  expect(await b.caller.refused('cases.startEdit', { caseId })).toBe('PERM_DENIED');
  expect(await a.caller.refused('exchange.preview', { office: c.id, selection: { cases: [caseId] } })).toBe(
    'PERM_DENIED',
  );
  const open = await a.caller.call('exchange.preview', { office: c.id, selection: { allOpen: true } });
  expect(open.cases.filter((one) => one.caseId === caseId && one.leaves)).toEqual([]);
  // The partner may write in the case, so it may lift it too; both say the same afterwards.
  const [one] = await lying(b, caseId);
  await b.caller.call('restrictions.lift', { caseId, restriction: one?.restriction ?? '', why: 'The father agreed.' });
  await carry(b, a, stick);
  expect(await lying(a, caseId)).toEqual([]);
  await a.edit(caseId, { address_landmark: 'Near the mill' });
});
