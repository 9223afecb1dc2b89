import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import { addHours } from '../../builders/calendar-days.ts';
import { PlayedClock } from '../../builders/played-clock.ts';
import { storyCases } from '../../builders/story.ts';
import { Offices, PASSPHRASE, type TestOffice } from '../../exchange/office-pair.ts';
import { editButton } from '../at-a-case.ts';
import { expect, shot, test } from '../fixture.ts';
import { press, typeInto } from '../keyboard.ts';
import { newestFor, Walk } from './walk.ts';

// Stories 7 and 9 of reference.md §10: a family that moves, whose case is declined once, and a caregiver who takes her
// consent back after a referral. One app on the first office, the keyboard alone; the other office answers by stick.
const NOW = new Date().toISOString();
const DAY_H = 24;
const MOVED = 'Furaha Neema Amani';
const REFERRED = 'Zawadi Tumaini';
const HEAD = 'Head of Kisimani';
const OTHER = 'Neema Baraka';
const OTHER_PASSPHRASE = 'eleven quiet lanterns by the road';
const TOLD = {
  reason: 'family_moved',
  why: '',
  summary: 'She came alone in March and trusts her aunt.',
  safety: 'The uncle must not know where she lives.',
  childTold: 'yes',
  caregiverTold: 'yes',
} as const;

const clock = new PlayedClock();
const offices = new Offices(clock);
let walk: Walk;
let stick = '';
let declined = '';
let here: TestOffice;
let there: TestOffice;
let moved: CaseId;

const at = (hoursAgo: number): void => clock.set(Date.parse(addHours(NOW, -hoursAgo)));

function document(): CaseDocument {
  const story = storyCases(NOW.slice(0, 10), 'KSM').find(({ key }) => key === 'edited_apart');
  if (!story) throw new Error('the story lacks its case');
  return story.document;
}

/** Offered two days ago, and declined there yesterday. */
async function offered(): Promise<void> {
  at(2 * DAY_H);
  moved = await here.register(document());
  const { transfer } = await here.caller.call('handovers.offer', { caseId: moved, office: there.id, ...TOLD });
  await there.read(await here.write(there, stick));
  at(DAY_H);
  const answer = { of: moved, transfer, accept: false, why: 'They never arrived in our district.' } as const;
  await there.caller.call('handovers.answer', answer);
  declined = await there.write(here, stick);
}

/** Referred to a colleague, who accepted. */
async function referred(): Promise<void> {
  at(DAY_H);
  const { id } = await here.caller.call('people.add', {
    name: OTHER,
    roles: ['caseworker'],
    passphrase: OTHER_PASSPHRASE,
  });
  const caseId = await here.register(document(), {
    full_name: REFERRED,
    school_name: 'Kisimani Primary',
    in_school: 'yes',
  });
  const wish = {
    to: { kind: 'colleague', user: id },
    service: 'psychosocial_basic',
    serviceOther: '',
    priority: '24h',
    reason: 'Sleeps badly since August.',
    fields: ['full_name', 'school_name'],
    contactVia: 'via_caseworker',
    childInformed: 'yes',
    caregiverInformed: 'yes',
    notInformedWhy: '',
  } as const;
  const { referral } = await here.caller.call('referrals.send', {
    caseId,
    wish: { ...wish, fields: [...wish.fields] },
    why: '',
  });
  here.close();
  await here.caller.call('session.signIn', { user: id, passphrase: OTHER_PASSPHRASE });
  await here.caller.call('referrals.answer', { of: caseId, referral, accept: true, why: '' });
}

test.beforeAll(async () => {
  test.setTimeout(180_000);
  at(3 * DAY_H);
  await offices.prepare(['KSM', 'BND']);
  const { stick: folder, offices: taken } = await offices.take('KSM', 'BND');
  const [first, second] = taken;
  if (!first || !second) throw new Error('the offices were not made');
  stick = folder;
  here = first;
  there = second;
  await offered();
  await referred();
  offices.closeAll();
  walk = await Walk.into(here.dir, HEAD, PASSPHRASE);
});
test.afterAll(async () => {
  await walk.close();
  offices.remove();
});

test('a case that was declined stays with its reason, is offered again, and is gone when the other office takes it', async () => {
  test.setTimeout(180_000);
  const { page } = walk;
  await test.step('the stick says that it was declined, and why', async () => {
    await walk.readStick(declined);
    await walk.openChild(MOVED);
    await walk.tab(/To do/);
    await expect(walk.aside.getByText('They never arrived in our district.')).toBeVisible();
    await expect(editButton(page)).toBeVisible();
    await shot(page, 'declined');
  });
  await test.step('it is offered again', async () => {
    await walk.more('Hand over to another office…');
    await expect(page.getByRole('heading', { level: 1, name: 'Hand over to another office' })).toBeVisible();
    await walk.find('Reason', 'Family moved');
    await typeInto(page, page.getByRole('textbox', { name: 'The child and the story so far' }), TOLD.summary);
    await typeInto(page, page.getByRole('textbox', { name: 'Safety: what to watch for' }), TOLD.safety);
    await walk.pick('Was the child told?', 'Yes');
    await walk.pick('Was the caregiver told?', 'Yes');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('heading', { level: 1, name: /^KSM-/ })).toBeVisible();
    await walk.writeStick(stick, undefined, async (step) => {
      await expect(step.getByText(/1 case is handed over with it: KSM-/)).toBeVisible();
      await shot(page, 'leaves');
    });
  });
  await test.step('the other office takes it, and here it can be read only', async () => {
    clock.toNow();
    await there.signIn();
    await there.read(newestFor('BND', stick));
    const [offer] = await there.caller.call('handovers.inbox', {});
    if (!offer) throw new Error('the offer did not arrive');
    expect(offer).toMatchObject({ caseId: moved, summary: TOLD.summary, safety: TOLD.safety });
    const taken = { of: moved, transfer: offer.transfer, accept: true, worker: there.user } as const;
    await there.caller.call('handovers.answer', taken);
    const answer = await there.write(here, stick);
    there.close();
    await walk.readStick(answer);
    await walk.openChild(MOVED);
    await expect(page.getByText('Transferred').first()).toBeVisible();
    await expect(editButton(page)).toHaveCount(0);
    await shot(page, 'transferred');
  });
});

test('consent that is taken back ends what was passed on, and nothing more can be referred', async () => {
  test.setTimeout(180_000);
  await walk.openChild(REFERRED);
  await walk.edit();
  await walk.goToForm('consent');
  await walk.pick('Consent was taken back', 'Yes');
  await walk.date('Taken back on', NOW.slice(0, 10));
  await walk.save();
  await expect(walk.page.getByText(/^Consent was taken back on /)).toBeVisible();
  await shot(walk.page, 'taken-back');
  await walk.more('Refer for a service…');
  await expect(walk.page.getByRole('heading', { level: 1, name: 'Refer for a service' })).toBeVisible();
  await expect(walk.page.getByText('Consent was withdrawn.')).toBeVisible();
  await shot(walk.page, 'gate');

  await walk.changeTo(OTHER, OTHER_PASSPHRASE);
  await press(walk.page, walk.page.getByRole('link', { name: /^Read the referral of case KSM-/ }));
  await expect(walk.page.getByText(/Consent was withdrawn after the referral was sent/)).toBeVisible();
  await expect(walk.page.getByText('Kisimani Primary')).toHaveCount(0);
  await expect(walk.page.getByText(REFERRED)).toHaveCount(0);
  await shot(walk.page, 'nothing-shown');
});
