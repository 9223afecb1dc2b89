import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Input } from '#core/contracts/index.ts';
import type * as Ops from '#core/exchange/op.ts';
import type { CaseId, StreamId } from '#core/ids.ts';
import { author } from '../../main/office/author.ts';
import { addStream } from '../../main/office/case-streams.ts';
import { handoverStreamId } from '../../main/office/handover-stream.ts';
import { linkTo } from '../../main/office/link-state.ts';
import { momentAt } from '../builders/calendar-days.ts';
import { affected, askForData, WHO_ASKS } from '../builders/owed-with-case.ts';
import { aCase } from '../builders/shareable-case.ts';
import { Offices, type TestOffice } from './office-pair.ts';

/** While it is on, the program is one that does not know what offices say beside a hand-over. */
const older = vi.hoisted(() => ({ on: false }));
vi.mock('#core/exchange/op.ts', async (original) => {
  const real = await original<typeof Ops>();
  return {
    ...real,
    get OP_KINDS() {
      return older.on ? real.OP_KINDS.filter((kind) => kind !== 'pass') : real.OP_KINDS;
    },
    readOp: (raw: unknown) =>
      older.on && Array.isArray(raw) && raw[0] === 'pass' ? { unknown: 'pass' } : real.readOp(raw),
  };
});

const offices = new Offices();
beforeAll(() => offices.prepare(['KSM', 'BND', 'LWN']), 120_000);
afterEach(() => {
  older.on = false;
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

const ORDER = { why: 'The trial goes on.', authority: 'Court of Kisimani' };
const carry = async (from: TestOffice, to: TestOffice, stick: string) => to.read(await from.write(to, stick));
const hold = async (at: TestOffice, caseId: CaseId) => (await at.caller.call('holds.ofCase', { caseId })).hold;
const codeOf = async (at: TestOffice, caseId: CaseId) => (await at.caller.call('cases.open', { caseId })).code;
const textOfLog = (at: TestOffice, caseId: CaseId): string =>
  at.open.repos.cases
    .streamsOf(at.open.repos.cases.byId(caseId)?.n ?? 0)
    .flatMap(({ sid }) => [...at.open.repos.commits.ofStream(sid)])
    .map(({ payload }) => Buffer.from(payload ?? []).toString('utf8'))
    .join('\n');

/** Hands a case over and takes it, with the sticks that this needs; the last one is returned, read. */
async function handOver(a: TestOffice, b: TestOffice, caseId: CaseId, stick: string): Promise<string> {
  const { transfer } = await a.caller.call('handovers.offer', {
    caseId,
    office: b.id,
    reason: 'family_moved',
    why: '',
    summary: 'Came alone in March.',
    safety: 'None known.',
    childTold: 'yes',
    caregiverTold: 'yes',
  });
  await carry(a, b, stick);
  await b.caller.call('handovers.answer', { of: caseId, transfer, accept: true, worker: b.user });
  await carry(b, a, stick);
  const given = await a.write(b, stick);
  await b.read(given);
  return given;
}

test('requests with their clock, corrections that are owed and incidents go to the new owner alone', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND', 'LWN');
  const [a, b, c] = taken as [TestOffice, TestOffice, TestOffice];
  const [caseId, other] = [await a.register(aCase()), await a.register(aCase())];
  await c.read(await a.write(c, stick, { cases: [caseId] }));
  const code = await codeOf(a, caseId);
  const open = await askForData(a, code, 'access');
  await a.caller.call('dataRequests.add', { id: open, entry: { kind: 'identity', how: 'Knows the file.' } });
  await a.caller.call('dataRequests.add', { id: open, entry: { kind: 'note', text: 'Baraka knows her brother.' } });
  await a.caller.call('dataRequests.add', { id: open, entry: { kind: 'extended', why: 'Much to read.' } });
  const corrected = await askForData(a, code, 'correction');
  const said: Input<'dataRequests.add'>['entry'][] = [
    { kind: 'identity', how: 'Came with the card.' },
    { kind: 'answered', outcome: 'granted', answer: 'Done.', why: '' },
    { kind: 'corrected', answers: ['full_name'], text: 'The name was wrong.' },
  ];
  for (const entry of said) await a.caller.call('dataRequests.add', { id: corrected, entry });
  const over = await askForData(a, code, 'correction');
  const refused = { kind: 'answered', outcome: 'refused', answer: 'No.', why: 'Not their child.' } as const;
  await a.caller.call('dataRequests.add', { id: over, entry: refused });
  await askForData(a, await codeOf(a, other), 'access');
  await affected(a, [caseId, other]);
  await affected(a, [other]);
  await a.caller.call('holds.set', { code, ...ORDER });

  const { along } = await a.caller.call('handovers.prepare', { caseId });
  expect(along).toMatchObject({ holds: [ORDER.authority], hidden: false, restricted: false });
  expect(along.requests).toMatchObject([
    { sort: 'access', answered: false, owed: 0 },
    { sort: 'correction', answered: true },
  ]);
  expect(along.requests[1]?.owed).toBeGreaterThan(0);
  expect(along.incidents).toMatchObject([{ sort: 'stick' }]);

  const given = await handOver(a, b, caseId, stick);
  const here = await b.caller.call('dataRequests.list', {});
  expect(here.map(({ id }) => id)).toEqual([open, corrected]);
  const [due] = await a.caller.call('dataRequests.list', {}).then((all) => all.filter(({ id }) => id === open));
  expect(here[0]).toMatchObject({ from: 'Kisimani', who: WHO_ASKS, due: due?.due, extended: true, identified: true });
  expect(due).toMatchObject({ wentTo: 'Bandari' });
  const { entries } = await b.caller.call('dataRequests.read', { id: open });
  expect(entries.map(({ entry }) => entry.kind)).toEqual(['opened', 'identity', 'extended']);
  expect(entries.map(({ by }) => by)).toEqual(Array(3).fill('Head of Kisimani'));
  // It goes on here, and who is still to be told can be told.
  const done = { kind: 'answered', outcome: 'granted', answer: 'Given.', why: '' } as const;
  await b.caller.call('dataRequests.add', { id: open, entry: done });
  const { recipients } = await b.caller.call('dataRequests.read', { id: corrected });
  const owed = recipients.find(({ key }) => key === `office ${c.id}`);
  expect(owed).toMatchObject({ name: 'Lwandani', concerned: 'yes' });
  const informed = { kind: 'informed', recipient: 'Lwandani', key: owed?.key ?? '', how: 'By phone.' } as const;
  await b.caller.call('dataRequests.add', { id: corrected, entry: informed });
  const after = await b.caller.call('dataRequests.read', { id: corrected });
  expect(after.recipients.find(({ key }) => key === owed?.key)?.told).toMatchObject({ how: 'By phone.' });

  expect(await b.caller.call('breaches.told', {})).toMatchObject([
    { caseId, code, office: 'Kisimani', sort: 'stick', people: 'told', authority: 'open', data: ['names', 'contacts'] },
  ]);
  expect(await b.caller.call('breaches.list', {})).toEqual([]);
  // Nothing of others went, and nothing at all to an office that only has a copy.
  for (const hidden of ['Baraka', other, 'They lay on it', 'Not their child.'])
    expect(textOfLog(b, caseId)).not.toContain(hidden);
  await carry(a, c, stick);
  for (const hidden of [WHO_ASKS, ORDER.why, ORDER.authority, '"stick"'])
    expect(textOfLog(c, caseId)).not.toContain(hidden);

  // The same stick once more, and after a start: the same.
  await b.read(given);
  b.close();
  await b.signIn();
  expect(await b.caller.call('dataRequests.list', {})).toHaveLength(2);
  expect((await b.caller.call('dataRequests.read', { id: open })).entries).toHaveLength(4);
  expect(await b.caller.call('breaches.told', {})).toHaveLength(1);
  expect(b.open.repos.commits.quarantined()).toEqual([]);
}, 90_000);

test('a hold that one of the two lifts is told to the other, which decides for itself', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  const code = await codeOf(a, caseId);
  await a.caller.call('holds.set', { code, ...ORDER });
  await handOver(a, b, caseId, stick);
  // Consent that ended keeps the case; what the offices owe each other goes all the same.
  await b.edit(caseId, { consent_share: 'no' });
  await b.caller.call('holds.lift', { caseId, why: 'The court of Bandari has decided.' });
  const seen = await b.caller.call('exchange.preview', { office: a.id, selection: { waiting: true } });
  expect(seen.words).toEqual([code]);
  expect(seen.cases.filter(({ leaves }) => leaves)).toEqual([]);
  await carry(b, a, stick);
  expect(await hold(a, caseId)).toMatchObject({
    ...ORDER,
    elsewhere: [{ office: 'Bandari', by: 'Head of Bandari', why: 'The court of Bandari has decided.' }],
  });
  const trail = (await a.caller.call('audit.list', { caseId, limit: 50 })).lines.map(({ action }) => action);
  expect(trail).toContain('hold.lifted-elsewhere');
  await a.caller.call('holds.lift', { caseId, why: 'So has ours.' });
  await carry(a, b, stick);
  const [listed] = await b.caller.call('holds.list', {});
  expect(listed?.hold.elsewhere).toMatchObject([{ office: 'Kisimani', why: 'So has ours.' }]);

  // The same in the other direction, of a hold that came: who gave the case away lifts first.
  const second = await a.register(aCase());
  await a.caller.call('holds.set', { code: await codeOf(a, second), ...ORDER });
  await handOver(a, b, second, stick);
  await a.caller.call('holds.lift', { caseId: second, why: 'Acquitted.' });
  await carry(a, b, stick);
  expect(await hold(b, second)).toMatchObject({ elsewhere: [{ office: 'Kisimani', why: 'Acquitted.' }] });
  await handOver(b, a, second, stick);
  // It binds again where it was lifted, in full, and what was lifted before says nothing of that.
  expect(await hold(a, second)).toMatchObject({ ...ORDER, elsewhere: [] });
  await a.caller.call('holds.lift', { caseId: second, why: 'Once more.' });
  await carry(a, b, stick);
  expect((await hold(b, second))?.elsewhere.map(({ why }) => why)).toEqual(['Acquitted.', 'Once more.']);
  await b.caller.call('holds.lift', { caseId: second, why: 'Here too.' });
  expect(await hold(b, second)).toBeUndefined();
  for (const one of [a, b]) expect(one.open.repos.commits.quarantined()).toEqual([]);
}, 90_000);

test('an older program holds the case at once, keeps what was said, and knows it after its upgrade', async () => {
  older.on = true;
  const { stick, offices: taken } = await offices.take('KSM', 'BND', 'LWN');
  const [a, b, c] = taken as [TestOffice, TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  const code = await codeOf(a, caseId);
  await c.read(await a.write(c, stick, { cases: [caseId] }));
  await a.caller.call('holds.set', { code, ...ORDER });
  await askForData(a, code, 'access');
  await handOver(a, b, caseId, stick);
  expect((await hold(b, caseId))?.by).toBe('Head of Kisimani');
  expect(await b.caller.call('dataRequests.list', {})).toEqual([]);
  expect(b.open.repos.commits.quarantined()).toEqual([]);

  older.on = false;
  b.close();
  await b.signIn();
  expect(await hold(b, caseId)).toMatchObject({ ...ORDER, from: 'Kisimani' });
  expect(await b.caller.call('dataRequests.list', {})).toMatchObject([{ who: WHO_ASKS, from: 'Kisimani' }]);
  b.close();
  await b.signIn();
  expect(await b.caller.call('dataRequests.list', {})).toHaveLength(1);
  expect(textOfLog(c, caseId)).not.toContain(WHO_ASKS);
}, 90_000);

test('of a case that comes back and goes on, each office answers for what it owes while it has the case', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND', 'LWN');
  const [a, b, c] = taken as [TestOffice, TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  const code = await codeOf(a, caseId);
  await a.caller.call('holds.set', { code, ...ORDER });
  const asked = await askForData(a, code, 'access');
  // A year with a slip of the pen.
  const { id: old } = await a.caller.call('breaches.open', {
    title: 'A bag',
    sort: 'stick',
    known: momentAt('1026-05-01T08:00'),
    happened: momentAt('1026-04-01T08:00'),
    what: 'Taken on the bus.',
    data: ['names'],
    lost: '',
    measures: '',
  });
  await a.caller.call('breaches.add', { id: old, entry: { kind: 'records', cases: [caseId], text: 'On it.' } });
  const request = async (at: TestOffice) =>
    (await at.caller.call('dataRequests.list', {})).find(({ id }) => id === asked);
  await handOver(a, b, caseId, stick);
  expect(await hold(b, caseId)).toMatchObject(ORDER);
  expect(await b.caller.call('breaches.told', {})).toMatchObject([{ knownUtc: '1970-01-01T00:00:00.000Z' }]);
  expect(await request(a)).toMatchObject({ wentTo: 'Bandari', clock: { state: 'running' } });
  await b.caller.call('dataRequests.add', { id: asked, entry: { kind: 'extended', why: 'Much to read.' } });
  const later = (await request(b))?.due;
  await handOver(b, a, caseId, stick);
  // It is here again: nobody else answers it, and its last day is the one that they were told.
  expect(await request(a)).toMatchObject({ clock: { state: 'running' }, extended: true, due: later });
  expect((await request(a))?.wentTo).toBeUndefined();
  expect(await request(b)).toMatchObject({ wentTo: 'Kisimani' });
  await handOver(a, c, caseId, stick);
  expect(await request(a)).toMatchObject({ wentTo: 'Lwandani' });
  expect(await request(c)).toMatchObject({ from: 'Kisimani', due: later, extended: true });
  expect(await hold(c, caseId)).toMatchObject(ORDER);
  await carry(a, b, stick);
  await carry(c, a, stick);
  await carry(a, b, stick);
  // What one hand-over says is no business of who had the case before.
  const streams = (at: TestOffice): number =>
    at.open.repos.cases
      .streamsOf(at.open.repos.cases.byId(caseId)?.n ?? 0)
      .filter(({ compartment }) => compartment === 'handover').length;
  expect([streams(a), streams(b), streams(c)]).toEqual([3, 2, 1]);
  for (const one of [a, b, c]) expect(one.open.repos.commits.quarantined()).toEqual([]);
}, 120_000);

test('a third office begins no stream of a hand-over, and forgets at its upgrade what came to it by an older program', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND', 'LWN');
  const [a, b, c] = taken as [TestOffice, TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  const code = await codeOf(a, caseId);
  await c.read(await a.write(c, stick, { cases: [caseId] }));
  await handOver(a, b, caseId, stick);
  await carry(a, c, stick);
  const streamsAt = ({ open: { repos } }: TestOffice, compartment: string) =>
    repos.cases.streamsOf(repos.cases.byId(caseId)?.n ?? 0).filter((stream) => stream.compartment === compartment);
  const row = c.open.repos.cases.byId(caseId);
  const [core] = streamsAt(c, 'core');
  const [given] = c.open.repos.handovers.ofCase(row?.n ?? 0);
  if (!row || !core || given?.own === undefined) throw new Error('the hand-over is not known');
  const { own } = given;
  const forged = handoverStreamId(core.streamId, given.row);
  c.open.db.transaction(() => {
    const entry = { streamId: forged, caseN: row.n, compartment: 'handover', ownerOfficeN: c.open.self.officeN };
    const stream = addStream(c.open, entry);
    author(c.open, [{ stream, ops: [['gen', caseId, 'handover', c.id, code, own]] }]);
    const b2 = c.open.repos.offices.officeById(b.id);
    c.open.repos.links.share(row.n, b2?.n ?? 0, c.open.clock.now());
    c.open.repos.links.offerStream(linkTo(c.open, b.id), stream.sid, b2?.n ?? 0);
  });
  await carry(c, b, stick);
  expect(streamsAt(b, 'handover')).toEqual([]);
  expect(b.open.repos.commits.quarantined().map(({ waitsFor }) => waitsFor)).toEqual(['passed-by-another-office']);

  // Words that an older program handed on, and that an older program kept.
  const second = await a.register(aCase());
  await c.read(await a.write(c, stick, { cases: [second] }));
  await a.caller.call('holds.set', { code: await codeOf(a, second), ...ORDER });
  await handOver(a, b, second, stick);
  const words = a.open.repos.cases.streamsWith('handover')[0];
  const toC = a.open.repos.offices.officeById(c.id)?.n ?? 0;
  a.open.repos.links.offerStream(linkTo(a.open, c.id), words?.sid ?? 0, toC);
  await carry(a, c, stick);
  expect(textOfLog(c, second)).not.toContain(ORDER.why);
  older.on = true;
  c.close();
  await c.signIn();
  for (const { id, payload } of a.open.repos.commits.ofStream(words?.sid ?? 0))
    c.open.db
      .write<[Uint8Array | null, Buffer]>(`UPDATE commit_log SET payload = ?, is_packed = 0 WHERE id = ?`)
      .run(payload, Buffer.from(id, 'base64url'));
  expect(textOfLog(c, second)).toContain(ORDER.why);
  older.on = false;
  c.close();
  await c.signIn();
  expect(textOfLog(c, second)).not.toContain(ORDER.why);
}, 120_000);

test('the stream of a hand-over has the id that the format says', () => {
  const id = handoverStreamId('AAECAwQFBgcICQoLDA0ODw' as StreamId, 'ICEiIyQlJicoKSorLC0uLw');
  expect(id).toBe('vaSW9e-K7UpY29JAYF7M_A');
});
