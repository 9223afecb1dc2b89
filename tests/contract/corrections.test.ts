import { expect, test } from 'vitest';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { audit } from '../../main/office/audit.ts';
import { wallDay } from '../builders/calendar-days.ts';
import type { Office } from '../../main/office/office.ts';
import { done, officeIn, openedOffice, refusal, saveDraft, SetClock, signIn } from '../faults/temporary-office.ts';

const today = (clock: SetClock): string => wallDay(clock.now());

async function correction(office: Office, clock: SetClock, caseId: CaseId): Promise<string> {
  const { code } = await done(office, 'audit.ofCase', { caseId });
  const asked: Input<'dataRequests.open'> = {
    sort: 'correction',
    by: 'caregiver',
    who: 'Rehema Juma',
    received: today(clock),
    what: 'The sex is wrong.',
    identity: 'The village chief knows her.',
    code,
  };
  return (await done(office, 'dataRequests.open', asked)).id;
}
const recipients = async (office: Office, id: string): Promise<Output<'dataRequests.read'>['recipients']> =>
  (await done(office, 'dataRequests.read', { id })).recipients;
const openOf = (office: Office) => {
  if (!office.open) throw new Error('the office is closed');
  return office.open;
};

async function change(office: Office, caseId: CaseId, values: Record<string, string>): Promise<void> {
  const draft = await done(office, 'cases.startEdit', { caseId });
  const document = { ...draft.document, values: { ...draft.document.values, ...values } };
  await saveDraft(office, draft.draftId, document);
  await done(office, 'cases.save', { draftId: draft.draftId });
}

test('of a correction it is told who got the answer, who did not, of whom nobody knows, and who was told', async () => {
  const clock = new SetClock();
  const { office, first, dir, head } = await openedOffice(clock);
  const open = openOf(office);
  audit(open, 'report.made', first, 'done', 'form registration full copy 1');
  audit(open, 'report.made', first, 'done', 'form closure code copy 1 · for: the file');
  audit(open, 'report.made', first, 'done', 'case-summary code copy 1');
  const n = audit(
    open,
    'export.begun',
    'cases',
    'done',
    '1 cases · csv · columns: case.code sex · to: Ministry (outside)',
  );
  audit(open, 'case.exported', first, 'done', String(n));
  clock.offset += 120_000;
  const id = await correction(office, clock, first);
  const before = await recipients(office, id);
  expect(before.map(({ kind, concerned }) => `${kind} ${concerned}`)).toEqual([
    'file yes',
    'paper yes',
    'paper yes',
    'paper yes',
  ]);
  expect((await done(office, 'dataRequests.read', { id })).changed).toEqual([]);

  const { document } = await done(office, 'cases.open', { caseId: first });
  await change(office, first, { sex: document.values['sex'] === 'female' ? 'male' : 'female' });
  expect((await done(office, 'dataRequests.read', { id })).changed).toEqual(['sex']);
  await done(office, 'dataRequests.add', {
    id,
    entry: { kind: 'corrected', answers: ['sex'], text: 'It was typed wrong.' },
  });
  const after = await recipients(office, id);
  expect(after.map(({ kind, what, name, concerned }) => [kind, what ?? name, concerned])).toEqual([
    ['file', 'Ministry (outside)', 'yes'],
    ['paper', 'case-summary', 'unknown'],
    ['paper', 'form closure', 'no'],
    ['paper', 'form registration', 'yes'],
  ]);
  const [ministry] = after;
  if (ministry === undefined) throw new Error('nobody got the file');
  const informed = {
    kind: 'informed',
    recipient: 'Ministry (outside)',
    key: ministry.key,
    how: 'By letter.',
  } as const;
  expect(await refusal(office, 'dataRequests.add', { id, entry: { ...informed, on: '2999-01-01' } })).toMatchObject({
    code: 'FORM_INVALID',
    params: { field: 'on' },
  });
  await done(office, 'dataRequests.add', { id, entry: { ...informed, on: today(clock) } });
  office.close();

  const again = officeIn(dir, clock);
  await signIn(again, head);
  const told = await recipients(again, id);
  expect(told[0]?.told).toEqual({ by: 'Halima Osman', on: today(clock), how: 'By letter.' });
  expect(told.slice(1).some((one) => one.told !== undefined)).toBe(false);
});

test('a disputed answer stays as it is and says so on every paper, until it is settled', async () => {
  const clock = new SetClock();
  const { office, first } = await openedOffice(clock);
  const html = async (): Promise<string> => {
    const order = {
      report: { kind: 'registration', caseId: first },
      language: 'en',
      paper: 'A4',
      names: 'default',
      purpose: 'For the file',
    };
    return ((await office.shell('printDocument', order)) as { value: { html: string } }).value.html;
  };
  const MARK = 'disputed by the person concerned';
  expect(await html()).not.toContain(MARK);
  const said = { caseId: first, path: 'sex', by: 'child', why: 'I am a girl.' } as const;
  expect(await refusal(office, 'disputes.mark', { ...said, path: 'closure_reason' })).toMatchObject({
    code: 'FORM_STALE',
  });
  await done(office, 'disputes.mark', said);
  expect(await refusal(office, 'disputes.mark', said)).toMatchObject({ code: 'FORM_STALE' });
  const { disputes, mayMark, maySettle } = await done(office, 'disputes.list', { caseId: first });
  expect([mayMark, maySettle]).toEqual([true, true]);
  expect(disputes).toMatchObject([{ path: 'sex', by: 'child', why: 'I am a girl.', writtenBy: 'Halima Osman' }]);
  expect(await html()).toContain(MARK);
  const [one] = disputes;
  if (one === undefined) throw new Error('nothing is disputed');
  await done(office, 'disputes.settle', { caseId: first, dispute: one.id, how: 'It was corrected.' });
  expect(await refusal(office, 'disputes.settle', { caseId: first, dispute: one.id, how: 'Once more.' })).toMatchObject(
    { code: 'FORM_STALE' },
  );
  expect(await html()).not.toContain(MARK);
  expect((await done(office, 'disputes.list', { caseId: first })).disputes).toMatchObject([
    { settled: { by: 'Halima Osman', how: 'It was corrected.' } },
  ]);
});
