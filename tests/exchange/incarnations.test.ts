import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { NamedTexts } from '../../main/storage/meta.repo.ts';
import { openDatabase } from '../../main/storage/open-database.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { wallDay } from '../builders/calendar-days.ts';

const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let c: TestOffice;
let stick: string;
let document: CaseDocument;
let caseId: CaseId;

beforeAll(async () => {
  [document] = demoCases(RESOURCES, 20_260, 1, wallDay()) as [CaseDocument];
  await offices.prepare(['KSM', 'BND', 'LWN']);
}, 240_000);
/** A has a case that B has confirmed, and B nothing that waits. */
beforeEach(async () => {
  const taken = await offices.take('KSM', 'BND', 'LWN');
  stick = taken.stick;
  [a, b, c] = taken.offices as [TestOffice, TestOffice, TestOffice];
  caseId = await a.register(document);
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  await a.read(await b.write(a, stick));
}, 240_000);
afterAll(() => {
  offices.remove();
});

const computer = (office: TestOffice): string => office.open.self.deviceId;
const why = async (office: TestOffice): Promise<string[]> =>
  (await office.caller.call('safety.state', {})).renewed.map((one) => one.why);

/** No number of any computer stands twice in the log of an office. */
function numbersOnce(office: TestOffice): boolean {
  return office.open.repos.successions.forks(10).length === 0;
}

describe('a computer whose folder was put back by hand', () => {
  it('goes on as a new one, gets back what it lost, and partners take what it writes', async () => {
    const before = computer(a);
    a.close();
    const copy = offices.bareFolderOf(a);
    await a.signIn();
    expect(computer(a)).toBe(before);
    await a.edit(caseId, { address_landmark: 'At the harbour' });
    const lost = await a.register({ ...document, values: { ...document.values, given_name: 'Zawadi' } });
    await b.read(await a.write(b, stick, { cases: [caseId, lost] }));
    a.close();

    offices.putBack(copy, a);
    await a.signIn();
    expect(computer(a)).not.toBe(before);
    expect(await why(a)).toEqual(['older']);
    expect(a.open.counters.dseq).toBe(0);
    // The same place in the log as the edit that B has: under the old name it would be a fork.
    await a.edit(caseId, { address_landmark: 'Behind the tower' });

    const asked = await b.read(await a.write(b, stick));
    expect(asked).toMatchObject({ quarantined: 0, waiting: 0, newChanges: 1 });
    await a.read(await b.write(a, stick));
    expect((await a.values(lost))['given_name']).toBe('Zawadi');
    expect((await a.conflicts(caseId))['address_landmark']).toHaveLength(2);
    expect(a.state([caseId, lost])).toBe(b.state([caseId, lost]));
    await b.read(await a.write(b, stick));
    await a.read(await b.write(a, stick));
    expect(await a.link(b)).toMatchObject({ waitingChanges: 0 });
    expect(numbersOnce(a) && numbersOnce(b)).toBe(true);

    // What it is now stays: nothing more happens at the next start.
    const now = computer(a);
    a.close();
    await a.signIn();
    expect(computer(a)).toBe(now);
    // B seals for the new one, and the new one still opens what was sealed for the old one.
    await b.edit(caseId, { phone: '+000555019' });
    await a.read(await b.write(a, stick));
    expect((await a.values(caseId))['phone']).toBe('+000555019');
  }, 240_000);

  it('is a new one each time it is put back, and an office that never met it before learns of the whole line', async () => {
    a.close();
    const copy = offices.bareFolderOf(a);
    const names = new Set<string>();
    for (const landmark of ['First', 'Second']) {
      await a.signIn();
      names.add(computer(a));
      await a.edit(caseId, { address_landmark: landmark });
      a.close();
      offices.putBack(copy, a);
    }
    await a.signIn();
    names.add(computer(a));
    expect(names.size).toBe(3);
    await a.edit(caseId, { address_landmark: 'Third' });
    const report = await c.read(await a.write(c, stick, { cases: [caseId] }));
    expect(report).toMatchObject({ waiting: 0, quarantined: 0, newCases: 1 });
    expect((await c.values(caseId))['address_landmark']).toBe('Third');
    await a.read(await c.write(a, stick));
    await a.edit(caseId, { address_landmark: 'Fourth' });
    const introduced = await a.write(c, stick);
    expect((await c.read(introduced)).newChanges).toBe(1);
  }, 240_000);

  it('notices the database alone by the key file, and what the computer remembers damaged or gone', async () => {
    const before = computer(a);
    a.close();
    const database = readFileSync(join(a.dir, 'office.db'));
    await a.signIn();
    a.close();
    writeFileSync(join(a.dir, 'office.db'), database);
    // Without what lies outside of the folder only the key file can tell.
    for (const name of readdirSync(`${a.dir}.marks`)) writeFileSync(join(`${a.dir}.marks`, name), '{"v":1');
    await a.signIn();
    expect(await why(a)).toEqual(['older']);
    const second = computer(a);
    expect(second).not.toBe(before);
    a.close();
    rmSync(`${a.dir}.marks`, { recursive: true });
    await a.signIn();
    expect(await why(a)).toEqual(['elsewhere', 'older']);
    expect(computer(a)).not.toBe(second);
  }, 240_000);

  it('is told by what a partner says it has seen, where nothing on the computer tells', async () => {
    a.close();
    const copy = offices.folderOf(a);
    await a.signIn();
    await a.edit(caseId, { address_landmark: 'At the harbour' });
    await b.read(await a.write(b, stick));
    const receipt = await b.write(a, stick);
    a.close();
    a = await offices.openAt(copy, a);
    const before = computer(a);
    await a.read(receipt);
    expect(computer(a)).not.toBe(before);
    expect(await why(a)).toEqual(['seen-by-others']);
    // In the middle of a session: what is written from now on is signed by the new one.
    await a.edit(caseId, { address_landmark: 'Behind the tower' });
    await b.read(await a.write(b, stick));
    await a.read(await b.write(a, stick));
    expect((await a.conflicts(caseId))['address_landmark']).toHaveLength(2);
    expect(numbersOnce(a) && numbersOnce(b)).toBe(true);
  }, 240_000);
});

describe('a folder that is used in two places', () => {
  it('is two computers of one office, and each gets the work of the other through a partner', async () => {
    const before = computer(a);
    a.close();
    const dir = offices.bareFolderOf(a);
    await a.signIn();
    const twin = await offices.openAt(dir, a);
    expect(computer(a)).toBe(before);
    expect(computer(twin)).not.toBe(before);
    expect(await why(twin)).toEqual(['elsewhere']);
    await a.edit(caseId, { address_landmark: 'At the harbour' });
    await twin.edit(caseId, { phone: '+000555020' });
    await b.read(await a.write(b, stick));
    await b.read(await twin.write(b, stick));
    expect(await b.values(caseId)).toMatchObject({ address_landmark: 'At the harbour', phone: '+000555020' });
    expect(b.open.repos.commits.quarantined()).toEqual([]);
    await twin.read(await b.write(a, stick));
    expect((await twin.values(caseId))['address_landmark']).toBe('At the harbour');
    expect(numbersOnce(twin) && numbersOnce(b)).toBe(true);
  }, 240_000);

  it('that nothing told apart is proven by two signed numbers, kept whole on both sides, and its office hears of it', async () => {
    const twin = await offices.copyOf(a);
    expect(computer(twin)).toBe(computer(a));
    await a.edit(caseId, { address_landmark: 'At the harbour' });
    await twin.edit(caseId, { address_landmark: 'Behind the tower' });
    await b.read(await a.write(b, stick));
    expect(await b.read(await twin.write(b, stick))).toMatchObject({ quarantined: 0, newChanges: 1 });
    expect((await b.conflicts(caseId))['address_landmark']).toHaveLength(2);
    const [fork] = (await b.caller.call('safety.state', {})).forks;
    expect(fork).toMatchObject({ office: a.open.self.name, self: false });

    // The proof travels to the office whose computer it is, which then goes on as a new one.
    const before = computer(a);
    await a.read(await b.write(a, stick));
    expect(computer(a)).not.toBe(before);
    expect((await a.caller.call('safety.state', {})).forks).toMatchObject([{ self: true }]);
    // It asks for what its twin wrote, and is not told again.
    await b.read(await a.write(b, stick));
    await b.edit(caseId, { phone: '+000555021' });
    await a.read(await b.write(a, stick));
    expect(a.state([caseId])).toBe(b.state([caseId]));
    expect(await why(a)).toEqual(['seen-by-others']);
  }, 240_000);
});

it('a stop in the middle of becoming new leaves the old computer or the new one, never half of one', async () => {
  const before = computer(a);
  const [key] = a.open.keys.databaseKeys;
  a.close();
  const copy = offices.bareFolderOf(a);
  await a.signIn();
  await a.edit(caseId, { address_landmark: 'At the harbour' });
  await b.read(await a.write(b, stick));
  a.close();
  offices.putBack(copy, a);
  const inDatabase = (sql: string): string | undefined => {
    const opened = openDatabase({ file: join(a.dir, 'office.db'), key, now: 0 });
    if (!opened.ok) throw new Error(opened.error.code);
    const { db, close } = opened.value;
    if (sql !== '') db.exec(sql);
    const device = new NamedTexts(db, 'meta').get('device_id');
    close();
    return device;
  };
  // The last statement of all fails, as it would when the disk is full.
  const last = "BEFORE INSERT ON audit WHEN new.action = 'device.renewed' BEGIN SELECT raise(ABORT, 'stopped'); END";
  inDatabase(`CREATE TRIGGER stopped ${last}`);
  await expect(a.signIn()).rejects.toThrow();
  expect(inDatabase('DROP TRIGGER stopped')).toBe(before);
  await a.signIn();
  expect(computer(a)).not.toBe(before);
  expect(await why(a)).toEqual(['older']);
  await b.read(await a.write(b, stick));
  await a.read(await b.write(a, stick));
  expect((await a.values(caseId))['address_landmark']).toBe('At the harbour');
}, 240_000);
