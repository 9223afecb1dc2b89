import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { prepareBundle } from '../../main/office/prepare-bundle.ts';
import { candidates } from '../../main/office/share-cases.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { wallDay } from '../builders/calendar-days.ts';

const offices = new Offices();
let documents: CaseDocument[];
let a: TestOffice;
let b: TestOffice;
let stick: string;

beforeAll(async () => {
  const today = wallDay();
  documents = demoCases(RESOURCES, 20_260, 4, today).map((document) => ({
    ...document,
    values: { ...document.values, risk_level: 'low', risk_reason: 'Lives with relatives who care well.' },
  }));
  await offices.prepare(['KSM', 'BND', 'LWN']);
}, 120_000);
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

const document = (n = 0): CaseDocument => {
  const found = documents[n];
  if (!found) throw new Error('too few cases');
  return found;
};
async function pair(): Promise<void> {
  ({
    stick,
    offices: [a, b],
  } = (await offices.take('KSM', 'BND')) as { stick: string; offices: [TestOffice, TestOffice] });
}
/** A case that both offices have. */
async function shared(changes: Readonly<Record<string, string>> = {}): Promise<CaseId> {
  const caseId = await a.register(document(), changes);
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  return caseId;
}
const swap = async (): Promise<void> => {
  await a.read(await b.write(a, stick));
  await b.read(await a.write(b, stick));
};
const same = (caseId: CaseId): void => {
  expect(b.state([caseId])).toBe(a.state([caseId]));
};

describe('two offices and a stick', () => {
  it('brings cases over whole, and does nothing when the file is read again', async () => {
    await pair();
    const ids = [await a.register(document(0)), await a.register(document(1))];
    const path = await a.write(b, stick, { cases: ids });
    const report = await b.read(path);
    expect(report).toMatchObject({ already: false, cases: 2, newCases: 2, waiting: 0, quarantined: 0, conflicts: 0 });
    for (const caseId of ids) {
      expect(await b.values(caseId)).toEqual(await a.values(caseId));
      same(caseId);
    }
    const before = [b.open.repos.commits.count(), b.state(), b.open.repos.links.bundles(10).length];
    expect(await b.read(path)).toMatchObject({ already: true, newChanges: 0, newCases: 0, changedCases: 0 });
    expect([b.open.repos.commits.count(), b.state(), b.open.repos.links.bundles(10).length]).toEqual(before);
    expect(readdirSync(join(b.dir, 'inbox'))).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  it('brings the same when nothing of the bundle stays in memory while it is written', async () => {
    await pair();
    const ids = [await a.register(document(0)), await a.register(document(1))];
    const office = a.open.repos.offices.officeById(b.id);
    if (!office) throw new Error('the other office is not known');
    const list = candidates(a.open, office, { cases: ids });
    const { sealed } = await prepareBundle(a.open, office, list, true, { most: 0 });
    expect(await b.read(sealed.path)).toMatchObject({ newCases: 2, waiting: 0, quarantined: 0 });
    ids.forEach(same);
  });

  it('refuses a bundle for another office, and one that was changed on the way', async () => {
    await pair();
    const { offices: list } = await offices.take('LWN');
    const [c] = list;
    const path = await a.write(b, stick, { cases: [await a.register(document())] });
    expect(await c?.refuses(path)).toBe('SYNC_NOT_FOR_THIS_OFFICE');
    expect(c?.open.repos.commits.count()).toBe(0);
    expect(c?.open.repos.cases.count()).toBe(0);
    const bytes = readFileSync(path);
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await b.refuses(path)).toBe('SYNC_DAMAGED');
    expect(b.open.repos.commits.count()).toBe(0);
  });

  it('merges changes of different questions without asking anybody', async () => {
    await pair();
    const caseId = await shared({ address_landmark: 'At the well' });
    await a.edit(caseId, { address_landmark: 'Behind the old water tower' });
    await b.edit(caseId, { phone: '+99970000014' });
    await swap();
    same(caseId);
    for (const office of [a, b]) {
      expect(await office.values(caseId)).toMatchObject({
        address_landmark: 'Behind the old water tower',
        phone: '+99970000014',
      });
      expect(await office.conflicts(caseId)).toEqual({});
    }
  });

  it('keeps both answers to one question, the protective one in force, until the owning office decides', async () => {
    await pair();
    const caseId = await shared();
    await a.edit(caseId, { risk_level: 'medium', risk_reason: 'The aunt looks in every evening.' });
    await b.edit(caseId, {
      risk_level: 'high',
      risk_reason: 'Seen alone at the harbour at night.',
      immediate_action: 'Stays with a foster family until Monday.',
    });
    await swap();
    same(caseId);
    for (const office of [a, b]) {
      expect((await office.values(caseId))['risk_level']).toBe('high');
      expect((await office.conflicts(caseId))['risk_level']).toEqual(['high', 'medium']);
    }
    await a.decide(caseId, 'risk_level', 'high');
    await b.read(await a.write(b, stick));
    same(caseId);
    expect(Object.keys(await b.conflicts(caseId))).not.toContain('risk_level');
  });

  it('takes a lower risk from an office that does not own the case as a proposal only', async () => {
    await pair();
    const caseId = await shared({
      risk_level: 'high',
      risk_reason: 'Threats in the street.',
      immediate_action: 'Taken to the aunt.',
    });
    await b.edit(caseId, { risk_level: 'low', risk_reason: 'Nothing to see any more.' });
    expect((await b.values(caseId))['risk_level']).toBe('high');
    await swap();
    same(caseId);
    for (const office of [a, b]) {
      expect((await office.values(caseId))['risk_level']).toBe('high');
      expect((await office.conflicts(caseId))['risk_level']).toEqual(['high', 'low']);
    }
  });

  it('does not cover what came in while the form was open (R1)', async () => {
    await pair();
    const caseId = await shared({ address_landmark: 'At the well' });
    const form = await a.startEdit(caseId);
    await b.edit(caseId, { address_landmark: 'Moved to the harbour' });
    await a.read(await b.write(a, stick));
    expect((await a.values(caseId))['address_landmark']).toBe('Moved to the harbour');
    await a.finish(form, { address_landmark: 'Moved to the hill' });
    const both = ['Moved to the harbour', 'Moved to the hill'];
    expect([...((await a.conflicts(caseId))['address_landmark'] ?? [])].sort()).toEqual(both);
    await b.read(await a.write(b, stick));
    same(caseId);
    expect([...((await b.conflicts(caseId))['address_landmark'] ?? [])].sort()).toEqual(both);
  });

  it('keeps a row that one office removed and another changed meanwhile', async () => {
    await pair();
    const row = (name: string) => ({ id: 'AAAAAAAAAAAAAAAAAAAAAA', values: { name } });
    const caseId = await a.register({ ...document(), rows: { family_members: [row('Zawadi')] } });
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    await a.edit(caseId, {}, () => ({}));
    expect(await a.rows(caseId, 'family_members')).toEqual([]);
    await b.edit(caseId, {}, () => ({ family_members: [row('Zawadi Ali')] }));
    await swap();
    same(caseId);
    for (const office of [a, b])
      expect(await office.rows(caseId, 'family_members')).toMatchObject([{ values: { name: 'Zawadi Ali' } }]);
    await b.edit(caseId, {}, () => ({}));
    await swap();
    for (const office of [a, b]) expect(await office.rows(caseId, 'family_members')).toEqual([]);
    same(caseId);
  });
});

describe('the order in which bundles come', () => {
  it('makes no difference when the later one, which holds the earlier one’s changes, is read first', async () => {
    await pair();
    const ids = [await a.register(document(0)), await a.register(document(1))];
    const first = await a.write(b, stick, { cases: ids.slice(0, 1) });
    await b.read(first);
    await b.edit(ids[0] as CaseId, { phone: '+99970000001' });
    const toA = await b.write(a, stick);
    await b.edit(ids[0] as CaseId, { phone: '+99970000002' });
    const later = await b.write(a, stick);
    await a.read(later);
    await a.read(toA);
    expect((await a.values(ids[0] as CaseId))['phone']).toBe('+99970000002');
    same(ids[0] as CaseId);
  });

  it('lets wait what comes before the bundle it builds on, and heals when that comes', async () => {
    await pair();
    const caseId = await a.register(document(), { address_landmark: 'At the well' });
    const first = await a.write(b, stick, { cases: [caseId] });
    // B confirms the first bundle, and is then set back to a copy of its disk from before.
    const restored = await offices.copyOf(b);
    await b.read(first);
    await a.read(await b.write(a, stick));
    await a.edit(caseId, { address_landmark: 'Behind the old water tower' });
    const second = await a.write(b, stick);
    const report = await restored.read(second);
    expect(report).toMatchObject({ newCases: 0, newChanges: 0, quarantined: 0 });
    expect(report.waiting).toBeGreaterThan(0);
    expect(restored.open.repos.cases.count()).toBe(0);
    expect(await restored.read(first)).toMatchObject({ newCases: 1, waiting: 0 });
    expect((await restored.values(caseId))['address_landmark']).toBe('Behind the old water tower');
    expect(restored.state([caseId])).toBe(a.state([caseId]));
  });

  it('gives a third office everything that the changes it gets build on, whoever wrote it', async () => {
    await pair();
    const { offices: list } = await offices.take('LWN');
    const [c] = list as [TestOffice];
    const caseId = await shared({ address_landmark: 'At the well' });
    await b.edit(caseId, { phone: '+99970000014' });
    await a.read(await b.write(a, stick));
    await a.edit(caseId, { address_landmark: 'Behind the tower' });
    const path = await a.write(c, stick, { cases: [caseId] });
    expect(await c.read(path)).toMatchObject({ newCases: 1, quarantined: 0 });
    const known = c.open.repos.commits.parked().length;
    expect(known).toBe(0);
    expect(c.state([caseId])).toBe(a.state([caseId]));
  });
});

describe('what was confirmed and what waits', () => {
  it('counts a change as waiting until the other office’s receipt came back', async () => {
    await pair();
    expect(await a.link(b)).toMatchObject({ sharedCases: 0, waitingChanges: 0, waitingCases: 0 });
    const caseId = await a.register(document());
    const path = await a.write(b, stick, { cases: [caseId] });
    const waiting = (await a.link(b)).waitingChanges;
    expect(waiting).toBeGreaterThan(0);
    expect((await a.link(b)).lastDeliveredAtUtc).toBeUndefined();
    await b.read(path);
    const back = await b.write(a, stick);
    const report = await a.read(back);
    expect(report).toMatchObject({ confirms: 1, newChanges: 0 });
    expect(await a.link(b)).toMatchObject({ sharedCases: 1, waitingChanges: 0, waitingCases: 0 });
    const states = (await a.caller.call('exchange.journal', {})).map((line) => [line.direction, line.state]);
    expect(states).toContainEqual(['out', 'delivered']);
    expect((await a.link(b)).lastDeliveredAtUtc).toBeDefined();
  });

  it('sends again what was never confirmed, and a lost stick loses nothing', async () => {
    await pair();
    const caseId = await a.register(document(), { address_landmark: 'At the well' });
    await a.write(b, stick, { cases: [caseId] });
    await a.edit(caseId, { phone: '+99970000009' });
    const second = await a.write(b, stick);
    expect(await b.read(second)).toMatchObject({ newCases: 1, waiting: 0, quarantined: 0 });
    same(caseId);
  });

  it('leaves a case whose consent was withdrawn out of every later bundle', async () => {
    await pair();
    const caseId = await shared();
    const other = await a.register(document(1));
    const before = b.state([caseId]);
    await a.edit(caseId, {
      consent_withdrawn: 'yes',
      withdrawal_date: { date: wallDay(), precision: 'day', calendar: 'gregory' },
      withdrawal_scope: ['share'],
    });
    const report = await b.read(await a.write(b, stick, { cases: [other] }));
    expect(report).toMatchObject({ newCases: 1, changedCases: 0 });
    expect(b.state([caseId])).toBe(before);
    await a.read(await b.write(a, stick));
    const { place } = await a.caller.shell<{ place: string }>('namePlace', { path: stick });
    const selection = { cases: [caseId] };
    expect(await a.caller.refused('exchange.write', { office: b.id, selection, place })).toBe('SYNC_NO_CONSENT');
  });

  it('sends everything of the case again when consent is given anew', async () => {
    await pair();
    const caseId = await shared();
    await a.read(await b.write(a, stick));
    const withdrawn = { date: wallDay(), precision: 'day', calendar: 'gregory' } as const;
    await a.edit(caseId, { consent_withdrawn: 'yes', withdrawal_date: withdrawn, withdrawal_scope: ['share'] });
    // Another case goes and is confirmed: the bundle's positions reach beyond those of the case that stayed.
    await b.read(await a.write(b, stick, { cases: [await a.register(document(1))] }));
    await a.read(await b.write(a, stick));
    await a.edit(caseId, { consent_withdrawn: 'no', withdrawal_date: undefined, withdrawal_scope: undefined });
    expect(await b.read(await a.write(b, stick))).toMatchObject({ waiting: 0, changedCases: 1 });
    same(caseId);
  });
});

describe('who may write what', () => {
  it('sets aside what an office writes without a grant, and keeps it byte for byte', async () => {
    await pair();
    const caseId = await shared();
    await b.edit(caseId, { phone: '+99970000014' });
    // As if the owning office had never given the grant.
    const row = a.open.repos.cases.byId(caseId);
    for (const stream of a.open.repos.cases.streamsOf(row?.n ?? 0)) a.open.repos.cases.setStreamMeta(stream.sid, '{}');
    const before = a.state();
    expect(await a.read(await b.write(a, stick))).toMatchObject({ newChanges: 0, quarantined: 1, waiting: 0 });
    expect(a.state()).toBe(before);
    expect(a.open.repos.commits.quarantined().map((one) => one.waitsFor)).toEqual(['no-write-grant']);
  });
});
