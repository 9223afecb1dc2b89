import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import { requestFor, wentBack } from '../../main/office/send-again.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { sealedBy } from './sealed-by.ts';
import { wallDay } from '../builders/calendar-days.ts';

const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let c: TestOffice;
let stick: string;
let document: CaseDocument;

beforeAll(async () => {
  [document] = demoCases(RESOURCES, 20_260, 1, wallDay()) as [CaseDocument];
  await offices.prepare(['KSM', 'BND', 'LWN']);
}, 240_000);
async function begin(): Promise<void> {
  const taken = await offices.take('KSM', 'BND', 'LWN');
  stick = taken.stick;
  [a, b, c] = taken.offices as [TestOffice, TestOffice, TestOffice];
}
beforeAll(begin);
afterAll(() => {
  offices.remove();
});

describe('an office that put an older copy back', () => {
  it('is sent again what it had confirmed and what it wrote itself, and goes on from there', async () => {
    const caseId = await a.register(document);
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    await a.read(await b.write(a, stick));
    b.close();
    const copy = offices.folderOf(b);
    await b.signIn();
    // All of this is lost at B, though A holds its confirmation of it.
    await b.edit(caseId, { address_landmark: 'At the harbour' });
    const lost = await b.register({ ...document, values: { ...document.values, given_name: 'Zawadi' } });
    await a.read(await b.write(a, stick, { cases: [lost] }));
    await a.edit(caseId, { address_landmark: 'Behind the tower' });
    await b.read(await a.write(b, stick));
    await a.read(await b.write(a, stick));
    expect(await a.link(b)).toMatchObject({ waitingChanges: 0 });
    b.close();

    b = await offices.openAt(copy, b);
    wentBack(b.open.db);
    expect((await b.values(caseId))['address_landmark']).not.toBe('Behind the tower');
    expect(b.open.repos.cases.byId(lost)).toBeUndefined();
    const before = b.open.self.deviceId;
    await a.edit(caseId, { phone: '+99970000014' });
    // Without the request, what A writes now would wait here for ever: it builds on what B has lost.
    expect((await b.read(await a.write(b, stick))).waiting).toBeGreaterThan(0);
    expect((await a.read(await b.write(a, stick))).confirms).toBeGreaterThan(0);
    const link = await a.link(b);
    expect(link.waitingCases).toBe(2);
    const report = await b.read(await a.write(b, stick));
    expect(report).toMatchObject({ waiting: 0, quarantined: 0, newCases: 1 });
    expect(b.state([caseId, lost])).toBe(a.state([caseId, lost]));
    expect((await b.values(caseId))['address_landmark']).toBe('Behind the tower');
    // Its own commits came back: it must not give out their numbers a second time.
    expect(b.open.self.deviceId).not.toBe(before);

    // Confirmed once, it is over: nothing goes twice, and neither office asks or answers again.
    await a.read(await b.write(a, stick));
    expect(await a.link(b)).toMatchObject({ waitingChanges: 0, waitingCases: 0 });
    const office = b.open.repos.offices.officeById(a.id);
    await b.read(await a.write(b, stick));
    expect(office && requestFor(b.open, office)).toBeUndefined();
    await b.edit(caseId, { address_landmark: 'At the mill' });
    await a.read(await b.write(a, stick));
    expect(a.state([caseId])).toBe(b.state([caseId]));
    expect(a.open.repos.commits.quarantined()).toEqual([]);
  }, 240_000);

  it('is answered only for a request that it signed itself, for this office, and each once', async () => {
    await begin();
    const caseId = await a.register(document);
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    await a.read(await b.write(a, stick));
    for (const office of [b, c]) wentBack(office.open.db);
    const request = (from: TestOffice, to: TestOffice): Uint8Array<ArrayBuffer> => {
      const office = from.open.repos.offices.officeById(to.id);
      const made = office && requestFor(from.open, office);
      if (!made) throw new Error('nothing is asked');
      return made.bytes;
    };
    let files = 0;
    const bring = async (from: TestOffice, receipts: Uint8Array<ArrayBuffer>[]): Promise<number> => {
      files += 1;
      const path = join(stick, `${String(files)}.hifadhi`);
      writeFileSync(path, await sealedBy(from.open, a.open, { receipts }));
      await a.read(path);
      return (await a.link(b)).waitingCases;
    };
    const broken = Buffer.from(request(b, a));
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1;
    expect(await bring(b, [request(b, c), request(c, a), new Uint8Array(broken)])).toBe(0);
    expect(await bring(c, [request(b, a)])).toBe(0);
    const asked = request(b, a);
    expect(await bring(b, [asked])).toBe(1);
    await b.read(await a.write(b, stick));
    await a.read(await b.write(a, stick));
    expect(await bring(b, [asked])).toBe(0);
    expect(await a.link(c)).toMatchObject({ waitingCases: 0 });
  }, 240_000);
});
