import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import { FILE_CHUNK } from '#core/exchange/file-facts.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { attachmentsDir } from '../../main/office/attachment-access.ts';
import { MIGRATIONS } from '../../main/storage/migrate.ts';
import { wav } from '../builders/made-files.ts';
import { makeOlder } from '../builders/older-database.ts';
import { shareable } from '../builders/shareable.ts';
import { letGoOfDisks, smallDisk } from '../faults/small-disk.ts';
import { killedImport } from './killed-import.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { bundlesFor, contentOf, filesOf, missingIn, withRecordings, writeWithFiles } from './with-files.ts';
import { wallDay } from '../builders/calendar-days.ts';

const DAY = 86_400_000;
const time = { at: Date.now() };
const offices = new Offices({ now: () => time.at });
let document: CaseDocument;
let [a, b, c]: TestOffice[] = [];
let stick: string;

beforeAll(async () => {
  const [made] = demoCases(RESOURCES, 20_260, 1, wallDay());
  if (made === undefined) throw new Error('no case was made');
  document = shareable(made);
  await offices.prepare(['KSM', 'BND', 'LWN']);
}, 240_000);
beforeEach(async () => {
  time.at = Date.now();
  const taken = await offices.take('KSM', 'BND', 'LWN');
  [a, b, c] = taken.offices;
  stick = taken.stick;
});
afterEach(() => {
  offices.closeAll();
  letGoOfDisks();
});
afterAll(() => {
  offices.remove();
});

/** The three offices of a test. */
function three(): { a: TestOffice; b: TestOffice; c: TestOffice } {
  if (!a || !b || !c) throw new Error('the offices were not made');
  return { a, b, c };
}
const put = (
  from: TestOffice,
  to: TestOffice,
  how: Partial<Parameters<typeof writeWithFiles>[2]> = {},
): ReturnType<typeof writeWithFiles> => writeWithFiles(from, to, { on: stick, ...how });
const onStick = (to: TestOffice, before: readonly string[] = [], on = stick): string[] => bundlesFor(to, on, before);

test('a case takes its files along: told in the preview, missing until they come, then bit for bit the same', async () => {
  const { a, b } = three();
  const caseId = await a.register(document);
  const content = wav(3);
  const [id = ''] = await withRecordings(a, caseId, [content]);
  const asked = { office: b.id, selection: { cases: [caseId] } };
  expect((await a.caller.call('exchange.preview', asked)).files).toEqual({
    count: 1,
    bytes: content.length,
    written: 0,
  });

  const written = await put(a, b, { cases: [caseId] });
  expect(written.files).toEqual({ done: 1, of: 1, onThisStick: 1, left: { count: 0, bytes: 0 } });
  const [cases = '', files = ''] = onStick(b);
  await b.read(cases);
  expect(await filesOf(b, caseId)).toMatchObject([{ id, kind: 'audio', bytes: content.length, missing: 'coming' }]);
  expect(await b.caller.refused('attachments.read', { caseId, id, at: 0 })).toBe('FILE_NOT_HERE');

  const report = await b.read(files);
  expect(report.files).toEqual({ parts: 1, whole: 1, wait: 0, wrong: 0, i: 1, n: 1, read: 1 });
  expect(await missingIn(b, caseId)).toEqual([]);
  expect((await contentOf(b, caseId, id)).equals(content)).toBe(true);
  expect((await b.read(files)).already).toBe(true);

  // Not confirmed yet: it could be written again, and after the receipt it could not.
  expect((await a.caller.call('exchange.preview', asked)).files).toMatchObject({ count: 1, written: 1 });
  const before = onStick(b);
  await put(b, a);
  for (const path of onStick(a)) await a.read(path);
  expect((await a.caller.call('exchange.preview', asked)).files).toMatchObject({ count: 0 });
  expect(await a.caller.call('exchange.journal', {})).toMatchObject([
    { direction: 'in' },
    { state: 'delivered' },
    { state: 'delivered' },
  ]);
  expect(onStick(b)).toEqual(before);
});

test('files that come before their case wait, and are there when it comes', async () => {
  const { a, b } = three();
  const caseId = await a.register(document);
  const [id = ''] = await withRecordings(a, caseId, [wav(2)]);
  await put(a, b, { cases: [caseId] });
  const [cases = '', files = ''] = onStick(b);
  expect((await b.read(files)).files).toMatchObject({ whole: 0, wait: 1 });
  await b.read(cases);
  expect(await missingIn(b, caseId)).toEqual([]);
  expect((await contentOf(b, caseId, id)).equals(wav(2))).toBe(true);
});

test('a train over two sticks, read in the other order: each says what is read and what is still to come', async () => {
  const { a, b } = three();
  const caseId = await a.register(document);
  const large = wav(1200);
  expect(large.length).toBeGreaterThan(2 * FILE_CHUNK);
  const [id = '', small = ''] = await withRecordings(a, caseId, [large, wav(4)]);
  await put(a, b, { cases: [caseId], files: 'none' });
  const [cases = ''] = onStick(b);
  const written = await put(a, b, { most: FILE_CHUNK });
  expect(written.files).toMatchObject({ done: 3, of: 3, left: { count: 0 } });
  // The cases are not confirmed and stand on this stick too.
  const train = onStick(b, [cases]).slice(1);
  expect(train).toHaveLength(3);

  await b.read(cases);
  const reports = [];
  for (const path of [train[2], train[0], train[1]]) reports.push((await b.read(path ?? '')).files);
  expect(reports).toMatchObject([
    { i: 3, n: 3, read: 1, whole: 1 },
    { i: 1, n: 3, read: 2, whole: 0, wait: 1 },
    { i: 2, n: 3, read: 3, whole: 1 },
  ]);
  expect((await contentOf(b, caseId, id)).equals(large)).toBe(true);
  expect((await contentOf(b, caseId, small)).equals(wav(4))).toBe(true);
  // The parts lie there no more beside the whole.
  expect(readdirSync(attachmentsDir(b.dir))).toHaveLength(2);
});

test('what does not fit onto a stick goes onto the next one, also after a restart', async ({ skip }) => {
  const disk = smallDisk(2048);
  skip(disk === undefined, 'this computer does not allow mounting');
  const { a, b } = three();
  const caseId = await a.register(document);
  await withRecordings(a, caseId, [wav(50), wav(51), wav(52)]);
  const one = await put(a, b, { cases: [caseId], on: disk ?? '' });
  expect(one.files).toMatchObject({ done: 1, of: 2, onThisStick: 1, left: { count: 1 } });
  a.close();
  await a.signIn();
  expect((await a.link(b)).files).toMatchObject({ count: 1, done: 1 });
  expect((await put(a, b)).files).toMatchObject({ done: 2, of: 2, left: { count: 0 } });

  // The second stick alone is useful; the first one comes later.
  for (const path of onStick(b)) await b.read(path);
  expect(await missingIn(b, caseId)).toHaveLength(2);
  for (const path of onStick(b, [], disk)) await b.read(path);
  expect(await missingIn(b, caseId)).toEqual([]);
});

test('without files on a small stick they wait, are asked for after a day, and a lost stick is written again', async () => {
  const { a, b } = three();
  const caseId = await a.register(document);
  const [id = ''] = await withRecordings(a, caseId, [wav(2)]);
  const none = await put(a, b, { cases: [caseId], files: 'none' });
  expect(none.files).toMatchObject({ onThisStick: 0, left: { count: 1 } });
  for (const path of onStick(b)) await b.read(path);
  // This stick is lost on the way.
  expect((await put(a, b)).files).toMatchObject({ onThisStick: 1 });
  const lost = onStick(b);
  expect((await a.link(b)).files.count).toBe(0);

  time.at += 2 * DAY;
  await put(b, a);
  expect(await missingIn(b, caseId)).toEqual(['asked']);
  for (const path of onStick(a)) await a.read(path);
  expect((await a.link(b)).files.count).toBe(1);
  await put(a, b);
  for (const path of onStick(b, lost)) await b.read(path);
  expect((await contentOf(b, caseId, id)).equals(wav(2))).toBe(true);
});

test('files of a case never reach an office that does not have it, nor leave after consent was withdrawn', async () => {
  const { a, b, c } = three();
  const [shared, own] = [await a.register(document), await a.register(document)];
  const canary = wav(5);
  await withRecordings(a, own, [canary]);
  await withRecordings(a, shared, [wav(6)]);
  await put(a, b, { cases: [shared], files: 'none' });
  await put(a, c, { cases: [own] });
  for (const path of onStick(c)) await c.read(path);

  await a.edit(shared, { consent_share: 'no' });
  await expect(put(a, b, { files: 'all' })).rejects.toThrow('SYNC_N');
  expect((await a.link(b)).files.count).toBe(0);
  for (const path of onStick(b)) await b.read(path);
  // The other office knows of the file that was told of before, and has the content of none.
  expect(readdirSync(b.dir)).not.toContain('attachments');
  expect(b.open.repos.attachments.all().map(({ bytes }) => bytes)).toEqual([wav(6).length]);
  expect(c.open.repos.attachments.all().map(({ bytes }) => bytes)).toEqual([canary.length]);
  for (const name of readdirSync(attachmentsDir(c.dir)))
    expect(readFileSync(join(attachmentsDir(c.dir), name)).includes(canary.subarray(0, 200))).toBe(false);
});

test('bundles of files, lost, doubled and in any order, with cases between: everything arrives, once', async () => {
  const { a, b } = three();
  const caseId = await a.register(document);
  const contents = [1, 2, 3, 4, 5].map((seconds) => wav(seconds));
  const ids = await withRecordings(a, caseId, contents);
  await put(a, b, { cases: [caseId], most: 9000 });
  const sent = onStick(b);
  expect(sent).toHaveLength(6);
  b.close();
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 3 }),
      fc.array(fc.nat(5), { maxLength: 3 }),
      async (first, doubled) => {
        const office = await offices.openAt(offices.folderOf(b), b);
        try {
          // What is lost comes with a later stick; what was read twice changes nothing.
          for (const i of [...first, ...doubled, 0, 1, 2, 3, 4, 5]) await office.read(sent[i] ?? '');
          expect(await missingIn(office, caseId)).toEqual([]);
          for (const [i, id] of ids.entries())
            expect((await contentOf(office, caseId, id)).equals(contents[i] ?? Buffer.alloc(0))).toBe(true);
          expect(readdirSync(attachmentsDir(office.dir))).toHaveLength(contents.length);
        } finally {
          office.close();
        }
      },
    ),
    { numRuns: 4 },
  );
}, 60_000);

test('a process that is killed while parts are taken in goes on behind the last durable one', async () => {
  const { a, b } = three();
  const caseId = await a.register(document);
  const contents = [1, 2, 3, 4, 5, 6].map((seconds) => wav(seconds));
  const ids = await withRecordings(a, caseId, contents);
  await put(a, b, { cases: [caseId] });
  const [cases = '', files = ''] = onStick(b);
  await b.read(cases);
  b.close();
  const { dir, code, id, user } = b;
  const done = await killedImport({ dir, code, id, user, path: files, after: 2 });
  expect(done).toBeGreaterThanOrEqual(2);
  await b.signIn();
  await b.read(files);
  for (const [i, one] of ids.entries())
    expect((await contentOf(b, caseId, one)).equals(contents[i] ?? Buffer.alloc(0))).toBe(true);
}, 60_000);

test('files that came and parts that wait are there after an update from the version before', async () => {
  const { a, b } = three();
  const caseId = await a.register(document);
  const [small = '', large = ''] = await withRecordings(a, caseId, [wav(2), wav(600)]);
  await put(a, b, { cases: [caseId], most: FILE_CHUNK });
  const [cases = '', ...files] = onStick(b);
  for (const path of [cases, ...files.slice(0, -1)]) await b.read(path);
  const { key } = b.open.opened;
  b.close();
  const since = MIGRATIONS.filter(({ version }) => version > 215).length;
  expect(makeOlder(join(b.dir, 'office.db'), key, since)).toBe(215);
  await b.signIn();
  expect((await contentOf(b, caseId, small)).equals(wav(2))).toBe(true);
  await b.read(files.at(-1) ?? '');
  expect((await contentOf(b, caseId, large)).equals(wav(600))).toBe(true);
});
