import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { UserId } from '#core/ids.ts';
import { destroyKeys } from '../../main/office/erase-office.ts';
import type { Office, OfficeReply } from '../../main/office/office.ts';
import {
  ask,
  done,
  filesBelow,
  officeIn,
  openedOffice,
  PASSPHRASE,
  refusal,
  SetClock,
  signIn,
  temporaryFolder,
  withCheapKeys,
} from './temporary-office.ts';

const BESIDE = 'seven quiet boats leave the harbour';

/** Two people who can sign in, the first at work; both may carry away and erase. */
async function officeOfTwo(): Promise<{ office: Office; dir: string; head: UserId; beside: UserId }> {
  const { office, dir, head } = await openedOffice();
  const { id } = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Yusuf Ali', roles: ['supervisor'], passphrase: BESIDE }),
  );
  return { office, dir, head, beside: id };
}
const erase = (office: Office, second?: { user: UserId; passphrase: string }): Promise<OfficeReply> =>
  office.shell('eraseOffice', second === undefined ? {} : { second });

test('an erased office leaves nothing, and the old files open with no passphrase and no kit', async () => {
  const { office, dir, head, beside } = await officeOfTwo();
  const old = temporaryFolder();
  cpSync(dir, old, { recursive: true });
  expect(await erase(office, { user: beside, passphrase: BESIDE })).toMatchObject({ ok: true });
  expect(readdirSync(dir)).toEqual(['erased.json']);
  expect(await ask(office, 'cases.counts', {})).toMatchObject({ ok: false, error: { code: 'AUTH_LOCKED' } });
  const start = await done(officeIn(dir), 'app.state', {});
  expect(start).toMatchObject({ phase: 'first-start', staff: [] });
  expect(Date.parse(start.erasedAtUtc ?? '')).toBeGreaterThan(Date.now() - 60_000);

  // Somebody gets the old database back from the disk, but not the key slots.
  for (const [name, bytes] of filesBelow(old)) {
    if (/\.keys\./.test(name)) continue;
    mkdirSync(join(dir, name, '..'), { recursive: true });
    writeFileSync(join(dir, name), bytes);
  }
  const dug = officeIn(dir);
  for (const [user, passphrase] of [
    [head, PASSPHRASE],
    [beside, BESIDE],
  ] as const)
    expect(await signIn(dug, user, passphrase)).toMatchObject({ ok: false, error: { code: 'KEY_FILE_MISSING' } });
  const words = Array.from({ length: 24 }, () => 'abandon');
  expect(
    await ask(dug, 'session.recover', { words, user: head, passphrase: 'another seven quiet words here' }),
  ).toMatchObject({ ok: false, error: { code: 'KEY_FILE_MISSING' } });
});

test('one person alone erases only in a declared evacuation; a wrong passphrase beside counts as one', async () => {
  const { office, dir, head, beside } = await officeOfTwo();
  expect(await erase(office)).toMatchObject({ ok: false, error: { code: 'EMERGENCY_SECOND_NEEDED' } });
  expect(await erase(office, { user: head, passphrase: PASSPHRASE })).toMatchObject({
    ok: false,
    error: { code: 'EMERGENCY_SECOND_NEEDED' },
  });
  expect(await erase(office, { user: beside, passphrase: 'seven other boats' })).toMatchObject({
    ok: false,
    error: { code: 'AUTH_WRONG_PASSPHRASE' },
  });
  expect(existsSync(join(dir, 'office.keys.json'))).toBe(true);
  await done(office, 'emergency.declare', { why: 'Fighting in the town' });
  const state = await done(office, 'emergency.state', {});
  expect(state.evacuation).toMatchObject({ by: 'Halima Osman', why: 'Fighting in the town' });
  expect(state.seconds).toEqual([{ user: beside, name: 'Yusuf Ali' }]);
  await done(office, 'emergency.end', {});
  expect(await erase(office)).toMatchObject({ ok: false, error: { code: 'EMERGENCY_SECOND_NEEDED' } });
  await done(office, 'emergency.declare', { why: 'Fighting in the town' });
  expect(await erase(office)).toMatchObject({ ok: true });
  expect(readdirSync(dir)).toEqual(['erased.json']);
});

test('without the right nobody erases, declares or carries away', async () => {
  const { office } = await openedOffice();
  const { id } = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Neema', roles: ['clerk'], passphrase: BESIDE }),
  );
  await done(office, 'emergency.declare', { why: 'Fighting in the town' });
  office.close();
  await signIn(office, id, BESIDE);
  expect((await done(office, 'emergency.state', {})).may).toBe(false);
  const denied = { ok: false, error: { code: 'PERM_DENIED' } };
  expect(await erase(office)).toMatchObject(denied);
  expect(await office.shell('carryAway', { drill: true, path: temporaryFolder() })).toMatchObject(denied);
  expect(await refusal(office, 'emergency.declare', { why: 'Because I can' })).toMatchObject({ code: 'PERM_DENIED' });
});

test('a power cut after the keys are gone only interrupts: the next start goes on, and nobody can sign in meanwhile', async () => {
  const { office, dir } = await officeOfTwo();
  office.close();
  destroyKeys(dir, Date.now());
  expect(existsSync(join(dir, 'office.db'))).toBe(true);
  expect([...filesBelow(dir).keys()].filter((name) => /keys/.test(name))).toEqual([]);
  const next = officeIn(dir);
  expect((await done(next, 'app.state', {})).phase).toBe('first-start');
  expect(readdirSync(dir)).toEqual(['erased.json']);
});

test('the keys are gone within two seconds, also of an office with many files', async () => {
  const { office, dir, beside } = await officeOfTwo();
  mkdirSync(join(dir, 'attachments'), { recursive: true });
  for (let i = 0; i < 2000; i += 1) writeFileSync(join(dir, 'attachments', `f${String(i)}`), 'x');
  const reply = await erase(office, { user: beside, passphrase: BESIDE });
  expect(reply.ok && (reply.value as { keysMs: number }).keysMs).toBeLessThan(2000);
});

test('what was carried away opens with a passphrase of the office, and holds the cases and the log of the carrying', async () => {
  const clock = new SetClock();
  const { office, head, first } = await openedOffice(clock);
  const before = await done(office, 'emergency.state', {});
  expect(before.onlyHere).toBeGreaterThan(0);
  const stick = temporaryFolder();
  const reply = await office.shell('carryAway', { drill: false, path: stick });
  expect(reply).toMatchObject({ ok: true, value: { cases: 1 } });
  const after = await done(office, 'emergency.state', {});
  expect(after).toMatchObject({ onlyHere: 0 });
  expect(after).toHaveProperty('lastCopyUtc');
  expect(await office.shell('carryAway', { drill: false, path: join(stick, 'nowhere') })).toMatchObject({
    ok: false,
    error: { code: 'SYNC_STICK_REMOVED' },
  });
  // Put where an office lies, the copy is one.
  const files = [...filesBelow(stick)];
  const elsewhere = temporaryFolder();
  for (const [name, bytes] of files) {
    if (name.endsWith('.hifadhi-db')) writeFileSync(join(elsewhere, 'office.db'), bytes);
    if (name.endsWith('.keys.json')) writeFileSync(join(elsewhere, 'office.keys.json'), bytes);
  }
  const copy = officeIn(elsewhere);
  expect(await signIn(copy, head)).toMatchObject({ ok: true });
  expect((await done(copy, 'cases.open', { caseId: first })).document.values['full_name']).toBe('Furaha Neema Amani');
  const { lines } = await done(copy, 'audit.list', { area: 'office', limit: 50 });
  expect(lines.map(({ action }) => action)).toContain('emergency.carried');
});

test('the plan is kept and printed on one page, and a drill is written down with its times', async () => {
  const { office } = await openedOffice();
  const plan = {
    safePlace: 'Mlimani',
    call: 'Halima, 0700 000 110\nThe safe office',
    takeAlong: 'Red folders',
    destroy: '',
  };
  await done(office, 'emergency.setPlan', plan);
  await done(office, 'emergency.drilled', { page: 0, carried: 51, erased: 62 });
  const state = await done(office, 'emergency.state', {});
  expect(state.plan).toEqual(plan);
  expect(state.lastDrill).toMatchObject({ by: 'Halima Osman', times: { page: 0, carried: 51, erased: 62 } });
  const printed = await office.shell('printEmergencyPlan', { language: 'en' });
  expect(printed.ok && (printed.value as { html: string }).html).toContain('0700 000 110');
});
