import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Op } from '#core/exchange/op.ts';
import type { CaseId, StreamId } from '#core/ids.ts';
import { newId } from '../../main/crypto/hashing.ts';
import { author } from '../../main/office/author.ts';
import { coreOf, streamIdOf } from '../../main/office/case-streams.ts';
import { DUE } from '../../main/office/forget-case.ts';
import { offerToPartners } from '../../main/office/offer-changes.ts';
import { wentBack } from '../../main/office/send-again.ts';
import type { StreamRow } from '../../main/storage/case.repo.ts';
import { NamedTexts } from '../../main/storage/meta.repo.ts';
import { aCase } from '../builders/shareable-case.ts';
import { canaryCase, carry, erase, SECOND, secondAt } from './erasing.ts';
import { Offices, type TestOffice } from './office-pair.ts';

vi.setConfig({ testTimeout: 120_000 });

const offices = new Offices();
beforeAll(() => offices.prepare(['KSM', 'BND', 'LWN']), 120_000);
afterEach(() => {
  offices.closeAll();
});
afterAll(() => {
  offices.remove();
});

function coreAt(office: TestOffice, caseId: CaseId): StreamRow {
  const row = office.open.repos.cases.byId(caseId);
  const core = row && coreOf(office.open, row.n);
  if (core === undefined) throw new Error('the case is not here');
  return core;
}

/** What a partner's program could write past every form: a stream that says it belongs to the case. */
function forgeStream(at: TestOffice, caseId: CaseId, streamId: StreamId): void {
  const { open } = at;
  const gen: Op = ['gen', caseId, 'services', at.id, ''];
  open.db.transaction(() => {
    const { caseN } = coreAt(at, caseId);
    const entry = { streamId, caseN, compartment: 'services', ownerOfficeN: open.self.officeN, meta: '{}' } as const;
    const stream = { sid: open.repos.cases.addStream(entry), ...entry };
    author(open, [{ stream, ops: [gen, ['doc', 'services', newId(), { service_provider: 'Forged' }]] }]);
    offerToPartners(open, caseN);
  });
}

test('nobody passes off the stream of a living case as one of an erased case, whose words are thrown away', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND', 'LWN');
  const [a, b, c] = taken as [TestOffice, TestOffice, TestOffice];
  const gone = await canaryCase(a);
  const living = await a.register(aCase({ full_name: 'Furaha Neema' }));
  await b.read(await a.write(b, stick, { cases: [gone] }));
  await c.read(await a.write(c, stick, { cases: [living] }));
  const services = streamIdOf(coreAt(a, living).streamId, 'services');
  await erase(a, gone);
  forgeStream(b, gone, services);
  forgeStream(b, gone, newId<StreamId>());
  await carry(b, a, stick);
  expect(a.open.repos.commits.quarantined().map(({ waitsFor }) => waitsFor)).toEqual(
    Array(2).fill('genesis-of-another-stream'),
  );
  expect(a.open.repos.erasures.stream(services)).toBeUndefined();
  // What the partner of the living case writes there is not lost.
  const row = { id: newId<string>(), values: { service_type: 'cash', service_provider: 'By the partner' } };
  await c.edit(living, {}, (rows) => ({ ...rows, services: [row] }));
  await carry(c, a, stick);
  expect(await a.rows(living, 'services')).toMatchObject([{ values: { service_provider: 'By the partner' } }]);
});

test('a request to erase that comes before its case waits for it', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await canaryCase(a);
  const first = await a.write(b, stick, { cases: [caseId] });
  await erase(a, caseId);
  expect(await b.read(await a.write(b, stick))).toMatchObject({ quarantined: 0, waiting: 1 });
  expect(b.open.repos.commits.parked()).toMatchObject([{ waitsFor: `case:${caseId}` }]);
  expect(await b.read(first)).toMatchObject({ waiting: 0, newCases: 1 });
  expect((await b.caller.call('keeping.erasures', {})).asked).toMatchObject([{ caseId, office: 'Kisimani' }]);
});

test('who has a conflict of interest with a case is not the second person who erases it', async () => {
  const { offices: taken } = await offices.take('KSM');
  const [a] = taken as [TestOffice];
  const caseId = await canaryCase(a);
  const user = await secondAt(a);
  await a.caller.call('protection.record', { caseId, user, kind: 'relative', why: 'Her niece.' });
  expect((await a.caller.call('keeping.look', { caseId })).seconds).toEqual([]);
  const order = { caseId, kind: 'erased', why: 'Its time is over.', second: { user, passphrase: SECOND } } as const;
  expect(await a.caller.refused('keeping.erase', order)).toBe('EMERGENCY_SECOND_NEEDED');
});

test('an own erasure that comes back with a bundle is finished with it', async () => {
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await canaryCase(a);
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  await carry(b, a, stick);
  await secondAt(a);
  a.close();
  const copy = offices.folderOf(a);
  await a.signIn();
  await erase(a, caseId);
  await carry(a, b, stick);
  a.close();
  const older = await offices.openAt(copy, a);
  wentBack(older.open.db);
  await older.register(aCase({ full_name: 'Furaha Neema' }));
  expect(older.open.repos.cases.byId(caseId)).toBeDefined();
  await older.edit(caseId, { phone: '+99970000014' });
  await carry(older, b, stick);
  await carry(b, older, stick);
  expect(older.open.repos.cases.byId(caseId)).toBeUndefined();
  expect(new NamedTexts(older.open.db, 'meta').get(DUE)).toBe('0');
});

const marksOf = (office: TestOffice): string => join(office.dir, 'tombstones.json');
/** What the trail tells of marks, the latest first. */
async function toldOf(office: TestOffice): Promise<string[]> {
  const { lines } = await office.caller.call('audit.list', { limit: 50 } as never);
  return lines.flatMap(({ action, result }) => (action === 'case.erased-again' ? [result] : []));
}
/** Puts the database of a closed office back to what it was; what lies beside it stays. */
function putBack(office: TestOffice, older: string): void {
  for (const rest of ['', '-wal', '-shm']) rmSync(join(office.dir, `office.db${rest}`), { force: true });
  cpSync(older, join(office.dir, 'office.db'));
}

test('a mark that nobody of the office made erases nothing, and takes no true mark with it', async () => {
  const { offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await canaryCase(a);
  const living = await a.register(aCase({ full_name: 'Furaha Neema' }));
  a.close();
  const older = `${a.dir}.older`;
  cpSync(join(a.dir, 'office.db'), older);
  await a.signIn();
  await erase(a, caseId);
  const atHome = await canaryCase(b);
  await erase(b, atHome);
  a.close();
  putBack(a, older);
  const { v, cases } = JSON.parse(readFileSync(marksOf(a), 'utf8')) as { v: number; cases: { caseId: CaseId }[] };
  const foreign = (JSON.parse(readFileSync(marksOf(b), 'utf8')) as { cases: unknown[] }).cases;
  const [mark] = cases;
  const forged = [
    { ...mark, caseId: living },
    { ...mark, streams: [] },
    { caseId: living, kind: 'erased' },
    ...foreign,
  ];
  writeFileSync(marksOf(a), JSON.stringify({ v, cases: [...forged, mark] }));
  await a.signIn();
  expect(a.open.repos.cases.byId(living)).toBeDefined();
  expect(a.open.repos.cases.byId(caseId)).toBeUndefined();
  expect(a.open.repos.erasures.has(atHome)).toBe(false);
  expect(await toldOf(a)).toEqual(['done', 'refused']);
  // A file that says nothing at all is told too.
  a.close();
  writeFileSync(marksOf(a), '{"v":2,"ca');
  await a.signIn();
  expect(await toldOf(a)).toEqual(['refused', 'done', 'refused']);
});

test('a case that is held in the older copy is left for people to decide', async () => {
  const { offices: taken } = await offices.take('KSM');
  const [a] = taken as [TestOffice];
  const caseId = await canaryCase(a);
  const { code } = await a.caller.call('cases.open', { caseId });
  await a.caller.call('holds.set', { code, why: 'A claim is before the court.', authority: 'District court' });
  a.close();
  const older = `${a.dir}.older`;
  cpSync(join(a.dir, 'office.db'), older);
  await a.signIn();
  await a.caller.call('holds.lift', { caseId, why: 'The court decided.' });
  await erase(a, caseId);
  a.close();
  putBack(a, older);
  await a.signIn();
  expect(a.open.repos.cases.byId(caseId)).toBeDefined();
  expect(await toldOf(a)).toEqual(['refused']);
  await a.caller.call('holds.lift', { caseId, why: 'The court decided.' });
  a.close();
  await a.signIn();
  expect(a.open.repos.cases.byId(caseId)).toBeUndefined();
});
