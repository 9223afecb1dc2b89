import { expect, test } from 'vitest';
import { validateSave } from '#core/forms/validate.ts';
import { aCase, done, openedOffice, register, SetClock } from '../faults/temporary-office.ts';

const DAY = 86_400_000;
const nairobi = (ms: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Africa/Nairobi', dateStyle: 'short' }).format(ms);

test('a page judges by the day at the office, whatever the zone of its computer', async () => {
  const clock = new SetClock();
  // An hour after midnight in Nairobi it is still the day before in Greenwich.
  const evening = new Date().setUTCHours(22, 30, 0, 0) + DAY;
  clock.offset = evening - Date.now();
  const { office, first } = await openedOffice(clock);
  const { today, document } = await done(office, 'cases.startRegistration', { notSameAs: [] });
  expect(today).toBe(nairobi(evening));
  expect(document.values['registration_date']).toMatchObject({ date: today });
  expect((await done(office, 'cases.open', { caseId: first })).today).toBe(today);
});

test('after the clock was set back years, what was saved before is not called a day to come', async () => {
  const clock = new SetClock();
  const { office } = await openedOffice(clock);
  const caseId = await register(office, aCase());
  clock.offset = -3 * 365 * DAY;
  const { document, today } = await done(office, 'cases.open', { caseId });
  const open = office.open;
  if (open === undefined) throw new Error('the office is not open');
  expect(validateSave(open.configuration, document as never, { today }).ok).toBe(true);
});
