import Driver from 'better-sqlite3-multiple-ciphers';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listGoodCopies } from '../../main/storage/backup.ts';
import { packed } from '../../main/storage/packed.ts';
import { keyFilePath } from '../../main/crypto/key-file-store.ts';
import { NamedTexts } from '../../main/storage/meta.repo.ts';
import {
  aCase,
  ask,
  closedOffice,
  createOffice,
  done,
  draftOf,
  everyCase,
  officeIn,
  openedOffice,
  register,
  SetClock,
  signIn,
  temporaryFolder,
} from './temporary-office.ts';

const database = (dir: string): string => join(dir, 'office.db');
const codes = async (office: ReturnType<typeof officeIn>): Promise<string[]> =>
  (await done(office, 'cases.list', everyCase)).rows.map((row) => row.code).sort();

test.each([
  ['in the middle of a page', (size: number) => Math.floor(size / 2) + 100],
  ['between two pages', (size: number) => size - 4096],
])('a database cut %s: nothing is touched, the last good copy is offered and works', async (_where, cut) => {
  const { office, dir, head } = await openedOffice();
  const kept = await codes(office);
  office.close();
  const size = statSync(database(dir)).size;
  truncateSync(database(dir), cut(size));
  const broken = readFileSync(database(dir));

  const again = officeIn(dir);
  expect(await done(again, 'app.state', {})).not.toHaveProperty('problem');
  expect(await ask(again, 'app.restoreLastGoodCopy', {})).toMatchObject({ error: { code: 'SAFE_DAMAGED' } });
  expect(await signIn(again, head)).toMatchObject({ ok: false, error: { code: 'SAFE_DAMAGED' } });
  const state = await done(again, 'app.state', {});
  expect(state.problem).toMatchObject({ code: 'SAFE_DAMAGED' });
  expect(Date.parse(state.problem?.lastGoodCopy ?? '')).toBeLessThanOrEqual(Date.now());
  expect(readFileSync(database(dir)).equals(broken)).toBe(true);

  expect(await ask(again, 'app.restoreLastGoodCopy', {})).toMatchObject({ ok: true });
  expect(await done(again, 'app.state', {})).not.toHaveProperty('problem');
  expect(await signIn(again, head)).toMatchObject({ ok: true });
  expect(await codes(again)).toEqual(kept);
  await register(again, aCase({ full_name: 'Amina after the damage' }));
  // From now on other offices are asked for what this one has lost.
  expect(again.open && new NamedTexts(again.open.db, 'meta').get('went_back')).toMatch(/^[\w-]{22}$/);
  const aside = readdirSync(join(dir, 'damaged')).map((name) => readFileSync(join(dir, 'damaged', name)));
  expect(aside.some((bytes) => bytes.equals(broken))).toBe(true);
});

test('a database and its newest copy damaged: the copy before it is offered, by its own time, and works', async () => {
  const clock = new SetClock();
  const { office, dir, head } = await openedOffice(clock);
  const kept = await codes(office);
  office.close();
  clock.offset = 2 * 24 * 60 * 60_000;
  const later = officeIn(dir, clock);
  expect(await signIn(later, head)).toMatchObject({ ok: true });
  later.close();
  const [newest, before] = listGoodCopies(join(dir, 'copies'));
  if (!newest || !before) throw new Error('two copies were expected');
  truncateSync(newest.file, 8192);
  truncateSync(database(dir), 8192);
  const again = officeIn(dir, clock);
  expect(await signIn(again, head)).toMatchObject({ ok: false, error: { code: 'SAFE_DAMAGED' } });
  const { problem } = await done(again, 'app.state', {});
  expect(Date.parse(problem?.lastGoodCopy ?? '')).toBe(before.at);
  expect(await ask(again, 'app.restoreLastGoodCopy', {})).toMatchObject({ ok: true });
  expect(await signIn(again, head)).toMatchObject({ ok: true });
  expect(await codes(again)).toEqual(kept);
});

test('a copy of a large office is made beside the work: checked, dated, and in the place of the oldest', async () => {
  const clock = new SetClock();
  const { office, dir, head } = await openedOffice(clock);
  const folder = join(dir, 'copies');
  const turn = async () => {
    await office.open?.backups.turn(office.open);
    return listGoodCopies(folder).map(({ at }) => at);
  };
  const first = await turn();
  expect(first).toHaveLength(1);
  clock.offset += 25 * 60 * 60_000;
  await register(office, aCase({ full_name: 'Amina of the second day' }));
  const kept = await codes(office);
  expect(await turn()).toEqual([expect.closeTo(clock.now(), -5), ...first]);
  clock.offset += 25 * 60 * 60_000;
  const [newest, before] = await turn();
  expect(await turn()).toEqual([newest, before]);
  expect(before).not.toBe(first[0]);
  expect(readdirSync(folder)).toHaveLength(2);
  office.close();
  truncateSync(database(dir), 8192);
  const again = officeIn(dir, clock);
  expect(await signIn(again, head)).toMatchObject({ ok: false, error: { code: 'SAFE_DAMAGED' } });
  expect(await ask(again, 'app.restoreLastGoodCopy', {})).toMatchObject({ ok: true });
  expect(await signIn(again, head)).toMatchObject({ ok: true });
  expect(await codes(again)).toEqual(kept);
});

test('a lock in the middle of a copy leaves the copies as they were', async () => {
  const clock = new SetClock();
  const { office, dir } = await openedOffice(clock);
  const before = readdirSync(join(dir, 'copies'));
  clock.offset += 25 * 60 * 60_000;
  const { open } = office;
  if (open === undefined) throw new Error('the office is closed');
  const turn = open.backups.turn(open);
  office.close();
  await turn;
  expect(readdirSync(join(dir, 'copies'))).toEqual(before);
});

test('a wrong passphrase does not bring the last good copy into play', async () => {
  const { office, dir, head } = await openedOffice();
  office.close();
  truncateSync(database(dir), 8192);
  const again = officeIn(dir);
  expect(await signIn(again, head, 'not the passphrase at all')).toMatchObject({
    error: { code: 'AUTH_WRONG_PASSPHRASE' },
  });
  expect(await ask(again, 'app.restoreLastGoodCopy', {})).toMatchObject({ error: { code: 'SAFE_DAMAGED' } });
  expect(statSync(database(dir)).size).toBe(8192);
});

test('a database that is gone is said before the passphrase, with the last good copy named', async () => {
  const { office, dir } = await openedOffice();
  office.close();
  for (const rest of ['', '-wal', '-shm']) rmSync(database(dir) + rest, { force: true });
  const state = await done(officeIn(dir), 'app.state', {});
  expect(state).toMatchObject({ phase: 'locked', problem: { code: 'SAFE_DAMAGED' } });
  expect(state.problem?.lastGoodCopy).toBeDefined();
});

test('a gone database comes back from the last good copy after a right passphrase', async () => {
  const { office, dir, head } = await openedOffice();
  const kept = await codes(office);
  office.close();
  for (const rest of ['', '-wal', '-shm']) rmSync(database(dir) + rest, { force: true });
  const again = officeIn(dir);
  expect(await signIn(again, head)).toMatchObject({ ok: false, error: { code: 'SAFE_DAMAGED' } });
  expect(existsSync(database(dir))).toBe(false);
  expect(await ask(again, 'app.restoreLastGoodCopy', {})).toMatchObject({ ok: true });
  expect(await signIn(again, head)).toMatchObject({ ok: true });
  expect(await codes(again)).toEqual(kept);
});

test('a database of a newer version is left alone', async () => {
  const { dir, head } = await closedOffice();
  const office = officeIn(dir);
  await signIn(office, head);
  office.open?.db.exec('PRAGMA user_version=9999');
  office.close();
  const bytes = readFileSync(database(dir));
  const older = officeIn(dir);
  expect(await signIn(older, head)).toMatchObject({ ok: false, error: { code: 'SAFE_FROM_FUTURE' } });
  expect(await done(older, 'app.state', {})).toMatchObject({ phase: 'locked', problem: { code: 'SAFE_FROM_FUTURE' } });
  expect(await ask(older, 'app.restoreLastGoodCopy', {})).toMatchObject({ ok: false });
  expect(readFileSync(database(dir)).equals(bytes)).toBe(true);
});

test('two instances on one folder: the second is told, the first goes on', async () => {
  const { office, dir, head } = await openedOffice();
  const second = officeIn(dir);
  expect(await signIn(second, head)).toMatchObject({ ok: false, error: { code: 'SAFE_IN_USE' } });
  await register(office, aCase({ full_name: 'Amina Hassan' }));
  office.close();
  expect(await signIn(second, head)).toMatchObject({ ok: true });
  expect((await done(second, 'cases.counts', {})).all).toBe(2);
});

test('key slots that are damaged or gone are named, and nothing is made new over the office', async () => {
  const { dir } = await closedOffice();
  const text = readFileSync(keyFilePath(dir), 'utf8');
  writeFileSync(keyFilePath(dir), text.slice(0, text.length / 2));
  const office = officeIn(dir);
  expect(await done(office, 'app.state', {})).toMatchObject({
    phase: 'problem',
    problem: { code: 'KEY_FILE_DAMAGED' },
  });
  await expect(createOffice(office)).rejects.toThrow('AUTH_ALREADY_OPEN');
  rmSync(keyFilePath(dir));
  expect(await done(office, 'app.state', {})).toMatchObject({
    phase: 'problem',
    problem: { code: 'KEY_FILE_MISSING' },
  });
  await expect(createOffice(office)).rejects.toThrow('AUTH_ALREADY_OPEN');
});

test('a set-up that fails leaves no office behind and can be tried again', async () => {
  const dir = join(temporaryFolder(), 'office');
  const stumblingBlock = `${keyFilePath(dir)}.part`;
  mkdirSync(stumblingBlock, { recursive: true });
  const office = officeIn(dir);
  await expect(createOffice(office)).rejects.toThrow();
  expect(await done(office, 'app.state', {})).toMatchObject({ phase: 'first-start' });
  rmSync(stumblingBlock, { recursive: true });
  await createOffice(office);
  expect(await done(office, 'app.state', {})).toMatchObject({ phase: 'open' });
});

test('a clock set back years: work goes on, and what is written says that the clock is not to be trusted', async () => {
  const clock = new SetClock();
  const { office, dir, head, first } = await openedOffice(clock);
  expect((await done(office, 'app.state', {})).clockSuspect).toBe(false);
  office.close();
  clock.offset = -5 * 365 * 24 * 60 * 60_000;
  const back = officeIn(dir, clock);
  expect((await done(back, 'app.state', {})).clockSuspect).toBe(true);
  expect(await signIn(back, head)).toMatchObject({ ok: true });
  expect((await done(back, 'app.state', {})).clockSuspect).toBe(true);
  const { draftId, document } = await done(back, 'cases.startEdit', { caseId: first });
  const changed = { ...document, values: { ...document.values, address_landmark: 'By the well' } };
  await done(back, 'cases.saveDraft', { draftId, document: changed, accepted: [], notSameAs: [] });
  expect(await done(back, 'cases.save', { draftId })).toMatchObject({ changed: 1 });
  const history = await done(back, 'history.entries', { caseId: first });
  const suspects = history.filter((entry) => entry.clockSuspect);
  expect(suspects.map((entry) => entry.changes.map((change) => change.field))).toEqual([['address_landmark']]);
  // The log's own order still says which came last.
  expect(history[0]?.clockSuspect).toBe(true);
});

test('a driver that opens the file without the key sees no database', async () => {
  const { dir } = await closedOffice();
  const copy = join(temporaryFolder(), 'copy.db');
  copyFileSync(database(dir), copy);
  expect(readFileSync(copy).subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');
  const connection = new Driver(copy);
  expect(() => connection.prepare('SELECT count(*) FROM sqlite_master').get()).toThrow(/not a database/);
  connection.close();
});

/** Breaks the last page that holds rows of the log, as a failing disk does, while the office is open. */
function breakLog(office: ReturnType<typeof officeIn>, dir: string): void {
  const { db, opened } = office.open ?? {};
  if (!db || !opened) throw new Error('the office is closed');
  const [page] = db
    .read<[], { pageno: number }>(
      `SELECT pageno FROM dbstat WHERE name = 'commit_log' AND pagetype = 'leaf' ORDER BY pageno DESC LIMIT 1`,
    )
    .all();
  opened.database.checkpoint();
  const bytes = readFileSync(database(dir));
  const at = ((page?.pageno ?? 1) - 1) * 4096 + 2000;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(database(dir), bytes);
}

test('a broken page is found while people work; the copy takes over what can be read, and what is missing is named', async () => {
  const clock = new SetClock();
  const { office, dir, head, first } = await openedOffice(clock);
  office.close();
  clock.offset += 26 * 60 * 60_000;
  const again = officeIn(dir, clock);
  await signIn(again, head);
  const copies = listGoodCopies(join(dir, 'copies'));
  expect(copies.length).toBeGreaterThan(0);
  // After the copy: cases that fill several pages of the log, and a draft that nobody has saved.
  for (let i = 0; i < 6; i += 1) await register(again, aCase({ full_name: `Child ${String(i)}` }));
  const draftId = await draftOf(again, aCase({ full_name: 'Amina, half typed' }));
  const before = await codes(again);
  const written = again.open?.repos.commits.count() ?? 0;
  breakLog(again, dir);
  clock.offset += 26 * 60 * 60_000;
  if (!again.open) throw new Error('the office is closed');
  await again.open.backups.turn(again.open);
  expect((await done(again, 'safety.state', {})).backups.damaged).toBe(true);
  // A copy was due: what is damaged pushes no good one out.
  expect(listGoodCopies(join(dir, 'copies'))).toEqual(copies);
  again.close();

  const back = officeIn(dir, clock);
  expect(await signIn(back, head)).toMatchObject({ ok: false, error: { code: 'SAFE_DAMAGED' } });
  await done(back, 'app.restoreLastGoodCopy', {});
  expect(await signIn(back, head)).toMatchObject({ ok: true });
  const { salvage, backups } = await done(back, 'safety.state', {});
  expect(backups.damaged).toBe(false);
  const { commits = 0, unreadable = 0, gone = [], incomplete = [] } = salvage ?? {};
  expect(commits).toBeGreaterThan(0);
  expect(unreadable).toBeGreaterThan(0);
  expect(commits + unreadable).toBe(written - (back.open?.repos.commits.count() ?? 0) + commits);
  // Every case is here whole, or named as missing or incomplete: nothing is lost in silence.
  const now = await codes(back);
  expect([...now, ...gone].sort()).toEqual(before);
  expect(gone.length + incomplete.length).toBeGreaterThan(0);
  expect((await done(back, 'cases.drafts', {})).map((one) => one.draftId)).toContain(draftId);
  expect(await done(back, 'cases.open', { caseId: first })).toBeDefined();
  // Looked through once.
  back.close();
  const later = officeIn(dir, clock);
  await signIn(later, head);
  expect((await done(later, 'safety.state', {})).salvage).toEqual(salvage);
});

test('answers that are kept packed and cannot be unpacked: said with a code, and other cases work', async () => {
  const { office, first } = await openedOffice();
  const second = await register(office, aCase({ full_name: 'Juma Said' }));
  const n = office.open?.repos.cases.byId(first)?.n ?? 0;
  const bomb = packed(Buffer.alloc(2_000_000, 'a'));
  bomb.writeUInt32LE(600, 1);
  for (const doc of [Buffer.alloc(0), Buffer.from([9, 1, 0, 0, 0, 7]), bomb]) {
    office.open?.db
      .write<[Buffer, number]>('UPDATE case_state SET doc = ? WHERE sid IN (SELECT sid FROM stream WHERE case_n = ?)')
      .run(doc, n);
    expect(await ask(office, 'cases.open', { caseId: first })).toMatchObject({
      ok: false,
      error: { code: 'SAFE_DAMAGED' },
    });
  }
  expect(await ask(office, 'cases.open', { caseId: second })).toMatchObject({ ok: true });
  expect((await done(office, 'cases.list', everyCase)).rows).toHaveLength(2);
});
