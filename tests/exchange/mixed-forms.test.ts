import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type * as Format from '../../main/crypto/bundle-format.ts';
import { CAPS, type Confirm, type Manifest } from '../../main/crypto/bundle-format.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import { expandShort, readShortEnvelope, shortBody } from '../../main/crypto/short-manifest.ts';
import { linkState, linkTo, putLinkState } from '../../main/office/link-state.ts';
import type { SentBody } from '../../main/office/passed-over.ts';
import { takeReceipts } from '../../main/office/receipts.ts';
import { aCase } from '../builders/shareable-case.ts';
import { wav } from '../builders/made-files.ts';
import { Offices, type TestOffice } from './office-pair.ts';
import { bundlesFor, contentOf, withRecordings, writeWithFiles } from './with-files.ts';

/** While it is on, the program is one that knows nothing of the short form: it reads and writes the long one alone. */
const older = vi.hoisted(() => ({ on: false }));
/** While it is on, the program says more of itself than this version does. */
const later = vi.hoisted(() => ({ on: false }));
vi.mock('../../main/crypto/bundle-format.ts', async (original) => {
  const real = await original<typeof Format>();
  return {
    ...real,
    get CAPS() {
      if (later.on) return [...real.CAPS, 'hfdb3'];
      return older.on ? real.CAPS.filter((one) => one !== real.READS_SHORT) : real.CAPS;
    },
    get READS_SHORT() {
      return older.on ? 'nothing that anybody says' : real.READS_SHORT;
    },
    get SHORT_FORM() {
      return older.on ? 255 : real.SHORT_FORM;
    },
  };
});
async function asOlder<T>(work: () => Promise<T>): Promise<T> {
  older.on = true;
  try {
    return await work();
  } finally {
    older.on = false;
  }
}

const offices = new Offices();
beforeAll(() => offices.prepare(['KSM', 'BND']), 240_000);
afterAll(() => {
  offices.remove();
});

const formOf = (path: string): number | undefined => readFileSync(path)[8];
/** What the journal of an office says of the bundle that it wrote last. */
const lastOf = async ({ caller }: TestOffice): Promise<string | undefined> =>
  (await caller.call('exchange.journal', {})).find(({ direction }) => direction === 'out')?.state;

test('offices with an older and a newer program exchange in the long form, until both are new and when one is old again', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  const first = await a.write(b, stick, { cases: [caseId] });
  expect(formOf(first)).toBe(1);
  await asOlder(() => b.read(first));
  await asOlder(() => b.edit(caseId, { address_landmark: 'At the mill' }));
  const answer = await asOlder(() => b.write(a, stick));
  expect(formOf(answer)).toBe(1);
  expect((await a.read(answer)).confirms).toBe(1);
  expect(await lastOf(a)).toBe('delivered');
  await a.edit(caseId, { phone: '+99970000016' });
  const still = await a.write(b, stick);
  expect(formOf(still)).toBe(1);

  // The other office has the newer program now: it has heard what this one reads, and says that it reads it too.
  await b.read(still);
  await b.edit(caseId, { nickname: 'Kipepeo' });
  const short = await b.write(a, stick);
  expect(formOf(short)).toBe(2);
  expect((await a.read(short)).confirms).toBe(1);
  expect(await lastOf(a)).toBe('delivered');
  await a.edit(caseId, { phone: '+99970000017' });
  const alone = await a.write(b, stick);
  expect(formOf(alone)).toBe(2);
  expect(statSync(alone).size).toBeLessThan(2600);
  const report = await b.read(alone);
  expect(report).toMatchObject({ confirms: 1, newChanges: 1 });
  // The code over the phone is made of the key that follows from the signature.
  const { groups } = await b.caller.call('exchange.code', { bundleId: report.bundleId });
  expect(await lastOf(a)).toBe('written');
  await a.caller.call('exchange.confirm', { bundleId: report.bundleId, code: groups.join(' ') });
  expect(await lastOf(a)).toBe('delivered');

  // Whoever installs the older program once more is told what it is, and gets everything again in the form that it reads.
  await a.edit(caseId, { phone: '+99970000018' });
  const unread = await a.write(b, stick);
  expect(await asOlder(() => b.refuses(unread))).toBe('SYNC_NEWER_VERSION');
  const link = linkTo(b.open, a.id);
  const of = b.open.repos.offices.officeById(a.id)?.n ?? 0;
  putLinkState(b.open, link, of, { ...linkState(b.open, link), readsShort: {} });
  const old = await asOlder(() => b.write(a, stick));
  expect(formOf(old)).toBe(1);
  await a.read(old);
  const long = await a.write(b, stick);
  expect(formOf(long)).toBe(1);
  await asOlder(() => b.read(long));
  expect(await b.values(caseId)).toMatchObject({ phone: '+99970000018', nickname: 'Kipepeo' });
  expect(b.state([caseId])).toBe(a.state([caseId]));
}, 240_000);

test('an office that went back to an older program and has nothing to say is reached in the long form after a while', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  await a.read(await b.write(a, stick));
  const forms: unknown[] = [];
  const answers: unknown[] = [];
  let last = '';
  for (const phone of ['+99970000021', '+99970000022', '+99970000023']) {
    await a.edit(caseId, { phone });
    last = await a.write(b, stick);
    forms.push(formOf(last));
    answers.push(await asOlder(() => b.refuses(last)));
  }
  await a.edit(caseId, { nickname: 'Tausi' });
  last = await a.write(b, stick);
  expect([...forms, formOf(last)]).toEqual([2, 2, 2, 1]);
  expect(new Set(answers)).toEqual(new Set(['SYNC_NEWER_VERSION']));
  await asOlder(() => b.read(last));
  expect(await b.values(caseId)).toMatchObject({ phone: '+99970000023', nickname: 'Tausi' });
  // Its answer brings the short form back once it has the newer program again.
  await a.read(await b.write(a, stick));
  await a.edit(caseId, { phone: '+99970000024' });
  expect(formOf(await a.write(b, stick))).toBe(2);
}, 240_000);

test('what a short manifest leaves out means the same to a program that says more of itself', () => {
  const { shortManifest } = JSON.parse(readFileSync('docs/bundle-format.vectors.json', 'utf8')) as {
    shortManifest: { header: string; envelope: string };
  };
  const header = Buffer.from(shortManifest.header, 'hex');
  const outer = readShortEnvelope(Buffer.from(shortManifest.envelope, 'hex'));
  if (!outer) throw new Error('no envelope');
  later.on = true;
  try {
    const read = expandShort(outer.body, { ...outer, header, office: new Uint8Array(16) });
    expect(read?.long['caps']).toEqual(['hfdb1', 'deflate', 'people', 'hfdb2']);
    const again = { ...read?.long, short: { confirms: read?.confirms ?? [] } } as unknown as Manifest;
    expect(Buffer.compare(shortBody(again), outer.body)).toBe(0);
    // And it says its own words.
    const says = expandShort(shortBody({ ...again, caps: [...CAPS] }), {
      ...outer,
      header,
      office: new Uint8Array(16),
    });
    expect(says?.long['caps']).toContain('hfdb3');
  } finally {
    later.on = false;
  }
});

test('attachments go in the short form too, and are confirmed in it', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(aCase());
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  await a.read(await b.write(a, stick));
  const [id = ''] = await withRecordings(a, caseId, [wav(3)]);
  const before = bundlesFor(b, stick);
  await writeWithFiles(a, b, { on: stick });
  const both = bundlesFor(b, stick, before);
  expect(both.map(formOf)).toEqual([2, 2]);
  for (const path of both) await b.read(path);
  expect((await contentOf(b, caseId, id)).equals(wav(3))).toBe(true);
  const answer = await b.write(a, stick);
  expect(formOf(answer)).toBe(2);
  expect((await a.read(answer)).confirms).toBe(2);
  const out = (await a.caller.call('exchange.journal', {})).filter(({ direction }) => direction === 'out');
  expect(out.map(({ state }) => state)).toEqual(['delivered', 'delivered', 'delivered']);
}, 240_000);

test('a receipt in the short form counts for the manifest, the link and the positions of its bundle alone', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  await a.write(b, stick, { cases: [await a.register(aCase())] });
  const { offices: known, links } = a.open.repos;
  const office = known.officeById(b.id);
  const row = office && links.bundlesOf(office.n, 'out').at(-1);
  if (!row) throw new Error('nothing was written');
  const sent = JSON.parse(row.body) as SentBody;
  const [of, bid, by] = [a.open.self.deviceId, row.bundleId, b.open.self.deviceId].map(toBytes);
  if (!of || !bid || !by) throw new Error('an id is missing');
  const right = { of, isFiles: false, bid, mh: toBytes(sent.manifestHash).subarray(0, 16), pos: sent.to };
  const takes = (change: Partial<Confirm>, from = by): number =>
    takeReceipts(a.open, office, {
      from,
      caps: [],
      receipts: [],
      short: { confirms: [{ ...right, ...change }] },
    } as unknown as Manifest);
  const other = new Uint8Array(16).fill(7);
  const wrong = [takes({ mh: other }), takes({ pos: sent.to + 1 }), takes({ of: other }), takes({ bid: other })];
  // Not by whom nobody knows, nor by this office itself.
  expect([...wrong, takes({}, other), takes({}, of)]).toEqual([0, 0, 0, 0, 0, 0]);
  // Nor by one that was taken out.
  const computer = known.deviceById(b.open.self.deviceId)?.n ?? 0;
  a.open.db.transaction(() => {
    known.setStanding(computer, 'revoked');
  });
  expect(takes({})).toBe(0);
  a.open.db.transaction(() => {
    known.setStanding(computer, 'known');
  });
  expect(await lastOf(a)).toBe('written');
  expect(takes({})).toBe(1);
  expect(await lastOf(a)).toBe('delivered');
}, 240_000);
