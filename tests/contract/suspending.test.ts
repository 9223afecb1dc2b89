import { expect, test, vi } from 'vitest';
import type { Input } from '#core/contracts/index.ts';
import type { UserId } from '#core/ids.ts';
import {
  cameLater,
  COUNTS_MS,
  isOver,
  later,
  RUNS_ALONE_MS,
  RUNS_MS,
  startOf,
  whoCould,
} from '#core/rights/suspension.ts';
import type { Office } from '../../main/office/office.ts';
import { SuspensionRepo } from '../../main/storage/suspension.repo.ts';
import { wallDay } from '../builders/calendar-days.ts';
import {
  done,
  openedOffice,
  PASSPHRASE,
  refusal,
  SetClock,
  signIn,
  withCheapKeys,
} from '../faults/temporary-office.ts';

// Two administrators, one of whom cannot be trusted any more. The other is locked out at once, whoever of the two it is; and
// nobody gets what takes two by suspending the one who would have to agree.
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SECOND = 'nine gentle otters guard the bridge';
const THIRD = 'eight lamps hang over the harbour';
const why = 'The laptop was stolen.';

const add = async (office: Office, name: string, passphrase: string, roles = ['administrator']): Promise<UserId> =>
  (await withCheapKeys(() => done(office, 'people.add', { name, roles, passphrase }))).id;

async function twoAdministrators() {
  const clock = new SetClock();
  const opened = await openedOffice(clock);
  const baraka = await add(opened.office, 'Baraka Juma', SECOND);
  return { ...opened, clock, baraka };
}
async function as(office: Office, user: UserId, passphrase?: string): Promise<void> {
  office.close();
  expect(await signIn(office, user, passphrase)).toMatchObject({ ok: true });
}
const change = (user: UserId, roles: string[], more = {}): Input<'people.change'> => ({
  user,
  roles,
  groups: [],
  agency: '',
  position: '',
  from: null,
  until: null,
  ...more,
});
const WIDER = ['administrator', 'supervisor', 'caseworker'];
const waits = async (office: Office, user: UserId): Promise<void> =>
  expect(await refusal(office, 'people.change', change(user, WIDER))).toMatchObject({ code: 'SECOND_WAITS' });
const firstWaiting = async (office: Office): Promise<string> => (await done(office, 'seconds.list', {}))[0]?.id ?? '';

test('seven days by the computer’s clock, and twelve hours of running by the one that nobody sets', () => {
  const begun = startOf(1000);
  expect(isOver(later(begun, 1000 + COUNTS_MS, 0))).toBe(false);
  expect(isOver(later(begun, 1000, RUNS_MS))).toBe(false);
  expect(isOver(later(begun, 1000 + COUNTS_MS, RUNS_MS))).toBe(true);
  // Forward and back again gains nothing; a clock that is put right by minutes loses nothing.
  const forward = later(begun, 1000 + 30 * DAY, RUNS_MS);
  expect(later(forward, 1000 + DAY, 0)).toEqual({ leftMs: COUNTS_MS, ranMs: RUNS_MS, seenAt: 1000 + DAY });
  const third = later(begun, 1000 + 3 * DAY, RUNS_MS);
  expect(later(third, third.seenAt - HOUR / 2, 0).leftMs).toBe(4 * DAY);
});

test('a computer whose clock begins anew with every boot ends it by running alone', () => {
  const boot = Date.UTC(2020, 0, 1);
  let left = startOf(boot + 5 * HOUR);
  for (let day = 0; day < 6; day += 1) {
    left = later(left, boot, 0);
    expect(isOver(left)).toBe(false);
    left = later(left, boot + 8 * HOUR, 8 * HOUR);
  }
  expect(left.ranMs).toBe(RUNS_ALONE_MS);
  expect(isOver(left)).toBe(true);
});

test('who came to a right after a suspension began stays late, also when it was ended and began anew', () => {
  const could = { a: ['people.manage'], b: ['people.manage', 'case.protect'] } as const;
  const one = { user: 'b', could };
  expect(cameLater([one], 'a', ['people.manage'])).toBe(false);
  expect(cameLater([one], 'c', ['people.manage'])).toBe(true);
  expect(cameLater([one], 'a', ['case.protect'])).toBe(true);
  // Nobody was taken out of the way of what they could not agree to.
  expect(cameLater([one], 'c', ['office.settings'])).toBe(false);
  // One of several rights is enough to agree, and to have been in the way.
  expect(cameLater([one], 'c', ['office.settings', 'people.manage'])).toBe(true);
  expect(cameLater([one], 'a', ['case.protect', 'people.manage'])).toBe(false);
  const now = { ...could, c: ['people.manage'] } as const;
  expect(whoCould(now, [one], 'b')).toEqual({ ...could, c: [] });
  expect(whoCould(now, [], 'b')).toEqual(now);
});

test('one of two administrators is locked out at once, with a reason that stands in the trail and on the page', async () => {
  const { office, head, baraka } = await twoAdministrators();
  await done(office, 'people.suspend', { user: baraka, why });
  expect(await done(office, 'seconds.list', {})).toEqual([]);
  expect(await done(office, 'seconds.suspended', {})).toMatchObject([
    { name: 'Baraka Juma', mine: true, why, counts: true },
  ]);
  const { lines } = await done(office, 'audit.list', { limit: 10 });
  expect(lines.find(({ action }) => action === 'person.suspended')?.detail).toContain(why);
  office.close();
  expect(await signIn(office, baraka, SECOND)).toMatchObject({ error: { code: 'AUTH_SUSPENDED' } });
  await as(office, head);
  expect(await refusal(office, 'people.suspend', { user: baraka, why })).toMatchObject({ code: 'FORM_STALE' });
});

test('the last who may manage people is not suspended, by whoever it is', async () => {
  const { office, head, baraka } = await twoAdministrators();
  await done(office, 'people.suspend', { user: baraka, why });
  expect(await refusal(office, 'people.suspend', { user: head, why })).toMatchObject({ code: 'PERM_DENIED' });
  // An account that ends does not count as one that stays.
  await done(office, 'people.readmit', { user: baraka, why });
  await as(office, baraka, SECOND);
  await done(office, 'seconds.setRule', { kinds: ['own-rights'] });
  await done(office, 'people.suspend', { user: head, why });
  expect(await refusal(office, 'people.change', change(baraka, ['clerk']))).toMatchObject({
    code: 'ROLE_LAST_MANAGER',
  });
});

test('what takes two waits on while the other is suspended, and is done when that one is back and agrees', async () => {
  const { office, head, baraka } = await twoAdministrators();
  await done(office, 'people.suspend', { user: baraka, why });
  expect(await done(office, 'seconds.rule', {})).toMatchObject({ others: 1 });
  await waits(office, head);
  expect(await refusal(office, 'seconds.setRule', { kinds: [] })).toMatchObject({ code: 'SECOND_WAITS' });
  const asked = await firstWaiting(office);
  await done(office, 'people.readmit', { user: baraka, why: 'It was found.' });
  expect(await done(office, 'seconds.suspended', {})).toEqual([]);
  await as(office, baraka, SECOND);
  await done(office, 'seconds.decide', { id: asked, agrees: true, passphrase: SECOND });
});

test('nobody who is made an administrator afterwards agrees, asks, or widens anybody alone', async () => {
  const { office, head, baraka } = await twoAdministrators();
  const asha = await add(office, 'Asha', THIRD, ['clerk']);
  await done(office, 'people.suspend', { user: baraka, why });
  await done(office, 'people.change', change(asha, ['administrator']));
  await waits(office, head);
  const id = await firstWaiting(office);
  await as(office, asha, THIRD);
  const agreed = { id, agrees: true, passphrase: THIRD } as const;
  expect(await refusal(office, 'seconds.decide', agreed)).toMatchObject({ code: 'SECOND_CAME_LATER' });
  // The other way round: the new one asks, the one who made them agrees.
  await waits(office, head);
  const [, second] = await done(office, 'seconds.list', {});
  const passphrase = 'seven kettles hum behind a wall';
  const person = { name: 'Zawadi', roles: ['supervisor'], passphrase };
  expect(await refusal(office, 'people.add', person)).toMatchObject({ code: 'ROLE_SECOND_ADD' });
  await as(office, head);
  const other = { id: second?.id ?? '', agrees: true, passphrase: PASSPHRASE } as const;
  expect(await refusal(office, 'seconds.decide', other)).toMatchObject({ code: 'SECOND_CAME_LATER' });
  // Nor by letting the other in for a moment and suspending anew.
  await done(office, 'people.readmit', { user: baraka, why });
  await done(office, 'people.suspend', { user: baraka, why });
  await as(office, asha, THIRD);
  expect(await refusal(office, 'seconds.decide', agreed)).toMatchObject({ code: 'SECOND_CAME_LATER' });
});

test('who is suspended is not dismissed, demoted or given an end meanwhile, also beside a new administrator', async () => {
  const { office, baraka } = await twoAdministrators();
  await done(office, 'people.suspend', { user: baraka, why });
  await add(office, 'Asha', THIRD);
  expect(await refusal(office, 'people.change', change(baraka, ['clerk']))).toMatchObject({ code: 'SECOND_WAITS' });
  const ends = change(baraka, ['administrator'], { until: '2099-01-01' });
  expect(await refusal(office, 'people.change', ends)).toMatchObject({ code: 'SECOND_WAITS' });
  const leaves = { user: baraka, to: null, why };
  expect(await refusal(office, 'people.leave', leaves)).toMatchObject({ code: 'SECOND_WAITS' });
  expect(await done(office, 'seconds.list', {})).toHaveLength(3);
});

test('a clock that is set forward ends nothing by itself; seven days in which the office ran do', async () => {
  const { office, clock, head, baraka } = await twoAdministrators();
  await done(office, 'people.suspend', { user: baraka, why });
  clock.offset += 30 * DAY;
  await waits(office, head);
  await as(office, head);
  await waits(office, head);
  // Back to the right day: what was gained is lost where it was not there yet.
  clock.offset = DAY;
  await waits(office, head);
  for (const { id } of await done(office, 'seconds.list', {}))
    await done(office, 'seconds.decide', { id, agrees: false });
  // Twelve hours of work in pieces, over sign-ins: time while the office is closed does not count.
  for (let day = 0; day < 2; day += 1) {
    clock.ran += 100 * DAY;
    await as(office, head);
    await waits(office, head);
    clock.ran += 7 * HOUR;
    await done(office, 'people.list', {});
  }
  clock.offset += 8 * DAY;
  await done(office, 'people.change', change(head, WIDER));
  expect((await done(office, 'people.list', {})).find(({ id }) => id === head)?.roles).toEqual(WIDER);
  expect(await done(office, 'seconds.suspended', {})).toEqual([]);
});

test('who came meanwhile is late for all of the days, also once the other is let in again', async () => {
  const { office, head, baraka } = await twoAdministrators();
  await done(office, 'people.suspend', { user: baraka, why });
  const asha = await add(office, 'Asha', THIRD);
  await done(office, 'people.readmit', { user: baraka, why });
  await waits(office, head);
  const id = await firstWaiting(office);
  await as(office, asha, THIRD);
  const agreed = { id, agrees: true, passphrase: THIRD } as const;
  expect(await refusal(office, 'seconds.decide', agreed)).toMatchObject({ code: 'SECOND_CAME_LATER' });
});

test('a role that ends by itself takes nobody out of the way over night', async () => {
  const { office, clock, head, baraka } = await twoAdministrators();
  const roles = (await done(office, 'roles.list', {})).map(({ role }) => role);
  const administrator = roles.find(({ id }) => id === 'administrator');
  if (!administrator) throw new Error('there is no role administrator');
  const until = wallDay();
  await done(office, 'roles.save', { role: { ...administrator, id: 'until_today', until } });
  const ends = change(baraka, ['until_today']);
  expect(await refusal(office, 'people.change', ends)).toMatchObject({ code: 'SECOND_WAITS' });
  await done(office, 'people.suspend', { user: baraka, why });
  expect(await refusal(office, 'people.change', ends)).toMatchObject({ code: 'SECOND_WAITS' });
  clock.offset += 2 * DAY;
  await waits(office, head);
  expect(await done(office, 'seconds.suspended', {})).toMatchObject([{ counts: true }]);
});

test('somebody whose contract ends was there before: they agree while another is suspended', async () => {
  const { office, head, baraka } = await twoAdministrators();
  const asha = await add(office, 'Asha', THIRD);
  await done(office, 'people.change', change(asha, ['administrator'], { until: '2099-01-01' }));
  await done(office, 'people.suspend', { user: baraka, why });
  await waits(office, head);
  const id = await firstWaiting(office);
  await as(office, asha, THIRD);
  await done(office, 'seconds.decide', { id, agrees: true, passphrase: THIRD });
  // They are not relied on, and take nobody out of the way when they are suspended themselves.
  await as(office, head);
  await done(office, 'people.suspend', { user: asha, why });
  const counts = (await done(office, 'seconds.suspended', {})).map((one) => [one.name, one.counts]);
  expect(counts).toEqual([
    ['Baraka Juma', true],
    ['Asha', false],
  ]);
});

test('a disk that takes nothing keeps nobody from a call, and the minutes are counted once it does', async () => {
  const { office, clock, head, baraka } = await twoAdministrators();
  await done(office, 'people.suspend', { user: baraka, why });
  const full = vi.spyOn(SuspensionRepo.prototype, 'count').mockImplementation(() => {
    throw new Error('database or disk is full');
  });
  const ran = (): number => office.open?.repos.suspensions.all()[0]?.ranMs ?? 0;
  try {
    await as(office, head);
    clock.ran += 3 * HOUR;
    await done(office, 'people.list', {});
    expect(ran()).toBe(0);
  } finally {
    full.mockRestore();
  }
  await done(office, 'people.list', {});
  expect(ran()).toBeGreaterThanOrEqual(3 * HOUR);
});

test('a right that a later version does not know any more breaks nothing', async () => {
  const { office, head, baraka } = await twoAdministrators();
  await done(office, 'people.suspend', { user: baraka, why });
  office.open?.db
    .write<[]>(`UPDATE suspension SET could = replace(could, '"people.manage"', '"people.manage","case.of-old"')`)
    .run();
  await waits(office, head);
  expect(await done(office, 'seconds.suspended', {})).toMatchObject([{ counts: true }]);
});

test('what somebody asked for is taken back when they are suspended', async () => {
  const { office, head, baraka } = await twoAdministrators();
  await as(office, baraka, SECOND);
  await waits(office, baraka);
  await as(office, head);
  expect(await done(office, 'seconds.list', {})).toHaveLength(1);
  await done(office, 'people.suspend', { user: baraka, why });
  expect(await done(office, 'seconds.list', {})).toEqual([]);
  await done(office, 'people.readmit', { user: baraka, why });
  expect(await done(office, 'seconds.list', {})).toEqual([]);
});

test('nobody agrees to a request of somebody whose account is over, or who has lost the right', async () => {
  const { office, clock, head, baraka } = await twoAdministrators();
  const asha = await add(office, 'Asha', THIRD);
  await done(office, 'people.change', change(asha, ['administrator'], { until: wallDay() }));
  await add(office, 'Zawadi', 'seven kettles hum behind a wall');
  await as(office, asha, THIRD);
  await waits(office, asha);
  await refusal(office, 'seconds.setRule', { kinds: [] });
  const [first, rule] = await done(office, 'seconds.list', {});
  await as(office, baraka, SECOND);
  clock.offset += 2 * DAY;
  const agreed = { id: rule?.id ?? '', agrees: true, passphrase: SECOND } as const;
  expect(await refusal(office, 'seconds.decide', agreed)).toMatchObject({ code: 'FORM_STALE' });
  clock.offset = 0;
  await done(office, 'seconds.decide', { id: first?.id ?? '', agrees: false });

  await as(office, head);
  await refusal(office, 'seconds.setRule', { kinds: [] });
  const own = (await done(office, 'seconds.list', {})).find(({ mine }) => mine);
  await as(office, baraka, SECOND);
  await done(office, 'people.change', change(head, ['supervisor']));
  const lost = { id: own?.id ?? '', agrees: true, passphrase: SECOND } as const;
  expect(await refusal(office, 'seconds.decide', lost)).toMatchObject({ code: 'FORM_STALE' });
});

test('with a third administrator from before, that one agrees while the other is suspended', async () => {
  const { office, head, baraka } = await twoAdministrators();
  const asha = await add(office, 'Asha', THIRD);
  await done(office, 'people.suspend', { user: baraka, why });
  await waits(office, head);
  const id = await firstWaiting(office);
  await as(office, asha, THIRD);
  await done(office, 'seconds.decide', { id, agrees: true, passphrase: THIRD });
  expect((await done(office, 'people.list', {})).find((one) => one.id === head)?.roles).toEqual(WIDER);
});
