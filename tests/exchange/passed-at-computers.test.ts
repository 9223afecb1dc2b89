import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Input } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { affected, askForData, WHO_ASKS } from '../builders/owed-with-case.ts';
import { aCase } from '../builders/shareable-case.ts';
import { Offices, type TestOffice } from './office-pair.ts';

// What two offices say beside a hand-over where each of them works at two computers.

const offices = new Offices();
beforeAll(() => offices.prepare(['KSM', 'BND', 'LWN']), 120_000);
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

const ORDER = { why: 'The trial goes on.', authority: 'Court of Kisimani' };
let stick = '';
const carry = async (from: TestOffice, to: TestOffice) => to.read(await from.write(to, stick));
const hold = async (at: TestOffice, caseId: CaseId) => (await at.caller.call('holds.ofCase', { caseId })).hold;

/** A second computer of an office, from a copy of its folder; both have what the other has. */
async function besideIt(office: TestOffice): Promise<TestOffice> {
  office.close();
  const dir = offices.bareFolderOf(office);
  await office.signIn();
  const twin = await offices.openAt(dir, office);
  await carry(twin, office);
  await carry(office, twin);
  return twin;
}

test('both computers of the office before give the case away, and both of the new one have what is owed once', async () => {
  const { stick: taken, offices: all } = await offices.take('KSM', 'BND', 'LWN');
  const [a, b, c] = all as [TestOffice, TestOffice, TestOffice];
  stick = taken;
  const caseId = await a.register(aCase());
  await c.read(await a.write(c, stick, { cases: [caseId] }));
  const { code } = await a.caller.call('cases.open', { caseId });
  const asked = await askForData(a, code, 'access');
  const corrected = await askForData(a, code, 'correction');
  const said: Input<'dataRequests.add'>['entry'][] = [
    { kind: 'identity', how: 'Came with the card.' },
    { kind: 'answered', outcome: 'granted', answer: 'Done.', why: '' },
    { kind: 'corrected', answers: ['full_name'], text: 'The name was wrong.' },
  ];
  for (const entry of said) await a.caller.call('dataRequests.add', { id: corrected, entry });
  await affected(a, [caseId]);
  await a.caller.call('holds.set', { code, ...ORDER });
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
  const a2 = await besideIt(a);
  await carry(a, b);
  await b.caller.call('handovers.answer', { of: caseId, transfer, accept: true, worker: b.user });
  const b2 = await besideIt(b);
  // Both computers read the answer before either hears of the other.
  const answer = await b.write(a, stick);
  await a.read(answer);
  await a2.read(answer);
  await carry(a2, b);
  await carry(b, b2);
  await carry(a, b2);
  await carry(b2, b);
  await carry(b, b2);
  await carry(a, a2);
  await carry(a2, a);
  for (const at of [b, b2]) {
    expect((await at.caller.call('cases.open', { caseId })).line.office.own).toBe(true);
    const list = await at.caller.call('dataRequests.list', {});
    expect(list.map(({ id }) => id).sort()).toEqual([asked, corrected].sort());
    expect(list.find(({ id }) => id === asked)).toMatchObject({ from: 'Kisimani', who: WHO_ASKS });
    const { entries, recipients } = await at.caller.call('dataRequests.read', { id: corrected });
    expect(entries.map(({ entry }) => entry.kind)).toEqual(['opened', 'identity', 'answered', 'corrected', 'owed']);
    expect(recipients.filter(({ key }) => key === `office ${c.id}`)).toHaveLength(1);
    expect(await at.caller.call('breaches.told', {})).toHaveLength(1);
    expect(await hold(at, caseId)).toMatchObject({ ...ORDER, from: 'Kisimani' });
  }
  // Lifted at the second computer there, it is told to the second computer here, and from there to the first.
  await b2.caller.call('holds.lift', { caseId, why: 'The court of Bandari has decided.' });
  await carry(b2, a2);
  await carry(a2, a);
  await carry(b2, b);
  expect(await hold(b, caseId)).toBeUndefined();
  for (const at of [a, a2])
    expect((await hold(at, caseId))?.elsewhere).toMatchObject([{ why: 'The court of Bandari has decided.' }]);
  for (const at of [a, a2, b, b2]) expect(at.open.repos.commits.quarantined()).toEqual([]);
}, 120_000);
