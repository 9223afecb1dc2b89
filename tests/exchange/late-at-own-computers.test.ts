import { expect, it } from 'vitest';
import type { TestOffice } from './office-pair.ts';
import { a, b, caseId, stick, twin } from './second-computer.ts';

/** What a list of the programme would say at this computer of B's. */
function takeOutAt(office: TestOffice, at: number): void {
  const device = office.open.repos.offices.deviceById(b.open.self.deviceId);
  if (!device) throw new Error('the computer is not known');
  office.open.repos.offices.setStanding(device.n, 'revoked', { at, dseq: 0 });
}

it('what one computer of an office held in time, or a person there took in, counts at the other without asking again', async () => {
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  await twin.read(await a.write(twin, stick));
  await b.edit(caseId, { address_landmark: 'At the harbour' });
  await a.read(await b.write(a, stick));
  const cut = a.clock.now();
  await b.edit(caseId, { address_landmark: 'Behind the tower' });
  for (const office of [a, twin]) takeOutAt(office, cut);
  await a.read(await b.write(a, stick));
  expect((await a.values(caseId))['address_landmark']).toBe('At the harbour');

  // Only what the first computer held itself comes in at the second.
  await twin.read(await a.write(twin, stick));
  expect((await twin.values(caseId))['address_landmark']).toBe('At the harbour');
  expect(twin.open.repos.commits.quarantined()).toEqual([]);

  const { here } = await a.caller.call('aside.list', {});
  expect(here.map(({ reason }) => reason)).toEqual(['cut_off']);
  const ids = here.map(({ id }) => id);
  await a.caller.call('aside.judge', { ids, why: 'Called the head of the office.' });
  expect((await a.values(caseId))['address_landmark']).toBe('Behind the tower');
  await twin.read(await a.write(twin, stick));
  expect((await twin.values(caseId))['address_landmark']).toBe('Behind the tower');
  expect((await twin.caller.call('aside.list', {})).here).toEqual([]);
  // Why it was taken in stays where that was written; an erased case leaves no trace of it.
  const [stream] = twin.open.repos.aside.allLetIn().map(({ streamId }) => streamId);
  expect(twin.open.repos.aside.allLetIn().map(({ id }) => id)).toEqual(ids);
  twin.open.repos.commits.erase(stream ?? '');
  expect(twin.open.repos.aside.allLetIn()).toEqual([]);
}, 240_000);
