import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Output } from '#core/contracts/index.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import type { Clock } from '../../main/office/clock.ts';
import { attachmentStore } from '../../main/office/attachment-access.ts';
import { newId } from '../../main/crypto/hashing.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { everyCase } from '../faults/temporary-office.ts';
import { Offices, RESOURCES, TestOffice } from './office-pair.ts';

const DAY = 24 * 60 * 60_000;
let time = Date.UTC(2026, 10, 20, 8);
const clock: Clock = { now: () => (time += 1000) };
const offices = new Offices(clock);
let a: TestOffice;
let b: TestOffice;
let stick: string;
let document: CaseDocument;
let caseId: CaseId;
/** The folder of A's backups. */
let folder: string;

beforeAll(async () => {
  [document] = demoCases(RESOURCES, 20_260, 1, '2026-11-20') as [CaseDocument];
  await offices.prepare(['KSM', 'BND']);
}, 240_000);
beforeEach(async () => {
  const taken = await offices.take('KSM', 'BND');
  stick = taken.stick;
  [a, b] = taken.offices as [TestOffice, TestOffice];
  caseId = await a.register(document);
  attach('A letter from the school');
  await a.caller.shell('chooseBackupPlace', { path: stick });
}, 240_000);
afterAll(() => {
  offices.remove();
});

function attach(text: string): void {
  const stored = attachmentStore(a.open).put(Buffer.from(text));
  if (!stored.ok) throw new Error(stored.error.code);
  const caseN = a.open.repos.cases.byId(caseId)?.n ?? 0;
  const about = {
    coll: 'case',
    field: 'photo',
    kind: 'document',
    mime: 'application/pdf',
    name: '',
    signed: null,
  } as const;
  const one = { id: newId<string>(), caseN, ...about, bytes: text.length, userId: a.user, at: 0, hash: stored.value };
  a.open.repos.attachments.add(one, null);
}
const state = async (office = a): Promise<Output<'safety.state'>['backups']> =>
  (await office.caller.call('safety.state', {})).backups;
async function backUp(): Promise<Output<'safety.state'>['backups']> {
  await a.open.backups.start(a.open, 'backup');
  const root = join(stick, 'HIFADHI-BACKUP');
  folder = join(root, readdirSync(root)[0] ?? '');
  return state();
}
async function rehearse(): Promise<Output<'safety.state'>['backups']['rehearsals'][number] | undefined> {
  await a.open.backups.start(a.open, 'rehearsal');
  return (await state()).rehearsals[0];
}
const kinds = (): string[] => readdirSync(folder).sort();

describe('a backup', () => {
  it('is written while people work, holds the moment it began, and says where it lies', async () => {
    expect(await state()).toMatchObject({ place: { label: 'stick', reachable: true }, kept: 0, overdue: true });
    const running = a.open.backups.start(a.open, 'backup');
    expect((await state()).running).toBe('backup');
    // Written while the copy is on its way: it is not in it, and nothing of it is lost.
    await a.edit(caseId, { address_landmark: 'At the harbour' });
    await running;
    const now = await state();
    expect(now).toMatchObject({ kept: 1, overdue: false, last: { files: 1 } });
    expect(now.running).toBeUndefined();
    expect((await a.values(caseId))['address_landmark']).toBe('At the harbour');
    expect(await rehearse()).toMatchObject({ found: { cases: 1, files: 1 } });
    expect(existsSync(join(a.dir, 'rehearsal'))).toBe(false);
  }, 120_000);

  it('copies an attached file once, and is rotated with what only older ones named', async () => {
    await backUp();
    const [name = ''] = readdirSync(join(folder, 'files'));
    const before = statSync(join(folder, 'files', name)).mtimeMs;
    attach('A second letter');
    for (let i = 0; i < 3; i += 1) {
      time += 60_000;
      await backUp();
    }
    // All of one day: the last two are kept.
    expect(kinds()).toEqual([
      '3.hifadhi-db',
      '3.json',
      '3.keys.json',
      '4.hifadhi-db',
      '4.json',
      '4.keys.json',
      'files',
    ]);
    expect(readdirSync(join(folder, 'files'))).toHaveLength(2);
    expect(statSync(join(folder, 'files', name)).mtimeMs).toBe(before);
    expect((await state()).kept).toBe(2);
  }, 120_000);

  it('comes by itself when people stop, not before, and not when nothing happened', async () => {
    await a.open.backups.turn(a.open);
    expect((await state()).kept).toBe(1);
    await a.edit(caseId, { address_landmark: 'At the harbour' });
    await a.edit(caseId, { address_landmark: 'At the mill' });
    await a.open.backups.turn(a.open);
    expect((await state()).kept).toBe(1);
    time += 20 * 60_000;
    await a.open.backups.turn(a.open);
    expect((await state()).kept).toBe(2);
    time += 20 * 60_000;
    await a.open.backups.turn(a.open);
    expect((await state()).kept).toBe(2);
    // The rehearsal was due too, and is not again for a month.
    expect((await state()).rehearsals).toHaveLength(1);
    expect(await state()).toMatchObject({ rehearsalOverdue: false });
    time += 31 * DAY;
    await a.open.backups.turn(a.open);
    expect((await state()).rehearsals).toHaveLength(2);
    expect(await state()).toMatchObject({ overdue: true });
  }, 120_000);

  it('that fails says why, leaves the earlier ones, and is overdue after a week', async () => {
    await backUp();
    cpSync(stick, `${stick}-away`, { recursive: true });
    rmSync(stick, { recursive: true });
    await a.open.backups.start(a.open, 'backup');
    expect(await state()).toMatchObject({ failed: { code: 'SYNC_STICK_REMOVED' }, place: { reachable: false } });
    time += 8 * DAY;
    expect(await state()).toMatchObject({ overdue: true });
    cpSync(`${stick}-away`, stick, { recursive: true });
    expect((await backUp()).failed).toBeUndefined();
    expect((await state()).overdue).toBe(false);
  }, 120_000);

  it('ends with a lock, and what was half written is cleared away by the next', async () => {
    await backUp();
    const running = a.open.backups.start(a.open, 'backup');
    a.close();
    await running;
    await a.signIn();
    expect(await state()).toMatchObject({ kept: 1 });
    await backUp();
    expect(kinds().some((name) => name.endsWith('.part'))).toBe(false);
    expect((await state()).kept).toBe(2);
  }, 120_000);

  it('never goes into the folder that it is to protect', async () => {
    const path = join(a.dir, 'copies');
    await expect(a.caller.shell('chooseBackupPlace', { path })).rejects.toThrow('BACKUP_SAME_PLACE');
  });

  it('is not made of a damaged database, which is said instead', async () => {
    await backUp();
    const file = join(a.dir, 'office.db');
    const page = readFileSync(file).subarray(0, 4096 * 3);
    page[4096 * 2 + 100] = (page[4096 * 2 + 100] ?? 0) ^ 1;
    a.open.opened.database.checkpoint();
    const whole = readFileSync(file);
    whole[4096 * 2 + 100] = (whole[4096 * 2 + 100] ?? 0) ^ 1;
    writeFileSync(file, whole);
    await a.open.backups.start(a.open, 'backup');
    expect(await state()).toMatchObject({ kept: 1, failed: { code: 'SAFE_DAMAGED' } });
  }, 120_000);
});

describe('a rehearsal', () => {
  const damages: readonly (readonly [string, (dir: string) => void])[] = [
    ['a byte of the database changed', (dir) => flip(join(dir, '1.hifadhi-db'), 9000)],
    ['the database cut off', (dir) => truncateSync(join(dir, '1.hifadhi-db'), 8192)],
    ['other key slots', (dir) => flip(join(dir, '1.keys.json'), 200)],
    ['an attached file gone', (dir) => rmSync(join(dir, 'files'), { recursive: true })],
    ['an attached file changed', (dir) => flip(join(dir, 'files', readdirSync(join(dir, 'files'))[0] ?? ''), 30)],
  ];
  it.each(damages)(
    'finds %s, and leaves the office as it is',
    async (_, damage) => {
      await backUp();
      damage(folder);
      const before = a.state();
      expect(['SAFE_DAMAGED', 'SYNC_STICK_REMOVED']).toContain((await rehearse())?.code);
      expect(existsSync(join(a.dir, 'rehearsal'))).toBe(false);
      expect(a.state()).toBe(before);
      expect(await state()).toMatchObject({ rehearsalOverdue: true });
    },
    120_000,
  );
});

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

describe('an office on another computer', () => {
  it('stands there whole from a stick, is a new computer of the same office, and partners go on with it', async () => {
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    await a.read(await b.write(a, stick));
    await backUp();
    const before = a.open.self.deviceId;
    await a.edit(caseId, { address_landmark: 'At the harbour' });
    await b.read(await a.write(b, stick));
    // The laptop is gone, and with it what it remembered of itself.
    a.close();
    const dir = offices.newFolder(a);
    const there = new TestOffice(dir, a);
    const found = await there.caller.shell<NonNullable<Output<'setup.pickBackup'>>>('lookForBackups', { path: stick });
    expect(found.backups).toMatchObject([{ code: 'KSM', number: 1, cases: 1, files: 1 }]);
    const { place } = found;
    const [{ officeId, number }] = found.backups as [(typeof found.backups)[number]];
    expect(await there.caller.call('setup.restoreBackup', { place, officeId, number })).toEqual({ missingFiles: 0 });
    expect(await there.caller.call('app.state', {})).toMatchObject({ phase: 'locked', office: { code: 'KSM' } });
    await there.signIn();
    expect(there.open.self.deviceId).not.toBe(before);
    expect((await there.caller.call('safety.state', {})).renewed).toMatchObject([{ why: 'elsewhere' }]);
    const [file] = there.open.repos.attachments.all();
    expect(file && attachmentStore(there.open).get(file.hash)).toMatchObject({ ok: true });
    await there.edit(caseId, { phone: '+000555030' });
    expect(await b.read(await there.write(b, stick))).toMatchObject({ quarantined: 0, newChanges: 1 });
    await there.read(await b.write(there, stick));
    expect((await there.values(caseId))['address_landmark']).toBe('At the harbour');
    there.close();
  }, 240_000);

  it('comes in the place of a damaged database without a good copy, and what can be read of that is taken over', async () => {
    await backUp();
    const saved = await a.register({ ...document, values: { ...document.values, given_name: 'Zawadi' } });
    a.close();
    const file = join(a.dir, 'office.db');
    const { size } = statSync(file);
    truncateSync(file, size - 4096);
    await expect(a.signIn()).rejects.toThrow('SAFE_DAMAGED');
    const { place, backups } = await a.caller.shell<NonNullable<Output<'setup.pickBackup'>>>('lookForBackups', {
      path: stick,
    });
    const [{ officeId, number }] = backups as [(typeof backups)[number]];
    await a.caller.call('setup.restoreBackup', { place, officeId, number });
    await a.signIn();
    const { salvage, renewed } = await a.caller.call('safety.state', {});
    expect(renewed).toMatchObject([{ why: 'older' }]);
    const named = [...(salvage?.gone ?? []), ...(salvage?.incomplete ?? [])];
    const { rows } = await a.caller.call('cases.list', everyCase);
    expect(rows.some((row) => row.caseId === saved) || named.length > 0 || salvage?.unreadable === undefined).toBe(
      true,
    );
    expect(rows.map((row) => row.caseId)).toContain(caseId);
  }, 240_000);

  it('is not put over an office, and a damaged backup leaves nothing behind', async () => {
    await backUp();
    const look = (office: TestOffice) =>
      office.caller.shell<NonNullable<Output<'setup.pickBackup'>>>('lookForBackups', { path: stick });
    const { place, backups } = await look(a);
    const [{ officeId, number }] = backups as [(typeof backups)[number]];
    a.close();
    expect(await a.caller.refused('setup.restoreBackup', { place, officeId, number })).toBe('AUTH_ALREADY_OPEN');
    flip(join(folder, '1.hifadhi-db'), 9000);
    const there = new TestOffice(offices.newFolder(a), a);
    const again = await look(there);
    const input = { place: again.place, officeId, number };
    expect(await there.caller.refused('setup.restoreBackup', input)).toBe('SAFE_DAMAGED');
    expect(existsSync(there.dir)).toBe(false);
    expect(existsSync(`${there.dir}.restoring`)).toBe(false);
    expect(await there.caller.call('app.state', {})).toMatchObject({ phase: 'first-start' });
    expect(await there.caller.refused('setup.restoreBackup', { ...input, number: 7 })).toBe('SYNC_STICK_REMOVED');
  }, 120_000);
});
