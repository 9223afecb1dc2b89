import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { PAGE_SIZE } from '../../main/storage/page-verifier.ts';
import { keepAttachment } from '../../main/office/add-attachment.ts';
import { attachmentsDir } from '../../main/office/attachment-access.ts';
import type { Office } from '../../main/office/office.ts';
import { jpeg, png } from '../builders/made-files.ts';
import {
  aCase,
  done,
  officeIn,
  openedOffice,
  register,
  SetClock,
  signIn,
  temporaryFolder,
} from './temporary-office.ts';
import type { CaseId, UserId } from '#core/ids.ts';

// Attached files from after the copy that takes the place of a damaged database.

// Many sign-ins, each dear on purpose.
vi.setConfig({ testTimeout: 120_000 });

const DAY = 26 * 60 * 60_000;

function add(office: Office, caseId: CaseId, content: Uint8Array): string {
  if (!office.open) throw new Error('the office is closed');
  const about = { caseId, of: { field: 'child_photos' }, kind: 'photo', name: 'a.png' } as const;
  return keepAttachment(office.open, about, content, png()).id;
}
/** Breaks a page of this table, as a failing disk does; the first by default. */
function breakPage(office: Office, dir: string, table: string): void {
  if (!office.open) throw new Error('the office is closed');
  const [page] = office.open.db
    .read<[string], { n: number }>(
      `SELECT pageno AS n FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno`,
    )
    .all(table);
  if (!page) throw new Error('no page');
  office.open.opened.database.checkpoint();
  const file = join(dir, 'office.db');
  const bytes = readFileSync(file);
  const at = (page.n - 1) * PAGE_SIZE + 2000;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}
const byCopy = (office: Office) => done(office, 'app.restoreLastGoodCopy', {});
const byBackup = (stick: string) => async (office: Office) => {
  const found = await office.shell('lookForBackups', { path: stick });
  if (!found.ok) throw new Error(found.error.code);
  const { place, backups } = found.value as { place: string; backups: { officeId: string; number: number }[] };
  await done(office, 'setup.restoreBackup', { place, officeId: backups[0]?.officeId, number: 1 } as never);
};
/** The office after its damaged database was replaced by the copy of the day before, or by a backup. */
async function replaced(
  office: Office,
  dir: string,
  head: UserId,
  clock: SetClock,
  restores: (office: Office) => Promise<unknown> = byCopy,
) {
  clock.offset += DAY;
  if (!office.open) throw new Error('the office is closed');
  await office.open.backups.turn(office.open);
  office.close();
  const back = officeIn(dir, clock);
  expect(await signIn(back, head)).toMatchObject({ error: { code: 'SAFE_DAMAGED' } });
  await restores(back);
  expect(await signIn(back, head)).toMatchObject({ ok: true });
  return back;
}

test('files from after the copy are in their cases again, also where the copy knows no key of files', async () => {
  const clock = new SetClock();
  const { office, dir, head, first } = await openedOffice(clock);
  const later = await register(office, aCase({ full_name: 'Baraka Afterwards' }));
  const ids = [add(office, first, png()), add(office, later, jpeg())];
  // A table that nothing is written to meanwhile, which would mend it.
  breakPage(office, dir, 'saved_report');
  const back = await replaced(office, dir, head, clock);
  const { salvage } = await done(back, 'safety.state', {});
  expect(salvage).toMatchObject({ files: 2, lostFiles: 0, unreadable: 0, gone: [], incomplete: [] });
  for (const [i, caseId] of [first, later].entries()) {
    const [one] = await done(back, 'attachments.list', { caseId });
    expect(one?.id).toBe(ids[i]);
    const { bytes } = await done(back, 'attachments.read', { caseId, id: one?.id ?? '', at: 0 });
    expect(Buffer.from(bytes)).toEqual(i === 0 ? png() : jpeg());
  }
});

test('a file that is not in the folder any more, and lines that cannot be read, are told as lost', async () => {
  const clock = new SetClock();
  const { office, dir, head, first } = await openedOffice(clock);
  add(office, first, png());
  const [name = ''] = readdirSync(attachmentsDir(dir));
  add(office, first, jpeg());
  rmSync(join(attachmentsDir(dir), name));
  breakPage(office, dir, 'saved_report');
  const back = await replaced(office, dir, head, clock);
  expect((await done(back, 'safety.state', {})).salvage).toMatchObject({ files: 1, lostFiles: 1 });
  const { lines } = await done(back, 'audit.list', { limit: 20 });
  expect(lines.find(({ action }) => action === 'backup.salvaged')).toMatchObject({ result: 'failed' });
  back.close();

  const other = await openedOffice(clock);
  add(other.office, other.first, png());
  breakPage(other.office, other.dir, 'attachment');
  const after = await replaced(other.office, other.dir, other.head, clock);
  expect((await done(after, 'safety.state', {})).salvage).toMatchObject({ files: 0, lostFiles: 1 });
});

test('a backup in place of the damaged database takes them over from the folder that it replaced', async () => {
  const clock = new SetClock();
  const { office, dir, head, first } = await openedOffice(clock);
  const stick = temporaryFolder();
  expect(await office.shell('chooseBackupPlace', { path: stick })).toMatchObject({ ok: true });
  await office.open?.backups.start(office.open, 'backup');
  const id = add(office, first, png());
  breakPage(office, dir, 'saved_report');
  const back = await replaced(office, dir, head, clock, byBackup(stick));
  expect((await done(back, 'safety.state', {})).salvage).toMatchObject({ files: 1, lostFiles: 0 });
  const { bytes } = await done(back, 'attachments.read', { caseId: first, id, at: 0 });
  expect(Buffer.from(bytes)).toEqual(png());
});
