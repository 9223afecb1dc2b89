import { readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Offices, type TestOffice } from '../exchange/office-pair.ts';
import { fatStick, letGoOfDisks } from './small-disk.ts';
import { aCase } from './temporary-office.ts';

const offices = new Offices();
beforeAll(async () => {
  await offices.prepare(['KSM', 'BND']);
}, 120_000);
afterEach(() => {
  offices.closeAll();
  letGoOfDisks();
});
afterAll(() => {
  offices.remove();
});

const NONE = 'this computer has no FAT file system, or does not allow mounting';
const FREE = 2048;

async function pair(): Promise<[TestOffice, TestOffice]> {
  const [a, b] = (await offices.take('KSM', 'BND')).offices;
  if (!a || !b) throw new Error('the offices were not made');
  return [a, b];
}
async function refusedOn(from: TestOffice, to: TestOffice, root: string): Promise<string> {
  const { place } = await from.caller.shell<{ place: string }>('namePlace', { path: root });
  return from.caller.refused('exchange.write', { office: to.id, selection: { waiting: true }, place });
}

test('a real FAT stick: what is written is read from it after it was pulled out and put in again', async ({ skip }) => {
  const stick = fatStick(16_384);
  if (stick === undefined) return skip(NONE);
  const [a, b] = await pair();
  const caseId = await a.register(aCase());
  const path = await a.write(b, stick.root, { cases: [caseId] });
  stick.pull();
  stick.putIn();
  expect(await b.read(path)).toMatchObject({ newCases: 1, waiting: 0 });
  expect(b.state([caseId])).toBe(a.state([caseId]));
});

test('a real FAT stick that is pulled or full while it is written: said so, nothing counts as written, and no half bundle is on it', async ({
  skip,
}) => {
  const stick = fatStick(16_384);
  if (stick === undefined) return skip(NONE);
  const [a, b] = await pair();
  const caseId = await a.register(aCase());
  await b.read(await a.write(b, stick.root, { cases: [caseId] }));
  await a.edit(caseId, { nickname: 'Amani' });
  const before = (await a.caller.call('exchange.journal', {})).length;
  const { emit } = a.open;
  Object.assign(a.open, {
    emit: (event: { phase?: string }) => {
      if (event.phase === 'stick') stick.pull();
    },
  });
  expect(await refusedOn(a, b, stick.root)).toBe('SYNC_STICK_REMOVED');
  Object.assign(a.open, { emit });
  stick.putIn();
  const { bavail, bsize } = statfsSync(stick.root);
  writeFileSync(join(stick.root, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - FREE)));
  expect(await refusedOn(a, b, stick.root)).toBe('DISK_FULL');
  const later = (await a.caller.call('exchange.journal', {})).slice(0, -before);
  expect(later.map(({ state }) => state)).not.toContain('written');
  expect(readdirSync(join(stick.root, 'HIFADHI', 'BND')).filter((name) => name.endsWith('.hifadhi'))).toHaveLength(1);
});
