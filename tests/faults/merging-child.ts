import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import type { CaseId, UserId } from '#core/ids.ts';
import { systemClock } from '../../main/office/clock.ts';
import { Office } from '../../main/office/office.ts';

/**
 * A process to be killed: signs in, then merges two cases and takes them apart again without end. Each line of output is
 * an act that was acknowledged.
 */
const [dir = '', resourcesDir = '', user = '', passphrase = '', keep = '', other = ''] = process.argv.slice(2);
// A process that is killed keeps nothing for the next one.
flushCompileCache();
const office = new Office({ dir, resourcesDir, version: 'test', clock: systemClock, emit: () => undefined });

async function must<T>(name: string, input: unknown): Promise<T> {
  const reply = await office.call(name, input);
  if (!reply.ok) throw new Error(`${name} ${reply.error.code}`);
  return reply.value as T;
}
const caseId = keep as CaseId;
const why = 'The same mother';

await must('session.signIn', { user: user as UserId, passphrase });
for (;;) {
  const { seen } = await must<{ seen: string }>('merging.compare', { caseId, other });
  await must('merging.merge', { caseId, other, take: {}, bring: {}, why, seen });
  writeSync(1, 'merged\n');
  const { holds } = await must<{ holds: readonly { mergeId: string }[] }>('cases.open', { caseId });
  const asked = { caseId, merge: holds[0]?.mergeId ?? '' };
  const since = await must<{ seen: string }>('merging.since', asked);
  await must('merging.takeApart', { ...asked, fieldsBack: [], rowsBack: [], why, seen: since.seen });
  writeSync(1, 'apart\n');
}
