import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Output } from '#core/contracts/index.ts';
import { isKeyFileName, keyFilePath } from '../../main/crypto/key-file-store.ts';
import { putKeyChange } from '../../main/office/key-change.ts';
import type { Office } from '../../main/office/office.ts';
import { listGoodCopies } from '../../main/storage/backup.ts';
import { copyBefore } from '../../main/storage/migrate.ts';
import { verifyPages } from '../../main/storage/page-verifier.ts';
import { CLERK, folder, template } from './kit-office.ts';
import {
  aCase,
  ask,
  done,
  everyCase,
  filesBelow,
  officeIn,
  PASSPHRASE,
  refusal,
  register,
  signIn,
  trailStanding,
  withCheapKeys,
} from './temporary-office.ts';

// Another key for the database while people work: on real files, with a colleague who is not there.

const keyOf = (office: Office): Buffer => Buffer.from(office.open?.opened.key ?? []);

/** Until what was begun is over. */
async function changed(office: Office): Promise<Output<'keys.state'>> {
  await office.open?.backups.start(office.open, 'key');
  return done(office, 'keys.state', {});
}
async function opened(dir: string): Promise<Office> {
  const office = officeIn(dir);
  expect(await signIn(office, template.head)).toMatchObject({ ok: true });
  return office;
}
/** Files below a folder of which a key opens the pages. */
const opensIn = (dir: string, key: Buffer): string[] =>
  [...filesBelow(dir)]
    .filter(([, bytes]) => bytes.length >= 4096 && bytes.length % 4096 === 0)
    .flatMap(([path]) => (verifyPages(path, key, 1).broken.length === 0 ? [path] : []));

test('people work on, a colleague who was away signs in, and the old key opens no file any more', async () => {
  const dir = folder();
  const office = await opened(dir);
  const old = keyOf(office);
  const database = join(dir, 'office.db');
  // What opens with the old key besides the database: a copy, one from before a migration, a damaged one set aside, one on
  // its way to the relay.
  for (const name of ['damaged', 'relay-backup']) mkdirSync(join(dir, name));
  const others = [join(dir, 'damaged', 'x-office.db'), join(dir, 'relay-backup', 'database')];
  for (const path of [copyBefore(database, 7), ...others])
    writeFileSync(path, readFileSync(listGoodCopies(join(dir, 'copies'))[0]?.file ?? ''));
  expect(opensIn(dir, old)).toHaveLength(5);

  expect(await done(office, 'keys.state', {})).toEqual({ running: false, people: 2 });
  expect(await done(office, 'keys.change', {})).toMatchObject({ running: true, due: { why: 'asked' } });
  const meanwhile = await register(office, aCase({ full_name: 'Baraka Meanwhile' }));
  const state = await changed(office);
  expect(state).toEqual({ running: false, people: 2, changedUtc: expect.any(String) as unknown });
  expect(keyOf(office).equals(old)).toBe(false);
  const after = await register(office, aCase({ full_name: 'Zawadi Afterwards' }));
  const { rows } = await done(office, 'cases.list', everyCase);
  expect(rows.map(({ caseId }) => caseId)).toEqual(expect.arrayContaining([meanwhile, after]));
  expect(rows).toHaveLength(3);
  office.close();

  expect(opensIn(dir, old)).toEqual([]);
  const next = await opened(dir);
  expect(opensIn(dir, keyOf(next))).toHaveLength(2);
  next.close();
  for (const one of [
    { user: template.clerk, passphrase: CLERK },
    { user: template.head, passphrase: PASSPHRASE },
  ]) {
    const back = officeIn(dir);
    expect(await signIn(back, one.user, one.passphrase)).toMatchObject({ ok: true });
    expect((await done(back, 'cases.list', everyCase)).total).toBe(3);
    if (one.user === template.head) expect(await trailStanding(back)).toMatchObject({ state: 'whole' });
    back.close();
  }
});

test('the words of the kit open the office after it, and that changes the key once more', async () => {
  const dir = folder();
  const office = await opened(dir);
  await done(office, 'keys.change', {});
  await changed(office);
  const second = keyOf(office);
  office.close();
  const back = officeIn(dir);
  const { words, head: user } = template;
  const reply = await withCheapKeys(() =>
    ask(back, 'session.recover', { words, user, passphrase: 'seven kettles hum behind the orchard wall' }),
  );
  expect(reply).toMatchObject({ ok: true });
  expect((await changed(back)).due).toBeUndefined();
  expect(keyOf(back).equals(second)).toBe(false);
  const { lines } = await done(back, 'audit.list', { limit: 50 });
  expect(lines.filter(({ action }) => action === 'office.key').map(({ detail }) => detail)).toEqual([
    'recovered',
    'asked',
  ]);
});

test('somebody who was removed and kept the key has nothing of what comes afterwards', async () => {
  const dir = folder();
  const office = await opened(dir);
  const kept = keyOf(office);
  await done(office, 'people.leave', { user: template.clerk, to: null, why: 'The contract ended.' });
  expect(await changed(office)).toEqual({ running: false, people: 1, changedUtc: expect.any(String) as unknown });
  office.close();
  expect(opensIn(dir, kept)).toEqual([]);
});

/** A colleague is taken out while a change of the key runs; gives the key that was being put in force then. */
async function leavesMeanwhile(office: Office): Promise<Buffer> {
  await done(office, 'keys.change', {});
  await done(office, 'keys.state', {});
  const drawn = office.open?.keys.databaseKeys[1];
  if (!drawn) throw new Error('no change of the key runs');
  await done(office, 'people.leave', { user: template.clerk, to: null, why: 'The contract ended.' });
  return Buffer.from(drawn);
}

test('somebody who is removed while the key changes does not know the one that is in force afterwards', async () => {
  const dir = folder();
  const office = await opened(dir);
  const drawn = await leavesMeanwhile(office);
  expect(await changed(office)).toEqual({ running: false, people: 1, changedUtc: expect.any(String) as unknown });
  office.close();
  expect(opensIn(dir, drawn)).toEqual([]);
});

test('nor after a lock in the middle of it: the next session draws another key', async () => {
  const dir = folder();
  const office = await opened(dir);
  const old = keyOf(office);
  const drawn = await leavesMeanwhile(office);
  const running = office.open?.backups.start(office.open, 'key');
  expect(keyOf(office).equals(old)).toBe(true);
  office.close();
  await running;
  const next = await opened(dir);
  expect(await changed(next)).toMatchObject({ running: false, people: 1 });
  const { lines } = await done(next, 'audit.list', { limit: 50 });
  expect(lines.filter(({ action }) => action === 'office.key').map(({ detail }) => detail)).toEqual(['left']);
  next.close();
  expect(opensIn(dir, old)).toEqual([]);
  expect(opensIn(dir, drawn)).toEqual([]);
});

test('a lock in the middle leaves both keys, and the next session goes on to the end', async () => {
  const dir = folder();
  const office = await opened(dir);
  const old = keyOf(office);
  await done(office, 'keys.change', {});
  const running = office.open?.backups.start(office.open, 'key');
  // The key file holds both now, the database the old one.
  await done(office, 'keys.state', {});
  office.close();
  await running;
  expect(existsSync(join(dir, 'office.db.rekey'))).toBe(false);
  const clerk = officeIn(dir);
  expect(await signIn(clerk, template.clerk, CLERK)).toMatchObject({ ok: true });
  await clerk.open?.backups.start(clerk.open, 'key');
  expect(keyOf(clerk).equals(old)).toBe(false);
  clerk.close();
  expect(opensIn(dir, old)).toEqual([]);
  expect(await done(await opened(dir), 'keys.state', {})).toMatchObject({ running: false, people: 2 });
});

test('a stop after the last word of the key file and before it was noted does not keep the next change away', async () => {
  const dir = folder();
  const office = await opened(dir);
  await done(office, 'keys.change', {});
  await changed(office);
  const { open } = office;
  if (!open) throw new Error('the office is closed');
  // What such a stop leaves: one key in the file, which fits, and what it was drawn for.
  open.db.transaction(() => {
    putKeyChange(open, { drawnFor: { why: 'asked', at: open.clock.now() } });
  });
  const stopped = keyOf(office);
  office.close();
  const next = await opened(dir);
  expect(await changed(next)).toEqual({ running: false, people: 2, changedUtc: expect.any(String) as unknown });
  expect(keyOf(next).equals(stopped)).toBe(false);
  next.close();
  expect(opensIn(dir, stopped)).toEqual([]);
});

test('a damaged key file is answered with the one before, which opens the office; whole slots are never replaced', async () => {
  const dir = folder();
  const office = await opened(dir);
  await done(office, 'keys.change', {});
  await changed(office);
  office.close();
  const again = officeIn(dir);
  expect(await refusal(again, 'app.restorePreviousKeys', {})).toMatchObject({ code: 'AUTH_ALREADY_OPEN' });
  const whole = readFileSync(keyFilePath(dir));
  writeFileSync(keyFilePath(dir), whole.subarray(0, whole.length - 100));
  expect((await done(again, 'app.state', {})).problem).toMatchObject({ code: 'KEY_FILE_DAMAGED', previousKeys: true });
  await done(again, 'app.restorePreviousKeys', {});
  expect(await signIn(again, template.head)).toMatchObject({ ok: true });
  again.close();

  for (const [path] of filesBelow(dir))
    if (isKeyFileName(path.split('/').at(-1) ?? '')) writeFileSync(path, 'nonsense');
  const none = officeIn(dir);
  const { problem } = await done(none, 'app.state', {});
  expect(problem).toMatchObject({ code: 'KEY_FILE_DAMAGED' });
  expect(problem).not.toHaveProperty('previousKeys');
  expect(await refusal(none, 'app.restorePreviousKeys', {})).toMatchObject({ code: 'KEY_FILE_DAMAGED' });
});
