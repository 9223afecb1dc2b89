import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { Office } from '../../main/office/office.ts';
import {
  aCase,
  createOffice,
  done,
  everyCase,
  PASSPHRASE,
  refusal,
  register,
  resourcesDir,
  saveDraft,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';

const dir = mkdtempSync(join(tmpdir(), 'hifadhi-casework-'));
const clock = new SetClock();
const office = new Office({ dir: join(dir, 'a'), resourcesDir, version: 'test', clock, emit: () => undefined });
const people = new Map<string, UserId>();
let caseId: CaseId;

async function become(name: string): Promise<void> {
  office.close();
  const user = people.get(name);
  if (user === undefined) throw new Error(name);
  const reply = await signIn(office, user, name === 'head' ? PASSPHRASE : `nine gentle otters ${name} bridge`);
  if (!reply.ok) throw new Error(reply.error.code);
}
const activity = () => done(office, 'casework.activity', { caseId });
const id = (name: string): UserId => people.get(name) ?? ('' as UserId);

/** Puts one row into the case as its form would, and gives the row's id. */
async function addRow(collection: string, values: Record<string, unknown>): Promise<string> {
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  const row = { id: Buffer.from(`${collection}0123456789abcdef`).subarray(0, 16).toString('base64url'), values };
  const rows = [...(document.rows[collection] ?? []).filter((one) => one.id !== row.id), row];
  await saveDraft(office, draftId, { ...document, rows: { ...document.rows, [collection]: rows } } as CaseDocument);
  await done(office, 'cases.save', { draftId });
  return row.id;
}

beforeAll(async () => {
  people.set('head', await createOffice(office));
  for (const [name, role] of [
    ['amani', 'caseworker'],
    ['neema', 'caseworker'],
    ['dana', 'clerk'],
  ] as const satisfies readonly (readonly [string, string])[]) {
    const passphrase = `nine gentle otters ${name} bridge`;
    const added = await withCheapKeys(() => done(office, 'people.add', { name, roles: [role], passphrase }));
    people.set(name, added.id);
  }
}, 60_000);
beforeEach(async () => {
  await become('amani');
  caseId = await register(office, aCase({}));
});
afterAll(() => {
  office.close();
  rmSync(dir, { recursive: true, force: true });
});

test('a note stays as it was written, with who wrote it and when', async () => {
  await done(office, 'casework.addNote', { caseId, text: 'Met at school. He eats alone.', subject: 'School' });
  const { notes } = await activity();
  expect(notes).toMatchObject([{ by: 'amani', subject: 'School', text: 'Met at school. He eats alone.', mine: true }]);
  await become('head');
  expect((await activity()).notes).toMatchObject([{ by: 'amani', mine: false }]);
});

test('a flag is settled once, and says how', async () => {
  await done(office, 'casework.addFlag', { caseId, message: 'Ask the clinic for the card' });
  const [flag] = (await activity()).flags;
  if (!flag) throw new Error('no flag');
  await done(office, 'casework.resolveFlag', { caseId, flag: flag.flagId, how: 'The card is copied' });
  expect((await activity()).flags).toMatchObject([
    { by: 'amani', resolved: { by: 'amani', how: 'The card is copied' } },
  ]);
  expect(await refusal(office, 'casework.resolveFlag', { caseId, flag: flag.flagId, how: 'again' })).toMatchObject({
    code: 'FORM_STALE',
  });
});

test('nobody approves the own request, and a return says why', async () => {
  await become('head');
  const theirs = await register(office, aCase({}));
  caseId = theirs;
  const row = await addRow('assessments', {});
  await done(office, 'casework.requestApproval', { caseId, for: 'assessment', row });
  const [approval] = (await activity()).approvals;
  if (!approval) throw new Error('no approval');
  expect(approval.mayDecide).toBe(false);
  const decide = { caseId, approval: approval.approvalId, decision: 'approve', comment: '' } as const;
  expect(await refusal(office, 'casework.decideApproval', decide)).toMatchObject({
    code: 'PERM_DENIED',
    params: { rule: 'own-request' },
  });
});

test('an assessment is asked for, returned with a comment, asked for again and approved', async () => {
  const row = await addRow('assessments', {});
  await done(office, 'casework.requestApproval', { caseId, for: 'assessment', row });
  expect(await refusal(office, 'casework.requestApproval', { caseId, for: 'assessment', row })).toMatchObject({
    code: 'APPROVAL_OPEN',
  });
  await become('head');
  const first = (await done(office, 'casework.approvals', {})).find((line) => line.case.caseId === caseId);
  if (!first) throw new Error('the request is not on the list');
  const about = { caseId, approval: first.approval.approvalId };
  expect(await refusal(office, 'casework.decideApproval', { ...about, decision: 'return', comment: '' })).toMatchObject(
    {
      code: 'FORM_REASON_NEEDED',
    },
  );
  await done(office, 'casework.decideApproval', { ...about, decision: 'return', comment: 'Who saw the child?' });
  expect(
    await refusal(office, 'casework.decideApproval', { ...about, decision: 'approve', comment: '' }),
  ).toMatchObject({
    code: 'APPROVAL_NOT_OPEN',
  });
  await become('amani');
  expect((await activity()).approvals).toMatchObject([{ status: 'returned', comment: 'Who saw the child?' }]);
  const back = async () => (await done(office, 'casework.returned', {})).filter((one) => one.caseId === caseId);
  expect(await back()).toMatchObject([{ approval: { rowId: row, comment: 'Who saw the child?' } }]);
  clock.offset += 60_000;
  await done(office, 'casework.requestApproval', { caseId, for: 'assessment', row });
  expect(await back()).toEqual([]);
  await become('head');
  const [second] = (await activity()).approvals;
  if (!second) throw new Error('no second request');
  await done(office, 'casework.decideApproval', {
    caseId,
    approval: second.approvalId,
    decision: 'approve',
    comment: '',
  });
  expect((await activity()).approvals.map(({ status }) => status)).toEqual(['approved', 'returned']);
  expect((await done(office, 'casework.approvals', {})).some((line) => line.case.caseId === caseId)).toBe(false);
  expect((await activity()).approvals.map(({ changedAtUtc }) => changedAtUtc)).toEqual([undefined, undefined]);

  // What is changed afterwards was not approved: it is said, and can be asked for again.
  await become('amani');
  clock.offset += 60_000;
  const begun = { date: '2026-11-01', precision: 'day', calendar: 'gregory' } as const;
  expect(await addRow('assessments', { assessment_started: begun })).toBe(row);
  expect((await activity()).approvals).toMatchObject([{ status: 'approved', changedAtUtc: expect.any(String) }, {}]);
  await done(office, 'casework.requestApproval', { caseId, for: 'assessment', row });
  expect((await activity()).approvals[0]).toMatchObject({ status: 'requested' });
});

test('a caseworker offers a case, and it changes hands only when the colleague accepts', async () => {
  await done(office, 'casework.offerTransfer', { caseId, to: id('neema'), why: 'The family moved' });
  expect(
    await refusal(office, 'casework.offerTransfer', { caseId, to: id('neema'), why: 'The family moved' }),
  ).toMatchObject({ code: 'TRANSFER_OPEN' });
  await become('neema');
  expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
  const offer = (await done(office, 'casework.offers', {})).find((one) => one.caseId === caseId);
  if (!offer) throw new Error('the offer is not on the list');
  expect(offer.transfer).toMatchObject({ from: 'amani', to: 'neema', why: 'The family moved', mayAnswer: true });
  await done(office, 'casework.answerTransfer', {
    of: caseId,
    transfer: offer.transfer.transferId,
    accept: true,
    why: '',
  });
  expect((await done(office, 'cases.open', { caseId })).line.owner?.name).toBe('neema');
  await become('amani');
  expect(await refusal(office, 'cases.open', { caseId })).toMatchObject({ code: 'PERM_DENIED' });
});

test('a colleague finds a child again, may not open the case, and asks its owner for it', async () => {
  const matches = async () => {
    const asked = { name: 'Amani Barakason', sex: '', ageYears: null, caregiver: '', place: '' };
    return (await done(office, 'cases.findSame', asked)).matches.find((one) => one.caseId === caseId);
  };
  caseId = await register(office, aCase({ full_name: 'Amani Barakason' }));
  expect(await matches()).not.toHaveProperty('askOwner');
  await become('neema');
  expect(await matches()).toMatchObject({ askOwner: true });
  await done(office, 'casework.requestTransfer', { of: caseId, why: 'The family lives in my area' });
  await become('amani');
  const request = (await done(office, 'casework.offers', {})).find((one) => one.caseId === caseId);
  expect(request?.transfer).toMatchObject({ kind: 'request', to: 'neema', mayAnswer: true });
});

test('a rejected offer leaves the owner, and nobody else answers it', async () => {
  await done(office, 'casework.offerTransfer', { caseId, to: id('neema'), why: 'The family moved' });
  const [offer] = (await activity()).transfers;
  if (!offer) throw new Error('no offer');
  const answer = { of: caseId, transfer: offer.transferId, why: 'My caseload is full' };
  expect(await refusal(office, 'casework.answerTransfer', { ...answer, accept: true })).toMatchObject({
    code: 'PERM_DENIED',
  });
  await become('neema');
  expect(await refusal(office, 'casework.answerTransfer', { ...answer, accept: false, why: '' })).toMatchObject({
    code: 'FORM_REASON_NEEDED',
  });
  await done(office, 'casework.answerTransfer', { ...answer, accept: false });
  await become('amani');
  expect((await activity()).transfers).toMatchObject([{ status: 'rejected', answer: 'My caseload is full' }]);
  expect((await done(office, 'cases.open', { caseId })).line.owner?.name).toBe('amani');
});

test('a supervisor gives cases to a colleague at once, or none of them', async () => {
  const second = await register(office, aCase({}));
  await become('head');
  const before = (await done(office, 'casework.colleagues', {})).find((one) => one.user === id('neema'))?.open ?? 0;
  expect(
    await refusal(office, 'casework.assign', { cases: [caseId, second], to: id('dana'), why: 'On leave' }),
  ).toMatchObject({ code: 'PERSON_NOT_FITTING' });
  expect(
    await done(office, 'casework.assign', { cases: [caseId, second], to: id('neema'), why: 'Amani is on leave' }),
  ).toEqual({ changed: 2 });
  const after = (await done(office, 'casework.colleagues', {})).find((one) => one.user === id('neema'))?.open ?? 0;
  expect(after - before).toBe(2);
  await become('amani');
  expect(
    await refusal(office, 'casework.assign', { cases: [second], to: id('amani'), why: 'I want it back' }),
  ).toMatchObject({ code: 'PERM_DENIED' });
});

test('a case is closed only when nothing is open, and opens again with a reason', async () => {
  expect(await refusal(office, 'casework.close', { caseId })).toMatchObject({
    code: 'CLOSE_BLOCKED',
    params: { kind: 'no-closure-form' },
  });
  await addRow('services', { service_type: 'food' });
  const kinds = (await activity()).closureBlockers.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['no-closure-form', 'service']));
  // What is open counts once, also when a closure in work has a rule about it (DQ25).
  await addRow('closures', { closure_status: 'in_preparation', closure_reason: 'turned_18' });
  const counted = new Map((await activity()).closureBlockers.map(({ kind, count }) => [kind, count]));
  expect(counted.get('service')).toBe(1);
  const broken = (await done(office, 'cases.open', { caseId })).steps.find(({ step }) => step === 'C6')?.checks ?? [];
  expect(broken).toContain('DQ25');
  expect(counted.get('check')).toBe(broken.filter((rule) => !rule.startsWith('DQ25')).length);
  expect((await activity()).may).toMatchObject({ close: true, reopen: false });
  expect(await refusal(office, 'casework.reopen', { caseId, why: 'The aunt called' })).toMatchObject({
    code: 'FORM_STALE',
  });
});

test('a closed case can be read, and written only after it was opened again', async () => {
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  await saveDraft(office, draftId, { ...document, values: { ...document.values, status: 'closed' } });
  await done(office, 'cases.save', { draftId });
  expect(await done(office, 'cases.open', { caseId })).toMatchObject({ mayWrite: false, readOnlyBecause: 'closed' });
  const shut = { code: 'CASE_NOT_OPEN' };
  expect(await refusal(office, 'cases.startEdit', { caseId })).toMatchObject(shut);
  expect(await refusal(office, 'casework.addFlag', { caseId, message: 'Ask the school' })).toMatchObject(shut);
  await done(office, 'casework.addNote', { caseId, text: 'The school called: he is well.' });
  await done(office, 'casework.reopen', { caseId, why: 'The aunt called' });
  expect(await done(office, 'cases.open', { caseId })).toMatchObject({ mayWrite: true, line: { status: 'open' } });
});

test('a draft that the case was closed over is refused by the office, and kept until the case opens again', async () => {
  const mine = await done(office, 'cases.startEdit', { caseId });
  await become('head');
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  await saveDraft(office, draftId, { ...document, values: { ...document.values, status: 'closed' } });
  await done(office, 'cases.save', { draftId });
  await become('amani');
  await saveDraft(office, mine.draftId, { ...mine.document, values: { ...mine.document.values, nickname: 'Kito' } });
  expect(await refusal(office, 'cases.save', { draftId: mine.draftId })).toMatchObject({ code: 'CASE_NOT_OPEN' });
  await done(office, 'casework.reopen', { caseId, why: 'The aunt called' });
  await done(office, 'cases.save', { draftId: mine.draftId });
  expect((await done(office, 'cases.open', { caseId })).document.values).toMatchObject({
    nickname: 'Kito',
    status: 'open',
  });
});

test('a case that was taken out is in no list, and comes back', async () => {
  await become('head');
  const listed = async () =>
    (await done(office, 'cases.list', { ...everyCase, limit: 500 })).rows.some((row) => row.caseId === caseId);
  expect(await listed()).toBe(true);
  await done(office, 'casework.disable', { caseId, why: 'Opened by mistake' });
  expect(await listed()).toBe(false);
  const out = { code: 'CASE_TAKEN_OUT' };
  expect(await refusal(office, 'cases.startEdit', { caseId })).toMatchObject(out);
  expect(await refusal(office, 'casework.addNote', { caseId, text: 'Seen' })).toMatchObject(out);
  const only = { ...everyCase, query: { ...everyCase.query, status: ['disabled' as const] } };
  expect((await done(office, 'cases.list', only)).rows.map((row) => row.caseId)).toContain(caseId);
  await done(office, 'casework.enable', { caseId, why: 'It was the right child' });
  expect(await listed()).toBe(true);
});
