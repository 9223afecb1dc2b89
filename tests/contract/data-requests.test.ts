import { expect, test } from 'vitest';
import { addMonths } from '#core/casework/working-time.ts';
import type { Input } from '#core/contracts/index.ts';
import { addDays } from '#core/forms/iso-date.ts';
import type { UserId } from '#core/ids.ts';
import { audit } from '../../main/office/audit.ts';
import { wallDay } from '../builders/calendar-days.ts';
import {
  ask,
  done,
  officeIn,
  openedOffice,
  PASSPHRASE,
  refusal,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';

const DAY = 86_400_000;
const today = (clock: SetClock): string => wallDay(clock.now());

const wish = (clock: SetClock, more: Partial<Input<'dataRequests.open'>> = {}): Input<'dataRequests.open'> => ({
  sort: 'access',
  by: 'caregiver',
  who: 'Rehema Juma, by the women’s group',
  received: today(clock),
  what: 'She wants to know what is written about her and her son.',
  identity: '',
  code: '',
  ...more,
});
const codeOf = async (office: Parameters<typeof done>[0], caseId: Input<'audit.ofCase'>['caseId']): Promise<string> =>
  (await done(office, 'audit.ofCase', { caseId })).code;

test('a request has a month, is answered once its asker is known, and is there after a restart', async () => {
  const clock = new SetClock();
  const { office, dir, head, first } = await openedOffice(clock);
  const code = await codeOf(office, first);
  const { id } = await done(office, 'dataRequests.open', wish(clock, { code: code.toLowerCase() }));
  const due = addMonths(today(clock), 1);
  expect(await done(office, 'dataRequests.list', {})).toMatchObject([
    { id, number: 1, sort: 'access', case: { caseId: first, code, mayOpen: true }, due, clock: { state: 'running' } },
  ]);
  const granted = { kind: 'answered', outcome: 'granted', answer: 'The copy was handed over.', why: '' } as const;
  expect(await refusal(office, 'dataRequests.add', { id, entry: granted })).toMatchObject({
    code: 'FORM_NEEDED',
    params: { field: 'identity' },
  });
  await done(office, 'dataRequests.add', { id, entry: { kind: 'identity', how: 'The village chief knows her.' } });
  await done(office, 'dataRequests.add', { id, entry: granted });
  expect(await refusal(office, 'dataRequests.add', { id, entry: granted })).toMatchObject({ code: 'FORM_STALE' });
  expect(
    await refusal(office, 'dataRequests.add', { id, entry: { kind: 'extended', why: 'Too late for that.' } }),
  ).toMatchObject({ code: 'FORM_STALE' });
  await done(office, 'dataRequests.add', { id, entry: { kind: 'note', text: 'She thanked us.' } });
  office.close();

  const again = officeIn(dir, clock);
  expect(await signIn(again, head)).toMatchObject({ ok: true });
  const kept = await done(again, 'dataRequests.read', { id });
  expect(kept).toMatchObject({ outcome: 'granted', identified: true, clock: { state: 'answered', days: 0 } });
  expect(kept.entries.map(({ by, entry }) => [by, entry.kind])).toEqual(
    ['opened', 'identity', 'answered', 'note'].map((kind) => ['Halima Osman', kind]),
  );
  const of = (await done(again, 'audit.list', { caseId: first, limit: 50 })).lines.map(({ action }) => action);
  expect(of).toEqual(expect.arrayContaining(['request.opened', 'request.added', 'request.answered']));
});

test('what was not answered in time is over, more time is said within the first month, and those that wait stand first', async () => {
  const clock = new SetClock();
  const { office } = await openedOffice(clock);
  const late = await done(office, 'dataRequests.open', wish(clock));
  const longer = await done(office, 'dataRequests.open', wish(clock, { sort: 'erasure' }));
  const refused = await done(office, 'dataRequests.open', wish(clock, { sort: 'objection' }));
  await done(office, 'dataRequests.add', { id: longer.id, entry: { kind: 'extended', why: 'Three offices have it.' } });
  expect(
    await refusal(office, 'dataRequests.add', { id: longer.id, entry: { kind: 'extended', why: 'And again.' } }),
  ).toMatchObject({ code: 'FORM_STALE' });
  await done(office, 'dataRequests.add', {
    id: refused.id,
    entry: { kind: 'answered', outcome: 'refused', answer: 'Told in person.', why: 'The law asks us to keep it.' },
  });
  clock.offset += 40 * DAY;
  expect((await done(office, 'dataRequests.list', {})).map(({ id, clock: { state } }) => [id, state])).toEqual([
    [late.id, 'over'],
    [longer.id, 'running'],
    [refused.id, 'answered'],
  ]);
  expect(
    await refusal(office, 'dataRequests.add', { id: late.id, entry: { kind: 'extended', why: 'It is too late.' } }),
  ).toMatchObject({ code: 'FORM_STALE' });
});

test('who got answers of the case is listed, and that they were told is written down', async () => {
  const clock = new SetClock();
  const { office, first } = await openedOffice(clock);
  const { open } = office;
  if (!open) throw new Error('the office is closed');
  audit(open, 'report.made', first, 'done', 'case-summary');
  const { id } = await done(
    office,
    'dataRequests.open',
    wish(clock, { sort: 'correction', code: await codeOf(office, first) }),
  );
  expect((await done(office, 'dataRequests.read', { id })).recipients).toMatchObject([
    { kind: 'paper', name: 'Halima Osman', what: 'case-summary', concerned: 'yes' },
  ]);
  const entry = { kind: 'informed', recipient: 'Halima Osman', how: 'The paper was changed for the new one.' } as const;
  await done(office, 'dataRequests.add', { id, entry });
  expect((await done(office, 'dataRequests.read', { id })).recipients).toMatchObject([
    { kind: 'paper', told: { by: 'Halima Osman', how: entry.how, on: today(clock) } },
  ]);
});

test('a day that has not come, a code that is not known, a refusal without a reason and a caseworker are turned away', async () => {
  const clock = new SetClock();
  const { office, dir, first } = await openedOffice(clock);
  expect(
    await refusal(office, 'dataRequests.open', wish(clock, { received: addDays(today(clock), 1) ?? '' })),
  ).toMatchObject({ code: 'FORM_INVALID', params: { field: 'received' } });
  expect(await refusal(office, 'dataRequests.open', wish(clock, { code: 'KSM-26-00000-0' }))).toMatchObject({
    code: 'FORM_CASE_NOT_FOUND',
  });
  const { id } = await done(office, 'dataRequests.open', wish(clock, { code: await codeOf(office, first) }));
  const answer = { kind: 'answered', outcome: 'refused', answer: 'No.', why: '' } as const;
  await expect(ask(office, 'dataRequests.add', { id, entry: answer })).rejects.toThrow(/why/);
  expect(await done(office, 'dataRequests.list', { caseId: first })).toHaveLength(1);

  const passphrase = `${PASSPHRASE} too`;
  const add = async (name: string, role: string): Promise<UserId> =>
    (await withCheapKeys(() => done(office, 'people.add', { name, roles: [role], passphrase }))).id;
  const worker = await add('Neema Ali', 'caseworker');
  const officer = await add('Claire Nguessan', 'dpo');
  office.close();
  const hers = officeIn(dir, clock);
  expect(await signIn(hers, worker, passphrase)).toMatchObject({ ok: true });
  expect(await refusal(hers, 'dataRequests.list', {})).toMatchObject({ code: 'PERM_DENIED' });
  expect(await refusal(hers, 'dataRequests.list', { caseId: first })).toMatchObject({ code: 'PERM_DENIED' });
  hers.close();
  // The data protection focal point answers without reading the case.
  const theirs = officeIn(dir, clock);
  expect(await signIn(theirs, officer, passphrase)).toMatchObject({ ok: true });
  expect(await done(theirs, 'dataRequests.read', { id })).toMatchObject({ case: { caseId: first, mayOpen: false } });
});

test('where the name is hidden nobody is told who asks, and whoever has a conflict of interest sees no request', async () => {
  const clock = new SetClock();
  const { office, dir, head, first } = await openedOffice(clock);
  const passphrase = `${PASSPHRASE} too`;
  const person = { name: 'Claire Nguessan', roles: ['dpo'], passphrase };
  const officer = (await withCheapKeys(() => done(office, 'people.add', person))).id;
  const { id } = await done(office, 'dataRequests.open', wish(clock, { code: await codeOf(office, first) }));
  const why = 'Her father works at the town hall.';
  await done(office, 'protection.hide', { caseId: first, why, people: [head], roles: [] });
  office.close();
  const theirs = officeIn(dir, clock);
  expect(await signIn(theirs, officer, passphrase)).toMatchObject({ ok: true });
  expect(JSON.stringify(await done(theirs, 'dataRequests.read', { id }))).not.toContain('Rehema');
  expect(await done(theirs, 'dataRequests.list', {})).toMatchObject([{ id, who: '' }]);
  theirs.close();

  const mine = officeIn(dir, clock);
  expect(await signIn(mine, head)).toMatchObject({ ok: true });
  expect(await done(mine, 'dataRequests.read', { id })).toMatchObject({ who: wish(clock).who });
  await done(mine, 'protection.record', { caseId: first, user: officer, kind: 'relative', why });
  mine.close();
  const barred = officeIn(dir, clock);
  expect(await signIn(barred, officer, passphrase)).toMatchObject({ ok: true });
  expect(await done(barred, 'dataRequests.list', {})).toEqual([]);
  expect(await refusal(barred, 'dataRequests.read', { id })).toMatchObject({ code: 'FORM_STALE' });
});
