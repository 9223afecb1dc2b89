import { expect, test } from 'vitest';
import type { CaseDocument, DateValue, Row, Values } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
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
import { minuteOf, wallDay } from '../builders/calendar-days.ts';

const DAY_MS = 86_400_000;
const value = (date: string): DateValue => ({ date, precision: 'day', calendar: 'gregory' });
const row = (letter: string, values: Values): Row => ({ id: letter.repeat(21).concat('A'), values });

async function save(office: Office, caseId: CaseId, change: (before: CaseDocument) => CaseDocument): Promise<void> {
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  await saveDraft(office, draftId, change(document as CaseDocument));
  await done(office, 'cases.save', { draftId });
}
const openIn = async (office: Office, caseId: CaseId, deadline: string) =>
  (await done(office, 'tasks.ofCase', { caseId })).filter(
    (task) => task.deadline === deadline && task.done === undefined,
  );

/** A child whose case was closed today. */
async function closedCase(office: Office, clock: SetClock): Promise<CaseId> {
  const today = value(wallDay(clock.now()));
  const caseId = await register(office, aCase({ risk_level: 'high', registration_date: today }));
  await save(office, caseId, (before) => ({
    values: { ...before.values, status: 'closed' },
    rows: {
      ...before.rows,
      closures: [
        row('C', {
          closure_date: today,
          closure_status: 'closed',
          closure_reason: 'no_longer_at_risk',
          closure_retention_review: value(wallDay(clock.now() + 300 * DAY_MS)),
        }),
      ],
    },
  }));
  return caseId;
}

test('a closed case is looked at again: My day shows it, the act records it, and the case stays closed', async () => {
  const clock = new SetClock();
  const { office, head } = await openedOffice(clock);
  const caseId = await closedCase(office, clock);
  const mine = async () =>
    (await done(office, 'tasks.list', { of: 'mine', days: 7 })).lines
      .filter((line) => line.case.caseId === caseId)
      .map(({ task }) => task.deadline);
  expect(await mine()).toEqual([]);
  // Nothing else of a closed case is a task any more.
  expect((await done(office, 'tasks.ofCase', { caseId })).filter((task) => task.done === undefined)).toMatchObject([
    { deadline: 'post_closure_check' },
    { deadline: 'retention_review' },
  ]);
  clock.offset += 95 * DAY_MS;
  office.close();
  await signIn(office, head);
  expect(await mine()).toEqual(['post_closure_check']);
  const [check] = await openIn(office, caseId, 'post_closure_check');
  if (check === undefined) throw new Error('no check');
  const input = { caseId, key: check.key, day: wallDay(clock.now()), note: 'At school, and well.' };
  expect(
    await refusal(office, 'casework.recordAfterClosure', { ...input, day: wallDay(clock.now() + 3 * DAY_MS) }),
  ).toMatchObject({ code: 'FORM_INVALID' });
  await done(office, 'casework.recordAfterClosure', input);
  expect(await mine()).toEqual([]);
  const file = await done(office, 'cases.open', { caseId });
  expect(file.line.status).toBe('closed');
  expect(file.document.rows['closures']?.[0]?.values).toMatchObject({
    closure_post_check_note: 'At school, and well.',
  });
  expect(await refusal(office, 'casework.recordAfterClosure', input)).toMatchObject({ code: 'TASK_NOT_OPEN' });
  clock.offset += 210 * DAY_MS;
  expect(await mine()).toEqual(['retention_review']);
});

test('a case that was opened again asks for nothing of its closure', async () => {
  const clock = new SetClock();
  const { office } = await openedOffice(clock);
  const caseId = await closedCase(office, clock);
  expect(await openIn(office, caseId, 'retention_review')).toHaveLength(1);
  await done(office, 'casework.reopen', { caseId, why: 'The aunt called' });
  expect(await openIn(office, caseId, 'retention_review')).toEqual([]);
  expect(await openIn(office, caseId, 'post_closure_check')).toEqual([]);
});

test('the visit after a return home is fulfilled by a visit of that kind only', async () => {
  const clock = new SetClock();
  const { office } = await openedOffice(clock);
  const start = value(wallDay(clock.now() - 10 * DAY_MS));
  const caseId = await register(office, aCase({ registration_date: start, protection_status: 'separated' }));
  const visit = (letter: string, type: string, days: number): Row =>
    row(letter, { followup_type: type, followup_done: value(wallDay(clock.now() - days * DAY_MS)), child_seen: 'yes' });
  const with_ = (...followups: Row[]) =>
    save(office, caseId, (before) => ({
      values: before.values,
      rows: {
        ...before.rows,
        reunifications: [row('R', { reunification_status: 'done', reunification_date: start })],
        followups,
      },
    }));
  await with_(visit('A', 'routine', 5));
  expect(await openIn(office, caseId, 'after_reunification')).toHaveLength(4);
  await with_(visit('A', 'routine', 5), visit('B', 'after_reunification', 4));
  expect(await openIn(office, caseId, 'after_reunification')).toHaveLength(3);
});

test('a birth that is known to the year is reckoned by its earliest day, and the task says so', async () => {
  const clock = new SetClock();
  const { office } = await openedOffice(clock);
  const year = Number(wallDay(clock.now()).slice(0, 4));
  const born = { date: String(year - 16), precision: 'year', calendar: 'gregory' } as const;
  const caseId = await register(office, aCase({ date_of_birth: born, age: { missing: 'unknown' } }));
  const [first] = await openIn(office, caseId, 'ageing_out');
  // 17 and a half years after 1 January.
  expect(first).toMatchObject({ earliest: true });
  expect(wallDay(Date.parse(first?.dueAtUtc ?? '')).slice(0, 7)).toBe(`${String(year + 1)}-07`);
  const stated = await register(
    office,
    aCase({ date_of_birth: { missing: 'unknown' }, age: { years: 17, asOf: wallDay(clock.now()) } }),
  );
  expect((await openIn(office, stated, 'ageing_out')).every((task) => task.earliest === true)).toBe(true);
  expect(await openIn(office, stated, 'ageing_out')).not.toEqual([]);
});

test('the index of the child decides the risk like any other record', async () => {
  const clock = new SetClock();
  const { office } = await openedOffice(clock);
  const today = value(wallDay(clock.now()));
  const caseId = await register(office, aCase({ risk_level: 'low', registration_date: today }));
  await save(office, caseId, (before) => ({
    values: before.values,
    rows: {
      ...before.rows,
      csi_scores: [row('S', { csi_date: today, csi_risk: 'high', csi_risk_reason: 'No food and no shelter' })],
    },
  }));
  const { document } = await done(office, 'cases.open', { caseId });
  expect(document.values).toMatchObject({ risk_level: 'high', risk_reason: 'No food and no shelter' });
});

test('a condition that asks for the day is judged again at the first look of a new day', async () => {
  const clock = new SetClock();
  const { office } = await openedOffice(clock);
  // Nine years old tomorrow: until then the case has no such clock.
  const tomorrow = wallDay(clock.now() + DAY_MS);
  const born = value(`${String(Number(tomorrow.slice(0, 4)) - 9)}${tomorrow.slice(4)}`);
  const now = minuteOf(new Date(clock.now()).toISOString());
  const caseId = await register(office, aCase({ sex: 'female', date_of_birth: born, age: { missing: 'unknown' } }));
  await save(office, caseId, (before) => ({
    values: before.values,
    rows: {
      ...before.rows,
      incidents: [row('I', { incident_type: 'rape', incident_at: { at: now, zone: 'Africa/Nairobi' } })],
    },
  }));
  const window = async () =>
    (await done(office, 'tasks.list', { of: 'mine', days: 7 })).lines.some(
      (line) => line.case.caseId === caseId && line.task.deadline === 'medical_window_120',
    );
  expect(await window()).toBe(false);
  clock.offset += DAY_MS;
  expect(await window()).toBe(true);
});
