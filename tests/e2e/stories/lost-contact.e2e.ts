import type { Row } from '#core/forms/types.ts';
import { addDays, addHours, dayOf, exactDate } from '../../builders/calendar-days.ts';
import { PlayedClock } from '../../builders/played-clock.ts';
import { storyCases } from '../../builders/story.ts';
import { Offices, type TestOffice } from '../../exchange/office-pair.ts';
import { expect, shot, test } from '../fixture.ts';
import { press, typeInto } from '../keyboard.ts';
import { Walk } from './walk.ts';

// Story 10 of reference.md §10: a child whom nobody finds any more, closed by the rules and found again. A caseworker and
// a supervisor at the same computer, with the keyboard alone.
const NOW = new Date().toISOString();
const TODAY = dayOf(NOW);
const CHILD = 'Furaha Neema Amani';
const WORKER = 'Amani Kesho';
const WORKER_PASSPHRASE = 'seven calm herons over the lake';
const HEAD = 'Head of Kisimani';

const clock = new PlayedClock();
const offices = new Offices(clock);
let walk: Walk;

const CHECKLIST = [
  'Talked over with the child',
  'Talked over with the caregiver',
  'Open worries raised with the supervisor',
  'The family took part and agrees',
  'They know whom to contact later',
  'Last visit done',
  'Feedback offered to the child',
  'Feedback offered to the caregiver',
  'Files of brothers and sisters looked at too',
  'The file is complete',
];

const rowId = (letter: string): string => `${letter.repeat(21)}A`;
const visit = (letter: string, day: string, seen: boolean): Row => ({
  id: rowId(letter),
  values: {
    followup_type: 'routine',
    followup_done: exactDate(day),
    followup_mode: 'home_visit',
    child_seen: seen ? 'yes' : 'no',
    ...(seen ? {} : { not_seen_reason: ['not_found'], not_seen_next: 'Ask the neighbours' }),
  },
});

const assessed = (day: string): Row => ({
  id: rowId('A'),
  values: { assessment_started: exactDate(day), assessment_completed: exactDate(day) },
});

/** Registered in spring, seen once, then twice not found: the last contact is more than three months ago. */
async function prepare(office: TestOffice): Promise<void> {
  const started = addDays(TODAY, -150);
  clock.set(Date.parse(addHours(NOW, -150 * 24)));
  const worker = await office.caller.call('people.add', {
    name: WORKER,
    roles: ['caseworker'],
    passphrase: WORKER_PASSPHRASE,
  });
  const story = storyCases(started, 'KSM').find(({ key }) => key === 'edited_apart');
  if (!story) throw new Error('the story lacks its case');
  const caseId = await office.register(story.document);
  await office.caller.call('casework.assign', { cases: [caseId], to: worker.id, why: 'She lives in the area' });
  const planned = rowId('P');
  await office.edit(caseId, {}, (rows) => ({
    ...rows,
    assessments: [assessed(started)],
    case_plans: [
      { id: planned, values: { plan_date: exactDate(started), plan_review_date: exactDate(addDays(started, 84)) } },
    ],
  }));
  for (const [letter, ago, seen] of [
    ['S', 140, true],
    ['T', 60, false],
    ['U', 35, false],
  ] as const) {
    clock.set(Date.parse(addHours(NOW, -ago * 24)));
    await office.edit(caseId, {}, (rows) => ({
      ...rows,
      followups: [...(rows['followups'] ?? []), visit(letter, addDays(TODAY, -ago), seen)],
      ...(seen ? {} : { reviews: [{ id: rowId('R'), values: { review_date: exactDate(addDays(TODAY, -60)) } }] }),
    }));
  }
}

test.beforeAll(async () => {
  test.setTimeout(180_000);
  clock.set(Date.parse(addHours(NOW, -151 * 24)));
  await offices.prepare(['KSM']);
  const { offices: taken } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  await prepare(office);
  offices.closeAll();
  walk = await Walk.into(office.dir, WORKER, WORKER_PASSPHRASE);
});
test.afterAll(async () => {
  await walk.close();
  offices.remove();
});

test('a child who is not found is looked for three times before the case ends, and it opens again when she is back', async () => {
  test.setTimeout(240_000);
  await test.step('two attempts are too few', async () => {
    await walk.openChild(CHILD);
    await expect(walk.task('Contact with the child').first()).toContainText(/late/);
    await walk.edit();
    await walk.goToForm('closure');
    await walk.newEntry('Closures');
    await walk.find('Why it is closed', 'The child disappeared');
    await walk.text('How the decision was made', 'Nobody in the street has seen her since the rains.');
    await walk.date('Last contact with child or family', addDays(TODAY, -140));
    await walk.text('What was done to find the child', 'Asked the aunt, the school and the committee.');
    for (const question of CHECKLIST) await walk.pick(question, 'Does not apply');
    await walk.text('Where the paper file is kept', 'Cabinet 2');
    await shot(walk.page, 'closure');
    await walk.save();
    await walk.more('Close the case…');
    await expect(walk.dialog.getByText(/checks? of the closure (is|are) open/)).toBeVisible();
    await expect(walk.dialog.getByRole('button', { name: /^Close the case/ })).toHaveAttribute('aria-disabled', 'true');
    await shot(walk.page, 'blocked');
    await walk.page.keyboard.press('Escape');
    await walk.tab(/Checks/);
    await expect(
      walk.aside.getByText('At least three attempts have to be recorded as follow-ups. There are 2.'),
    ).toBeVisible();
  });
  await test.step('the third attempt', async () => {
    await walk.edit();
    await walk.goToForm('follow');
    await walk.newEntry('Follow-ups');
    await walk.date('Done on', TODAY);
    await walk.find('How', 'home');
    await walk.pick('Was the child seen?', 'No');
    await walk.save();
    await expect(walk.aside.getByText(/At least three attempts/)).toHaveCount(0);
    await walk.more('Ask for approval…');
    await expect(walk.dialog).toBeVisible();
    await press(walk.page, walk.dialog.getByRole('radio', { name: /^Closure,/ }), 'Space');
    await shot(walk.page, 'ask');
    await walk.page.keyboard.press('Control+Enter');
    await expect(walk.dialog).toHaveCount(0);
  });
  await test.step('the supervisor approves it, and the case is closed', async () => {
    await walk.changeTo(HEAD);
    await press(walk.page, walk.page.getByRole('link', { name: /^Team/ }));
    await press(walk.page, walk.page.getByRole('link', { name: /^Read: Closure/ }));
    await walk.tab(/To do/);
    await press(walk.page, walk.aside.getByRole('button', { name: /^Approve: Closure/ }));
    await expect(walk.aside.getByText('Approved', { exact: true })).toBeVisible();
    await walk.more('Close the case…');
    await expect(walk.dialog.getByText(/^Nothing is open\./)).toBeVisible();
    await shot(walk.page, 'close');
    await walk.page.keyboard.press('Control+Enter');
    await expect(walk.page.getByText('This case is closed.')).toBeVisible();
    await shot(walk.page, 'closed');
  });
  await test.step('she is back: the case opens again with a reason, and its clocks begin anew', async () => {
    await press(walk.page, walk.page.getByRole('button', { name: 'Reopen…' }));
    await typeInto(
      walk.page,
      walk.dialog.getByRole('textbox', { name: 'Reason' }),
      'The aunt came with her to the office',
    );
    await walk.page.keyboard.press('Control+Enter');
    await expect(walk.dialog).toHaveCount(0);
    await expect(walk.page.getByText('This case is closed.')).toHaveCount(0);
    await walk.tab(/To do/);
    await expect(walk.task('Assessment').first()).toContainText(/in \d+ days/);
    await walk.tab(/History/);
    await expect(walk.aside.getByText('Reopenings row added')).toBeVisible();
    await walk.goToForm('reopening');
    await press(walk.page, walk.page.getByRole('grid', { name: 'Reopenings' }));
    await expect(walk.page.locator('#form-pane').getByText('The aunt came with her to the office')).toBeVisible();
    await shot(walk.page, 'reopened');
  });
});
