import type { CaseId } from '#core/ids.ts';
import { addHours } from '../../builders/calendar-days.ts';
import { applyChanges } from '../../builders/edits.ts';
import { PlayedClock } from '../../builders/played-clock.ts';
import { EDITS_APART, storyCases } from '../../builders/story.ts';
import { Offices, type TestOffice } from '../../exchange/office-pair.ts';
import { expect, shot, test } from '../fixture.ts';
import { press, typeInto } from '../keyboard.ts';
import { newestFor, Walk } from './walk.ts';

// Stories 8 and 12 of reference.md §10: a level of risk that two offices judged apart, and an evening on which the office
// has to leave. One app on the first office, the keyboard alone.
const NOW = new Date().toISOString();
const DAY_H = 24;
const CHILD = 'Furaha Neema Amani';
const day = (instant: string) => ({ date: instant.slice(0, 10), precision: 'day', calendar: 'gregory' }) as const;

const clock = new PlayedClock();
const offices = new Offices(clock);
let walk: Walk;
let stick = '';
let fromThere = '';
let bandari: TestOffice;
let shared: CaseId;

async function apart(here: TestOffice, there: TestOffice): Promise<void> {
  const started = addHours(NOW, -16 * DAY_H);
  clock.set(Date.parse(started));
  const story = storyCases(NOW.slice(0, 10), 'KSM').find(({ key }) => key === 'edited_apart');
  if (!story) throw new Error('the story lacks its case');
  const known = { registration_date: day(started), identification_date: day(started), consent_date: day(started) };
  shared = await here.register(story.document, known);
  await there.read(await here.write(there, stick, { cases: [shared] }));
  clock.set(Date.parse(addHours(NOW, -2 * DAY_H)));
  const nothing = { values: {}, rows: {} };
  await here.edit(shared, applyChanges(nothing, EDITS_APART.first).values);
  const theirs = applyChanges(nothing, EDITS_APART.second).values;
  await there.edit(shared, { ...theirs, risk_reason: 'The aunt says that it was a cousin.' });
  fromThere = await there.write(here, stick);
}

test.beforeAll(async () => {
  test.setTimeout(180_000);
  clock.set(Date.parse(addHours(NOW, -17 * DAY_H)));
  await offices.prepare(['KSM', 'BND']);
  const { stick: folder, offices: taken } = await offices.take('KSM', 'BND');
  const [here, there] = taken;
  if (!here || !there) throw new Error('the offices were not made');
  stick = folder;
  bandari = there;
  await apart(here, there);
  offices.closeAll();
  walk = await Walk.into(here.dir);
});
test.afterAll(async () => {
  await walk.close();
  offices.remove();
});

test('the safer level is in force when the stick arrives, until a person decides with a reason', async () => {
  test.setTimeout(150_000);
  const { page } = walk;
  await walk.readStick(fromThere);
  await expect(page.getByText('To decide').first()).toBeVisible({ timeout: 30_000 });
  await press(page, page.getByRole('navigation').getByRole('link', { name: /^Values to decide|^Review|^To decide/ }));
  await expect(page.getByText('“High” is in force until this is decided.')).toBeVisible();
  await shot(page, 'risk-apart');
  await page.keyboard.press('1');
  await expect(page.getByRole('radio').first()).toBeChecked();
  const keep = page.getByRole('button', { name: /^Keep/ });
  await expect(keep).toHaveAttribute('aria-disabled', 'true');
  await typeInto(page, page.getByRole('textbox', { name: /^Why/ }), 'The teacher saw the man again');
  await page.keyboard.press('Control+Enter');
  // The reason belongs to the level: the other one is kept in the history.
  await expect(page.getByRole('heading', { name: 'Reason for this level' })).toBeVisible();
  await page.keyboard.press('1');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Nothing to decide')).toBeVisible();

  await walk.openChild(CHILD);
  await expect(page.getByText('High').first()).toBeVisible();
  // What the other office alone changed is there as well.
  await expect(page.getByText('12 Harbour Lane').first()).toBeVisible();
  await walk.tab(/History/);
  await expect(walk.aside.getByText(/Medium/).first()).toBeVisible();
  await expect(walk.aside.getByText('The teacher saw the man again').first()).toBeVisible();
  await shot(page, 'decided');
});

test('before the office is left, all open cases go on a stick, the screen is empty, and the other office can go on', async () => {
  test.setTimeout(150_000);
  const { page } = walk;
  await walk.writeStick(stick, /All open cases/, async (step) => {
    await expect(step.getByText(/KSM-/).first()).toBeVisible();
    await shot(page, 'evacuation');
  });
  await walk.lock();
  await expect(walk.page.locator('input[type=password]')).toBeFocused();
  await expect(walk.page.getByText(/KSM-|Furaha/)).toHaveCount(0);
  await shot(walk.page, 'left');

  await bandari.signIn();
  await bandari.read(newestFor('BND', stick));
  expect((await bandari.values(shared))['risk_level']).toBe('high');
  bandari.close();
});
