import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import type { UserId } from '#core/ids.ts';
import { systemClock } from '../../main/office/clock.ts';
import { Office } from '../../main/office/office.ts';

/**
 * A process to be killed: signs in, then switches between two profiles without end. Each line of output is a switch that
 * is under way or that was acknowledged.
 */
const [dir = '', resourcesDir = '', user = '', passphrase = ''] = process.argv.slice(2);
// A process that is killed keeps nothing for the next one.
flushCompileCache();
const office = new Office({
  dir,
  resourcesDir,
  version: 'test',
  clock: systemClock,
  emit: ({ type }) => {
    if (type === 'progress') writeSync(1, 'under way\n');
  },
});

async function must<T>(name: string, input: unknown): Promise<T> {
  const reply = await office.call(name, input);
  if (!reply.ok) throw new Error(`${name} ${reply.error.code}`);
  return reply.value as T;
}

await must('session.signIn', { user: user as UserId, passphrase });
for (;;)
  for (const profile of ['rapid-onset', 'full']) {
    const { hash } = await must<{ hash: string }>('config.look', { profile });
    await must('config.switch', { hash });
    writeSync(1, `${profile}\n`);
  }
