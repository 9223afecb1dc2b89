import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CaseId } from '#core/ids.ts';
import type { Office } from '../../main/office/office.ts';
import { killAfter } from './kill-after.ts';
import { closedOffice, done, officeIn, PASSPHRASE, resourcesDir, signIn, trailStanding } from './temporary-office.ts';

const child = join(import.meta.dirname, 'switching-child.ts');

/** What an office says of a case that its configuration decides: what is due, and what is in force. */
async function stateOf(office: Office, caseId: CaseId): Promise<{ profile: string; tasks: readonly string[] }> {
  const { now } = await done(office, 'config.packages', {});
  const lines = (await done(office, 'tasks.list', { of: 'office', days: 92 })).lines;
  const own = lines.filter((line) => line.case.caseId === caseId);
  return { profile: now.profile, tasks: own.map(({ task }) => `${task.key} ${task.dueAtUtc}`).sort() };
}

test.each([1, 2, 5])(
  'killed after %i lines, an office works with the one configuration or the other, and never with half',
  async (least) => {
    const { dir, head, first } = await closedOffice();
    const whole = new Map<string, readonly string[]>();
    const before = officeIn(dir);
    await signIn(before, head);
    for (const profile of ['rapid-onset', 'full']) {
      const { hash, than } = await done(before, 'config.look', { profile });
      if (than !== 'same') await done(before, 'config.switch', { hash });
      whole.set(profile, (await stateOf(before, first)).tasks);
    }
    expect(whole.get('full')).not.toEqual(whole.get('rapid-onset'));
    before.close();

    await killAfter(least, child, dir, resourcesDir, head, PASSPHRASE);

    const office = officeIn(dir);
    expect(await signIn(office, head)).toMatchObject({ ok: true });
    const { profile, tasks } = await stateOf(office, first);
    expect(tasks).toEqual(whole.get(profile));
    const { lines } = await done(office, 'audit.list', { limit: 50 });
    const last = lines.find(({ action }) => action === 'office.configuration');
    expect(last?.detail).toMatch(new RegExp(` to ${profile} `));
    expect(await trailStanding(office)).toMatchObject({ state: 'whole' });
  },
  120_000,
);
