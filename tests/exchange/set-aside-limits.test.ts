import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaseId, CommitId } from '#core/ids.ts';
import { packSegment } from '../../main/crypto/bundle-segment.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import type { StreamRow } from '../../main/storage/case.repo.ts';
import { oneChild } from '../builders/one-child.ts';
import { Offices, type TestOffice } from './office-pair.ts';
import { refusedChanges, type RefusedChanges } from './refused-changes.ts';
import { sealedBy } from './sealed-by.ts';

// What is set aside under another's id, for an office that is a partner no more, or by the hundred. Real offices, real bundles.

const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let stick: string;

beforeAll(async () => {
  await offices.prepare(['KSM', 'BND']);
}, 120_000);
afterAll(() => {
  offices.remove();
});
beforeEach(async () => {
  offices.closeAll();
  const taken = await offices.take('KSM', 'BND');
  [a, b] = taken.offices as [TestOffice, TestOffice];
  stick = taken.stick;
}, 120_000);

const aside = (at: TestOffice) => at.caller.call('aside.list', {});
const caseNumber = (at: TestOffice, caseId: CaseId): number => at.open.repos.cases.byId(caseId)?.n ?? 0;
const exchangeOf = (at: TestOffice, caseId: CaseId): string | undefined =>
  at.open.repos.list.get(caseNumber(at, caseId))?.exchange;

function coreOf(at: TestOffice, caseId: CaseId): StreamRow {
  const streams = at.open.repos.cases.streamsOf(caseNumber(at, caseId));
  const core = streams.find(({ compartment }) => compartment === 'core');
  if (!core) throw new Error('no core');
  return core;
}

/** A case at both offices, in which the partner saved twice while the owner knew of no grant; read by the owner. */
async function rejected(): Promise<RefusedChanges> {
  const refused = await refusedChanges(a, b, stick);
  expect(refused.report).toMatchObject({ newChanges: 0, quarantined: 1, waiting: 1 });
  return refused;
}

/** Made-up changes beside those that came with a bundle, as a mistake at the other office may leave hundreds of them. */
function more(at: TestOffice, how: number, decided = 0): void {
  const [one] = at.open.repos.commits.quarantined();
  if (!one) throw new Error('nothing was set aside');
  at.open.db.transaction(() => {
    for (let i = 0; i < how; i += 1) {
      const id = randomBytes(32).toString('base64url') as CommitId;
      at.open.repos.commits.quarantine({ ...one, id });
      if (i < decided) at.open.repos.aside.discard(id, { user: at.user, why: 'Made up.', at: Date.now() });
    }
  });
}

describe('bytes that nobody is proven to have signed', () => {
  it('do not keep the change itself out, also when they were discarded, nor what its author wrote upon it', async () => {
    const caseId = await a.register(oneChild());
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    await b.edit(caseId, { phone: '+99970000051' });
    const [last] = [...b.open.repos.commits.ofStream(coreOf(b, caseId).sid)].slice(-1);
    if (!last?.payload) throw new Error('nothing was written');
    const payload = Buffer.concat([last.payload, Buffer.from(' ')]);
    const list = last.list ?? toBytes(last.id);
    const forged = packSegment([{ head: last.body, payload, list, sig: last.sig }]);
    const path = join(stick, 'forged.hifadhi');
    writeFileSync(path, await sealedBy(b.open, a.open, {}, [forged]));
    expect(await a.read(path)).toMatchObject({ quarantined: 1 });
    const [entry] = (await aside(a)).here;
    expect(entry).toMatchObject({ id: last.id, reason: 'not_proven' });
    await a.caller.call('aside.discard', { id: last.id, why: 'Nobody knows it.' });
    await b.edit(caseId, { phone: '+99970000052' });
    expect(await a.read(await b.write(a, stick))).toMatchObject({ newChanges: 2, quarantined: 0, waiting: 0 });
    expect((await aside(a)).here).toEqual([]);
    expect(a.state([caseId])).toBe(b.state([caseId]));
  }, 120_000);
});

describe('a case that is not shared any more', () => {
  it('tells that a change was not taken in, and not why', async () => {
    const { caseId } = await rejected();
    a.open.repos.links.unshare(caseNumber(a, caseId), a.open.repos.offices.officeById(b.id)?.n ?? 0);
    await b.read(await a.write(b, stick));
    expect((await b.caller.call('cases.open', { caseId })).rejectedBy).toMatchObject([
      { changes: 2, reasons: ['other'] },
    ]);
    expect(exchangeOf(b, caseId)).toBe('written');
  }, 120_000);
});

describe('hundreds of changes that were set aside', () => {
  it('never make a bundle that nobody can read, and those that wait for a decision are named first', async () => {
    const { caseId } = await rejected();
    more(a, 600, 590);
    const { here, more: beyond } = await aside(a);
    expect([here.length, beyond]).toEqual([200, 401]);
    expect(here.findIndex(({ discarded }) => discarded !== undefined)).toBe(11);
    const path = await a.write(b, stick);
    await b.read(path);
    expect((await b.caller.call('cases.open', { caseId })).rejectedBy).toMatchObject([{ office: 'Kisimani' }]);
    // And what comes after it arrives.
    await a.edit(caseId, { phone: '+99970000041' });
    await b.read(await a.write(b, stick));
    expect((await b.values(caseId))['phone']).toBe('+99970000041');
  }, 120_000);

  it('what no reader would take is not sealed', async () => {
    const receipts = [new Uint8Array(4097)];
    await expect(sealedBy(b.open, a.open, { receipts })).rejects.toThrow('SYNC_TOO_LARGE');
  });
});
