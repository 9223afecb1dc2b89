import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import type { UserId } from '#core/ids.ts';
import { systemClock } from '../../main/office/clock.ts';
import { Office } from '../../main/office/office.ts';

/** A process to be killed: signs in and goes on with an import. Each line of output is a number of cases that was acknowledged. */
const [dir = '', resourcesDir = '', user = '', passphrase = '', run = ''] = process.argv.slice(2);
// A process that is killed keeps nothing for the next one.
flushCompileCache();
const office = new Office({ dir, resourcesDir, version: 'test', clock: systemClock, emit: () => undefined });

async function must<T>(name: string, input: unknown): Promise<T> {
  const reply = await office.call(name, input);
  if (!reply.ok) throw new Error(`${name} ${reply.error.code}`);
  return reply.value as T;
}

await must('session.signIn', { user: user as UserId, passphrase });
for (let more = true; more;) {
  const step = await must<{ more: boolean; run: { counts: { created: number } } }>('imports.goOn', { run });
  ({ more } = step);
  writeSync(1, `${String(step.run.counts.created)}\n`);
}
