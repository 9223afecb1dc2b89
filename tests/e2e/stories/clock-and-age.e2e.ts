import type { CaseDocument } from '#core/forms/types.ts';
import { addDays, addHours, dayOf, exactDate, minuteOf, yearsOn } from '../../builders/calendar-days.ts';
import { PlayedClock } from '../../builders/played-clock.ts';
import { storyCases, type StoryCase } from '../../builders/story.ts';
import { Offices, type TestOffice } from '../../exchange/office-pair.ts';
import { expect, shot, test } from '../fixture.ts';
import { press } from '../keyboard.ts';
import { Walk } from './walk.ts';

// Stories 2, 4, 5 and 6 of reference.md §10: hours that run, a birthday that comes, a calendar taken for another, and a
// boy in two scripts. One office, one app, the keyboard alone.
const NOW = new Date().toISOString();
const TODAY = dayOf(NOW);
const FIVE_HOURS_AGO = addHours(NOW, -5);
const ETHIOPIAN = 'Birhanu Alemu Desta';

const clock = new PlayedClock();
const offices = new Offices(clock);
let walk: Walk;

function story(key: StoryCase['key']): CaseDocument {
  const found = storyCases(TODAY, 'KSM').find((one) => one.key === key);
  if (!found) throw new Error(`no story ${key}`);
  return found.document;
}

async function prepare(office: TestOffice): Promise<void> {
  clock.set(Date.parse(addHours(NOW, -14 * 24)));
  await office.register(story('ageing_out'));
  await office.register(story('two_scripts_a'));
  const { date_of_birth: _birth, ...values } = story('ageing_out').values;
  await office.register(
    { ...story('ageing_out'), values: { ...values, full_name: ETHIOPIAN, sex: 'male' } },
    { age: { years: 9, asOf: addDays(TODAY, -14) } },
  );
  clock.set(Date.parse(FIVE_HOURS_AGO));
  const day = exactDate(dayOf(FIVE_HOURS_AGO));
  const dates = { registration_date: day, identification_date: day, consent_date: day };
  await office.register(story('no_caregiver_consent'), dates);
}

test.beforeAll(async () => {
  test.setTimeout(120_000);
  clock.set(Date.parse(addHours(NOW, -15 * 24)));
  await offices.prepare(['KSM']);
  const { offices: taken } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  await prepare(office);
  offices.closeAll();
  walk = await Walk.into(office.dir);
});
test.afterAll(async () => {
  await walk.close();
  offices.remove();
});

test('a girl who must be seen within hours: the clocks run on her page and on My day, and nobody at home is told', async () => {
  test.setTimeout(120_000);
  await walk.openChild('Hodan');
  const code = await walk.code();
  await expect(walk.task('First contact and safety check')).toContainText(/18 h left|19 h left/);
  await walk.edit();
  await walk.goToForm('incident');
  await walk.newEntry('Incidents');
  const harmed = addHours(NOW, -20);
  await walk.date('Day it happened', dayOf(harmed));
  await walk.date('Hour, as close as you can', dayOf(harmed), minuteOf(harmed).slice(11));
  await walk.find('Kind of harm', 'Rape');
  await shot(walk.page, 'incident');
  await walk.save();
  const windows = walk.task('Medical care window');
  await expect(windows).toHaveCount(2);
  await expect(windows.first()).toContainText(/5[12] h left/);
  await shot(walk.page, 'clocks');
  await walk.myDay();
  await expect(walk.line(code).first()).toContainText('High');
  await expect(walk.line(code).filter({ hasText: 'Medical care window' }).first()).toContainText(/5[12] h left/);
  await expect(walk.page.locator('.todo').filter({ hasText: 'Hodan' })).toHaveCount(0);
  await shot(walk.page, 'my-day');
});

test('a girl who will soon be eighteen: her case does not end without a plan, and the talk about it settles the reminder', async () => {
  test.setTimeout(120_000);
  await walk.openChild('Selamawit Tesfaye');
  const reminders = walk.task('Prepare for the 18th birthday');
  // Six and three months before were over when she was registered: nobody is late with them.
  await expect(reminders).toHaveCount(1);
  await expect(reminders.filter({ hasText: /late/ })).toHaveCount(0);
  await walk.edit();
  await walk.goToForm('closure');
  await walk.newEntry('Closures');
  await walk.find('Why it is closed', 'Turned 18');
  await walk.save();
  await walk.tab(/Checks/);
  const unprepared = walk.aside.getByText(
    'Before a case ends with the 18th birthday, a plan for adult life is needed.',
  );
  await expect(unprepared).toBeVisible();
  await shot(walk.page, 'unprepared');

  await walk.edit();
  await walk.goToForm('closure');
  await walk.far(walk.page.getByRole('button', { name: 'New entry: Preparing for the 18th birthday' }));
  await walk.page.keyboard.press('Enter');
  await walk.text('Adult who will be there', 'Zeinab Alnour');
  await walk.text('What is agreed', 'She stays with her aunt until she has finished tailoring school.');
  await walk.save();
  await expect(unprepared).toHaveCount(0);
  await walk.tab(/To do/);
  await expect(reminders).toHaveText(/done .*on time/);
  await shot(walk.page, 'prepared');
});

test('a birth date of another calendar is noticed, and right once the calendar is chosen', async () => {
  test.setTimeout(120_000);
  await walk.openChild(ETHIOPIAN);
  const registered = addDays(TODAY, -14);
  // 17 years before: as a Gregorian year it makes the boy eight years too old.
  const typed = `${String(Number(registered.slice(0, 4)) - 17)}-03-07`;
  expect((yearsOn(exactDate(typed), registered) ?? 0) - 9).toBeGreaterThanOrEqual(7);
  await walk.edit();
  await walk.goToForm('registration');
  await walk.date('Date of birth', typed);
  await expect(walk.page.getByText(/This year may belong to another calendar/).first()).toBeVisible();
  await shot(walk.page, 'other-calendar');
  await walk.far(walk.group('Date of birth').getByRole('button', { name: 'Exact day' }));
  await walk.page.keyboard.press('Enter');
  const ethiopian = walk.page.getByRole('menuitemcheckbox', { name: 'Ethiopian calendar' });
  await expect(ethiopian).toBeVisible();
  for (let i = 0; i < 14 && !(await ethiopian.evaluate((one) => one === document.activeElement)); i += 1)
    await walk.page.keyboard.press('ArrowDown');
  await walk.page.keyboard.press('Enter');
  await walk.date('Date of birth', typed);
  await expect(walk.page.getByText(/This year may belong to another calendar/)).toHaveCount(0);
  await shot(walk.page, 'ethiopian');
  await walk.save();
  await walk.tab(/Checks/);
  await expect(walk.aside.getByText(/This year may belong to another calendar/)).toHaveCount(0);
});

test('a boy who is known in Arabic letters is found by a Latin spelling, and his namesake is not', async () => {
  test.setTimeout(120_000);
  const { page } = walk;
  await walk.myDay();
  await page.keyboard.press('n');
  await expect(page.getByLabel('Full name')).toBeFocused();
  await page.keyboard.type('Mahmoud Abdulrahim Al-Hussein');
  await expect(page.getByRole('heading', { name: 'No child found who may be the same' })).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Mohammad Abdel Rahman Al-Hassan');
  const known = page.getByRole('article').filter({ hasText: 'محمد عبدالرحمن الحسن' });
  await expect(known).toBeVisible();
  await shot(page, 'two-scripts');
  await press(page, known.getByRole('button', { name: 'Same child, open this file' }));
  await expect(page.getByRole('heading', { level: 1, name: /^KSM-/ })).toBeVisible();
  await expect(page.getByText('محمد عبدالرحمن الحسن').first()).toBeVisible();
});
