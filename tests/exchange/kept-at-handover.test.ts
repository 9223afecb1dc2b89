import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { KeepOp } from '#core/exchange/kept-words.ts';
import type * as Ops from '#core/exchange/op.ts';
import type { CaseId } from '#core/ids.ts';
import { nameSortKey } from '#core/records/names.ts';
import { author } from '../../main/office/author.ts';
import { whyLonger } from '../../main/office/kept-at-handover.ts';
import { offerToPartners } from '../../main/office/offer-changes.ts';
import { aCase } from '../builders/shareable-case.ts';
import { Offices, type TestOffice } from './office-pair.ts';

/** While it is on, the program is one that does not know that holds go along. */
const older = vi.hoisted(() => ({ on: false }));
vi.mock('#core/exchange/op.ts', async (original) => {
  const real = await original<typeof Ops>();
  return {
    ...real,
    get OP_KINDS() {
      return older.on ? real.OP_KINDS.filter((kind) => kind !== 'keep') : real.OP_KINDS;
    },
    readOp: (raw: unknown) =>
      older.on && Array.isArray(raw) && raw[0] === 'keep' ? { unknown: 'keep' } : real.readOp(raw),
  };
});

const offices = new Offices();
beforeAll(() => offices.prepare(['KSM', 'BND', 'LWN']), 120_000);
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

const ORDER = { why: 'The trial goes on.', authority: 'Court of Kisimani' };
const told = {
  reason: 'family_moved',
  why: '',
  summary: 'Came alone in March.',
  safety: 'None known.',
  childTold: 'yes',
  caregiverTold: 'yes',
} as const;
const carry = async (from: TestOffice, to: TestOffice, stick: string) => to.read(await from.write(to, stick));
const open = (at: TestOffice, caseId: CaseId) => at.caller.call('cases.open', { caseId });
const hold = async (at: TestOffice, caseId: CaseId) => (await at.caller.call('holds.ofCase', { caseId })).hold;
const offer = async (from: TestOffice, to: TestOffice, caseId: CaseId): Promise<string> =>
  (await from.caller.call('handovers.offer', { caseId, office: to.id, ...told })).transfer;
const accept = (at: TestOffice, of: CaseId, transfer: string) =>
  at.caller.call('handovers.answer', { of, transfer, accept: true, worker: at.user });
const register = (at: TestOffice): RegisterLines => at.open.repos.registers.all('hold');
type RegisterLines = ReturnType<TestOffice['open']['repos']['registers']['all']>;
const textOfLog = (at: TestOffice, caseId: CaseId): string =>
  at.open.repos.cases
    .streamsOf(at.open.repos.cases.byId(caseId)?.n ?? 0)
    .flatMap(({ sid }) => [...at.open.repos.commits.ofStream(sid)])
    .map(({ payload }) => Buffer.from(payload ?? []).toString('utf8'))
    .join('\n');
const guard = (at: TestOffice, caseId: CaseId) =>
  at.open.repos.guards.hiddenName(at.open.repos.cases.byId(caseId)?.n ?? 0);

test('holds, a decision to keep and a hidden name go along once the case is the other office’s, and not before', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND', 'LWN');
  const [a, b, c] = taken as [TestOffice, TestOffice, TestOffice];
  const caseId = await a.register(aCase({ full_name: 'Zawadi Tumaini' }));
  await c.read(await a.write(c, stick, { cases: [caseId] }));
  const { code } = await open(a, caseId);
  const transfer = await offer(a, b, caseId);
  await carry(a, b, stick);
  await accept(b, caseId, transfer);
  const answer = await b.write(a, stick);
  // Decided after the offer left, and while the answer is on its way.
  await a.caller.call('holds.set', { code, ...ORDER, until: '2030-01-01' });
  const until = '2031-05-01';
  await a.caller.call('keeping.keep', { caseId, until, why: 'Her brother may ask.' });
  await a.caller.call('protection.hide', { caseId, people: [a.user], roles: [], why: 'Threatened' });
  expect(await hold(b, caseId)).toBeUndefined();

  await a.read(answer);
  expect((await a.caller.call('holds.list', {}))[0]?.hold).toMatchObject({ ...ORDER, wentTo: 'Bandari' });
  const decided = await a.write(b, stick);
  await b.read(decided);
  expect(await hold(b, caseId)).toMatchObject({
    ...ORDER,
    by: 'Head of Kisimani',
    from: 'Kisimani',
    until: '2030-01-01',
  });
  const row = b.open.repos.cases.byId(caseId)?.n ?? 0;
  const longer = b.open.repos.keptLonger.latest().get(row);
  expect(longer).toMatchObject({ until });
  expect(longer && whyLonger(b.open, longer)).toBe('Her brother may ask.');
  // Who took the case over works with it; nobody else sees who she is.
  expect(guard(b, caseId)).toMatchObject({ people: [b.user], roles: [], why: '' });
  expect((await b.caller.call('protection.ofCase', { caseId })).hidden).toMatchObject({
    from: 'Kisimani',
    by: 'Head of Kisimani',
  });
  // Why it is hidden, no office reads that only has the case.
  expect(textOfLog(b, caseId)).toContain('The trial goes on.');
  expect(textOfLog(b, caseId)).not.toContain('Threatened');
  const trail = (await b.caller.call('audit.list', { caseId, limit: 50 })).lines.map(({ action }) => action);
  expect(trail.filter((action) => action === 'transfer.kept-came')).toHaveLength(3);

  // Read once more, and after a start: the same. An office that only has a copy is held to nothing.
  await b.read(decided);
  b.close();
  await b.signIn();
  expect(register(b)).toHaveLength(1);
  await carry(a, c, stick);
  // That it is held stands in the core; why, and who ordered it, no office reads that only has a copy.
  for (const said of ['The trial goes on.', 'Court of Kisimani', 'Her brother may ask.'])
    expect(textOfLog(c, caseId)).not.toContain(said);
  expect(await hold(c, caseId)).toBeUndefined();
  expect(guard(c, caseId)).toBeUndefined();

  // Each office decides for itself from now on.
  await a.caller.call('holds.lift', { caseId, why: 'Closed here.' });
  await carry(a, b, stick);
  expect(await hold(b, caseId)).toMatchObject(ORDER);
  // Handed back while it lies on the case there: it binds the first office again, which had lifted its own.
  const returned = await offer(b, a, caseId);
  await carry(b, a, stick);
  await accept(a, caseId, returned);
  await carry(a, b, stick);
  expect(await hold(a, caseId)).toBeUndefined();
  await carry(b, a, stick);
  expect(await hold(a, caseId)).toMatchObject(ORDER);
  await b.caller.call('holds.lift', { caseId, why: 'The court of Bandari has decided.' });
  expect(await hold(b, caseId)).toBeUndefined();
}, 60_000);

test('nothing goes along with an offer that is declined, and no office holds a case that it did not hand over', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  const { code } = await open(a, caseId);
  await a.caller.call('holds.set', { code, ...ORDER });
  const transfer = await offer(a, b, caseId);
  await carry(a, b, stick);
  await b.caller.call('handovers.answer', { of: caseId, transfer, accept: false, why: 'Nobody is free' });
  await carry(b, a, stick);
  await carry(a, b, stick);
  expect(await hold(b, caseId)).toBeUndefined();

  // Somebody who changed the program says it of a case that stays: in either direction it is set aside.
  const other = await a.register(aCase());
  await b.read(await a.write(b, stick, { cases: [other] }));
  const forged: KeepOp = ['keep', transfer, 'held', 'None', 'Nobody', '', a.user, 'Head', 1];
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    const row = from.open.repos.cases.byId(other);
    const core = from.open.repos.cases.streamsOf(row?.n ?? 0).find(({ compartment }) => compartment === 'core');
    if (!row || !core) throw new Error('the case is not here');
    from.open.db.transaction(() => {
      author(from.open, [{ stream: core, ops: [forged] }]);
      offerToPartners(from.open, row.n);
    });
    await carry(from, to, stick);
    expect(await hold(to, other)).toBeUndefined();
    const aside = to.open.repos.commits.quarantined().map(({ waitsFor }) => waitsFor);
    expect(aside).toContain('kept-without-handover');
  }
}, 60_000);

test('the names of a case that was merged with it are hidden there too', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase({ full_name: 'Zuhura Barakoa' }));
  const other = await a.register(aCase({ full_name: 'Zuhra Barakova' }));
  const { seen } = await a.caller.call('merging.compare', { caseId, other });
  const merged = { caseId, other, take: {}, bring: {}, why: 'One mother, two visits', seen };
  await a.caller.call('merging.merge', merged);
  await b.read(await a.write(b, stick, { cases: [caseId, other] }));
  const listed = (of: CaseId) => b.open.repos.list.get(b.open.repos.cases.byId(of)?.n ?? 0)?.nameSort;
  const transfer = await offer(a, b, caseId);
  await carry(a, b, stick);
  await accept(b, caseId, transfer);
  expect(listed(other)).not.toBe(nameSortKey(undefined));
  await a.caller.call('protection.hide', { caseId, people: [a.user], roles: [], why: 'Threatened' });
  await carry(b, a, stick);
  await carry(a, b, stick);
  expect([listed(caseId), listed(other)]).toEqual([nameSortKey(undefined), nameSortKey(undefined)]);
}, 60_000);

test('an office with an older program takes the case all the same, and holds it as soon as it has the newer one', async () => {
  older.on = true;
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  const { code } = await open(a, caseId);
  await a.caller.call('holds.set', { code, ...ORDER });
  const transfer = await offer(a, b, caseId);
  await carry(a, b, stick);
  await accept(b, caseId, transfer);
  await carry(b, a, stick);
  await carry(a, b, stick);
  expect((await open(b, caseId)).line.office.own).toBe(true);
  expect(b.open.repos.commits.quarantined()).toEqual([]);
  expect(await hold(b, caseId)).toBeUndefined();

  older.on = false;
  b.close();
  await b.signIn();
  expect(await hold(b, caseId)).toMatchObject({ ...ORDER, from: 'Kisimani' });
  b.close();
  await b.signIn();
  expect(register(b)).toHaveLength(1);
}, 60_000);
