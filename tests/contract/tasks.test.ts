import { describe, expect, test, vi } from 'vitest';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseDocument, DateValue, Row, Values } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import {
  aCase,
  ask,
  done,
  officeIn,
  createOffice,
  openedOffice,
  refusal,
  register,
  saveDraft,
  SetClock,
  signIn,
  temporaryFolder,
  withCheapKeys,
} from '../faults/temporary-office.ts';
import type { Office } from '../../main/office/office.ts';
import type { PrintJobDocument } from '../../main/office/print-documents.ts';
import { wallDay } from '../builders/calendar-days.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const value = (date: string): DateValue => ({ date, precision: 'day', calendar: 'gregory' });
const today = (): string => wallDay();
const rowId = (letter: string): string => letter.repeat(21).concat('A');
const row = (letter: string, values: Values): Row => ({ id: rowId(letter), values });

/** A child registered at this minute. */
const child = (values: Values = {}): CaseDocument =>
  aCase({ registration_date: value(today()), urgent_protection_concern: 'no', ...values });
const mine: Input<'tasks.list'> = { of: 'mine', days: 7 };

async function edit(office: Office, caseId: CaseId, change: (before: CaseDocument) => CaseDocument) {
  const { draftId, document } = await done(office, 'cases.startEdit', { caseId });
  await saveDraft(office, draftId, change(document as CaseDocument));
  return draftId;
}
async function save(office: Office, caseId: CaseId, change: (before: CaseDocument) => CaseDocument): Promise<void> {
  await done(office, 'cases.save', { draftId: await edit(office, caseId, change) });
}
const withRow =
  (rows: string, added: Row) =>
  (before: CaseDocument): CaseDocument => ({
    values: before.values,
    rows: { ...before.rows, [rows]: [...(before.rows[rows] ?? []).filter(({ id }) => id !== added.id), added] },
  });
const of = (list: Output<'tasks.ofCase'>, deadline: string) => list.filter((task) => task.deadline === deadline);
async function taskOf(office: Office, caseId: CaseId, deadline: string) {
  const [task] = of(await done(office, 'tasks.ofCase', { caseId }), deadline);
  if (task === undefined) throw new Error(`no task ${deadline}`);
  return task;
}
async function person(office: Office, role: string): Promise<{ readonly id: UserId; readonly passphrase: string }> {
  const passphrase = `nine gentle otters ${role} bridge`;
  const { id } = await withCheapKeys(() =>
    done(office, 'people.add', { name: `The ${role}`, roles: [role], passphrase }),
  );
  return { id, passphrase };
}
async function become(office: Office, who: { readonly id: UserId; readonly passphrase: string }): Promise<void> {
  office.close();
  expect(await signIn(office, who.id, who.passphrase)).toMatchObject({ ok: true });
}

describe('the tasks of a child', () => {
  test('a high risk starts a clock of 24 hours, which a recorded visit ends', async () => {
    const { office } = await openedOffice();
    const before = Date.now();
    const caseId = await register(office, child({ risk_level: 'high' }));
    const listed = (await done(office, 'tasks.list', mine)).lines.filter((line) => line.case.caseId === caseId);
    const first = listed.find(({ task }) => task.deadline === 'first_contact')?.task;
    expect(first).toMatchObject({ exact: true, group: 'clock', form: 'safety_assessment' });
    const due = Date.parse(first?.dueAtUtc ?? '') - 24 * HOUR_MS;
    expect(due).toBeGreaterThanOrEqual(before - 1000);
    expect(due).toBeLessThanOrEqual(Date.now());

    // Somebody went and did not find the child: nobody knows yet that the child is safe.
    const notFound = { followup_done: value(today()), child_seen: 'no', not_seen_reason: ['not_found'] };
    await save(office, caseId, withRow('followups', row('E', notFound)));
    expect((await taskOf(office, caseId, 'first_contact')).done).toBeUndefined();

    await save(office, caseId, withRow('followups', row('F', { followup_done: value(today()), child_seen: 'yes' })));
    const after = (await done(office, 'tasks.list', mine)).lines.filter((line) => line.case.caseId === caseId);
    expect(after.map(({ task }) => task.deadline)).not.toContain('first_contact');
    expect((await taskOf(office, caseId, 'first_contact')).done?.outcome).toBe('on_time');
  });

  test('what is late stands first, also when the clock of the computer is set back', async () => {
    const clock = new SetClock();
    const { office } = await openedOffice(clock);
    const low = await register(office, child({ risk_level: 'low' }));
    const high = await register(office, child({ risk_level: 'high' }));
    clock.offset = 2 * DAY_MS;
    // Any save lets the office know of the day.
    await save(office, low, ({ values, rows }) => ({ values: { ...values, nickname: 'Zu' }, rows }));
    clock.offset = 0;
    const list = await done(office, 'tasks.list', mine);
    expect(list.lines[0]).toMatchObject({ case: { caseId: high }, task: { group: 'late' } });
    expect(list.counts.late).toBeGreaterThan(0);
    expect(Date.parse(list.nowUtc) - Date.now()).toBeGreaterThan(DAY_MS);
  });

  test('is put off or moved with a reason, for which the file has a place', async () => {
    const { office } = await openedOffice();
    const caseId = await register(office, child({ risk_level: 'medium' }));
    const { key, dueAtUtc } = await taskOf(office, caseId, 'contact');
    const until = wallDay(Date.now() + 3 * DAY_MS);
    const due = wallDay(Date.now() + 20 * DAY_MS);
    await done(office, 'tasks.snooze', { caseId, key, until, why: 'The family travels' });
    await done(office, 'tasks.move', { caseId, key, due, why: 'Agreed with the school' });
    const task = await taskOf(office, caseId, 'contact');
    expect(task).toMatchObject({
      movedFromUtc: dueAtUtc,
      moveReason: 'Agreed with the school',
      snoozeReason: 'The family travels',
    });
    expect(wallDay(Date.parse(task.dueAtUtc))).toBe(due);
    expect(wallDay(Date.parse(task.snoozedUntilUtc ?? ''))).toBe(until);

    expect(await refusal(office, 'tasks.snooze', { caseId, key, until: today(), why: 'No time' })).toMatchObject({
      code: 'TASK_DAY_PAST',
    });
    expect(await refusal(office, 'tasks.move', { caseId, key: 'contact//x', due, why: 'No time' })).toMatchObject({
      code: 'TASK_NOT_OPEN',
    });
  });
});

describe('the risk that a record brings', () => {
  const visit = (values: Values) => withRow('followups', row('V', { followup_done: value(today()), ...values }));

  test('becomes that of the case in the same save, and starts its clocks', async () => {
    const { office } = await openedOffice();
    const caseId = await register(office, child({ risk_level: 'low', risk_reason: 'Stays with the aunt' }));
    const draftId = await edit(office, caseId, visit({ followup_risk: 'high', followup_risk_reason: 'Found alone' }));
    await done(office, 'cases.save', { draftId });
    const file = await done(office, 'cases.open', { caseId });
    expect(file.line.risk).toBe('high');
    expect(file.document.values).toMatchObject({ risk_level: 'high', risk_reason: 'Found alone' });
    const changed = (await done(office, 'history.entries', { caseId })).filter((one) => one.kind === 'changed');
    const entry = changed.find(({ changes }) => changes.some(({ field }) => field === 'risk_level'));
    expect(entry?.changes).toContainEqual(
      expect.objectContaining({ field: 'risk_level', from: 'low', to: 'high', why: 'Found alone' }),
    );
  });

  test('is refused without a reason of its own, at the record, and the draft is kept', async () => {
    const { office } = await openedOffice();
    const caseId = await register(office, child({ risk_level: 'low', risk_reason: 'Stays with the aunt' }));
    for (const reason of [{}, { followup_risk_reason: 'Stays with the aunt' }]) {
      const draftId = await edit(office, caseId, visit({ followup_risk: 'high', ...reason }));
      expect(await refusal(office, 'cases.save', { draftId })).toEqual({
        code: 'FORM_REASON_NEEDED',
        params: { rows: 'followups', row: rowId('V'), field: 'followup_risk_reason', rule: 'DQ17' },
      });
    }
    expect((await done(office, 'cases.open', { caseId })).line.risk).toBe('low');
    expect(await done(office, 'cases.drafts', {})).toHaveLength(1);
  });
});

describe('what a case file says of its steps and its risk', () => {
  test('where the case stands, and why another level is suggested', async () => {
    const { office } = await openedOffice();
    const caseId = await register(office, child({ risk_level: 'medium', urgent_protection_concern: 'yes' }));
    const { steps, suggestedRisk } = await done(office, 'cases.open', { caseId });
    expect(steps.map(({ step }) => step)).toEqual(['C1', 'C2', 'C3', 'C4', 'C5', 'C6']);
    expect(steps.filter(({ current }) => current)).toHaveLength(1);
    expect(steps.find(({ step }) => step === 'C2')).toMatchObject({ due: { exact: true } });
    expect(suggestedRisk?.level).toBe('high');
    expect(suggestedRisk?.because).toContain('urgent_concern');
  });

  test('gives away nothing of answers that are closed to the person', async () => {
    const { office } = await openedOffice();
    const incident = row('I', {
      incident_type: 'rape',
      incident_date: value(today()),
      incident_at: { at: `${today()}T00:30`, zone: 'Africa/Nairobi' },
    });
    const caseId = await register(office, {
      ...child({ risk_level: 'low', protection_concerns: ['neglect'] }),
      rows: { incidents: [incident] },
    });
    const seen = await done(office, 'cases.open', { caseId });
    expect(seen.suggestedRisk?.because).toContain('recent_sexual_incident');
    expect(of(await done(office, 'tasks.ofCase', { caseId }), 'medical_window_72')).toHaveLength(1);
    const listed = await done(office, 'tasks.list', mine);
    expect(listed.lines.map(({ task }) => task.deadline)).toContain('medical_window_72');

    await become(office, await person(office, 'clerk'));
    const closed = await done(office, 'cases.open', { caseId });
    expect(closed.suggestedRisk?.because ?? []).not.toContain('recent_sexual_incident');
    expect(closed.suggestedRisk?.level).not.toBe('high');
    expect(JSON.stringify(closed.steps)).not.toMatch(/incident_type|perpetrator/);
    expect(JSON.stringify(await done(office, 'tasks.ofCase', { caseId }))).not.toContain('medical_window');
  });
});

describe('whose tasks a person hears of', () => {
  test('a supervisor of the whole office, a caseworker and a clerk of their own', async () => {
    const { office, first } = await openedOffice();
    const reach = async (): Promise<unknown> => {
      const { reach: far, lines } = await done(office, 'tasks.list', { of: 'office', days: 92 });
      return [far, [...new Set(lines.map((line) => line.case.caseId))]];
    };
    expect(await reach()).toEqual(['office', [first]]);
    const [caseworker, clerk] = [await person(office, 'caseworker'), await person(office, 'clerk')];
    await become(office, caseworker);
    expect(await reach()).toEqual(['own', []]);
    const own = await register(office, child());
    expect(await reach()).toEqual(['own', [own]]);
    await become(office, clerk);
    expect(await reach()).toEqual(['own', []]);
  });
});

describe('the closed days of the office', () => {
  /** The first Wednesday from tomorrow on: two weeks after a day that is past. */
  const wednesday = (): number => {
    let at = Date.now() + DAY_MS;
    while (new Date(`${wallDay(at)}T00:00:00Z`).getUTCDay() !== 3) at += DAY_MS;
    return at;
  };
  const planned = async (office: Office, caseId: CaseId): Promise<string> => {
    const { lines } = await done(office, 'tasks.list', { of: 'office', days: 92 });
    const line = lines.find(({ task, case: one }) => one.caseId === caseId && task.deadline === 'contact');
    return wallDay(Date.parse(line?.task.dueAtUtc ?? ''));
  };

  test('move what is due on them, and let go of it again', async () => {
    const { office } = await openedOffice();
    const due = wednesday();
    const start = wallDay(due - 14 * DAY_MS);
    const caseId = await register(office, child({ risk_level: 'medium', registration_date: value(start) }));
    const other = await register(office, child({ risk_level: 'medium' }));
    const before = await planned(office, other);
    expect(await planned(office, caseId)).toBe(wallDay(due));
    const both = [wallDay(due), wallDay(due + DAY_MS)];
    expect((await done(office, 'settings.setHolidays', { holidays: [...both].reverse() })).holidays).toEqual(both);
    expect(await planned(office, caseId)).toBe(wallDay(due + 2 * DAY_MS));
    await done(office, 'settings.setHolidays', { holidays: [wallDay(due)] });
    expect(await planned(office, caseId)).toBe(wallDay(due + DAY_MS));
    await done(office, 'settings.setHolidays', { holidays: [] });
    expect([await planned(office, caseId), await planned(office, other)]).toEqual([wallDay(due), before]);
  });

  test('count at once for what is written after them, and not when the change failed', async () => {
    const { office } = await openedOffice();
    const due = wednesday();
    const start = wallDay(due - 14 * DAY_MS);
    // The settings are known before they change.
    await register(office, child({ risk_level: 'medium' }));
    await done(office, 'settings.setHolidays', { holidays: [wallDay(due)] });
    const caseId = await register(office, child({ risk_level: 'medium', registration_date: value(start) }));
    expect(await planned(office, caseId)).toBe(wallDay(due + DAY_MS));
    const { open } = office;
    if (open === undefined) throw new Error('closed');
    const failing = vi.spyOn(open.repos.tasks, 'casesDueBetween').mockImplementation(() => {
      throw new Error('the disk is gone');
    });
    expect(await ask(office, 'settings.setHolidays', { holidays: [] })).toMatchObject({ ok: false });
    failing.mockRestore();
    expect((await done(office, 'settings.workingTime', {})).holidays).toEqual([wallDay(due)]);
  });

  test('outlive the program, and are a line of the audit trail', async () => {
    const { office, head } = await openedOffice();
    await done(office, 'settings.setHolidays', { holidays: ['2027-01-01'] });
    office.close();
    expect(await signIn(office, head)).toMatchObject({ ok: true });
    expect(await done(office, 'settings.workingTime', {})).toEqual({
      timeZone: 'Africa/Nairobi',
      workingDays: [1, 2, 3, 4, 5],
      holidays: ['2027-01-01'],
    });
    const { lines } = await done(office, 'audit.list', { limit: 20 });
    expect(lines.map(({ action }) => action)).toContain('office.holidays');
  });

  test('a week from Sunday to Thursday is the week that set-up was told', async () => {
    const office = officeIn(temporaryFolder());
    await createOffice(office, 'SUN', 'full', [0, 1, 2, 3, 4]);
    expect((await done(office, 'settings.workingTime', {})).workingDays).toEqual([1, 2, 3, 4, 7]);
  });
});

test('the reminder sheet stands in the order of the screen, with codes and no names', async () => {
  const { office } = await openedOffice();
  const low = await register(office, child({ risk_level: 'low', full_name: 'Zanzivoort Amani' }));
  const high = await register(office, child({ risk_level: 'high', full_name: 'Quibbelund Tatu' }));
  const order = {
    language: 'en',
    paper: 'A4',
    names: 'default',
    purpose: '',
    report: { kind: 'reminders', of: 'mine' },
  };
  const reply = await office.shell('printDocument', order);
  if (!reply.ok) throw new Error(reply.error.code);
  const { html } = reply.value as PrintJobDocument;
  const code = async (caseId: CaseId): Promise<string> => (await done(office, 'cases.open', { caseId })).code;
  expect(html.indexOf(await code(high))).toBeGreaterThan(0);
  expect(html.indexOf(await code(low))).toBeGreaterThan(html.indexOf(await code(high)));
  expect(html).toContain('First contact and safety check');
  expect(html).not.toMatch(/Zanzivoort|Quibbelund|Amani|Tatu/);
  const arabic = await office.shell('printDocument', { ...order, language: 'ar' });
  if (!arabic.ok) throw new Error(arabic.error.code);
  expect((arabic.value as PrintJobDocument).html).toMatch(/dir="rtl"[\s\S]*ورقة التذكير[\s\S]*أول اتصال/);
});
