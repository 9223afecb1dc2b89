import { expect, test } from 'vitest';
import type { UserId } from '#core/ids.ts';
import type { Office, OfficeReply } from '../../main/office/office.ts';
import { Phone } from '../builders/phone.ts';
import {
  ask,
  closedOffice,
  done,
  everyCase,
  officeIn,
  PASSPHRASE,
  refusal,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';

const HALF_MINUTE = 30_000;
const WORKER = 'seven calm herons over the lake';

const enter = (office: Office, user: UserId, code?: string, passphrase = PASSPHRASE): Promise<OfficeReply> =>
  ask(office, 'session.signIn', { user, passphrase, ...(code === undefined ? {} : { code }) });

async function withPhone(off = 0) {
  const { dir, head } = await closedOffice();
  const clock = new SetClock();
  const office = officeIn(dir, clock);
  await signIn(office, head);
  const { secret } = await done(office, 'secondFactor.begin', {});
  const phone = new Phone(secret, clock, off);
  expect(await refusal(office, 'secondFactor.confirm', { code: '000000' })).toMatchObject({ code: 'AUTH_WRONG_CODE' });
  const { codes } = await done(office, 'secondFactor.confirm', { code: phone.code() });
  return { office, dir, head, clock, phone, codes };
}

test('a phone is asked after the passphrase: each code counts once, over restarts and with the clock set back', async () => {
  const { office, dir, head, clock, phone, codes } = await withPhone();
  const first = phone.code();
  office.close();
  expect(await enter(office, head)).toMatchObject({ error: { code: 'AUTH_CODE_NEEDED' } });
  // The code that made the phone known is used.
  expect(await enter(office, head, first)).toMatchObject({ error: { code: 'AUTH_WRONG_CODE' } });
  clock.offset += HALF_MINUTE;
  const second = phone.code();
  expect(await enter(office, head, second)).toMatchObject({ ok: true });
  office.close();
  const again = officeIn(dir, clock);
  expect(await enter(again, head, second)).toMatchObject({ error: { code: 'AUTH_WRONG_CODE' } });
  clock.offset -= 5 * HALF_MINUTE;
  expect(await enter(again, head, second)).toMatchObject({ error: { code: 'AUTH_WRONG_CODE' } });
  clock.offset += 7 * HALF_MINUTE;
  expect(await enter(again, head, phone.code())).toMatchObject({ ok: true });
  again.close();
  // Without the phone: a printed code, once, however it is typed.
  const [printed = ''] = codes;
  expect(await enter(again, head, printed.toLowerCase().replace('-', ' '))).toMatchObject({ ok: true });
  expect(await done(again, 'secondFactor.state', {})).toMatchObject({ asked: false, codesLeft: 9 });
  again.close();
  expect(await enter(again, head, printed)).toMatchObject({ error: { code: 'AUTH_WRONG_CODE' } });
});

test('wrong codes count like wrong passphrases, and a passphrase alone forgets none of them', async () => {
  const { office, head, clock, phone } = await withPhone();
  office.close();
  clock.offset += HALF_MINUTE;
  for (const triesLeft of [4, 3, 2, 1]) {
    expect(await enter(office, head, '123456')).toMatchObject({ error: { params: { triesLeft } } });
    expect(await enter(office, head)).toMatchObject({ error: { code: 'AUTH_CODE_NEEDED' } });
  }
  expect(await enter(office, head, '123456')).toMatchObject({ error: { code: 'AUTH_WAIT' } });
  expect(await enter(office, head, phone.code())).toMatchObject({ error: { code: 'AUTH_WAIT' } });
  clock.offset += 3 * 60_000;
  expect(await enter(office, head, phone.code())).toMatchObject({ ok: true });
  const { lines } = await done(office, 'audit.list', { area: 'session', limit: 50 });
  expect(lines.filter(({ action }) => action === 'session.failed')).toHaveLength(5);
});

test('a phone whose clock is six minutes off is followed; one that drifts further is caught up by a printed code', async () => {
  const { office, head, clock, phone, codes } = await withPhone(6 * 60_000);
  office.close();
  clock.offset += HALF_MINUTE;
  expect(await enter(office, head, phone.code())).toMatchObject({ ok: true });
  office.close();
  // The battery of the computer’s clock is empty.
  clock.offset -= 20 * 60_000;
  expect(await enter(office, head, phone.code())).toMatchObject({ error: { code: 'AUTH_WRONG_CODE' } });
  expect(await enter(office, head, codes[1] ?? '')).toMatchObject({ ok: true });
  // It is made known anew, or another one is: not without a code.
  expect(await refusal(office, 'secondFactor.begin', {})).toMatchObject({ code: 'AUTH_WRONG_CODE' });
  const { secret } = await done(office, 'secondFactor.begin', { code: codes[2] ?? '' });
  const other = new Phone(secret, clock);
  await done(office, 'secondFactor.confirm', { code: other.code() });
  office.close();
  clock.offset += HALF_MINUTE;
  expect(await enter(office, head, other.code())).toMatchObject({ ok: true });
});

test('the office asks roles for it: nothing else opens before, nobody ends it alone, and a lost phone is taken away', async () => {
  const { office, head, clock, phone } = await withPhone();
  const { id: worker } = await withCheapKeys(() =>
    done(office, 'people.add', { name: 'Amani', roles: ['caseworker'], passphrase: WORKER }),
  );
  await done(office, 'secondFactor.setRule', { everybody: false, roles: ['caseworker'] });
  expect(await refusal(office, 'secondFactor.setRule', { everybody: false, roles: ['nobody'] })).toMatchObject({
    code: 'FORM_INVALID',
  });
  office.close();
  const session = await enter(office, worker, undefined, WORKER);
  expect(session).toMatchObject({ value: { before: ['second-factor'] } });
  expect(await refusal(office, 'cases.list', everyCase)).toMatchObject({ code: 'AUTH_NOT_READY' });
  const { secret } = await done(office, 'secondFactor.begin', {});
  const hers = new Phone(secret, clock);
  await done(office, 'secondFactor.confirm', { code: hers.code() });
  await done(office, 'cases.list', everyCase);
  clock.offset += HALF_MINUTE;
  expect(await refusal(office, 'secondFactor.remove', { code: hers.code() })).toMatchObject({ code: 'PERM_DENIED' });
  expect(await refusal(office, 'secondFactor.renewCodes', { code: '1' })).toMatchObject({ code: 'AUTH_WRONG_CODE' });
  expect((await done(office, 'secondFactor.renewCodes', { code: hers.code() })).codes).toHaveLength(10);
  office.close();

  clock.offset += HALF_MINUTE;
  expect(await enter(office, head, phone.code())).toMatchObject({ ok: true });
  const people = await done(office, 'people.list', {});
  expect(people.map(({ name, secondFactor }) => [name, secondFactor])).toContainEqual(['Amani', true]);
  expect(await refusal(office, 'secondFactor.reset', { user: head, why: 'My own.' })).toMatchObject({
    code: 'PERM_DENIED',
  });
  await done(office, 'secondFactor.reset', { user: worker, why: 'The phone fell into the lake.' });
  clock.offset += HALF_MINUTE;
  await done(office, 'secondFactor.remove', { code: phone.code() });
  office.close();
  expect(await enter(office, head)).toMatchObject({ ok: true });
  office.close();
  expect(await enter(office, worker, undefined, WORKER)).toMatchObject({ value: { before: ['second-factor'] } });
});
