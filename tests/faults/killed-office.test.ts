import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import type { CaseId } from '#core/ids.ts';
import {
  aCase,
  closedOffice,
  done,
  everyCase,
  officeIn,
  PASSPHRASE,
  resourcesDir,
  signIn,
  trailStanding,
} from './temporary-office.ts';

const child = join(import.meta.dirname, 'typing-child.ts');

/** Lets the process work until it has said so many lines, kills it, and gives the lines and when it was killed. */
async function killAfter(
  lines: number,
  dir: string,
  user: string,
  work: 'type' | 'register',
): Promise<{ readonly said: string[]; readonly killedAt: number }> {
  const document = JSON.stringify(aCase({ full_name: 'Amina Hassan' }));
  const running = spawn(process.execPath, [child, dir, resourcesDir, user, PASSPHRASE, work, document], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  let killedAt = 0;
  for await (const line of createInterface({ input: running.stdout })) {
    said.push(line);
    if (said.length >= lines && killedAt === 0) {
      killedAt = Date.now();
      running.kill('SIGKILL');
    }
  }
  if (running.exitCode === null && running.signalCode === null) await once(running, 'exit');
  expect(running.signalCode).toBe('SIGKILL');
  return { said, killedAt };
}

test('killed while typing: at most the last two seconds are missing', async () => {
  const { dir, head } = await closedOffice();
  const { said, killedAt } = await killAfter(8, dir, head, 'type');
  const office = officeIn(dir);
  expect(await signIn(office, head)).toMatchObject({ ok: true });
  const [draft] = await done(office, 'cases.drafts', {});
  expect(draft?.draftId).toBe(said[0]);
  const kept = await done(office, 'cases.openDraft', { draftId: said[0] as never });
  const last = Number(kept.document.values['nickname']);
  expect(last).toBeGreaterThanOrEqual(Number(said.at(-1)));
  expect(killedAt - last).toBeLessThan(2000);
  expect(kept.document.values['full_name']).toBe('Amina Hassan');
});

test.each([1, 7])('killed while registering, after %i children: whole cases and no half one', async (least) => {
  const { dir, head } = await closedOffice();
  const { said } = await killAfter(least, dir, head, 'register');
  const office = officeIn(dir);
  expect(await signIn(office, head)).toMatchObject({ ok: true });
  const { rows } = await done(office, 'cases.list', everyCase);
  const ids = rows.map((row) => row.caseId);
  expect(ids).toEqual(expect.arrayContaining(said));
  // What was saved but not acknowledged before the kill: at most the one in hand.
  expect(ids.length - 1 - said.length).toBeLessThanOrEqual(1);
  const drafts = await done(office, 'cases.drafts', {});
  expect(drafts.length).toBeLessThanOrEqual(1);
  for (const caseId of said as CaseId[]) {
    const { document } = await done(office, 'cases.open', { caseId });
    expect(document.values).toMatchObject(aCase({ full_name: 'Amina Hassan' }).values);
    expect(await done(office, 'history.entries', { caseId })).toHaveLength(1);
  }
  expect(await trailStanding(office)).toMatchObject({ state: 'whole' });
});
