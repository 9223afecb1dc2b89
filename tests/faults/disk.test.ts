import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { Output } from '#core/contracts/index.ts';
import type { Office, OfficeReply } from '../../main/office/office.ts';
import type { Emit } from '../../main/office/progress.ts';
import {
  aCase,
  ask,
  closedOffice,
  createOffice,
  done,
  draftOf,
  everyCase,
  filesBelow,
  officeIn,
  openedOffice,
  refusal,
  register,
  saveDraft,
  SetClock,
  signIn,
  trailStanding,
  temporaryFolder,
} from './temporary-office.ts';
import { copyOffice } from '../builders/copy-office.ts';
import { letGoOfDisks, smallDisk } from './small-disk.ts';

afterEach(letGoOfDisks);

const pages = (office: Office): number =>
  office.open?.db.read<[], { page_count: number }>('PRAGMA page_count').get()?.page_count ?? 0;
const limitPages = (office: Office, most: number): void => {
  office.open?.db.exec(`PRAGMA max_page_count=${String(most)}`);
};
/** Of words that are all different: what is said over and over is kept packed and needs no page of its own. */
const long = Array.from({ length: 400 }, (_, n) =>
  createHash('sha256').update(String(n)).digest('base64url').slice(0, 24),
).join(' ');

test('a full disk: the save is refused, draft and case stay as they were, and it works when there is room', async () => {
  const { office, first } = await openedOffice();
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId: first });
  const changed = { ...document, values: { ...document.values, risk_reason: long, risk_level: 'high' } };
  await saveDraft(office, draftId, changed);
  const before = {
    file: await done(office, 'cases.open', { caseId: first }),
    audit: await trailStanding(office),
    counters: structuredClone(office.open?.counters),
  };
  limitPages(office, pages(office));
  expect(await refusal(office, 'cases.save', { draftId })).toMatchObject({ code: 'DISK_FULL' });
  expect(office.open?.counters).toEqual(before.counters);
  const longer = { ...changed, values: { ...changed.values, immediate_action: long } };
  expect(
    await refusal(office, 'cases.saveDraft', { draftId, document: longer, accepted: [], notSameAs: [] }),
  ).toMatchObject({ code: 'DISK_FULL' });
  expect((await done(office, 'cases.openDraft', { draftId })).document).toEqual(changed);
  expect((await done(office, 'cases.list', everyCase)).rows).toHaveLength(1);

  limitPages(office, 1_000_000);
  expect((await done(office, 'cases.open', { caseId: first })).document).toEqual(before.file.document);
  expect(await done(office, 'cases.save', { draftId })).toMatchObject({ caseId: first });
  expect((await done(office, 'cases.open', { caseId: first })).document.values['risk_level']).toBe('high');
  expect(await trailStanding(office)).toMatchObject({ state: 'whole' });
});

test('a full disk while a child is registered: no half case, the same draft registers it later', async () => {
  const { office } = await openedOffice();
  const draftId = await draftOf(office, aCase({ full_name: 'Amina Hassan', risk_reason: long }));
  limitPages(office, pages(office));
  expect(await refusal(office, 'cases.save', { draftId })).toMatchObject({ code: 'DISK_FULL' });
  expect((await done(office, 'cases.counts', {})).all).toBe(1);
  expect(office.open?.repos.cases.count()).toBe(1);
  limitPages(office, 1_000_000);
  await done(office, 'cases.save', { draftId });
  expect((await done(office, 'cases.counts', {})).all).toBe(2);
});

test('a disk without room for an office: refused, and no office is there', async ({ skip }) => {
  const disk = smallDisk(64);
  skip(disk === undefined, 'this computer does not allow mounting');
  const office = officeIn(join(disk ?? '', 'office'));
  await expect(createOffice(office)).rejects.toThrow('DISK_FULL');
  expect(await done(office, 'app.state', {})).toMatchObject({ phase: 'first-start' });
});

async function introduce(from: Office, to: Office): Promise<Output<'exchange.confirmCard'>> {
  const path = join(temporaryFolder(), 'office.hifadhi-card');
  await from.shell('writeCard', { path });
  const { words } = await done(from, 'exchange.myCard', {});
  const read = await to.shell('readCard', { path });
  if (!read.ok) throw new Error(read.error.code);
  return done(to, 'exchange.confirmCard', { place: (read.value as { place: string }).place, words });
}

/** An office that knows a second one, with one case that may leave. `emit` hears of its progress. */
async function withPartner(emit: Emit = () => undefined) {
  const { dir, head, first } = await closedOffice();
  const office = officeIn(dir, new SetClock(), emit);
  await signIn(office, head);
  const other = officeIn(temporaryFolder());
  await createOffice(other, 'BND');
  // A new office joins the programme of the first office that it trusts.
  await introduce(office, other);
  const link = await introduce(other, office);
  const put = async (stick: string): Promise<OfficeReply> => {
    const named = await office.shell('namePlace', { path: stick });
    if (!named.ok) throw new Error(named.error.code);
    const { place } = named.value as { place: string };
    return ask(office, 'exchange.write', { office: link.officeId, selection: { cases: [first] }, place });
  };
  return { office, dir, link, put };
}

test('a stick that is gone or blocked: coded, nothing counts as written, and the next one holds it all', async () => {
  const { office, put, link } = await withPartner();
  const gone = temporaryFolder();
  rmSync(gone, { recursive: true });
  expect(await put(gone)).toMatchObject({ error: { code: 'SYNC_STICK_REMOVED' } });

  const blocked = temporaryFolder();
  writeFileSync(join(blocked, 'HIFADHI'), 'a file where the folder belongs');
  expect(await put(blocked)).toMatchObject({ error: { code: 'SYNC_WRITE_FAILED' } });

  const [journal, offices] = [await done(office, 'exchange.journal', {}), await done(office, 'exchange.offices', {})];
  expect(new Set(journal.map((line) => line.state))).toEqual(new Set(['prepared']));
  expect(offices[0]?.lastWrittenAtUtc).toBeUndefined();
  expect(offices[0]?.waitingChanges).toBeGreaterThan(0);

  const stick = temporaryFolder();
  expect(await put(stick)).toMatchObject({ ok: true, value: { verified: true, bundle: { state: 'written' } } });
  expect(readdirSync(join(stick, 'HIFADHI', link.code))).toHaveLength(1);
});

test('a stick that is full, then one that is not writable: coded, and nothing half stays on it', async ({ skip }) => {
  const full = smallDisk(4);
  skip(full === undefined, 'this computer does not allow mounting');
  const { office, put } = await withPartner();
  expect(await put(full ?? '')).toMatchObject({ error: { code: 'DISK_FULL' } });
  expect([...filesBelow(full ?? '').keys()]).toEqual([]);
  execFileSync('mount', ['-o', 'remount,ro', full ?? '']);
  expect(await put(full ?? '')).toMatchObject({ error: { code: 'DISK_READ_ONLY' } });
  expect((await done(office, 'exchange.journal', {})).map(({ state }) => state)).not.toContain('written');
  expect((await done(office, 'exchange.offices', {}))[0]?.lastWrittenAtUtc).toBeUndefined();
});

test('a stick that is pulled at the moment of writing: nothing counts as written, the next stick holds it all', async () => {
  let stick = temporaryFolder();
  const pull: Emit = (event) => {
    if (event.type === 'progress' && event.phase === 'stick') rmSync(stick, { recursive: true, force: true });
  };
  let emit = pull;
  const { office, link, put } = await withPartner((event) => {
    emit(event);
  });
  expect(await put(stick)).toMatchObject({ error: { code: 'SYNC_STICK_REMOVED' } });
  expect((await done(office, 'exchange.journal', {})).map((line) => line.state)).toEqual(['prepared']);
  expect((await done(office, 'exchange.offices', {}))[0]?.lastWrittenAtUtc).toBeUndefined();
  expect((await done(office, 'cases.list', everyCase)).rows[0]?.exchange).toBe('waiting');

  emit = () => undefined;
  stick = temporaryFolder();
  expect(await put(stick)).toMatchObject({ ok: true, value: { bundle: { cases: 1, state: 'written' } } });
  expect(readdirSync(join(stick, 'HIFADHI', link.code))).toHaveLength(1);
  expect((await done(office, 'cases.list', everyCase)).rows[0]?.exchange).toBe('written');
});

test('a stick that is pulled while a card or a bundle is read or written: a coded refusal, no exception', async () => {
  const { office } = await withPartner();
  const gone = join(temporaryFolder(), 'gone');
  for (const verb of ['readCard', 'takeBundle', 'writeCard']) {
    const reply = await office.shell(verb, { path: join(gone, 'file') });
    expect([verb, reply]).toMatchObject([verb, { ok: false, error: { code: 'SYNC_STICK_REMOVED' } }]);
  }
  for (const name of ['exchange.check', 'exchange.apply'] as const) {
    expect(await ask(office, name, { place: 'never-named' })).toMatchObject({ error: { code: 'SYNC_STICK_REMOVED' } });
  }
});

test('a read-only disk: the sign-in says so, and all works when it is writable again', async ({ skip }) => {
  const disk = smallDisk(64_000);
  skip(disk === undefined, 'this computer does not allow mounting');
  const dir = join(disk ?? '', 'office');
  mkdirSync(dir);
  const office = officeIn(dir);
  const head = await createOffice(office);
  await register(office, aCase());
  office.close();
  execFileSync('mount', ['-o', 'remount,ro', disk ?? '']);
  const again = officeIn(dir);
  expect(await signIn(again, head)).toMatchObject({ error: { code: 'DISK_READ_ONLY' } });
  execFileSync('mount', ['-o', 'remount,rw', disk ?? '']);
  expect(await signIn(again, head)).toMatchObject({ ok: true });
  expect((await done(again, 'cases.counts', {})).all).toBe(1);
});

test('a disk that filled up before the sign-in: said so, nothing lost, and it opens when there is room', async ({
  skip,
}) => {
  const disk = smallDisk(16_000);
  skip(disk === undefined, 'this computer does not allow mounting');
  const { dir: made, head } = await closedOffice();
  const dir = join(disk ?? '', 'office');
  copyOffice(made, dir);
  const filler = join(disk ?? '', 'filler');
  const handle = openSync(filler, 'w');
  expect(() => {
    for (;;) writeSync(handle, Buffer.alloc(4096));
  }).toThrow('ENOSPC');
  closeSync(handle);
  const before = readFileSync(join(dir, 'office.db'));
  const office = officeIn(dir);
  expect(await signIn(office, head)).toMatchObject({ ok: false, error: { code: 'DISK_FULL' } });
  expect(await done(office, 'app.state', {})).toMatchObject({ phase: 'locked' });
  expect(readFileSync(join(dir, 'office.db')).equals(before)).toBe(true);
  rmSync(filler);
  expect(await signIn(office, head)).toMatchObject({ ok: true });
  expect((await done(office, 'cases.counts', {})).all).toBe(1);
});
