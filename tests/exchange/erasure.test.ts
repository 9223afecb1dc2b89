import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Output } from '#core/contracts/index.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { stepAt } from '#core/people/second-factor.ts';
import { totpCode } from '../../main/crypto/totp.ts';
import { unpacked } from '../../main/storage/packed.ts';
import { Random } from '../builders/random.ts';
import { aCase } from '../builders/shareable-case.ts';
import { CANARY, canaryCase, carry, erase, SECOND, secondAt } from './erasing.ts';
import { Offices, type TestOffice } from './office-pair.ts';

// Two and three offices, each with keys of a second person: minutes on a computer with much else to do.
vi.setConfig({ testTimeout: 120_000 });

const offices = new Offices();
beforeAll(() => offices.prepare(['KSM', 'BND', 'LWN']), 120_000);
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

const overview = (office: TestOffice) => office.caller.call('keeping.erasures', {});

const says = (value: unknown): boolean =>
  (typeof value === 'string' || value instanceof Uint8Array) &&
  Buffer.from(value).toString('latin1').toLowerCase().includes(CANARY.toLowerCase());
/** What bytes were packed of, when they were. */
function unpackedOrNot(value: Uint8Array): Uint8Array {
  try {
    return unpacked(value);
  } catch {
    return value;
  }
}
/** Every place in the open database in which the canary stands, in plain or packed, as `table.column`. */
function canaryIn(office: TestOffice): string[] {
  const { db } = office.open;
  const tables = db
    .read<[], { name: string }>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'`,
    )
    .all()
    .map(({ name }) => name);
  const holds = (value: unknown): boolean => says(value) || (value instanceof Uint8Array && says(unpackedOrNot(value)));
  return tables.flatMap((table) => {
    const rows = db.read<[], Record<string, unknown>>(`SELECT * FROM "${table}"`).all();
    const columns = rows.flatMap((row) => Object.entries(row).flatMap(([name, value]) => (holds(value) ? [name] : [])));
    return [...new Set(columns)].map((name) => `${table}.${name}`);
  });
}
const found = async (office: TestOffice): Promise<number> =>
  ((await office.search(CANARY)) as Output<'cases.list'>).total;

/** Every commit of a stream of the case with whether it still says something. */
function logOf(office: TestOffice, caseId: CaseId): { id: string; body: string; sig: string; says: boolean }[] {
  const { repos } = office.open;
  const row = repos.cases.byId(caseId) ?? repos.cases.erasedById(caseId);
  if (row === undefined) throw new Error('the case never was');
  return repos.cases
    .streamsOf(row.n)
    .filter(({ compartment }) => compartment !== 'erasure')
    .flatMap(({ sid }) => [...repos.commits.ofStream(sid)])
    .map(({ id, body, sig, payload }) => ({
      id,
      body: Buffer.from(body).toString('utf8'),
      sig: Buffer.from(sig).toString('hex'),
      says: payload !== null,
    }));
}

test('an erased case is nowhere in the office any more, and its chain still stands in the log', async () => {
  const { offices: taken } = await offices.take('KSM');
  const [a] = taken as [TestOffice];
  const caseId = await canaryCase(a);
  const other = await a.register(aCase({ full_name: 'Furaha Neema' }));
  await a.caller.call('casework.addNote', { caseId, text: `Her ${CANARY} was seen.` });
  await a.startEdit(caseId);
  const code = (await a.caller.call('cases.open', { caseId })).code;
  const before = logOf(a, caseId);
  expect(canaryIn(a)).toEqual(expect.arrayContaining(['commit_log.payload', 'case_state.doc', 'case_list.name']));
  expect(await erase(a, caseId)).toEqual({ left: false });

  expect(canaryIn(a)).toEqual([]);
  expect(await found(a)).toBe(0);
  expect(await a.caller.refused('cases.open', { caseId })).toBe('FORM_CASE_NOT_FOUND');
  expect(await a.caller.call('cases.drafts', {})).toEqual([]);
  expect(logOf(a, caseId)).toEqual(before.map((one) => ({ ...one, says: false })));
  expect((await overview(a)).done).toMatchObject([
    { code, kind: 'erased', by: 'Head of Kisimani', second: 'Claire Nguessan', offices: [] },
  ]);
  expect(await a.values(other)).toMatchObject({ full_name: 'Furaha Neema' });
  // A restart, and everything that is worked out anew, brings nothing back.
  a.close();
  await a.signIn();
  expect(canaryIn(a)).toEqual([]);
  const trail = await a.caller.call('audit.list', { limit: 50 } as never);
  expect(trail.lines.map(({ action }) => action)).toContain('case.erased');
});

test('nobody erases alone, with a wrong passphrase, without the right, or while a legal hold lies on the case', async () => {
  const { offices: taken } = await offices.take('KSM');
  const [a] = taken as [TestOffice];
  const caseId = await canaryCase(a);
  const user = await secondAt(a);
  const order = { caseId, kind: 'erased', why: 'Its time is over.' } as const;
  const tried = (second: { user: UserId; passphrase: string }) =>
    a.caller.refused('keeping.erase', { ...order, second });
  expect(await tried({ user: a.user, passphrase: 'amber lantern crosses the quiet river' })).toBe(
    'EMERGENCY_SECOND_NEEDED',
  );
  expect(await tried({ user, passphrase: 'something else entirely' })).toBe('AUTH_WRONG_PASSPHRASE');
  const { code } = await a.caller.call('cases.open', { caseId });
  await a.caller.call('holds.set', { code, why: 'A claim is before the court.', authority: 'District court' });
  expect(await tried({ user, passphrase: SECOND })).toBe('CASE_HELD');
  expect(await a.caller.call('roles.why', { user: a.user, code })).toMatchObject({ held: 'District court' });
  expect(await a.caller.call('keeping.look', { caseId })).toMatchObject({
    hold: { authority: 'District court', why: 'A claim is before the court.' },
  });
  expect(await found(a)).toBe(1);
});

test('who stands beside an erasure is asked for the code of their phone, and could sign in themselves', async () => {
  const { offices: taken } = await offices.take('KSM');
  const [a] = taken as [TestOffice];
  const caseId = await canaryCase(a);
  const user = await secondAt(a);
  const order = { caseId, kind: 'erased', why: 'Its time is over.' } as const;
  const tried = (code?: string) =>
    a.caller.refused('keeping.erase', {
      ...order,
      second: { user, passphrase: SECOND, ...(code === undefined ? {} : { code }) },
    });
  const known = a.open.repos.offices.personById(user);
  a.open.repos.factors.put(known?.n ?? 0, { secret: Buffer.alloc(20, 7), lastStep: -1, drift: 0, since: 0 });
  expect(await tried()).toBe('AUTH_CODE_NEEDED');
  expect(await tried('000000')).toBe('AUTH_WRONG_CODE');
  expect(await found(a)).toBe(1);
  a.open.repos.accounts.change(known?.n ?? 0, { suspendedAt: 1 });
  expect(await tried('000000')).toBe('EMERGENCY_SECOND_NEEDED');
  a.open.repos.accounts.change(known?.n ?? 0, { suspendedAt: undefined });
  const code = totpCode(Buffer.alloc(20, 7), stepAt(a.open.clock.now()));
  await a.caller.call('keeping.erase', { ...order, second: { user, passphrase: SECOND, code } });
  expect(await found(a)).toBe(0);
});

test('what was erased is refused when it comes again, from a stick, a copy or a partner that goes on writing', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await canaryCase(a);
  const kept = await b.register(aCase({ full_name: 'Furaha Neema' }));
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  await b.edit(caseId, { address_landmark: `Behind the ${CANARY}` });
  const late = await b.write(a, stick, { cases: [kept] });
  await erase(a, caseId);
  await a.read(late);
  expect(canaryIn(a)).toEqual([]);
  expect(await a.values(kept)).toMatchObject({ full_name: 'Furaha Neema' });
  // It does not wait and is not set aside either: its chain is followed, its words are not kept.
  expect(a.open.repos.commits.parked()).toEqual([]);
  expect(a.open.repos.commits.quarantined()).toEqual([]);
  expect(logOf(a, caseId).length).toBeGreaterThan(1);
  expect(logOf(a, caseId).every(({ says }) => !says)).toBe(true);
  await b.edit(caseId, { address_landmark: `Over the ${CANARY}` });
  await carry(b, a, stick);
  expect(canaryIn(a)).toEqual([]);
});

test('other offices are asked; each decides for itself, and its signed answer comes back', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND', 'LWN');
  const [a, b, c] = taken as [TestOffice, TestOffice, TestOffice];
  const caseId = await canaryCase(a);
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  await c.read(await a.write(c, stick, { cases: [caseId] }));
  await carry(b, a, stick);
  expect((await a.caller.call('keeping.look', { caseId })).offices.toSorted()).toEqual(['Bandari', 'Lwandani']);
  await erase(a, caseId);
  expect((await overview(a)).done).toMatchObject([{ waits: 0, offices: [{}, {}] }]);
  await carry(a, b, stick);
  await carry(a, c, stick);
  // Nothing goes by itself.
  expect(await found(b)).toBe(1);
  const [asked] = (await overview(b)).asked;
  expect(asked).toMatchObject({ caseId, office: 'Kisimani', kind: 'erased', why: 'Its time is over.' });
  expect(await erase(b, caseId)).toEqual({ left: false });
  expect(canaryIn(b)).toEqual([]);
  const [request] = (await overview(c)).asked;
  await c.caller.call('keeping.refuse', { request: request?.request ?? '', why: 'Our own law keeps it.' });
  await carry(b, a, stick);
  await carry(c, a, stick);
  const { done } = await overview(a);
  expect(done[0]?.waits).toBeUndefined();
  expect(done[0]?.offices.toSorted((x, y) => x.office.localeCompare(y.office))).toMatchObject([
    { office: 'Bandari', outcome: 'erased', by: 'Head of Bandari' },
    { office: 'Lwandani', outcome: 'refused', why: 'Our own law keeps it.' },
  ]);
  expect(await found(c)).toBe(1);
  expect((await overview(c)).asked).toMatchObject([{ answer: { outcome: 'refused' } }]);
  expect(await c.caller.refused('keeping.refuse', { request: 'A'.repeat(22), why: 'Once more.' })).toBe('FORM_STALE');
});

test.each([1, 2])(
  'in whatever order bundles come, what was erased stays erased and all else is the same (%i)',
  async (seed) => {
    const { stick, offices: taken } = await offices.take('KSM', 'BND');
    const [a, b] = taken as [TestOffice, TestOffice];
    const random = Random.from('erased', seed);
    const cases: CaseId[] = [];
    for (let i = 0; i < 4; i += 1) cases.push(await canaryCase(a));
    await b.read(await a.write(b, stick, { cases }));
    const bundles: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      for (const caseId of cases)
        if (random.chance(0.6)) await b.edit(caseId, { address_landmark: `${CANARY} ${String(i)}` });
      await b.edit(random.pick(cases), { address_landmark: `${CANARY} again ${String(i)}` });
      bundles.push(await b.write(a, stick));
    }
    const gone = cases.slice(0, 2);
    const kept = cases.slice(2);
    const acts = [...bundles, ...bundles, ...gone]
      .map((act) => ({ act, at: random.next() }))
      .sort((x, y) => x.at - y.at)
      .map(({ act }) => act);
    for (const act of acts) {
      if (bundles.includes(act)) await a.read(act).catch(() => undefined);
      else await erase(a, act as CaseId);
    }
    for (const path of bundles) await a.read(path).catch(() => undefined);
    for (const caseId of gone) expect(logOf(a, caseId).every(({ says }) => !says)).toBe(true);
    expect(a.open.repos.commits.parked()).toEqual([]);
    expect(a.state(kept)).toBe(b.state(kept));
  },
);

test('a copy that an office did not take over is proposed to be erased, and its owner hears that it is gone', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await canaryCase(a);
  const told = { reason: 'family_moved', why: '', summary: 'Came alone.', safety: 'None.' } as const;
  const heard = { childTold: 'yes', caregiverTold: 'yes' } as const;
  const { transfer } = await a.caller.call('handovers.offer', { caseId, office: b.id, ...told, ...heard });
  await carry(a, b, stick);
  await b.caller.call('handovers.answer', { of: caseId, transfer, accept: false, why: 'Nobody speaks her language' });
  await carry(b, a, stick);
  await carry(a, b, stick);
  expect((await b.caller.call('keeping.queue', {})).lines).toMatchObject([{ caseId, rule: 'copy' }]);
  await erase(b, caseId);
  expect(canaryIn(b)).toEqual([]);
  await carry(b, a, stick);
  expect((await overview(a)).told).toMatchObject([{ office: 'Bandari', outcome: 'erased' }]);
  // The owner works on, and nothing more of it goes there.
  await a.edit(caseId, { address_landmark: 'At the harbour' });
  expect(
    await a.caller.refused('exchange.write', { office: b.id, selection: { waiting: true }, place: 'none' }),
  ).not.toBe('');
});

test('an older copy of the office that is put back erases again what had been erased, and says so', async () => {
  const { offices: taken } = await offices.take('KSM');
  const [a] = taken as [TestOffice];
  const caseId = await canaryCase(a);
  a.close();
  const older = `${a.dir}.older`;
  cpSync(join(a.dir, 'office.db'), older);
  await a.signIn();
  await erase(a, caseId);
  a.close();
  for (const rest of ['', '-wal', '-shm']) rmSync(join(a.dir, `office.db${rest}`), { force: true });
  cpSync(older, join(a.dir, 'office.db'));
  await a.signIn();
  expect(canaryIn(a)).toEqual([]);
  expect(await found(a)).toBe(0);
  expect(await overview(a)).toMatchObject({ again: { cases: 1 }, done: [{ kind: 'erased', by: '' }] });
});

test('no other database of the folder keeps the case, and an interrupted erasure is finished at the next sign-in', async () => {
  const { offices: taken } = await offices.take('KSM');
  const [a] = taken as [TestOffice];
  const caseId = await canaryCase(a);
  await a.register(aCase({ full_name: 'Furaha Neema' }));
  cpSync(join(a.dir, 'office.db'), join(a.dir, 'office.db.before-170'));
  const copies = () => readdirSync(join(a.dir, 'copies'));
  a.close();
  await a.signIn();
  const before = copies();
  expect(before.length).toBeGreaterThan(0);
  // The disk refuses what follows the transaction: the case is gone, the copies are not yet.
  mkdirSync(join(a.dir, 'tombstones.json'));
  expect(await erase(a, caseId)).toEqual({ left: true });
  expect(await found(a)).toBe(0);
  expect(existsSync(join(a.dir, 'office.db.before-170'))).toBe(true);
  rmdirSync(join(a.dir, 'tombstones.json'));
  a.close();
  await a.signIn();
  expect(canaryIn(a)).toEqual([]);
  expect(existsSync(join(a.dir, 'office.db.before-170'))).toBe(false);
  expect(copies().filter((name) => before.includes(name))).toEqual([]);
  expect(copies().length).toBe(1);
  expect(readFileSync(join(a.dir, 'tombstones.json'), 'utf8')).toContain(caseId);
});

test('last year’s numbers stay the same when cases are made anonymous, and nothing else of them does', async () => {
  const { offices: taken } = await offices.take('KSM');
  const [a] = taken as [TestOffice];
  const day = { date: '2026-10-05', precision: 'day', calendar: 'gregory' } as const;
  const caseId = await a.register(aCase({ full_name: `${CANARY} Tumaini`, registration_date: day }));
  await a.register(aCase({ full_name: 'Furaha Neema', registration_date: day }));
  const months = { from: '2026-10-01', to: '2026-10-31', areaLevel: 1, outside: false };
  const numbers = async () => (await a.caller.call('measures.statistics', months)).numbers;
  const before = await numbers();
  await erase(a, caseId, 'anonymised');
  expect(canaryIn(a)).toEqual([]);
  expect(await numbers()).toEqual(before);
  a.close();
  await a.signIn();
  expect(await numbers()).toEqual(before);
  expect(await found(a)).toBe(0);
});
