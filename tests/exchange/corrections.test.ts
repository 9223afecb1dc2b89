import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { childToShare } from '../builders/one-child.ts';
import { Offices, type TestOffice } from './office-pair.ts';

const offices = new Offices();
beforeAll(() => offices.prepare(['KSM', 'BND']), 120_000);
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

it('a correction and a dispute travel to the office that has the case, and its receipt says when', async () => {
  const { stick, offices: both } = await offices.take('KSM', 'BND');
  const [a, b] = both as [TestOffice, TestOffice];
  const caseId = await a.register(childToShare(), {});
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  const { code } = await a.caller.call('audit.ofCase', { caseId });
  const { id } = await a.caller.call('dataRequests.open', {
    sort: 'correction',
    by: 'caregiver',
    who: 'Rehema Juma',
    received: '2026-01-05',
    what: 'The name is wrong.',
    identity: 'Known here.',
    code,
  });
  const arrived = async () => (await a.caller.call('dataRequests.read', { id })).recipients[0];
  expect(await arrived()).toMatchObject({ kind: 'office', name: 'Bandari', arrived: {}, concerned: 'yes' });
  await a.edit(caseId, { full_name: 'Zawadi Tumaini' });
  await a.caller.call('disputes.mark', { caseId, path: 'sex', by: 'child', why: 'I am a girl.' });
  await b.read(await a.write(b, stick));
  expect((await arrived())?.arrived).toEqual({});
  await a.read(await b.write(a, stick));
  expect((await arrived())?.arrived?.atUtc).toBeDefined();
  expect((await b.caller.call('disputes.list', { caseId })).disputes).toMatchObject([
    { path: 'sex', by: 'child', why: 'I am a girl.' },
  ]);
});
