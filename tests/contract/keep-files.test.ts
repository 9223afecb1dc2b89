import { existsSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CaseId } from '#core/ids.ts';
import { attachmentsDir } from '../../main/office/attachment-access.ts';
import { keepAttachment } from '../../main/office/add-attachment.ts';
import type { Office } from '../../main/office/office.ts';
import { addDays } from '../builders/calendar-days.ts';
import { jpeg, png, wav } from '../builders/made-files.ts';
import { done, officeIn, openedOffice, refusal, SetClock, signIn } from '../faults/temporary-office.ts';
import { closedCase, today } from './closed-case.ts';

const DAY = 86_400_000;
const YEAR = 367;
const WHY = 'Nobody needs them any more.';

function attach(office: Office, caseId: CaseId, field: string, name: string, content: Uint8Array): string {
  const { open } = office;
  if (!open) throw new Error('the office is closed');
  const kind = field === 'child_photos' ? 'photo' : 'audio';
  return keepAttachment(open, { caseId, of: { field }, kind, name }, content, undefined).id;
}
/** A case that was closed today with an older and a newer photo of the child, and a recording. */
async function withFiles(office: Office, clock: SetClock): Promise<{ caseId: CaseId; photos: string[] }> {
  let photos: string[] = [];
  const answers = (caseId: CaseId) => {
    photos = [
      attach(office, caseId, 'child_photos', 'older.jpg', jpeg()),
      attach(office, caseId, 'child_photos', 'newer.png', png()),
    ];
    return { child_photos: photos, child_recordings: [attach(office, caseId, 'child_recordings', 'a.wav', wav())] };
  };
  const caseId = await closedCase(office, clock, { protection_concerns: ['neglect'] }, { review: 3000, answers });
  return { caseId, photos };
}
const onDisk = (dir: string): number => (existsSync(attachmentsDir(dir)) ? readdirSync(attachmentsDir(dir)).length : 0);
const due = async (office: Office): Promise<unknown[]> => (await done(office, 'keeping.files', {})).lines;

test('a year after the end files are due, are taken out by a person, and are gone from the disk after the sweep', async () => {
  const clock = new SetClock();
  const { office: first, dir, head } = await openedOffice(clock);
  let office = first;
  const later = async (days: number): Promise<void> => {
    office.close();
    clock.offset += days * DAY;
    office = officeIn(dir, clock);
    expect(await signIn(office, head)).toMatchObject({ ok: true });
  };
  const { caseId, photos } = await withFiles(office, clock);
  const closedOn = today(clock);
  expect(onDisk(dir)).toBe(3);
  await later(YEAR - 4);
  expect(await due(office)).toEqual([]);
  expect(await refusal(office, 'keeping.takeFiles', { cases: [caseId], leavePhoto: true, why: WHY })).toMatchObject({
    code: 'FORM_STALE',
  });
  await later(4);
  expect(await due(office)).toMatchObject([{ caseId, photos: 2, sounds: 1, documents: 0 }]);
  const look = await done(office, 'keeping.lookAtFiles', { cases: [caseId] });
  expect(look.cases[0]?.files.map(({ of, child }) => [of, child])).toEqual([
    ['child_photos', false],
    ['child_photos', true],
    ['child_recordings', false],
  ]);
  const until = addDays(today(clock), 10);
  await done(office, 'keeping.keepFiles', { cases: [caseId], until, why: 'The court asked.' });
  expect(await due(office)).toEqual([]);
  await later(10);
  expect(await due(office)).toMatchObject([{ caseId, kept: { until, why: 'The court asked.', by: 'Halima Osman' } }]);

  expect(await done(office, 'keeping.takeFiles', { cases: [caseId], leavePhoto: true, why: WHY })).toEqual({
    count: 2,
  });
  const after = await done(office, 'keeping.files', {});
  expect(after.lines).toEqual([]);
  expect(after.taken).toMatchObject([{ count: 2, why: WHY, by: 'Halima Osman' }]);
  const { document } = await done(office, 'cases.open', { caseId });
  expect(document.values['child_photos']).toEqual([photos[1]]);
  expect(document.values['child_recordings']).toBeUndefined();
  expect(document.values['status']).toBe('closed');
  const { lines } = await done(office, 'audit.list', { limit: 10 });
  expect(lines.map(({ action }) => action)).toContain('case.files-taken-out');
  await later(6);
  expect(onDisk(dir)).toBe(3);
  await later(2);
  expect(onDisk(dir)).toBe(1);
  expect(await due(office)).toEqual([]);
  expect(closedOn < today(clock)).toBe(true);
});

test('a hold, a restriction and an open case stop it, and an own time and an end of the case of its own put it off', async () => {
  const clock = new SetClock();
  const { office: first, dir, head } = await openedOffice(clock);
  const { caseId } = await withFiles(first, clock);
  first.close();
  clock.offset += YEAR * DAY;
  const office = officeIn(dir, clock);
  expect(await signIn(office, head)).toMatchObject({ ok: true });
  const { code } = await done(office, 'cases.open', { caseId });
  const take = () => refusal(office, 'keeping.takeFiles', { cases: [caseId], leavePhoto: false, why: WHY });
  expect(await due(office)).toHaveLength(1);

  await done(office, 'holds.set', { code, why: 'A claim', authority: 'District court' });
  expect(await due(office)).toEqual([]);
  expect(await take()).toMatchObject({ code: 'CASE_HELD' });
  await done(office, 'holds.lift', { caseId, why: 'The court has decided.' });
  expect(await due(office)).toHaveLength(1);

  await done(office, 'restrictions.set', { code, why: 'He contests it.', authority: 'The father' });
  expect(await due(office)).toEqual([]);
  expect(await take()).toMatchObject({ code: 'CASE_RESTRICTED' });
  const [restricted] = await done(office, 'restrictions.list', {});
  const restriction = restricted?.restriction.restriction ?? '';
  await done(office, 'restrictions.lift', { caseId, restriction, why: 'It was checked.' });

  await done(office, 'keeping.setRules', { rules: [{ rule: 'media', months: 24, basis: '' }] });
  expect(await due(office)).toEqual([]);
  await done(office, 'keeping.setRules', { rules: [{ rule: 'media', months: 12, basis: '' }] });
  expect(await due(office)).toHaveLength(1);

  await done(office, 'casework.reopen', { caseId, why: 'The child came back.' });
  expect(await due(office)).toEqual([]);
  expect(await take()).toMatchObject({ code: 'FORM_STALE' });
  expect(onDisk(dir)).toBe(3);
});
