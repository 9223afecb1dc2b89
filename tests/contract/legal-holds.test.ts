import { expect, test } from 'vitest';
import { addDays } from '#core/forms/iso-date.ts';
import type { CaseId } from '#core/ids.ts';
import type { Office } from '../../main/office/office.ts';
import {
  done,
  officeIn,
  openedOffice,
  PASSPHRASE,
  refusal,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';
import { closedCase, today } from './closed-case.ts';

const DAY = 86_400_000;
const codeOf = async (office: Office, caseId: CaseId): Promise<string> =>
  (await done(office, 'audit.ofCase', { caseId })).code;
const asked = async (office: Office, caseId: CaseId): Promise<string[]> =>
  (await done(office, 'tasks.ofCase', { caseId })).flatMap(({ deadline, done: was }) =>
    was === undefined ? [deadline] : [],
  );
const court = { why: 'A claim is before the court.', authority: 'District court, letter 12/2026' };

test('a held case is not proposed to be given up, for nobody and after a restart, until the hold is lifted', async () => {
  const clock = new SetClock();
  const { office, dir, head } = await openedOffice(clock);
  const caseId = await closedCase(office, clock, { risk_level: 'high' });
  expect(await asked(office, caseId)).toContain('retention_review');
  const until = addDays(today(clock), 30) ?? '';
  const code = await codeOf(office, caseId);
  await done(office, 'holds.set', { code, ...court, until });
  expect(await asked(office, caseId)).toEqual(['post_closure_check']);
  expect(await refusal(office, 'holds.set', { code, ...court })).toMatchObject({ code: 'FORM_STALE' });
  office.close();

  clock.offset += 400 * DAY;
  const again = officeIn(dir, clock);
  expect(await signIn(again, head)).toMatchObject({ ok: true });
  const listed = async (): Promise<string[]> =>
    (await done(again, 'tasks.list', { of: 'mine', days: 7 })).lines
      .filter((line) => line.case.caseId === caseId)
      .map(({ task }) => task.deadline);
  expect(await listed()).not.toContain('retention_review');
  // Its day has passed: it is said, and nothing ends by itself.
  expect(await done(again, 'holds.ofCase', { caseId })).toMatchObject({
    hold: { ...court, by: 'Halima Osman', until, past: true },
  });
  await done(again, 'holds.lift', { caseId, why: 'The court has decided.' });
  expect(await listed()).toContain('retention_review');
  expect(await done(again, 'holds.ofCase', { caseId })).toEqual({});
  expect(await refusal(again, 'holds.lift', { caseId, why: 'Once more.' })).toMatchObject({ code: 'FORM_STALE' });
  expect(await done(again, 'holds.list', {})).toMatchObject([
    { caseId, code, lifted: { by: 'Halima Osman', why: 'The court has decided.' } },
  ]);
  const trail = (await done(again, 'audit.list', { caseId, limit: 50 })).lines.map(({ action }) => action);
  expect(trail).toEqual(expect.arrayContaining(['hold.set', 'hold.lifted']));
});

test('a held case cannot be taken out of the lists, and one that is not held can', async () => {
  const clock = new SetClock();
  const { office, first } = await openedOffice(clock);
  await done(office, 'holds.set', { code: (await codeOf(office, first)).toLowerCase(), ...court });
  expect(await refusal(office, 'casework.disable', { caseId: first, why: 'Registered by mistake.' })).toMatchObject({
    code: 'CASE_HELD',
  });
  await done(office, 'holds.lift', { caseId: first, why: 'It was the wrong case.' });
  await done(office, 'casework.disable', { caseId: first, why: 'Registered by mistake.' });
  expect(await refusal(office, 'holds.set', { code: 'KSM-26-00000-0', ...court })).toMatchObject({
    code: 'FORM_CASE_NOT_FOUND',
  });
});

test('the data protection focal point holds a case without opening it; a caseworker sees it on the case and lifts nothing', async () => {
  const clock = new SetClock();
  const { office, dir, first } = await openedOffice(clock);
  const passphrase = `${PASSPHRASE} too`;
  const add = async (name: string, role: string) =>
    (await withCheapKeys(() => done(office, 'people.add', { name, roles: [role], passphrase }))).id;
  const officer = await add('Claire Nguessan', 'dpo');
  const worker = await add('Neema Ali', 'caseworker');
  await done(office, 'casework.assign', { cases: [first], to: worker, why: 'She knows the family.' });
  const code = await codeOf(office, first);
  office.close();
  const theirs = officeIn(dir, clock);
  expect(await signIn(theirs, officer, passphrase)).toMatchObject({ ok: true });
  await done(theirs, 'holds.set', { code, ...court });
  theirs.close();
  const hers = officeIn(dir, clock);
  expect(await signIn(hers, worker, passphrase)).toMatchObject({ ok: true });
  expect(await done(hers, 'holds.ofCase', { caseId: first })).toMatchObject({ hold: { by: 'Claire Nguessan' } });
  expect(await refusal(hers, 'holds.lift', { caseId: first, why: 'I want to close it.' })).toMatchObject({
    code: 'PERM_DENIED',
  });
  expect(await refusal(hers, 'holds.list', {})).toMatchObject({ code: 'PERM_DENIED' });
});
