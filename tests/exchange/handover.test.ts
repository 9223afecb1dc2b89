import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Input } from '#core/contracts/index.ts';
import type { HandOp } from '#core/exchange/handover.ts';
import type { CaseId, CommitId } from '#core/ids.ts';
import { author } from '../../main/office/author.ts';
import { offerToPartners } from '../../main/office/offer-changes.ts';
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

const SUMMARY = 'Came alone in March. Trusts her aunt.';
const told = {
  reason: 'family_moved',
  why: '',
  summary: SUMMARY,
  safety: 'The uncle must not know where she lives.',
  childTold: 'yes',
  caregiverTold: 'yes',
} as const;
const offer = async (from: TestOffice, to: TestOffice, caseId: CaseId): Promise<string> =>
  (await from.caller.call('handovers.offer', { caseId, office: to.id, ...told })).transfer;
const accept = (at: TestOffice, of: CaseId, transfer: string) =>
  at.caller.call('handovers.answer', { of, transfer, accept: true, worker: at.user });
const decline = (at: TestOffice, of: CaseId, transfer: string) =>
  at.caller.call('handovers.answer', { of, transfer, accept: false, why: 'Nobody speaks her language' });
const inbox = (at: TestOffice) => at.caller.call('handovers.inbox', {});
const file = (at: TestOffice, caseId: CaseId) => at.caller.call('cases.open', { caseId });
async function standing(at: TestOffice, caseId: CaseId) {
  const { line, mayWrite } = await file(at, caseId);
  return { own: line.office.own, office: line.office.code, status: line.status, mayWrite };
}
async function transferOf(at: TestOffice, caseId: CaseId, transfer: string) {
  const { transfers } = await at.caller.call('casework.activity', { caseId });
  return transfers.find(({ transferId }) => transferId === transfer);
}
/** Writes and reads: one stick from one office to another. */
const carry = async (from: TestOffice, to: TestOffice, stick: string) => to.read(await from.write(to, stick));
const setAside = (at: TestOffice): string[] =>
  at.open.db
    .read<[], { reason: string }>(`SELECT reason FROM quarantine ORDER BY at`)
    .all()
    .map(({ reason }) => reason);

/** Writes an operation into the core of a case as somebody who changed the program would. */
function forge(at: TestOffice, caseId: CaseId, op: HandOp): void {
  const { repos, db } = at.open;
  const row = repos.cases.byId(caseId);
  const core = row && repos.cases.streamsOf(row.n).find(({ compartment }) => compartment === 'core');
  if (!row || !core) throw new Error('the case is not here');
  db.transaction(() => {
    author(at.open, [{ stream: core, ops: [op] }]);
    offerToPartners(at.open, row.n);
  });
}

test('a case changes hands when the other office took it and this one has heard of it, and not before', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase({ full_name: 'Zawadi Tumaini' }));
  await a.caller.call('handovers.keep', { caseId, typed: { why: '', summary: SUMMARY, safety: '' } });
  const transfer = await offer(a, b, caseId);
  // What was kept while it was written has become the offer.
  expect((await a.caller.call('handovers.prepare', { caseId })).kept).toBeUndefined();
  expect(await a.caller.refused('handovers.offer', { caseId, office: b.id, ...told })).toBe('TRANSFER_OPEN');
  const { code } = await file(a, caseId);
  const leaving = { office: b.id, selection: { waiting: true } } as const;
  expect(await a.caller.call('exchange.preview', leaving)).toMatchObject({ handsOver: [code], answers: [] });
  await carry(a, b, stick);
  expect(await inbox(b)).toMatchObject([{ caseId, transfer, from: 'Kisimani', summary: SUMMARY, state: 'open' }]);
  await accept(b, caseId, transfer);
  expect(await inbox(b)).toMatchObject([{ state: 'accepted' }]);
  const back = { office: a.id, selection: { waiting: true } } as const;
  expect(await b.caller.call('exchange.preview', back)).toMatchObject({ handsOver: [], answers: [code] });
  // Until the answer is back the first office is responsible, at both.
  expect(await standing(a, caseId)).toMatchObject({ own: true, office: 'KSM', mayWrite: true });
  expect(await standing(b, caseId)).toMatchObject({ own: false, office: 'KSM', mayWrite: true });
  await b.edit(caseId, { phone: '+000555001' });

  await carry(b, a, stick);
  expect(await standing(a, caseId)).toEqual({ own: false, office: 'BND', status: 'transferred', mayWrite: false });
  expect(await transferOf(a, caseId, transfer)).toMatchObject({ status: 'accepted', mayRevoke: false });
  expect(await a.caller.refused('casework.addNote', { caseId, text: 'One more word' })).toBe('CASE_OF_OTHER_OFFICE');
  expect((await a.caller.call('tasks.list', { of: 'office', days: 92 })).lines).toEqual([]);

  await carry(a, b, stick);
  expect(await standing(b, caseId)).toMatchObject({ own: true, office: 'BND', status: 'open', mayWrite: true });
  expect((await file(b, caseId)).line.owner).toMatchObject({ user: b.user });
  expect(await inbox(b)).toEqual([]);
  expect(b.state()).toBe(a.state());

  // The new owner's work is not the old one's business any more.
  await b.edit(caseId, { phone: '+000555002', risk_level: 'low', risk_reason: 'Safe with her aunt now.' });
  await b.caller.call('casework.addNote', { caseId, text: 'She settled in.' });
  await carry(b, a, stick);
  expect(await a.values(caseId)).toMatchObject({ phone: '+000555001' });
  expect(await b.conflicts(caseId)).toEqual({});
}, 60_000);

test('a case that is declined stays, with the reason, and nothing more of it goes there', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  const transfer = await offer(a, b, caseId);
  await carry(a, b, stick);
  await decline(b, caseId, transfer);
  await carry(b, a, stick);
  expect(await standing(a, caseId)).toMatchObject({ own: true, status: 'open', mayWrite: true });
  expect(await transferOf(a, caseId, transfer)).toMatchObject({
    status: 'rejected',
    answer: 'Nobody speaks her language',
  });
  await a.edit(caseId, { phone: '+000555009' });
  await carry(a, b, stick);
  expect((await b.values(caseId))['phone']).not.toBe('+000555009');
  expect(await standing(b, caseId)).toMatchObject({ own: false, mayWrite: false });
  expect(await inbox(b)).toEqual([]);
}, 60_000);

test('an offer that is taken back wins over an acceptance that was on its way', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  const transfer = await offer(a, b, caseId);
  await carry(a, b, stick);
  await accept(b, caseId, transfer);
  const answer = await b.write(a, stick);
  await a.caller.call('casework.revokeTransfer', { of: caseId, transfer });
  await a.read(answer);
  expect(await standing(a, caseId)).toMatchObject({ own: true, office: 'KSM', status: 'open', mayWrite: true });
  expect(await transferOf(a, caseId, transfer)).toMatchObject({ status: 'revoked' });
  await carry(a, b, stick);
  expect(await standing(b, caseId)).toMatchObject({ own: false, office: 'KSM', mayWrite: false });
  expect(await inbox(b)).toEqual([]);
  expect(await b.caller.refused('handovers.answer', { of: caseId, transfer, accept: true, worker: b.user })).toBe(
    'FORM_STALE',
  );
}, 60_000);

test('of an offer that is taken back before any stick nothing leaves', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  const transfer = await offer(a, b, caseId);
  await a.caller.call('casework.revokeTransfer', { of: caseId, transfer });
  const { place } = await a.caller.shell<{ place: string }>('namePlace', { path: stick });
  const order: Input<'exchange.write'> = { office: b.id, selection: { waiting: true }, place };
  expect(await a.caller.refused('exchange.write', order)).toBe('SYNC_NOTHING_TO_SEND');
  expect((await a.link(b)).waitingChanges).toBe(0);
  // A later offer sends it all.
  await offer(a, b, caseId);
  expect(await carry(a, b, stick)).toMatchObject({ newCases: 1, waiting: 0, quarantined: 0 });
}, 60_000);

test('an old answer read again changes nothing, and answers no later offer', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  const first = await offer(a, b, caseId);
  await carry(a, b, stick);
  await decline(b, caseId, first);
  const answer = await b.write(a, stick);
  await a.read(answer);
  const second = await offer(a, b, caseId);
  expect(await a.read(answer)).toMatchObject({ already: true });
  expect(await transferOf(a, caseId, second)).toMatchObject({ status: 'in_progress' });
  await carry(a, b, stick);
  expect(await standing(b, caseId)).toMatchObject({ mayWrite: true });
  await accept(b, caseId, second);
  await carry(b, a, stick);
  expect(await standing(a, caseId)).toMatchObject({ own: false, status: 'transferred' });
}, 60_000);

test('nobody but the office that was asked answers, and nobody but the owner hands over', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND', 'LWN');
  const [a, b, c] = taken as [TestOffice, TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  await c.read(await a.write(c, stick, { cases: [caseId] }));
  const transfer = await offer(a, b, caseId);
  await carry(a, c, stick);
  expect(await c.caller.refused('handovers.answer', { of: caseId, transfer, accept: true, worker: c.user })).toBe(
    'PERM_DENIED',
  );
  forge(c, caseId, ['hand', transfer, 'take', c.id]);
  await carry(c, a, stick);
  forge(c, caseId, ['hand', transfer, 'take', b.id]);
  const known = c.open.repos.handovers.byRow(transfer)?.reply ?? ('' as CommitId);
  forge(c, caseId, ['hand', transfer, 'own', c.id, known]);
  forge(c, caseId, ['hand', 'AAAAAAAAAAAAAAAAAAAAAA', 'offer', b.id]);
  await carry(c, a, stick);
  expect(setAside(a).length).toBeGreaterThan(0);
  for (const reason of setAside(a)) expect(reason).toMatch(/another-office|no-genesis/);
  expect(await standing(a, caseId)).toMatchObject({ own: true, office: 'KSM', status: 'open' });
  expect(await transferOf(a, caseId, transfer)).toMatchObject({ status: 'in_progress' });

  // The office that was asked cannot make itself the owner either.
  await carry(a, b, stick);
  await accept(b, caseId, transfer);
  const reply = b.open.repos.handovers.byRow(transfer)?.reply ?? ('' as CommitId);
  await a.caller.call('casework.revokeTransfer', { of: caseId, transfer });
  forge(b, caseId, ['hand', transfer, 'own', b.id, reply]);
  await carry(b, a, stick);
  expect(setAside(a)).toContain('handover-by-another-office');
  expect(await standing(a, caseId)).toMatchObject({ own: true, office: 'KSM', status: 'open' });
}, 90_000);

test('an owner cannot push a case on an office that has not taken it', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  const transfer = await offer(a, b, caseId);
  const row = a.open.repos.cases.byId(caseId);
  const some = row && a.open.repos.commits.heads(a.open.repos.cases.streamsOf(row.n)[0]?.sid ?? 0)[0]?.id;
  forge(a, caseId, ['hand', transfer, 'own', b.id, some ?? ('' as CommitId)]);
  expect(await carry(a, b, stick)).toMatchObject({ quarantined: 1 });
  expect(setAside(b)).toEqual(['owned-without-acceptance']);
  expect(await standing(b, caseId)).toMatchObject({ own: false, office: 'KSM' });
}, 60_000);

test('an answer to an offer that this computer lost waits', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  const older = await offices.copyOf(a);
  const transfer = await offer(a, b, caseId);
  await carry(a, b, stick);
  await accept(b, caseId, transfer);
  const report = await older.read(await b.write(a, stick));
  expect(report).toMatchObject({ quarantined: 0 });
  expect(report.waiting).toBeGreaterThan(0);
  expect(await standing(older, caseId)).toMatchObject({ own: true, office: 'KSM', mayWrite: true });
}, 60_000);

test('a power cut while the answer is read leaves both the answer and its effect, or neither', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  const transfer = await offer(a, b, caseId);
  await carry(a, b, stick);
  await accept(b, caseId, transfer);
  const answer = await b.write(a, stick);
  const { handovers } = a.open.repos;
  const settle = handovers.settle.bind(handovers);
  handovers.settle = () => {
    throw new Error('the power is gone');
  };
  await expect(a.read(answer)).rejects.toThrow();
  handovers.settle = settle;
  expect(a.open.repos.handovers.byRow(transfer)?.reply).toBeUndefined();
  a.close();
  await a.signIn();
  expect(await standing(a, caseId)).toMatchObject({ own: true, status: 'open' });
  await a.read(answer);
  expect(await standing(a, caseId)).toMatchObject({ own: false, status: 'transferred' });
}, 60_000);

test('a third office judges what the new owner writes alike, in whatever order it arrives', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND', 'LWN');
  const [a, b, c] = taken as [TestOffice, TestOffice, TestOffice];
  const caseId = await a.register(aCase({ risk_level: 'high', risk_reason: 'Beaten at home.' }));
  await c.read(await a.write(c, stick, { cases: [caseId] }));
  const transfer = await offer(a, b, caseId);
  await carry(a, b, stick);
  await accept(b, caseId, transfer);
  await carry(b, a, stick);
  await carry(a, b, stick);
  // Lowering the risk is the owner's right: no proposal, no conflict, and a new compartment is begun.
  await b.edit(caseId, { risk_level: 'low', risk_reason: 'Safe with her aunt now.' });
  await b.caller.call('casework.addNote', { caseId, text: 'She settled in.' });
  const other = await offices.copyOf(c);
  const fromA = await a.write(c, stick);
  const fromB = await b.write(c, stick, { cases: [caseId] });
  for (const [office, order] of [
    [c, [fromA, fromB]],
    [other, [fromB, fromA]],
  ] as const) {
    for (const path of order) await office.read(path);
    expect(setAside(office)).toEqual([]);
    expect(await office.values(caseId)).toMatchObject({ risk_level: 'low' });
    expect(await office.conflicts(caseId)).toEqual({});
    expect(await standing(office, caseId)).toMatchObject({ office: 'BND' });
  }
  expect(c.state()).toBe(b.state());
  expect(other.state()).toBe(c.state());
}, 120_000);
