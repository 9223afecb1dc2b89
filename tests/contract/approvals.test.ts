import { beforeEach, expect, test } from 'vitest';
import type { CaseDocument, Row, Values } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import type { Office } from '../../main/office/office.ts';
import {
  aCase,
  done,
  openedOffice,
  refusal,
  register,
  saveDraft,
  SetClock,
  signIn,
} from '../faults/temporary-office.ts';
import { wallDay } from '../builders/calendar-days.ts';

const clock = new SetClock();
let office: Office;
let head: UserId;
let caseId: CaseId;

const today = wallDay();
const MINUTE_MS = 60_000;
const day = (date: string) => ({ date, precision: 'day', calendar: 'gregory' }) as const;
const row = (letter: string, values: Values): Row => ({ id: letter.repeat(21).concat('A'), values });
const activity = () => done(office, 'casework.activity', { caseId });
const stepOf = async (id: string) =>
  (await done(office, 'cases.open', { caseId })).steps.find(({ step }) => step === id);

/** Puts answers into rows as their forms would: each row keeps what it had. A minute passes, as it does for people. */
async function write(...entries: readonly (readonly [string, Row])[]): Promise<void> {
  clock.offset += MINUTE_MS;
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  const rows: Record<string, readonly Row[]> = { ...(document as CaseDocument).rows };
  for (const [collection, { id, values }] of entries) {
    const before = rows[collection] ?? [];
    const there = before.find((one) => one.id === id);
    const next = { id, values: { ...there?.values, ...values } };
    rows[collection] = there === undefined ? [...before, next] : before.map((one) => (one.id === id ? next : one));
  }
  await saveDraft(office, draftId, { values: document.values, rows } as CaseDocument);
  await done(office, 'cases.save', { draftId });
}

type Subject = 'case_plan' | 'action_plan' | 'closure';
async function askFor(subject: Subject, { id }: Row): Promise<string> {
  clock.offset += MINUTE_MS;
  await done(office, 'casework.requestApproval', { caseId, for: subject, row: id });
  const [newest] = (await activity()).approvals;
  if (newest === undefined) throw new Error('no request');
  return newest.approvalId;
}
const approve = (approval: string, comment = 'Nobody else is here'): Promise<unknown> =>
  done(office, 'casework.decideApproval', { caseId, approval, decision: 'approve', comment });
const allowOwn = (allowed: boolean): Promise<unknown> => done(office, 'settings.setOwnApprovals', { allowed });

/** Every question of a closure, with the answers of a child who is well. */
const CLOSURE: Values = {
  closure_date: day(today),
  closure_status: 'in_preparation',
  closure_reason: 'no_longer_at_risk',
  closure_details: 'Home with his aunt, at school, and seen twice since.',
  closure_care: 'kinship',
  ...Object.fromEntries(
    [
      'child_told',
      'caregiver_told',
      'supervisor_told',
      'family_agrees',
      'contact_known',
      'final_visit',
      'feedback_child',
      'feedback_caregiver',
      'siblings',
      'file_complete',
    ].map((question) => [`closure_${question}`, 'not_applicable']),
  ),
  closure_file_stored: 'Cabinet 2',
  closure_retention_review: day('2031-11-02'),
};

beforeEach(async () => {
  ({ office, head } = await openedOffice(clock));
  caseId = await register(office, aCase({ registration_date: day(today) }));
});

test('a supervisor alone decides the own request only when the office allows it, with a reason, and closes the case', async () => {
  const closure = row('C', CLOSURE);
  await write(['closures', closure]);
  const approval = await askFor('closure', closure);
  const decision = { caseId, approval, decision: 'approve', comment: 'x' } as const;
  expect((await activity()).approvals).toMatchObject([{ mine: true, mayDecide: false }]);
  expect(await refusal(office, 'casework.decideApproval', decision)).toMatchObject({
    code: 'PERM_DENIED',
    params: { rule: 'own-request' },
  });
  expect(await done(office, 'settings.ownApprovals', {})).toEqual({ allowed: false, approvers: 1 });

  await allowOwn(true);
  // What the office decided holds over a lock.
  office.close();
  await signIn(office, head);
  expect(await done(office, 'settings.ownApprovals', {})).toEqual({ allowed: true, approvers: 1 });
  expect((await activity()).approvals).toMatchObject([{ mine: true, mayDecide: true }]);
  expect(await refusal(office, 'casework.decideApproval', { ...decision, comment: '' })).toMatchObject({
    code: 'FORM_REASON_NEEDED',
  });
  await approve(approval);
  expect((await activity()).approvals).toMatchObject([{ status: 'approved', decidedByAsker: true }]);
  expect((await activity()).closureBlockers).toEqual([]);
  await done(office, 'casework.close', { caseId });
  expect((await done(office, 'cases.open', { caseId })).line.status).toBe('closed');

  const entries = await done(office, 'history.entries', { caseId });
  expect(JSON.stringify(entries)).toContain('approval_own');
  const trail = (await done(office, 'audit.list', { limit: 50 })).lines.map(({ action, detail }) => [action, detail]);
  expect(trail).toContainEqual(['office.own-approvals', 'allowed']);
  expect(trail).toContainEqual(['approval.decided', 'closure approve own']);
});

test('what was allowed and is no longer is refused from the next decision on', async () => {
  await allowOwn(true);
  const plan = row('P', { plan_date: day(today) });
  await write(['case_plans', plan]);
  const approval = await askFor('case_plan', plan);
  await allowOwn(false);
  expect(
    await refusal(office, 'casework.decideApproval', { caseId, approval, decision: 'approve', comment: 'x' }),
  ).toMatchObject({ code: 'PERM_DENIED' });
});

test('a closure that was changed after it was approved closes nothing until it is approved again; work goes on', async () => {
  await allowOwn(true);
  const closure = row('C', CLOSURE);
  await write(['closures', closure]);
  await approve(await askFor('closure', closure));
  await write(['closures', row('C', { closure_reason: 'not_eligible' })]);
  expect((await activity()).closureBlockers).toEqual([{ kind: 'approval-changed', count: 1, form: 'closure' }]);
  expect(await refusal(office, 'casework.close', { caseId })).toMatchObject({
    code: 'CLOSE_BLOCKED',
    params: { kind: 'approval-changed' },
  });
  await write(['notes', row('N', { note_text: 'The school called.' })]);
  await approve(await askFor('closure', closure));
  await done(office, 'casework.close', { caseId });
});

test('of an approved plan the progress of its actions may change; what was agreed needs another word, for the actions alone', async () => {
  await allowOwn(true);
  const plan = row('P', { plan_date: day(today) });
  await write(['case_plans', plan]);
  expect(await refusal(office, 'casework.requestApproval', { caseId, for: 'action_plan', row: plan.id })).toMatchObject(
    {
      code: 'FORM_STALE',
    },
  );
  const action = row('A', { action_plan: plan.id, action_what: 'Enrol at school', action_status: 'not_started' });
  await write(['plan_actions', action]);
  await approve(await askFor('case_plan', plan));
  const stands = async () => (await stepOf('C3'))?.approval;
  await write(['plan_actions', row('A', { action_status: 'ongoing', action_note: 'The head teacher agreed' })]);
  expect(await stands()).toBe('approved');
  await write(['plan_actions', row('A', { action_what: 'Enrol at the school near the aunt' })]);
  expect(await stands()).toBe('changed');

  const approval = await askFor('action_plan', plan);
  expect(await stands()).toBe('requested');
  expect(await refusal(office, 'casework.requestApproval', { caseId, for: 'action_plan', row: plan.id })).toMatchObject(
    {
      code: 'APPROVAL_OPEN',
    },
  );
  const waiting = (await done(office, 'tasks.ofCase', { caseId })).filter((task) => task.done === undefined);
  expect(waiting.map(({ deadline }) => deadline)).toContain('approval_action_plan');
  await approve(approval);
  expect(await stands()).toBe('approved');
  // The goal is the plan's own: that its actions were approved says nothing of it.
  await write(['case_plans', row('P', { plan_goal: 'Back at home' })]);
  expect(await stands()).toBe('changed');
});
