import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SignInDelay } from '../../../main/crypto/sign-in-delay.ts';

const NOW = Date.UTC(2026, 0, 15, 9);
const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;

let dir: string;
let identity: string;
let recipient: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'hifadhi-delay-'));
  identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** As after a restart: nothing is kept in memory. */
const started = (): SignInDelay => new SignInDelay(dir, recipient);
async function wrong(times: number, now = NOW): Promise<void> {
  for (let n = 0; n < times; n += 1) await started().failed('amina', now);
}

test('five tries are free, then the waits grow', async () => {
  const waits: number[] = [];
  const left: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    const answer = await started().failed('amina', NOW);
    if (!answer.ok) throw new Error(answer.error.code);
    waits.push(answer.value.waitSeconds);
    left.push(answer.value.triesLeft);
  }
  expect(left).toEqual([4, 3, 2, 1, 0, 0, 0, 0, 0]);
  expect(waits).toEqual([0, 0, 0, 0, 60, 300, 900, 1800, 3600]);
});

test('the wait survives a restart and ends when its time has passed', async () => {
  await wrong(5);
  expect(started().check('amina', NOW)).toMatchObject({ error: { code: 'AUTH_WAIT', params: { seconds: 60 } } });
  expect(started().check('amina', NOW + 20_000)).toMatchObject({ error: { params: { seconds: 40 } } });
  expect(started().check('amina', NOW + MINUTE)).toEqual({ ok: true, value: undefined });
});

test('a clock set back neither shortens nor endlessly lengthens the wait', async () => {
  await wrong(5);
  expect(started().check('amina', NOW - YEAR)).toMatchObject({ error: { params: { seconds: 60 } } });
  expect(started().check('amina', NOW - YEAR + 30_000)).toMatchObject({ error: { params: { seconds: 30 } } });
  expect(started().check('amina', NOW - 2 * YEAR)).toMatchObject({ error: { params: { seconds: 30 } } });
  expect(started().check('amina', NOW - 2 * YEAR + 30_000).ok).toBe(true);
});

test('one person’s wait does not keep others out, and a right passphrase forgets it', async () => {
  await wrong(6);
  expect(started().check('baraka', NOW).ok).toBe(true);
  expect(started().succeeded('amina', NOW).ok).toBe(true);
  expect(started().check('amina', NOW).ok).toBe(true);
  const again = await started().failed('amina', NOW);
  expect(again).toMatchObject({ value: { triesLeft: 4 } });
});

test('failed attempts can be read by the office alone, and are there until they are in the audit', async () => {
  await wrong(3);
  const file = readFileSync(join(dir, 'sign-in.json'), 'utf8');
  expect(file).not.toContain('"failures":2,"at"');
  const sealed = await started().sealedAttempts(identity);
  expect(sealed).toEqual({
    attempts: [1, 2, 3].map((failures) => ({ who: 'amina', at: NOW, failures })),
    unreadable: 0,
  });
  const other = await started().sealedAttempts(await generateX25519Identity());
  expect(other).toEqual({ attempts: [], unreadable: 3 });
  started().succeeded('amina', NOW);
  expect((await started().sealedAttempts(identity)).attempts).toHaveLength(3);
  started().forgetSealed(NOW);
  expect(await started().sealedAttempts(identity)).toEqual({ attempts: [], unreadable: 0 });
});

test('damaging the file is no way around the wait, for anybody, and is counted', async () => {
  await wrong(2);
  for (const text of ['', '{', '[]', '{"version":1}', '\u0000'.repeat(100)]) {
    writeFileSync(join(dir, 'sign-in.json'), text);
    expect(started().check('amina', NOW)).toMatchObject({ error: { code: 'AUTH_WAIT' } });
    expect(started().check('baraka', NOW)).toMatchObject({ error: { code: 'AUTH_WAIT' } });
    expect((await started().sealedAttempts(identity)).unreadable).toBe(1);
  }
  expect(started().check('baraka', NOW + MINUTE).ok).toBe(true);
});
