import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Output } from '#core/contracts/index.ts';
import type { UserId } from '#core/ids.ts';
import { resembles } from '#core/people/duress.ts';
import type { Office, OfficeReply } from '../../main/office/office.ts';
import { shapeOf } from './bound-office.ts';
import {
  aCase,
  ask,
  done,
  HEAD,
  officeIn,
  openedOffice,
  PASSPHRASE,
  refusal,
  register,
  signIn,
  temporaryFolder,
  withCheapKeys,
} from './temporary-office.ts';

const BESIDE = 'seven quiet boats leave the harbour';
const DURESS = 'copper lantern orbit velvet mushroom';
const SLOT = 'office.keys.duress.json';

const derived = vi.hoisted(() => ({ runs: 0 }));
vi.mock(import('../../main/crypto/passphrase.ts'), async (original) => {
  const real = await original();
  return {
    ...real,
    deriveKey: (...asked: Parameters<typeof real.deriveKey>) => {
      derived.runs += 1;
      return real.deriveKey(...asked);
    },
  };
});
beforeEach(() => {
  derived.runs = 0;
});

interface Made {
  readonly office: Office;
  readonly dir: string;
  readonly head: UserId;
  readonly beside: UserId;
  readonly stick: string;
}

/** Two people, and a copy of everything on a stick. */
async function officeOfTwo(): Promise<Made> {
  const { office, dir, head } = await openedOffice();
  const { id: beside } = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Yusuf Ali', roles: ['supervisor'], passphrase: BESIDE }),
  );
  const stick = temporaryFolder();
  expect(await office.shell('carryAway', { drill: false, path: stick })).toMatchObject({ ok: true });
  return { office, dir, head, beside, stick };
}
const turnOn = (made: Made, passphrase = DURESS): Promise<OfficeReply> =>
  ask(made.office, 'emergency.setDuress', {
    passphrase,
    own: { passphrase: PASSPHRASE },
    second: { user: made.beside, passphrase: BESIDE },
    kitElsewhere: true,
  });

test('it is turned on by two people with a backup elsewhere, and is near nobody’s passphrase', async () => {
  const { office } = await openedOffice();
  const own = { passphrase: PASSPHRASE };
  expect(await done(office, 'emergency.duress', {})).toEqual({ on: false, backupFits: false, seconds: [] });
  expect(await refusal(office, 'emergency.setDuress', { passphrase: DURESS, own, kitElsewhere: true })).toMatchObject({
    code: 'EMERGENCY_DURESS_BACKUP',
  });
  office.close();
  const made = await officeOfTwo();
  expect(
    await refusal(made.office, 'emergency.setDuress', { passphrase: DURESS, own, kitElsewhere: true }),
  ).toMatchObject({
    code: 'EMERGENCY_SECOND_NEEDED',
  });
  const weak = (why: string) => ({ ok: false, error: { code: 'AUTH_PASSPHRASE_WEAK', params: { why } } });
  expect(await turnOn(made, 'short')).toMatchObject(weak('short'));
  expect(await turnOn(made, `${BESIDE}s`)).toMatchObject(weak('alike'));
  const third = 'nine copper kettles on the roof';
  await withCheapKeys(() => done(made.office, 'people.add', { name: 'Neema', roles: ['clerk'], passphrase: third }));
  expect(await turnOn(made, third)).toMatchObject(weak('alike'));
  expect(
    await refusal(made.office, 'emergency.setDuress', {
      passphrase: DURESS,
      own,
      kitElsewhere: true,
      second: { user: made.beside, passphrase: 'not it at all' },
    }),
  ).toMatchObject({ code: 'AUTH_WRONG_PASSPHRASE' });
  expect((await done(made.office, 'emergency.duress', {})).on).toBe(false);
  expect(await turnOn(made)).toMatchObject({ ok: true, value: { on: true, since: { by: 'Halima Osman' } } });
  // Nobody chooses it afterwards, and nobody learns why not.
  const add = { name: 'Amal', roles: ['clerk'], passphrase: DURESS };
  expect(await refusal(made.office, 'people.add', add)).toMatchObject({
    code: 'AUTH_PASSPHRASE_WEAK',
    params: { why: 'guessable' },
  });
  // Nor one that differs by capitals and spaces alone.
  const near = { ...add, passphrase: 'Copper lantern-orbit velvet  mushroom' };
  expect(await refusal(made.office, 'people.add', near)).toMatchObject({ code: 'AUTH_PASSPHRASE_WEAK' });
  expect(await done(made.office, 'emergency.tryDuress', { passphrase: DURESS })).toEqual({ right: true });
  expect(await done(made.office, 'emergency.tryDuress', { passphrase: PASSPHRASE })).toEqual({ right: false });
  const { lines } = await done(made.office, 'audit.list', { area: 'office', limit: 50 });
  const actions = lines.map(({ action, result }) => `${action} ${result}`);
  expect(actions).toEqual(
    expect.arrayContaining(['emergency.duress-on done', 'emergency.duress-on refused', 'emergency.duress-tried done']),
  );
}, 120_000);

test('near: capitals, signs, a slip or a word more; not: five other words', () => {
  expect(resembles('Copper Lantern orbit', 'copper-lantern orbit')).toBe(true);
  expect(resembles('copper lantern orbit velvet', 'copper lantern orbit velvet 7')).toBe(true);
  expect(resembles('copper lantern orbit velvet', 'coper lantren orbit velvet')).toBe(true);
  expect(resembles(DURESS, PASSPHRASE)).toBe(false);
  expect(resembles(DURESS, BESIDE)).toBe(false);
});

test('typed at the sign-in it is answered as a wrong passphrase, and nothing opens the office any more but a backup', async () => {
  const made = await officeOfTwo();
  const { office, dir, head, beside, stick } = made;
  expect(await turnOn(made)).toMatchObject({ ok: true });
  office.close();
  const before = shapeOf(dir);
  const database = readFileSync(join(dir, 'office.db'));
  const next = officeIn(dir);
  const look = await done(next, 'app.state', {});
  const wrong = await signIn(next, head, 'seven other boats in a row');
  expect(wrong).toMatchObject({ ok: false, error: { code: 'AUTH_WRONG_PASSPHRASE', params: { triesLeft: 4 } } });
  expect(shapeOf(dir)).toEqual(before);

  derived.runs = 0;
  const started = performance.now();
  // Whoever is chosen: the one that erases is the office’s.
  expect(await signIn(next, beside, DURESS)).toMatchObject({
    ok: false,
    error: { code: 'AUTH_WRONG_PASSPHRASE', params: { triesLeft: 4 } },
  });
  expect(performance.now() - started).toBeLessThan(2000);
  const runs = derived.runs;
  expect(await signIn(next, head, 'seven other boats in a row')).toMatchObject({
    ok: false,
    error: { code: 'AUTH_WRONG_PASSPHRASE', params: { triesLeft: 3 } },
  });
  expect(derived.runs).toBe(2 * runs);
  // The sign-in looks as it did, also after another start, and the files have the shape that they had.
  expect(await done(next, 'app.state', {})).toEqual(look);
  expect(await done(officeIn(dir), 'app.state', {})).toEqual(look);
  expect(shapeOf(dir)).toEqual(before);
  expect(existsSync(join(dir, 'erasing.json'))).toBe(false);
  expect(readFileSync(join(dir, 'office.db')).equals(database)).toBe(true);
  for (const [user, passphrase] of [
    [head, PASSPHRASE],
    [beside, BESIDE],
    [head, DURESS],
  ] as const) {
    const dug = temporaryFolder();
    cpSync(dir, dug, { recursive: true });
    // Each try without the waits that the tries before have earned.
    writeFileSync(
      join(dug, 'sign-in.json'),
      readFileSync(join(dir, 'sign-in.json'), 'utf8').replaceAll(/"failures":\d+/g, '"failures":0'),
    );
    expect(await signIn(officeIn(dug), user, passphrase)).toMatchObject({
      ok: false,
      error: { code: 'AUTH_WRONG_PASSPHRASE' },
    });
  }
  // The copy on the stick opens as it did.
  const elsewhere = temporaryFolder();
  mkdirSync(elsewhere, { recursive: true });
  for (const name of readdirSync(stick, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.hifadhi-db')) cpSync(join(stick, name), join(elsewhere, 'office.db'));
    if (name.endsWith('.keys.json')) cpSync(join(stick, name), join(elsewhere, 'office.keys.json'));
  }
  expect(await signIn(officeIn(elsewhere), head)).toMatchObject({ ok: true });
});

test('a folder does not tell whether it is on, and once it is off it is a wrong passphrase like any other', async () => {
  const made = await officeOfTwo();
  const { office, dir, head } = made;
  const off = shapeOf(dir);
  const bytes = readFileSync(join(dir, SLOT), 'utf8');
  expect(await turnOn(made)).toMatchObject({ ok: true });
  expect(shapeOf(dir)).toEqual(off);
  expect(await refusal(office, 'emergency.endDuress', { own: { passphrase: DURESS } })).toMatchObject({
    code: 'AUTH_WRONG_PASSPHRASE',
  });
  await done(office, 'emergency.endDuress', { own: { passphrase: PASSPHRASE } });
  expect(shapeOf(dir)).toEqual(off);
  office.close();
  const next = officeIn(dir);
  expect(await signIn(next, head, DURESS)).toMatchObject({ ok: false, error: { code: 'AUTH_WRONG_PASSPHRASE' } });
  expect(await signIn(next, head)).toMatchObject({ ok: true });
  // Made anew at each sign-in, on or off.
  expect(readFileSync(join(dir, SLOT), 'utf8')).not.toBe(bytes);
});

test('a kill in the middle: the next start goes on with it', async () => {
  const made = await officeOfTwo();
  const { office, dir, head } = made;
  expect(await turnOn(made)).toMatchObject({ ok: true });
  office.close();
  const killed = temporaryFolder();
  cpSync(dir, killed, { recursive: true });
  expect(await signIn(officeIn(dir), head, DURESS)).toMatchObject({ ok: false });
  // As it stands when only the mark was written: the slots are whole, and the mark says what comes in their place.
  const left = readdirSync(dir)
    .filter((name) => name.includes('.keys.'))
    .map((name) => ({ name, text: readFileSync(join(dir, name), 'utf8') }));
  writeFileSync(join(killed, 'erasing.json'), `${JSON.stringify({ at: 1, left })}\n`);
  const next = officeIn(killed);
  expect((await done(next, 'app.state', {})).phase).toBe('locked');
  expect(readdirSync(killed)).not.toContain('erasing.json');
  expect(await signIn(next, head)).toMatchObject({ ok: false, error: { code: 'AUTH_WRONG_PASSPHRASE' } });
});

test('a file that cannot be overwritten keeps no start, no other file, and nothing that stands already', async () => {
  const made = await officeOfTwo();
  expect(await turnOn(made)).toMatchObject({ ok: true });
  made.office.close();
  const { dir, head } = made;
  // What an earlier restore left beside it, with the slots of then; and a folder, which nothing can overwrite or remove.
  const aside = `${dir}.before-1`;
  cpSync(dir, aside, { recursive: true });
  mkdirSync(join(dir, 'office.keys.damaged.json'));
  const wrong = { ok: false, error: { code: 'AUTH_WRONG_PASSPHRASE' } };
  expect(await signIn(officeIn(dir), head, DURESS)).toMatchObject(wrong);
  expect(await signIn(officeIn(aside), head)).toMatchObject(wrong);
  const stands = readFileSync(join(dir, 'office.keys.json'), 'utf8');
  const next = officeIn(dir);
  expect((await done(next, 'app.state', {})).phase).toBe('locked');
  expect(readFileSync(join(dir, 'office.keys.json'), 'utf8')).toBe(stands);
  // Scrubbed, and stopped before anything was put.
  rmSync(join(dir, 'office.keys.json'));
  expect((await done(next, 'app.state', {})).phase).toBe('locked');
  expect(readFileSync(join(dir, 'office.keys.json'), 'utf8')).toBe(stands);
  rmdirSync(join(dir, 'office.keys.damaged.json'));
  await done(next, 'app.state', {});
  expect(existsSync(join(dir, 'erasing.json'))).toBe(false);
  expect(await signIn(next, head)).toMatchObject(wrong);
  rmSync(aside, { recursive: true });
});

test('a computer that is another one now does not take it over, and says so in the log', async () => {
  const made = await officeOfTwo();
  expect(await turnOn(made)).toMatchObject({ ok: true });
  made.office.close();
  // Copied without what the computer remembers.
  const copy = temporaryFolder();
  cpSync(made.dir, copy, { recursive: true });
  const next = officeIn(copy);
  expect(await signIn(next, made.head)).toMatchObject({ ok: true });
  expect((await done(next, 'emergency.duress', {})).on).toBe(false);
  const { lines } = await done(next, 'audit.list', { area: 'office', limit: 50 });
  expect(lines.map(({ action }) => action)).toContain('emergency.duress-off');
  next.close();
  expect(await signIn(officeIn(copy), made.head, DURESS)).toMatchObject({ ok: false });
  expect(await signIn(officeIn(copy), made.head)).toMatchObject({ ok: true });
});

test('a missing or damaged slot costs the same and erases nothing', async () => {
  const made = await officeOfTwo();
  expect(await turnOn(made)).toMatchObject({ ok: true });
  made.office.close();
  for (const text of ['', '{"v":1}', 'x'.repeat(5000)]) {
    writeFileSync(join(made.dir, SLOT), text);
    derived.runs = 0;
    expect(await signIn(officeIn(made.dir), made.head, DURESS)).toMatchObject({ ok: false });
    expect(derived.runs).toBe(2);
  }
  expect(await signIn(officeIn(made.dir), made.head)).toMatchObject({ ok: true });
});

test('the kit says that nothing opens, lets a backup stand in its place, and opens that', async () => {
  const dir = temporaryFolder();
  const office = officeIn(dir);
  const kit = await done(office, 'setup.prepareKit', {});
  await done(office, 'setup.verifyKit', { words: kit.check.map((n) => kit.words[n - 1] ?? '') });
  const { user } = await withCheapKeys(() =>
    done(office, 'setup.create', {
      language: 'en',
      programmeName: 'Marabia child protection',
      officeName: 'District office KSM',
      officeCode: 'KSM',
      timeZone: 'Africa/Nairobi',
      workingDays: [1, 2, 3, 4, 5],
      administrator: { name: HEAD, passphrase: PASSPHRASE, alsoSupervisor: true },
      profile: 'full',
    }),
  );
  await register(office, aCase({ full_name: 'Furaha Neema Amani' }));
  const stick = temporaryFolder();
  expect(await office.shell('carryAway', { drill: false, path: stick })).toMatchObject({ ok: true });
  const own = { passphrase: PASSPHRASE };
  await done(office, 'emergency.setDuress', { passphrase: DURESS, own, kitElsewhere: true });
  office.close();
  const next = officeIn(dir);
  const looked = await next.shell('lookForBackups', { path: stick });
  const { place, backups } = (looked as { value: NonNullable<Output<'setup.pickBackup'>> }).value;
  const [backup] = backups;
  if (!backup) throw new Error('no backup');
  const restore = { place, officeId: backup.officeId, number: backup.number };
  expect(await signIn(next, user.id, DURESS)).toMatchObject({ ok: false, error: { code: 'AUTH_WRONG_PASSPHRASE' } });
  // Whoever has no kit does not put anything in its place.
  expect(await refusal(next, 'setup.restoreBackup', restore)).toMatchObject({ code: 'AUTH_ALREADY_OPEN' });
  const again = { words: kit.words, user: user.id, passphrase: 'nine copper kettles on the roof' };
  expect(await refusal(next, 'session.recover', again)).toMatchObject({ code: 'KEY_FILE_DAMAGED' });
  expect((await done(next, 'app.state', {})).problem).toMatchObject({ code: 'KEY_FILE_DAMAGED' });
  await done(next, 'setup.restoreBackup', restore);
  // It opens with the passphrase of before the use, and with the words where that is forgotten.
  expect(await signIn(next, user.id)).toMatchObject({ ok: true });
  expect((await done(next, 'cases.counts', {})).all).toBe(1);
  next.close();
  await withCheapKeys(() => done(next, 'session.recover', again));
  expect((await done(next, 'cases.counts', {})).all).toBe(1);
});

test('after one typed by accident the backup opens with the own passphrase on another computer, without the kit', async () => {
  const made = await officeOfTwo();
  expect(await turnOn(made)).toMatchObject({ ok: true });
  const cases = (await done(made.office, 'cases.counts', {})).all;
  made.office.close();
  const wrong = { ok: false, error: { code: 'AUTH_WRONG_PASSPHRASE' } };
  expect(await signIn(officeIn(made.dir), made.head, DURESS)).toMatchObject(wrong);
  const fresh = officeIn(temporaryFolder());
  const looked = await fresh.shell('lookForBackups', { path: made.stick });
  const { place, backups } = (looked as { value: NonNullable<Output<'setup.pickBackup'>> }).value;
  const [backup] = backups;
  if (!backup) throw new Error('no backup');
  await done(fresh, 'setup.restoreBackup', { place, officeId: backup.officeId, number: backup.number });
  expect(await signIn(fresh, made.head, DURESS)).toMatchObject(wrong);
  expect(await signIn(fresh, made.head)).toMatchObject({ ok: true });
  expect((await done(fresh, 'cases.counts', {})).all).toBe(cases);
  // The backup is of before, and another computer does not take it over.
  expect((await done(fresh, 'emergency.duress', {})).on).toBe(false);
});
