import * as cborg from 'cborg';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaseId, CommitId } from '#core/ids.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import { signBytes } from '../../main/crypto/ed25519.ts';
import { author } from '../../main/office/author.ts';
import { offerToPartners } from '../../main/office/offer-changes.ts';
import { oneChild } from '../builders/one-child.ts';
import { Offices, type TestOffice } from './office-pair.ts';
import { refusedChanges, type RefusedChanges } from './refused-changes.ts';
import { sealedBy } from './sealed-by.ts';

// An office writes in a case before the grant that lets it do so has come: the owner sets that aside, says so with the next
// bundle, and judges it again when the cause is gone (exchange.md R6, R9). Real offices, real bundles.

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

/** A case at both offices, in which the partner saved twice while the owner knew of no grant; read by the owner. */
async function rejected(): Promise<RefusedChanges> {
  const refused = await refusedChanges(a, b, stick);
  expect(refused.report).toMatchObject({ newChanges: 0, quarantined: 1, waiting: 1 });
  return refused;
}

describe('what was set aside', () => {
  it('is named to its sender with the reason, at the link and at the case, and is not delivered', async () => {
    const { caseId } = await rejected();
    const { here } = await aside(a);
    expect(here).toMatchObject([
      {
        office: 'Bandari',
        by: 'Head of Bandari',
        byOffice: 'Bandari',
        reason: 'no_grant',
        code: 'no-write-grant',
        about: { caseId },
        fields: [{ record: 'case', field: 'phone' }],
        waiting: 1,
        mayDiscard: true,
      },
    ]);
    await b.read(await a.write(b, stick));
    // With what waits for it: that was not taken in either.
    expect((await b.link(a)).rejected).toEqual({ changes: 2, cases: 1 });
    expect((await aside(b)).there).toMatchObject([
      { office: 'Kisimani', about: { caseId }, changes: 2, discarded: 0, reasons: ['no_grant', 'follows'] },
    ]);
    expect((await b.caller.call('cases.open', { caseId })).rejectedBy).toEqual([
      { office: 'Kisimani', changes: 2, discarded: 0, reasons: ['no_grant', 'follows'] },
    ]);
    expect(exchangeOf(b, caseId)).toBe('written');
    // A restart keeps what was heard.
    b.close();
    await b.signIn();
    expect((await b.link(a)).rejected).toEqual({ changes: 2, cases: 1 });
  }, 120_000);

  it('is merged by the same checks when the cause is gone, with what waited for it, and the sender hears of it', async () => {
    const { caseId, grant } = await rejected();
    await b.read(await a.write(b, stick));
    const [entry] = (await aside(a)).here;
    if (!entry) throw new Error('nothing was set aside');
    // The cause is still there: nothing is applied past a check.
    expect(await a.caller.call('aside.judge', { ids: [entry.id] })).toEqual({
      applied: 0,
      waiting: 0,
      still: [{ id: entry.id, reason: 'no_grant' }],
    });
    expect((await a.values(caseId))['phone']).not.toBe('+99970000021');
    grant();
    expect(await a.caller.call('aside.judge', { ids: [entry.id] })).toEqual({ applied: 1, waiting: 0, still: [] });
    expect((await a.values(caseId))['phone']).toBe('+99970000022');
    expect(a.open.repos.commits.parked()).toEqual([]);
    expect((await aside(a)).here).toEqual([]);
    expect(a.state([caseId])).toBe(b.state([caseId]));
    expect(await a.caller.refused('aside.judge', { ids: [entry.id] })).toBe('FORM_STALE');
    const lines = a.open.db
      .read<[], { action: string; outcome: string }>(
        `SELECT action, result AS outcome FROM audit WHERE action LIKE 'aside.%'`,
      )
      .all();
    expect(lines.map(({ outcome }) => outcome)).toEqual(['done', 'refused', 'done']);
    await b.read(await a.write(b, stick));
    expect((await b.link(a)).rejected).toEqual({ changes: 0, cases: 0 });
    expect((await b.caller.call('cases.open', { caseId })).rejectedBy).toEqual([]);
    expect(exchangeOf(b, caseId)).toBe('delivered');
  }, 120_000);

  it('is gone from the list when the same change came again and could be taken', async () => {
    const { caseId, grant } = await rejected();
    grant();
    // The same changes once more, in another bundle.
    expect(await a.read(await b.write(a, stick))).toMatchObject({ newChanges: 2, quarantined: 0, waiting: 0 });
    expect((await aside(a)).here).toEqual([]);
    expect(a.state([caseId])).toBe(b.state([caseId]));
  }, 120_000);
});

describe('what was discarded', () => {
  it('tells who and why to those who may know the case and the name alone', async () => {
    const { caseId } = await rejected();
    const [entry] = (await aside(a)).here;
    if (!entry) throw new Error('nothing was set aside');
    await a.caller.call('aside.discard', { id: entry.id, why: 'Entered for Amina.' });
    const { cases, guards } = a.open.repos;
    const caseN = cases.byId(caseId)?.n ?? 0;
    guards.hide({ caseN, people: [], roles: [], why: 'Known in the village.', by: a.user, at: Date.now() });
    a.close();
    await a.signIn();
    const told = JSON.stringify(await aside(a));
    expect(told).toContain('"discarded":{"atUtc"');
    for (const secret of ['Entered for Amina.', 'Head of']) expect(told).not.toContain(secret);
  }, 120_000);

  it('is not lost when only a change upon it is judged again, nor what came later', async () => {
    const { caseId, grant } = await rejected();
    const [entry] = (await aside(a)).here;
    if (!entry) throw new Error('nothing was set aside');
    await a.caller.call('aside.discard', { id: entry.id, why: 'Entered for another child.' });
    grant();
    const upon = (await aside(a)).here.find(({ reason }) => reason === 'follows');
    if (!upon) throw new Error('nothing follows');
    expect(await a.caller.call('aside.judge', { ids: [upon.id] })).toEqual({
      applied: 0,
      waiting: 0,
      still: [{ id: upon.id, reason: 'follows' }],
    });
    await b.edit(caseId, { phone: '+99970000023' });
    expect(await a.read(await b.write(a, stick))).toMatchObject({ newChanges: 0, waiting: 0 });
    expect((await aside(a)).here.map(({ reason, discarded }) => [reason, discarded !== undefined])).toEqual([
      ['no_grant', true],
      ['follows', false],
      ['follows', false],
    ]);
    await b.read(await a.write(b, stick));
    expect(exchangeOf(b, caseId)).toBe('written');
    expect(await a.caller.call('aside.judge', { ids: [entry.id] })).toEqual({ applied: 3, waiting: 0, still: [] });
    expect(a.state([caseId])).toBe(b.state([caseId]));
  }, 120_000);

  it('stays out when it comes again, takes what was written upon it along, and can be brought back', async () => {
    const { caseId, grant } = await rejected();
    const [entry] = (await aside(a)).here;
    if (!entry) throw new Error('nothing was set aside');
    expect(await a.caller.call('aside.discard', { id: entry.id, why: 'Entered for another child.' })).toEqual({
      discarded: 2,
    });
    expect(a.open.repos.commits.parked()).toEqual([]);
    const { here } = await aside(a);
    expect(here.map(({ reason, discarded }) => [reason, discarded?.why])).toEqual([
      ['no_grant', 'Entered for another child.'],
      ['follows', 'Entered for another child.'],
    ]);
    expect(await a.caller.refused('aside.discard', { id: entry.id, why: 'Once more.' })).toBe('FORM_STALE');
    // Also when nothing else stands against it, and with a later change upon it.
    grant();
    await b.edit(caseId, { phone: '+99970000023' });
    expect(await a.read(await b.write(a, stick))).toMatchObject({ newChanges: 0, quarantined: 1, waiting: 0 });
    expect((await a.values(caseId))['phone']).not.toMatch(/2[123]$/u);
    a.close();
    await a.signIn();
    await b.read(await a.write(b, stick));
    expect((await b.link(a)).rejected).toEqual({ changes: 1, cases: 1 });
    expect((await b.caller.call('cases.open', { caseId })).rejectedBy).toMatchObject([
      { changes: 3, discarded: 2, reasons: expect.arrayContaining(['no_grant', 'follows']) as string[] },
    ]);
    expect(await a.caller.call('aside.judge', { ids: [entry.id] })).toEqual({ applied: 3, waiting: 0, still: [] });
    const lines = a.open.db.read<[], object>(`SELECT * FROM audit WHERE action = 'aside.judged'`).all();
    expect(JSON.stringify(lines).match(/again, no longer discarded/gu)).toHaveLength(2);
    expect((await a.values(caseId))['phone']).toBe('+99970000023');
    expect(a.state([caseId])).toBe(b.state([caseId]));
  }, 120_000);

  it('goes with the case when it is erased', async () => {
    const { caseId } = await rejected();
    const [entry] = (await aside(a)).here;
    if (!entry) throw new Error('nothing was set aside');
    await a.caller.call('aside.discard', { id: entry.id, why: 'About Amina, who lives elsewhere.' });
    const [core] = a.open.repos.cases
      .streamsOf(caseNumber(a, caseId))
      .filter(({ compartment }) => compartment === 'core');
    a.open.repos.commits.erase(core?.streamId ?? '');
    expect((await aside(a)).here).toEqual([]);
    expect(a.open.db.read<[], object>(`SELECT * FROM discarded`).all()).toEqual([]);
  }, 120_000);
});

describe('what an office says to have set aside', () => {
  /** A list as somebody could make it up. */
  const list = (
    from: TestOffice,
    to: TestOffice,
    change: Readonly<Record<string, unknown>>,
  ): Uint8Array<ArrayBuffer> => {
    const ids = { d: toBytes(from.open.self.deviceId), to: toBytes(to.id) };
    const body = cborg.encode({ v: 1, ...ids, n: 1, more: 0, a: [], ...change });
    const sig = signBytes('application/vnd.hifadhi.aside.v1+cbor', body, from.open.self.deviceKey);
    return new Uint8Array(cborg.encode({ b: body, s: sig }));
  };
  const bring = async (to: TestOffice, note: Uint8Array<ArrayBuffer>): Promise<void> => {
    const path = join(stick, `${String(Math.random())}.hifadhi`);
    writeFileSync(path, await sealedBy(b.open, to.open, { receipts: [note] }));
    await to.read(path);
  };

  it('counts for what went to it, in a list of its own that is newer', async () => {
    const caseId = await a.register(oneChild());
    const other = await a.register(oneChild(), { given_name: 'Neema' });
    await a.write(b, stick, { cases: [caseId] });
    const [sent] = a.open.repos.links.bundles(1);
    if (!sent) throw new Error('nothing was sent');
    const commitOf = (id: CaseId): CommitId => {
      const stream = a.open.repos.cases.streamsOf(caseNumber(a, id)).find(({ compartment }) => compartment === 'core');
      const [first] = [...a.open.repos.commits.ofStream(stream?.sid ?? 0)];
      if (!first) throw new Error('nothing was written');
      return first.id;
    };
    const named = (id: CaseId, code = 'no-write-grant') => [toBytes(commitOf(id)), toBytes(sent.bundleId), code, 0];
    const count = async (): Promise<number> => (await a.link(b)).rejected.changes;
    // A case that never went there, a list for another office, one that another signed, one that is no list.
    await bring(a, list(b, a, { n: 5, a: [named(other)] }));
    expect(await count()).toBe(0);
    await bring(a, list(b, b, { n: 6, a: [named(caseId)] }));
    expect(await count()).toBe(0);
    await bring(a, list(a, a, { n: 7, a: [named(caseId)] }));
    expect(await count()).toBe(0);
    await bring(a, list(b, a, { n: 8, a: [named(caseId, 'Not a code')] }));
    expect(await count()).toBe(0);
    await bring(a, list(b, a, { n: 9, a: [named(caseId, 'of-a-later-version')] }));
    expect((await aside(a)).there).toMatchObject([{ changes: 1, reasons: ['other'] }]);
    // An older list, brought again, takes nothing back, nor does one that names only a part; the newer one does.
    await bring(a, list(b, a, { n: 8 }));
    expect(await count()).toBe(1);
    await bring(a, list(b, a, { n: 10, more: 3 }));
    expect(await count()).toBe(1);
    await bring(a, list(b, a, { n: 11 }));
    expect(await count()).toBe(0);
  }, 120_000);

  it('leaves no case delivered while it names only a part, and all that are when it is whole', async () => {
    const caseId = await a.register(oneChild());
    const path = await a.write(b, stick, { cases: [caseId] });
    await b.read(path);
    await bring(a, list(b, a, { n: 1, more: 2 }));
    await a.read(await b.write(a, stick));
    expect(exchangeOf(a, caseId)).toBe('written');
    await bring(a, list(b, a, { n: 2 }));
    expect(exchangeOf(a, caseId)).toBe('delivered');
  }, 120_000);

  it('is passed over by whoever does not know such lists, with everything else in the bundle taken', async () => {
    const caseId = await b.register(oneChild());
    const path = await b.write(a, stick, { cases: [caseId] });
    await a.read(path);
    const before = await a.link(b);
    await bring(a, list(b, a, { n: 3, of: 'a later version' }));
    expect((await a.link(b)).rejected).toEqual(before.rejected);
  }, 120_000);
});

it('what the owner closed and opens again is judged by what its log says then', async () => {
  const caseId = await a.register(oneChild());
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  const core = a.open.repos.cases.streamsOf(caseNumber(a, caseId)).find(({ compartment }) => compartment === 'core');
  if (!core) throw new Error('no core');
  const say = (write: 0 | 1): void => {
    a.open.db.transaction(() => {
      author(a.open, [{ stream: core, ops: [['grant', b.id, write, 'case-management', 'consent:given', Date.now()]] }]);
      offerToPartners(a.open, core.caseN);
    });
  };
  say(0);
  await b.edit(caseId, { phone: '+99970000031' });
  expect(await a.read(await b.write(a, stick))).toMatchObject({ quarantined: 1 });
  const [entry] = (await aside(a)).here;
  if (!entry) throw new Error('nothing was set aside');
  say(1);
  expect(await a.caller.call('aside.judge', { ids: [entry.id] })).toMatchObject({ applied: 1 });
  await b.read(await a.write(b, stick));
  expect(b.state([caseId])).toBe(a.state([caseId]));
}, 120_000);
