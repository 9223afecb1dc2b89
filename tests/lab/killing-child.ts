import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { OfficeCaller } from '../builders/office-caller.ts';
import { aCase } from '../builders/shareable-case.ts';
import { officeStands, openChecked, openOf } from './kill-check.ts';
import type { KillOrder, Said } from './kill-works.ts';

// A process to be killed: an office on its own files, which looks at what it had acknowledged in the life before, and
// then does one thing without end. Each line of output is something that was acknowledged.
const order = JSON.parse(process.argv[2] ?? '{}') as KillOrder;
const { dir, resourcesDir, work, run, backups } = order;
const caller = new OfficeCaller(dir, resourcesDir, 'test');
let count = order.from;
// A process that is killed keeps nothing for the next one.
flushCompileCache();

const say = (line: Said): void => void writeSync(1, `${JSON.stringify(line)}\n`);
const untilKilled = (): Promise<never> => new Promise(() => setInterval(() => undefined, 1000));

async function restore(): Promise<void> {
  const { place, backups: list } = await caller.shell<NonNullable<Output<'setup.pickBackup'>>>('lookForBackups', {
    path: backups,
  });
  const [newest] = list;
  if (!newest) throw new Error('there is no backup');
  await caller.call('setup.restoreBackup', { place, officeId: newest.officeId, number: newest.number });
  say({ restored: true });
}

async function save(draftId: Output<'cases.startEdit'>['draftId'], known?: CaseId): Promise<CaseId> {
  const answer = `N${String((count += 1))}`;
  const document = aCase({ nickname: answer }) as Input<'cases.saveDraft'>['document'];
  await caller.call('cases.saveDraft', { draftId, document, accepted: [], notSameAs: [] });
  const { caseId } = await caller.call('cases.save', { draftId });
  say({ caseId: known ?? caseId, answer });
  return caseId;
}
async function registerAndChange(): Promise<void> {
  const caseId = await save((await caller.call('cases.startRegistration', { notSameAs: [] })).draftId);
  await save((await caller.call('cases.startEdit', { caseId })).draftId, caseId);
}
/** Until a job beside the work is over; somebody goes on registering meanwhile. */
async function beside(job: 'backup' | 'key'): Promise<void> {
  const open = openOf(caller);
  const end = open.backups.start(open, job);
  await registerAndChange();
  await end;
}

async function goOn(): Promise<void> {
  if (work === 'import') {
    // The life before may have come to its end, in acknowledged steps or in one that was not.
    const known = (await caller.call('imports.list', {})).runs.find((one) => one.run === run);
    if (known?.state === 'done') await untilKilled();
    const { run: now } = await caller.call('imports.goOn', { run });
    say({ created: now.counts.created });
  } else if (work === 'backup') {
    await beside('backup');
    const { failed } = (await caller.call('safety.state', {})).backups;
    if (failed) throw new Error(`no backup: ${failed.code}`);
    say({ backup: true });
  } else if (work === 'key') {
    await caller.call('keys.change', {});
    await beside('key');
    const { due, failed } = await caller.call('keys.state', {});
    if (due || failed !== undefined) throw new Error(`the key did not change: ${failed ?? ''}`);
    say({ key: true });
  } else await registerAndChange();
}

say({ opening: true });
try {
  if (!officeStands(order)) await restore();
  await openChecked(caller, order);
  say({ ready: true });
  for (;;) await goOn();
} catch (error) {
  say({ broken: error instanceof Error ? error.message : String(error) });
  await untilKilled();
}
