import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as cborg from 'cborg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { OfficeId } from '#core/ids.ts';
import { packSegment } from '../../main/crypto/bundle-segment.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import { signBytes } from '../../main/crypto/ed25519.ts';
import { newId } from '../../main/crypto/hashing.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import { linkTo } from '../../main/office/link-state.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { bytes16, newDevice, someCommits } from './bundle-maker.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { sealedBy } from './sealed-by.ts';
import { wallDay } from '../builders/calendar-days.ts';

const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let c: TestOffice;
let stick: string;
let document: CaseDocument;
let files = 0;

beforeAll(async () => {
  [document] = demoCases(RESOURCES, 20_260, 1, wallDay()) as [CaseDocument];
  await offices.prepare(['KSM', 'BND', 'LWN']);
  const taken = await offices.take('KSM', 'BND', 'LWN');
  stick = taken.stick;
  [a, b, c] = taken.offices as [TestOffice, TestOffice, TestOffice];
}, 120_000);
afterAll(() => {
  offices.remove();
});

function onStick(bytes: Uint8Array): string {
  files += 1;
  const path = join(stick, `${String(files)}.hifadhi`);
  writeFileSync(path, bytes);
  return path;
}

describe('what comes from somebody who has no business here', () => {
  it('does not write for an office that nobody confirmed', async () => {
    const place = await a.caller.shell<{ place: string }>('namePlace', { path: stick });
    const selection = { cases: [await a.register(document)] };
    expect(await a.caller.refused('exchange.write', { office: newId<OfficeId>(), selection, ...place })).toBe(
      'SYNC_OFFICE_UNKNOWN',
    );
    expect(await a.caller.refused('exchange.write', { office: a.id, selection, ...place })).toBe('SYNC_OFFICE_UNKNOWN');
  });

  it('refuses a bundle of an unknown computer, of another programme, or under another’s key', async () => {
    const stranger = await newDevice();
    const { self } = b.open;
    const pretend = (change: Partial<OpenOffice['self']>): OpenOffice => ({
      ...a.open,
      self: { ...a.open.self, ...change },
    });
    const before = b.state();
    const unknown = pretend({ deviceId: stranger.id, deviceKey: stranger.key });
    expect(await b.refuses(onStick(await sealedBy(unknown, b.open, {})))).toBe('SYNC_UNKNOWN_SENDER');
    const elsewhere = { programme: bytes16() };
    expect(await b.refuses(onStick(await sealedBy(a.open, b.open, elsewhere)))).toBe('SYNC_OTHER_PROGRAMME');
    const forged = pretend({ deviceKey: generateKeyPairSync('ed25519').privateKey });
    expect(await b.refuses(onStick(await sealedBy(forged, b.open, {})))).toBe('SYNC_FORGED');
    // One's own bundle, brought back by mistake or on purpose.
    expect(await b.refuses(onStick(await sealedBy({ ...b.open, self }, b.open, {})))).toBe('SYNC_UNKNOWN_SENDER');
    expect(b.state()).toBe(before);
    expect(b.open.repos.links.bundles(10)).toEqual([]);
  });

  it('lets commits of an unknown person wait, and takes none of another programme', async () => {
    const { self } = a.open;
    const strange = packSegment(someCommits(2, 2, toBytes(self.programmeId)));
    const other = packSegment(someCommits(1, 2, bytes16()));
    const cases = b.open.repos.cases.count();
    const report = await b.read(onStick(await sealedBy(a.open, b.open, {}, [strange, other])));
    expect(report).toMatchObject({ newChanges: 0, waiting: 4, quarantined: 2, newCases: 0 });
    expect(b.open.repos.cases.count()).toBe(cases);
    expect(b.open.repos.commits.quarantined().map((one) => one.waitsFor)).toEqual([
      'other-programme',
      'other-programme',
    ]);
  });

  it('counts a receipt only from the office it is about, for a bundle that was sent, and no further than it reached', async () => {
    const caseId = await a.register(document);
    await a.write(b, stick, { cases: [caseId] });
    const waiting = await a.link(b);
    const [sent] = a.open.repos.links.bundles(1);
    if (!sent) throw new Error('nothing was sent');
    const { manifestHash, to } = JSON.parse(sent.body) as { manifestHash: string; to: number };
    const receipt = (from: TestOffice, change: Readonly<Record<string, unknown>> = {}): Uint8Array<ArrayBuffer> => {
      const body = cborg.encode({
        v: 1,
        d: toBytes(from.open.self.deviceId),
        link: linkTo(a.open, b.id),
        bid: toBytes(sent.bundleId),
        mh: toBytes(manifestHash),
        pos: to,
        at: Date.now(),
        ...change,
      });
      const type = 'application/vnd.hifadhi.receipt.v1+cbor';
      return new Uint8Array(cborg.encode({ b: body, s: signBytes(type, body, from.open.self.deviceKey) }));
    };
    const bring = async (from: TestOffice, receipts: Uint8Array<ArrayBuffer>[]): Promise<number> =>
      (await a.read(onStick(await sealedBy(from.open, a.open, { receipts })))).confirms;
    expect(await bring(c, [receipt(c)])).toBe(0);
    expect(await bring(c, [receipt(b)])).toBe(0);
    const wrong = [
      receipt(b, { pos: to + 1 }),
      receipt(b, { mh: new Uint8Array(32) }),
      receipt(b, { bid: bytes16() }),
      receipt(b, { link: linkTo(a.open, c.id) }),
      receipt(c, { d: toBytes(b.open.self.deviceId) }),
      new Uint8Array([0xff]),
    ];
    expect(await bring(b, wrong)).toBe(0);
    expect(await a.link(b)).toEqual({ ...waiting, lastReceivedAtUtc: expect.any(String) as string });
    expect(await bring(b, [receipt(b)])).toBe(1);
    expect(await a.link(b)).toMatchObject({ waitingChanges: 0 });
  });
});
