import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { linkState, linkTo, putLinkState } from '../../main/office/link-state.ts';
import { markWritten, prepareBundle } from '../../main/office/prepare-bundle.ts';
import { candidates } from '../../main/office/share-cases.ts';
import { isConfirmed, openStretches, openToAny, withConfirmed } from '../../main/office/stretches.ts';
import { writeBundle } from '../../main/office/write-bundle.ts';
import type { OfficeRow } from '../../main/storage/office.repo.ts';
import { wallDay } from '../builders/calendar-days.ts';
import { wav } from '../builders/made-files.ts';
import { shareable } from '../builders/shareable.ts';
import { letGoOfDisks, smallDisk } from '../faults/small-disk.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { bundlesFor, withRecordings } from './with-files.ts';

/** Packed changes in one bundle: room for about two of the cases that are made here. */
const SMALL = 5_000;
const HUGE = 1_000_000_000;
const offices = new Offices();
let documents: CaseDocument[];
let a: TestOffice;
let b: TestOffice;
let stick: string;
let ids: CaseId[];

beforeAll(async () => {
  documents = demoCases(RESOURCES, 20_260, 8, wallDay()).map(shareable);
  await offices.prepare(['KSM', 'BND']);
}, 240_000);
beforeEach(async () => {
  const taken = await offices.take('KSM', 'BND');
  const [first, second] = taken.offices;
  if (!first || !second) throw new Error('the offices were not made');
  [a, b, stick] = [first, second, taken.stick];
  ids = [];
  for (const document of documents) ids.push(await a.register(document));
});
afterEach(() => {
  offices.closeAll();
  letGoOfDisks();
});
afterAll(() => {
  offices.remove();
});

/** The office for which the bundles are. */
function other(): OfficeRow {
  const office = a.open.repos.offices.officeById(b.id);
  if (!office) throw new Error('the other office is not known');
  return office;
}
/** A stick of its own for each bundle. */
function another(name: string): string {
  const dir = join(stick, name);
  mkdirSync(dir, { recursive: true });
  return dir;
}
async function put(
  on: string,
  how: { train?: 'next' | 'anew'; packed?: number; cases?: CaseId[]; files?: 'none' } = {},
): ReturnType<typeof writeBundle> {
  const { place } = await a.caller.shell<{ place: string }>('namePlace', { path: on });
  const selection = how.cases ? { cases: how.cases } : ({ waiting: true } as const);
  const input = {
    office: b.id,
    selection,
    place,
    ...(how.train ? { train: how.train } : {}),
    ...(how.files ? { files: how.files } : {}),
  };
  return writeBundle(a.open, input, undefined, how.packed ?? SMALL);
}
/** Everything of `a` on one stick, in bundles of a train; their paths in order. */
async function train(): Promise<string[]> {
  const written = await put(stick, { cases: ids });
  const paths = bundlesFor(b, stick);
  expect(written.train).toEqual({ done: paths.length, of: paths.length, onThisStick: paths.length });
  expect(paths.length).toBeGreaterThan(2);
  return paths;
}
const answer = async (): Promise<void> => {
  const path = await b.write(a, another('back'));
  await a.read(path);
};
const states = async (): Promise<string[]> =>
  (await a.caller.call('exchange.journal', {}))
    .flatMap((one) => (one.direction === 'out' ? [one.state] : []))
    .reverse();
const exchangeOf = (caseId: CaseId | undefined): string | undefined => {
  const row = caseId === undefined ? undefined : a.open.repos.cases.byId(caseId);
  return row && a.open.repos.list.get(row.n)?.exchange;
};
const isHere = (caseId: CaseId): boolean => b.open.repos.cases.byId(caseId) !== undefined;

test('changes that do not fit into one bundle go in several, each useful alone, read in any order', async () => {
  const paths = await train();
  const [last = '', ...others] = [...paths].reverse();
  const report = await b.read(last);
  expect(report.train).toEqual({ i: paths.length, n: paths.length, read: 1 });
  expect(report).toMatchObject({ waiting: 0, quarantined: 0 });
  expect(report.newCases).toBeGreaterThan(0);
  expect(ids.filter(isHere)).toHaveLength(report.newCases);
  for (const [at, path] of others.entries()) expect((await b.read(path)).train).toMatchObject({ read: at + 2 });
  expect((await b.read(paths[0] ?? '')).already).toBe(true);
  expect(b.state(ids)).toBe(a.state(ids));

  await answer();
  expect(await states()).toEqual(paths.map(() => 'delivered'));
  expect(await a.link(b)).toMatchObject({ waitingChanges: 0, waitingCases: 0 });
  for (const caseId of ids) expect(exchangeOf(caseId)).toBe('delivered');
});

test('a stick that is lost from the middle goes again, and only what was on it', async () => {
  const paths = await train();
  const before = (await a.link(b)).waitingChanges;
  for (const path of paths.filter((_, at) => at !== 1)) await b.read(path);
  await answer();
  const lost = await a.link(b);
  expect(lost.waitingChanges).toBeGreaterThan(0);
  expect(lost.waitingChanges).toBeLessThan(before);
  expect((await states()).filter((state) => state !== 'delivered')).toEqual(['written']);
  expect(ids.filter((id) => !isHere(id))).toHaveLength(lost.waitingCases);

  const again = await put(another('again'), { packed: HUGE });
  expect(again.train).toBeUndefined();
  expect(again.bundle.changes).toBe(lost.waitingChanges);
  const [path = ''] = bundlesFor(b, another('again'));
  expect(await b.read(path)).toMatchObject({ waiting: 0, newCases: lost.waitingCases });
  expect(b.state(ids)).toBe(a.state(ids));
  // The lost one turns up after all: nothing new, and it is confirmed like any other.
  expect(await b.read(paths[1] ?? '')).toMatchObject({ already: false, newChanges: 0 });
  await answer();
  expect((await a.link(b)).waitingChanges).toBe(0);
  expect((await states()).every((state) => state === 'delivered')).toBe(true);
});

test('what a stick has no room for goes onto the next, also after a kill in the middle of the second', async () => {
  const small = smallDisk(60);
  if (small === undefined) return;
  // Texts that nothing makes much smaller: eight cases take about 50 KB.
  for (const caseId of ids) await a.edit(caseId, { risk_reason: noise(caseId) });
  const first = await put(small, { cases: ids, packed: HUGE });
  expect(first.train).toMatchObject({ done: 1, onThisStick: 1 });
  expect(await a.link(b)).toMatchObject({ train: { done: 1 } });
  expect(exchangeOf(ids.at(-1))).toBe('waiting');

  // The second is sealed and half on the stick when the power goes.
  const office = other();
  const dead = await prepareBundle(a.open, office, candidates(a.open, office, { waiting: true }), false, {
    train: 'next',
  });
  const folder = join(another('second'), 'HIFADHI', b.code);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${dead.fileName}.part`), readFileSync(dead.sealed.path).subarray(0, 5_000));
  const before = a;
  a.close();
  a = await offices.openAt(a.dir, before);
  expect(existsSync(dead.sealed.path)).toBe(false);

  const second = await put(another('second'), { train: 'next', packed: HUGE });
  expect(second.train).toEqual({ done: 2, of: 2, onThisStick: 1 });
  expect((await a.link(b)).train).toBeUndefined();
  const paths = [...bundlesFor(b, another('second')), ...bundlesFor(b, small)].filter(
    (path) => !path.endsWith('.part'),
  );
  expect(paths).toHaveLength(2);
  const reports = [];
  for (const path of paths) reports.push((await b.read(path)).train);
  expect(reports).toEqual([
    { i: 2, n: 2, read: 1 },
    { i: 1, n: 2, read: 2 },
  ]);
  expect(b.state(ids)).toBe(a.state(ids));
});

test('writing anew begins with the first again, and edits made meanwhile go along', async () => {
  const small = smallDisk(60);
  if (small === undefined) return;
  for (const caseId of ids) await a.edit(caseId, { risk_reason: noise(caseId) });
  await put(small, { cases: ids, packed: HUGE });
  await a.edit(ids[0] as CaseId, { phone: '+99970000014' });
  const all = await put(another('all'), { packed: HUGE });
  expect(all.train).toBeUndefined();
  expect((await a.link(b)).train).toBeUndefined();
  const [path = ''] = bundlesFor(b, another('all'));
  await b.read(path);
  expect(b.state(ids)).toBe(a.state(ids));
});

test('the stick after the last bundle of changes holds attachments, and not the changes again', async () => {
  await withRecordings(a, ids[0] as CaseId, [wav(1)]);
  const first = await put(another('changes'), { cases: ids, files: 'none' });
  expect(first.train?.done).toBe(first.train?.of);
  const second = await put(another('files'), { train: 'next' });
  expect(second).toMatchObject({ bundle: { changes: 0 }, files: { done: 1, of: 1 } });
  expect(bundlesFor(b, another('files'))).toHaveLength(1);
});

test('an answer to a request for everything is whole when each bundle of its train arrived, and owes the others', async () => {
  for (const path of await train()) await b.read(path);
  await answer();
  const link = linkTo(a.open, b.id);
  // As after a request that came with a bundle of theirs: they put an older copy back.
  a.open.db.transaction(() => {
    putLinkState(a.open, link, other().n, { ...linkState(a.open, link), again: 'mark' });
  });
  const read = bundlesFor(b, stick);
  const written = await put(stick);
  const paths = bundlesFor(b, stick, read);
  expect(written.train?.of).toBe(paths.length);
  expect(paths.length).toBeGreaterThan(2);
  const [lost = '', ...arrived] = paths;
  for (const path of arrived) await b.read(path);
  await answer();
  expect(linkState(a.open, link).again).toBe('mark');
  const owed = await a.link(b);
  expect(owed.waitingCases).toBeGreaterThan(0);
  expect(owed.waitingCases).toBeLessThan(ids.length);
  await b.read(lost);
  await answer();
  expect(linkState(a.open, link)).toMatchObject({ answered: 'mark' });
  expect(linkState(a.open, link).again).toBeUndefined();
  expect((await a.link(b)).waitingCases).toBe(0);
});

test('a case whose consent ends between two sticks stays, and counts as neither sent nor confirmed', async () => {
  const office = other();
  const first = await prepareBundle(a.open, office, candidates(a.open, office, { cases: ids }), true, {
    room: { packed: SMALL },
  });
  expect(first.left).toBeGreaterThan(0);
  markWritten(a.open, office, { ...first.row, cases: first.cases }, 'bundle.written');
  const last = ids.at(-1) as CaseId;
  await a.edit(last, { consent_share: 'no' });
  const rest = await prepareBundle(a.open, office, candidates(a.open, office, { waiting: true }), false, {
    train: 'next',
  });
  markWritten(a.open, office, { ...rest.row, cases: rest.cases }, 'bundle.written');
  await b.read(first.sealed.path);
  await b.read(rest.sealed.path);
  expect(isHere(last)).toBe(false);
  expect(ids.filter(isHere)).toHaveLength(ids.length - 1);
  await answer();
  expect(exchangeOf(last)).not.toBe('delivered');
});

test('a receipt confirms the stretch of its own bundle, whatever came before', () => {
  const none = { acked: 10, beyond: undefined };
  const third = withConfirmed(none, [31, 40]);
  expect(third).toEqual({ acked: 10, beyond: [[31, 40]] });
  expect(openStretches(third, 45)).toEqual([
    [11, 30],
    [41, 45],
  ]);
  const fifth = withConfirmed(third, [51, 60]);
  expect(withConfirmed(fifth, [41, 50])).toEqual({ acked: 10, beyond: [[31, 60]] });
  expect(withConfirmed(fifth, [11, 30])).toEqual({ acked: 40, beyond: [[51, 60]] });
  expect(withConfirmed(third, [0, 0])).toEqual(third);
  expect(withConfirmed(third, [51, 45])).toEqual(third);
  expect(withConfirmed({ acked: 10 }, [11, 10])).toEqual(none);
  expect(openStretches({ acked: 45 }, 45)).toEqual([]);
  // What one of two computers lacks is open, however much the other has.
  expect(openToAny([third, { acked: 25, beyond: [[38, 60]] }], 45)).toEqual([
    [11, 37],
    [41, 45],
  ]);
  expect(openToAny([{ acked: 0 }, { acked: 45 }], 45)).toEqual([[1, 45]]);
  expect(openToAny([{ acked: 45 }], 45)).toEqual([]);
  expect(isConfirmed(third, 30)).toBe(false);
  expect(isConfirmed(third, 31)).toBe(true);
});

/** Text that compresses badly, another for each case. */
function noise(of: CaseId): string {
  let seed = [...of].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2_147_483_648, 7);
  let text = '';
  while (text.length < 9_000) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    text += seed.toString(36);
  }
  return text.slice(0, 9_000);
}
