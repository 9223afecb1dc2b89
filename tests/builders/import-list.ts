import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImportRun, ImportTable, ReadAs } from '#core/contracts/imports.contract.ts';
import type { Input } from '#core/contracts/index.ts';
import type { ImportPlan } from '#core/import/plan.ts';
import type { UserId } from '#core/ids.ts';
import type { Office } from '../../main/office/office.ts';
import { done, temporaryFolder } from '../faults/temporary-office.ts';
import { asItIs } from './made-lists.ts';

interface TakenList {
  readonly place: string;
  readonly table: ImportTable;
}

/** Reads a chosen file to its end, as the page does. */
export async function readList(office: Office, place: string, as: Partial<ReadAs> = {}): Promise<ImportTable> {
  for (;;) {
    const step = await done(office, 'imports.read', { place, as: { ...asItIs, ...as } });
    if (!step.more) return step.table;
  }
}

/** What the dialog and the first page do with a file of these bytes. */
export async function takeList(
  office: Office,
  name: string,
  bytes: string | Uint8Array,
  as: Partial<ReadAs> = {},
): Promise<TakenList> {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, bytes);
  const reply = await office.shell('takeImportFile', { path });
  if (!reply.ok) throw new Error(reply.error.code);
  const { place } = reply.value as { place: string };
  return { place, table: await readList(office, place, as) };
}

export async function checkList(office: Office, place: string, plan: ImportPlan, owner: UserId): Promise<ImportRun> {
  for (let again = true; ; again = false) {
    const input = { place, plan: plan as Input<'imports.check'>['plan'], owner, again };
    const step = await done(office, 'imports.check', input);
    if (!step.more) return step.run;
  }
}

export async function importList(office: Office, run: string): Promise<ImportRun> {
  for (;;) {
    const step = await done(office, 'imports.goOn', { run });
    if (!step.more) return step.run;
  }
}
