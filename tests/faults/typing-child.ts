import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import type { UserId } from '#core/ids.ts';
import { systemClock } from '../../main/office/clock.ts';
import { Office } from '../../main/office/office.ts';

/**
 * A process to be killed: signs in, then either types into a draft, saving every 200 ms as the page does, or registers
 * one child after the other. Each line of output is something that was acknowledged.
 */
const [dir = '', resourcesDir = '', user = '', passphrase = '', work = '', document = ''] = process.argv.slice(2);
// A process that is killed keeps nothing for the next one.
flushCompileCache();
const office = new Office({ dir, resourcesDir, version: 'test', clock: systemClock, emit: () => undefined });

async function must<T>(name: string, input: unknown): Promise<T> {
  const reply = await office.call(name, input);
  if (!reply.ok) throw new Error(`${name} ${reply.error.code}`);
  return reply.value as T;
}
const say = (line: string): void => void writeSync(1, `${line}\n`);

await must('session.signIn', { user: user as UserId, passphrase });
const answers = JSON.parse(document) as { values: Record<string, unknown>; rows: Record<string, unknown> };
const begin = async (): Promise<string> =>
  (await must<{ draftId: string }>('cases.startRegistration', { notSameAs: [] })).draftId;
const keep = (draftId: string, values: Record<string, unknown>): Promise<unknown> =>
  must('cases.saveDraft', { draftId, document: { values, rows: answers.rows }, accepted: [], notSameAs: [] });

if (work === 'type') {
  const draftId = await begin();
  say(draftId);
  setInterval(() => {
    const typedAt = Date.now();
    void keep(draftId, { ...answers.values, nickname: String(typedAt) }).then(() => {
      say(String(typedAt));
    });
  }, 200);
} else {
  for (;;) {
    const draftId = await begin();
    await keep(draftId, answers.values);
    say((await must<{ caseId: string }>('cases.save', { draftId })).caseId);
  }
}
