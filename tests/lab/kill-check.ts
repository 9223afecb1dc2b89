import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Output } from '#core/contracts/index.ts';
import { keyFilePath, readKeyFile } from '../../main/crypto/key-file-store.ts';
import type { OpenOffice } from '../../main/office/open-office.ts';
import type { OfficeCaller } from '../builders/office-caller.ts';
import { everyCase } from '../builders/office-words.ts';
import type { KillOrder } from './kill-works.ts';

/** Rows of the list that an office imports. */
export const IMPORT_ROWS = 60;
/** Cases that are opened and compared; that all are there is asked of all. */
const OPENED = 12;

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
const numberOf = (answer: unknown): number => Number(String(answer).slice(1));

export function openOf({ office: { open } }: OfficeCaller): OpenOffice {
  if (!open) throw new Error('the office is closed');
  return open;
}

/** The audit trail was followed anew to its end, and holds. Throws otherwise. */
export async function trailIsWhole(caller: OfficeCaller): Promise<void> {
  let standing: Output<'audit.standing'> = await caller.call('audit.standing', { again: true });
  while (standing.state === 'checking') {
    await new Promise(setImmediate);
    standing = await caller.call('audit.standing', { again: false });
  }
  must(standing.state === 'whole', `the trail is ${standing.state}`);
}

async function casesAreThere(caller: OfficeCaller, { acknowledged }: KillOrder): Promise<void> {
  const ids = new Set(await caller.call('cases.ids', { query: everyCase.query }));
  for (const [caseId] of acknowledged.cases) must(ids.has(caseId), `case ${caseId} is gone`);
  for (const [caseId, answer] of acknowledged.cases.slice(-OPENED)) {
    const found = (await caller.call('cases.open', { caseId })).document.values['nickname'];
    // A save may have been durable before it could be acknowledged.
    must(numberOf(found) >= numberOf(answer), `case ${caseId} says ${String(found)} and not ${answer}`);
  }
}

async function rowsAreThere(caller: OfficeCaller, { run, first, acknowledged }: KillOrder): Promise<void> {
  const found = (await caller.call('imports.list', {})).runs.find((one) => one.run === run);
  const created = found?.counts.created ?? 0;
  must(created >= acknowledged.created, `${String(created)} rows are cases and ${String(acknowledged.created)} were`);
  const { length } = await caller.call('cases.ids', { query: everyCase.query });
  must(
    length === created + first,
    `${String(length)} cases, ${String(first)} of them from before, ${String(created)} rows`,
  );
}

/** What was acknowledged as a backup can be put back whole. */
async function backupHolds(caller: OfficeCaller): Promise<void> {
  const open = openOf(caller);
  await open.backups.start(open, 'rehearsal');
  const { backups } = await caller.call('safety.state', {});
  const [last] = backups.rehearsals;
  must(last !== undefined && last.code === undefined, `the backup cannot be put back: ${last?.code ?? ''}`);
}

/** A change of the key that was begun goes on to its end by itself. */
async function keyIsOne(caller: OfficeCaller, { dir }: KillOrder): Promise<void> {
  const open = openOf(caller);
  await open.backups.start(open, 'key');
  const { due, failed } = await caller.call('keys.state', {});
  must(due === undefined && failed === undefined, `the key does not change: ${failed ?? ''}`);
  const file = readKeyFile(dir);
  must(file.ok && file.value.nextDatabaseKey === undefined, 'the key file still holds two keys');
  must(!existsSync(join(dir, 'office.db.rekey')), 'a copy under another key was left');
}

/** Whether the office stands in its folder. Throws where it was said to and does not. */
export function officeStands({ dir, acknowledged }: KillOrder): boolean {
  const stands = existsSync(keyFilePath(dir));
  must(stands || !acknowledged.restored, 'the office is gone');
  return stands;
}

/** Signs in after a kill and looks at everything that had been acknowledged before. Throws what does not hold. */
export async function openChecked(caller: OfficeCaller, order: KillOrder): Promise<void> {
  const { user, passphrase, work, acknowledged } = order;
  await caller.call('session.signIn', { user, passphrase });
  await casesAreThere(caller, order);
  if (work === 'import') await rowsAreThere(caller, order);
  if (work === 'key') await keyIsOne(caller, order);
  if (acknowledged.backup) await backupHolds(caller);
  await trailIsWhole(caller);
}
