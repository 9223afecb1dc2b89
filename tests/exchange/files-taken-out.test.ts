import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Values } from '#core/forms/types.ts';
import { attachmentsDir } from '../../main/office/attachment-access.ts';
import { sweepAttachments } from '../../main/office/sweep-attachments.ts';
import { addDays, exactDate, wallDay } from '../builders/calendar-days.ts';
import { wav } from '../builders/made-files.ts';
import { childToShare } from '../builders/one-child.ts';
import { Offices } from './office-pair.ts';
import { bundlesFor, missingIn, withRecordings, writeWithFiles } from './with-files.ts';

const DAY = 86_400_000;
const time = { at: Date.now() };
const offices = new Offices({ now: () => time.at });
beforeAll(() => offices.prepare(['KSM', 'BND']), 240_000);
afterAll(() => {
  offices.closeAll();
  offices.remove();
});

test('what one office takes out goes from the answers and the disk of the other, which decides nothing about it', async () => {
  const { offices: taken, stick } = await offices.take('KSM', 'BND');
  const [a, b] = taken;
  if (!a || !b) throw new Error('the offices were not made');
  const ago = (days: number) => exactDate(addDays(wallDay(time.at), -days));
  const caseId = await a.register(childToShare(), { registration_date: ago(500) });
  await withRecordings(a, caseId, [wav()]);
  const closure: Values = {
    closure_date: ago(400),
    closure_status: 'closed',
    closure_reason: 'no_longer_at_risk',
    closure_retention_review: ago(-2000),
  };
  await a.edit(caseId, { status: 'closed' }, (rows) => ({
    ...rows,
    closures: [{ id: 'C'.repeat(21).concat('A'), values: closure }],
  }));
  await writeWithFiles(a, b, { cases: [caseId], on: stick });
  const before = bundlesFor(b, stick);
  for (const path of before) await b.read(path);
  expect(await missingIn(b, caseId)).toEqual([]);
  const onDisk = (): number => readdirSync(attachmentsDir(b.dir)).length;
  expect(existsSync(attachmentsDir(b.dir)) && onDisk()).toBe(1);

  const wanted = { cases: [caseId], leavePhoto: true, why: 'Nobody needs it any more.' };
  expect((await b.caller.call('keeping.files', {})).lines).toEqual([]);
  expect(await b.caller.refused('keeping.takeFiles', wanted)).toBe('CASE_OF_OTHER_OFFICE');
  expect(await a.caller.call('keeping.takeFiles', wanted)).toEqual({ count: 1 });
  await writeWithFiles(a, b, { on: stick });
  for (const path of bundlesFor(b, stick, before)) await b.read(path);
  expect((await b.values(caseId))['child_recordings']).toBeUndefined();
  // What a sign-in looks at: noticed first, and removed when a week has passed since.
  for (const days of [1, 8]) {
    time.at += days * DAY;
    sweepAttachments(b.open);
  }
  expect(onDisk()).toBe(0);
}, 120_000);
