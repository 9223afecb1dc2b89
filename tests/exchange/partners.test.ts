import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setOp } from '#core/exchange/op.ts';
import type { CaseDocument, FieldValue } from '#core/forms/types.ts';
import type { BundleId, CaseId, OfficeId } from '#core/ids.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import { publicBytes } from '../../main/crypto/ed25519.ts';
import { newId } from '../../main/crypto/hashing.ts';
import { makeOfficeCard } from '../../main/crypto/office-card.ts';
import { author } from '../../main/office/author.ts';
import { offerToPartners } from '../../main/office/offer-changes.ts';
import { receiptsFor } from '../../main/office/receipts.ts';
import type { CaseRow, StreamRow } from '../../main/storage/case.repo.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { sealedBy } from './sealed-by.ts';
import { wallDay } from '../builders/calendar-days.ts';

/** A and B know each other, C knows nobody yet. */
const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let c: TestOffice;
let stick: string;
let document: CaseDocument;

beforeAll(async () => {
  const today = wallDay();
  const [made] = demoCases(RESOURCES, 20_260, 1, today) as [CaseDocument];
  const values = { ...made.values, risk_level: 'low', risk_reason: 'Lives with relatives who care well.' };
  document = { ...made, values };
  await offices.prepare(['KSM', 'BND'], ['LWN']);
  const taken = await offices.take('KSM', 'BND', 'LWN');
  stick = taken.stick;
  [a, b, c] = taken.offices as [TestOffice, TestOffice, TestOffice];
}, 240_000);
afterAll(() => {
  offices.remove();
});

function rowOf(office: TestOffice, caseId: CaseId): CaseRow {
  const row = office.open.repos.cases.byId(caseId);
  if (!row) throw new Error('the case is not here');
  return row;
}
function coreOf(office: TestOffice, caseId: CaseId): StreamRow {
  const stream = office.open.repos.cases.streamsOf(rowOf(office, caseId).n).find((one) => one.compartment === 'core');
  if (!stream) throw new Error('the case has no core');
  return stream;
}
const listed = (office: TestOffice, caseId: CaseId) => office.open.repos.list.get(rowOf(office, caseId).n);
async function shared(): Promise<CaseId> {
  const caseId = await a.register(document);
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  return caseId;
}
async function swap(): Promise<void> {
  await a.read(await b.write(a, stick));
  await b.read(await a.write(b, stick));
}
/** What a partner's program could write past every form. */
async function bWrites(caseId: CaseId, values: Readonly<Record<string, FieldValue | null>>): Promise<void> {
  const stream = coreOf(b, caseId);
  const ops = Object.entries(values).map(([field, value]) =>
    setOp({ collection: 'case', row: 'case', field }, value, [], undefined),
  );
  b.open.db.transaction(() => {
    author(b.open, [{ stream, ops }]);
    offerToPartners(b.open, stream.caseN);
  });
  await a.read(await b.write(a, stick));
}

describe('a third office', () => {
  it('gets what waits for an author it does not know as soon as it knows that office', async () => {
    const caseId = await shared();
    await b.edit(caseId, { phone: '+99970000014' });
    await swap();
    await c.trust(a, stick);
    await a.trust(c, stick);
    const path = await a.write(c, stick, { cases: [caseId] });
    expect((await c.read(path)).waiting).toBeGreaterThan(0);
    expect((await c.values(caseId))['phone']).not.toBe('+99970000014');
    await c.trust(b, stick);
    expect(c.open.repos.commits.parked()).toEqual([]);
    expect((await c.values(caseId))['phone']).toBe('+99970000014');
    expect(c.state([caseId])).toBe(a.state([caseId]));
  }, 120_000);

  it('is sent what came in from the other partner, without anybody here touching the case', async () => {
    const caseId = await shared();
    await c.read(await a.write(c, stick, { cases: [caseId] }));
    await b.edit(caseId, { phone: '+99970000015' });
    await a.read(await b.write(a, stick));
    expect(listed(a, caseId)?.exchange).toBe('waiting');
    expect((await a.link(c)).waitingChanges).toBeGreaterThan(0);
    await c.read(await a.write(c, stick));
    expect((await c.values(caseId))['phone']).toBe('+99970000015');
    expect(c.state([caseId])).toBe(a.state([caseId]));
  }, 120_000);
});

describe('what is confirmed', () => {
  it('marks a case as delivered on the signed receipt, and not before', async () => {
    const caseId = await shared();
    expect(listed(a, caseId)?.exchange).toBe('written');
    await a.read(await b.write(a, stick));
    expect(listed(a, caseId)?.exchange).toBe('delivered');
    await a.edit(caseId, { phone: '+99970000016' });
    expect(listed(a, caseId)?.exchange).toBe('waiting');
    await b.edit(caseId, { address_landmark: 'At the harbour' });
    await a.read(await b.write(a, stick));
    expect(listed(a, caseId)?.exchange).toBe('waiting');
  }, 120_000);

  it('still confirms when all that waits is a case that must stay', async () => {
    await swap();
    const caseId = await shared();
    await swap();
    await b.edit(caseId, { address_landmark: 'At the mill' });
    await a.read(await b.write(a, stick));
    const day = { date: wallDay(), precision: 'day', calendar: 'gregory' } as const;
    await a.edit(caseId, { consent_withdrawn: 'yes', withdrawal_date: day, withdrawal_scope: ['share'] });
    const before = b.state([caseId]);
    const report = await b.read(await a.write(b, stick));
    expect(report.confirms).toBeGreaterThan(0);
    expect(b.state([caseId])).toBe(before);
  }, 120_000);

  it('confirms however much came from other offices meanwhile', () => {
    const [partner, other] = [b.id, c.id].map((id) => a.open.repos.offices.officeById(id));
    if (!partner || !other) throw new Error('an office is missing');
    const before = receiptsFor(a.open, partner, true).of.length;
    expect(before).toBeGreaterThan(0);
    for (let i = 0; i < 70; i += 1)
      a.open.repos.links.putBundle({
        bundleId: newId<BundleId>(),
        dir: 'in',
        sha256: Buffer.alloc(32),
        officeN: other.n,
        state: 'received',
        bytes: 1,
        cases: 0,
        commits: 0,
        body: JSON.stringify({ link: 'x', manifestHash: newId(), pos: 1 }),
        at: Date.now() + i,
      });
    expect(receiptsFor(a.open, partner, true).of.length).toBe(before);
  });
});

describe('what stays behind', () => {
  it('keeps no sealed bundle in the folder of the office, written or not (R5)', async () => {
    const caseId = await a.register(document);
    const path = await a.write(b, stick, { cases: [caseId] });
    expect(existsSync(path)).toBe(true);
    expect(readdirSync(join(a.dir, 'outbox'))).toEqual([]);
    const { place } = await a.caller.shell<{ place: string }>('namePlace', { path: join(stick, 'gone') });
    const selection = { cases: [caseId] };
    expect(await a.caller.refused('exchange.write', { office: b.id, selection, place })).toBe('SYNC_STICK_REMOVED');
    expect(readdirSync(join(a.dir, 'outbox'))).toEqual([]);
  }, 120_000);

  it('takes no link from a stick', async () => {
    const path = await a.write(b, stick, { cases: [await a.register(document)] });
    const link = join(stick, 'link.hifadhi');
    symlinkSync(path, link);
    const reply = await b.caller.office.shell('takeBundle', { path: link });
    expect(reply).toMatchObject({ ok: false, error: { code: 'SYNC_NOT_A_BUNDLE' } });
  }, 120_000);
});

describe('a partner that means harm', () => {
  it('cannot make a bundle look read by using its number first', async () => {
    const caseId = await a.register(document);
    const path = await a.write(b, stick, { cases: [caseId] });
    const [sent] = a.open.repos.links.bundles(1);
    if (!sent) throw new Error('nothing was sent');
    await b.trust(c, stick);
    const false_ = join(stick, 'false.hifadhi');
    writeFileSync(false_, await sealedBy(c.open, b.open, { bid: new Uint8Array(toBytes(sent.bundleId)) }));
    await b.read(false_);
    expect(await b.read(path)).toMatchObject({ already: false });
    expect(b.open.repos.cases.byId(caseId)).toBeDefined();
    expect(await b.read(path)).toMatchObject({ already: true });
    await a.read(await b.write(a, stick));
    expect(a.open.repos.links.bundle(sent.bundleId, 'out')?.state).toBe('delivered');
  }, 120_000);

  it('cannot bring a known computer under another office', async () => {
    const { self } = b.open;
    const path = join(stick, 'other.hifadhi-card');
    writeFileSync(
      path,
      makeOfficeCard(
        {
          programme: self.programmeId,
          programmeName: self.programme,
          office: newId<OfficeId>(),
          code: 'XYZ',
          name: 'Elsewhere',
          device: self.deviceId,
          signingKey: publicBytes(self.deviceKey),
          recipient: self.recipient,
          directoryVersion: 0,
        },
        self.deviceKey,
      ),
    );
    const read = await a.caller.shell<{ place: string; card: { words: string[]; known: string } }>('readCard', {
      path,
    });
    expect(read.card.known).toBe('changed');
    const input = { place: read.place, words: read.card.words };
    expect(await a.caller.refused('exchange.confirmCard', input)).toBe('SYNC_CARD_MISMATCH');
  });

  it('cannot say who is responsible here', async () => {
    const caseId = await shared();
    const before = listed(a, caseId)?.ownerUser;
    await bWrites(caseId, { owner_user: b.user });
    expect(listed(a, caseId)?.ownerUser).toBe(before);
    expect(before).toBe(a.user);
  }, 120_000);

  it('cannot stop an import, a list, a case file or a print with answers of another kind', async () => {
    const caseId = await shared();
    const fields = [
      ...['full_name', 'given_name', 'nickname', 'sex', 'age', 'date_of_birth', 'status', 'risk_level', 'phone'],
      ...['registration_date', 'primary_concern', 'protection_concerns', 'current_address', 'consent_share'],
    ];
    const odd: FieldValue[] = [
      -5,
      '',
      'constructor',
      ['x', 'y'],
      [],
      { missing: 'unknown' },
      { date: '9999', precision: 'about', calendar: 'ethiopic' },
      { date: '2024-13-45', precision: 'day', calendar: 'persian' },
      { asOf: '2099-12-31', years: 150, toYears: 2 },
      'x'.repeat(20_000),
    ];
    for (const value of odd) {
      await bWrites(caseId, Object.fromEntries(fields.map((field) => [field, value])));
      expect(a.open.repos.commits.parked()).toEqual([]);
      await a.caller.call('cases.open', { caseId });
      await a.caller.call('review.list', {});
      await a.caller.call('history.entries', { caseId });
      await a.search('');
      await a.caller.call('cases.counts', {});
      await a.caller.call('exchange.preview', { office: b.id, selection: { cases: [caseId] } });
      for (const kind of ['case-summary', 'registration']) {
        const order = { report: { kind, caseId }, language: 'en', paper: 'A4', names: 'default', purpose: 'Filing' };
        const reply = await a.caller.office.shell('printDocument', order);
        expect([kind, value, reply.ok]).toEqual([kind, value, true]);
      }
    }
  }, 240_000);
});

describe('a row that is gone', () => {
  it('leaves nothing to decide, and a decision cannot bring it back', async () => {
    const row = (name: string) => ({ id: 'AAAAAAAAAAAAAAAAAAAAAA', values: { name } });
    const caseId = await a.register({ ...document, rows: { family_members: [row('Zawadi')] } });
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    await a.edit(caseId, {}, () => ({ family_members: [row('Zawadi Ali')] }));
    await b.edit(caseId, {}, () => ({ family_members: [row('Zawadi Omar')] }));
    await swap();
    expect((await a.conflicts(caseId))['name']).toHaveLength(2);
    await a.edit(caseId, {}, () => ({}));
    await b.read(await a.write(b, stick));
    for (const office of [a, b]) {
      expect(await office.rows(caseId, 'family_members')).toEqual([]);
      expect(await office.conflicts(caseId)).toEqual({});
      expect(listed(office, caseId)?.conflicts).toBe(0);
    }
  }, 120_000);
});
