import { expect, test } from 'vitest';
import type { KeptHandover } from '#core/contracts/handovers.contract.ts';
import type { OfficeId } from '#core/ids.ts';
import {
  done,
  officeIn,
  openedOffice,
  refusal,
  signIn,
  withCheapKeys,
  filesBelow,
} from '../faults/temporary-office.ts';

const MARK = 'Zanzivoort';
const OTHER = 'nine gentle otters cross the bridge';
const typed: KeptHandover = {
  office: 'BBBBBBBBBBBBBBBBBBBBBA' as OfficeId,
  reason: 'family_moved',
  why: '',
  summary: `${MARK} came alone in March.`,
  safety: '',
  childTold: 'yes',
};
const nothing: KeptHandover = { why: ' ', summary: '', safety: '' };

test('a hand-over that is being written is there after a lock, in the encrypted database alone', async () => {
  const { office, dir, head, first: caseId } = await openedOffice();
  await done(office, 'handovers.keep', { caseId, typed: { ...typed, summary: 'Came' } });
  await done(office, 'handovers.keep', { caseId, typed });
  const [line, ...more] = await done(office, 'cases.drafts', {});
  const { code } = await done(office, 'cases.open', { caseId });
  expect(more).toEqual([]);
  expect(line).toMatchObject({ handover: caseId, code, label: '' });
  office.close();
  for (const [name, bytes] of filesBelow(dir)) expect(bytes.includes(MARK), name).toBe(false);
  const again = officeIn(dir);
  await signIn(again, head);
  expect((await done(again, 'handovers.prepare', { caseId })).kept).toEqual(typed);
});

test('it is no draft of a form, whoever edits the case knows nothing of it, and nobody else has it', async () => {
  const { office, head, first: caseId } = await openedOffice();
  await done(office, 'handovers.keep', { caseId, typed });
  const [line] = await done(office, 'cases.drafts', {});
  if (line === undefined) throw new Error('nothing was kept');
  expect((await done(office, 'cases.open', { caseId })).drafts).toEqual([]);
  expect((await done(office, 'cases.startEdit', { caseId })).draftId).not.toBe(line.draftId);
  for (const name of ['cases.openDraft', 'cases.save', 'cases.keptSearch'] as const)
    expect(await refusal(office, name, { draftId: line.draftId })).toMatchObject({ code: 'FORM_DRAFT_NOT_FOUND' });
  const colleague = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Neema Jabari', roles: ['supervisor'], passphrase: OTHER }),
  );
  office.close();
  await signIn(office, colleague.id, OTHER);
  expect((await done(office, 'handovers.prepare', { caseId })).kept).toBeUndefined();
  expect(await done(office, 'cases.drafts', {})).toEqual([]);
  office.close();
  await signIn(office, head);
  expect((await done(office, 'handovers.prepare', { caseId })).kept).toEqual(typed);
});

test('it ends when everything was taken out again, and when it is discarded', async () => {
  const { office, first: caseId } = await openedOffice();
  await done(office, 'handovers.keep', { caseId, typed: nothing });
  expect(await done(office, 'cases.drafts', {})).toEqual([]);
  await done(office, 'handovers.keep', { caseId, typed });
  await done(office, 'handovers.keep', { caseId, typed: nothing });
  expect(await done(office, 'cases.drafts', {})).toEqual([]);
  await done(office, 'handovers.keep', { caseId, typed });
  const [line] = await done(office, 'cases.drafts', {});
  if (line === undefined) throw new Error('nothing was kept');
  await done(office, 'cases.discardDraft', { draftId: line.draftId });
  expect((await done(office, 'handovers.prepare', { caseId })).kept).toBeUndefined();
});
