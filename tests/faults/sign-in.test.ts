import { expect, test } from 'vitest';
import {
  createOffice,
  done,
  HEAD,
  officeIn,
  PASSPHRASE,
  SetClock,
  signIn,
  trailStanding,
  temporaryFolder,
  closedOffice,
  ask,
} from './temporary-office.ts';

const HOUR = 60 * 60_000;
const wrong = 'amber lantern crosses the quiet rivers';

test('wrong passphrases: tries left, then waits that grow and outlive a restart and a clock set back', async () => {
  const { dir, head } = await closedOffice();
  const clock = new SetClock();
  const first = officeIn(dir, clock);
  for (const triesLeft of [4, 3, 2, 1]) {
    expect(await signIn(first, head, wrong)).toMatchObject({
      ok: false,
      error: { code: 'AUTH_WRONG_PASSPHRASE', params: { triesLeft } },
    });
  }
  expect(await signIn(first, head, wrong)).toMatchObject({
    ok: false,
    error: { code: 'AUTH_WAIT', params: { seconds: 60 } },
  });

  const restarted = officeIn(dir, clock);
  expect(await signIn(restarted, head)).toMatchObject({ ok: false, error: { code: 'AUTH_WAIT' } });
  clock.offset = -365 * 24 * HOUR;
  const setBack = await signIn(restarted, head);
  expect(setBack).toMatchObject({ ok: false, error: { code: 'AUTH_WAIT' } });
  clock.offset += 61_000;
  const longer = await signIn(restarted, head, wrong);
  expect(longer).toMatchObject({ ok: false, error: { code: 'AUTH_WAIT', params: { seconds: 300 } } });
  clock.offset += 5 * 60_000 + 1000;
  expect(await signIn(restarted, head)).toMatchObject({ ok: true });

  const { lines } = await done(restarted, 'audit.list', { limit: 100 });
  expect(lines.filter((line) => line.action === 'session.failed')).toHaveLength(6);
  expect(JSON.stringify(lines)).not.toContain('rivers');
  expect(await trailStanding(restarted)).toMatchObject({ state: 'whole' });
});

test('a person that does not exist is answered like a wrong passphrase', async () => {
  const { dir } = await closedOffice();
  const stranger = 'AAAAAAAAAAAAAAAAAAAAAA' as never;
  const reply = await signIn(officeIn(dir), stranger, PASSPHRASE);
  expect(reply).toMatchObject({ ok: false, error: { code: 'AUTH_WRONG_PASSPHRASE', params: { triesLeft: 4 } } });
});

test('a weak passphrase does not void the recovery kit that was just verified', async () => {
  const office = officeIn(temporaryFolder());
  const kit = await done(office, 'setup.prepareKit', {});
  await done(office, 'setup.verifyKit', { words: kit.check.map((n) => kit.words[n - 1] ?? '') });
  const input = {
    language: 'en' as const,
    programmeName: 'Marabia child protection',
    officeName: 'Kisimani',
    officeCode: 'KSM',
    timeZone: 'Africa/Nairobi',
    workingDays: [1, 2, 3, 4, 5],
    administrator: { name: HEAD, passphrase: 'halima', alsoSupervisor: true },
    profile: 'full' as const,
  };
  expect(await ask(office, 'setup.create', input)).toMatchObject({ error: { code: 'AUTH_PASSPHRASE_WEAK' } });
  expect(await done(office, 'app.state', {})).toMatchObject({ phase: 'first-start' });
  const again = { ...input, administrator: { ...input.administrator, passphrase: PASSPHRASE } };
  expect(await ask(office, 'setup.create', again)).toMatchObject({ ok: true });
});

test('no office without a verified kit, and none over an office that is there', async () => {
  const office = officeIn(temporaryFolder());
  const kit = await done(office, 'setup.prepareKit', {});
  expect(await done(office, 'setup.verifyKit', { words: ['one', 'two', 'three'] })).toEqual({ right: false });
  await expect(createOfficeUnverified(office, kit.words.length)).resolves.toBe('KEY_KIT_WRONG');
  await createOffice(office);
  office.close();
  await expect(createOffice(office)).rejects.toThrow('AUTH_ALREADY_OPEN');
});

async function createOfficeUnverified(office: ReturnType<typeof officeIn>, words: number): Promise<string> {
  expect(words).toBe(24);
  const reply = await ask(office, 'setup.create', {
    language: 'en',
    programmeName: 'Marabia child protection',
    officeName: 'Kisimani',
    officeCode: 'KSM',
    timeZone: 'Africa/Nairobi',
    workingDays: [1],
    administrator: { name: HEAD, passphrase: PASSPHRASE, alsoSupervisor: false },
    profile: 'full',
  });
  return reply.ok ? 'ok' : reply.error.code;
}
