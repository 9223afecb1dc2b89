import type { Locator, Page } from '@playwright/test';
import { expect, SCREEN, shot, test } from './fixture.ts';
import { press, typeInto } from './keyboard.ts';
import { openStaged, stageOffice, type StagedOffice } from './staged-office.ts';

// A day of a caseworker with the keyboard alone: what is due stands on "My day" until a record fulfils it.
let office: StagedOffice;
test.beforeAll(async () => {
  test.setTimeout(180_000);
  office = await stageOffice(2);
});
test.afterAll(() => {
  office.remove();
});

/** Day, month and year, as they are typed, of a day from now on at the office. */
function dayParts(ahead: number): string[] {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Africa/Nairobi' }).format(Date.now() + ahead * 86_400_000);
  return day
    .split('-')
    .map((part) => String(Number(part)))
    .reverse();
}
const MOST_STEPS = 250;
/** A long form has more questions than `reach` will pass. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const there = (): Promise<boolean> =>
    target.first().evaluate((element) => element.contains(element.ownerDocument.activeElement));
  for (let step = 0; step < MOST_STEPS && !(await there()); step += 1) await page.keyboard.press('Tab');
  expect(await there(), `${String(target)} can be reached with Tab`).toBe(true);
}
const myDay = (page: Page): Promise<void> =>
  press(page, page.getByRole('navigation').getByRole('link', { name: /^My day/ }));
const lines = (page: Page, code: string): Locator => page.locator('.todo').filter({ hasText: code });

/** Registers a child of high risk whose age nobody knows; gives the code of the case. */
async function registerHighRisk(page: Page): Promise<string> {
  await page.keyboard.press('n');
  await expect(page.getByLabel('Full name')).toBeFocused();
  await page.keyboard.type('Zawadi Tumaini');
  await expect(page.getByRole('button', { name: 'Register as a new child' })).not.toHaveAttribute(
    'aria-disabled',
    'true',
  );
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Step 2 of 3', { exact: false })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Step 3 of 3', { exact: false })).toBeVisible();
  for (const label of ['Sex', 'Date of birth', 'Age stated']) {
    await tabTo(page, page.getByRole('group', { name: label }).or(page.getByRole('radiogroup', { name: label })));
    await page.keyboard.press('Alt+0');
  }
  const risk = page.getByRole('radiogroup', { name: 'Risk level' });
  await tabTo(page, risk);
  await page.keyboard.press('Space');
  await expect(risk.getByRole('radio', { name: 'High' })).toBeChecked();
  await page.keyboard.press('Control+Enter');
  const head = page.getByRole('heading', { level: 1, name: /^KSM-\d\d-/ });
  await expect(head).toBeVisible();
  return (await head.innerText()).trim();
}

test('a child of high risk appears with a clock, and a recorded visit fulfils it', async () => {
  test.setTimeout(180_000);
  const { page, close } = await openStaged(office);
  await page.setViewportSize(SCREEN);
  await page.keyboard.type(office.passphrase);
  await page.keyboard.press('Enter');
  // A supervisor begins with the team; a child is registered from there as from anywhere.
  await expect(page.getByRole('heading', { level: 1, name: 'Team' })).toBeVisible({ timeout: 30_000 });
  const code = await registerHighRisk(page);

  const steps = page.getByRole('list', { name: 'Steps of the case' });
  await expect(steps.getByText(/^Assessment, 23 h left/)).toBeVisible();
  await shot(page, 'steps');
  await myDay(page);
  const first = lines(page, code).filter({ hasText: 'First contact and safety check' });
  await expect(first).toContainText('23 h left');
  await expect(first).toContainText('High');
  await expect(page.locator('.todo').filter({ hasText: 'Zawadi' })).toHaveCount(0);

  // Down to the task, and from there straight into a new record of a visit.
  for (let i = 0; i < 40 && (await first.locator(':focus').count()) === 0; i += 1) await page.keyboard.press('j');
  await expect(first.getByRole('link')).toBeFocused();
  await shot(page, 'my-day');
  await page.keyboard.press('v');
  await expect(page).toHaveURL(new RegExp('#/case/'));
  const done = page.getByRole('group', { name: 'Done on' });
  await expect(done.locator(':focus')).toHaveCount(1);
  for (const part of dayParts(0)) {
    await page.keyboard.type(part);
    await page.keyboard.press('Tab');
  }
  await tabTo(page, page.getByRole('radiogroup', { name: /^Was the child seen/ }));
  await page.keyboard.press('Alt+1');
  await shot(page, 'visit');
  await page.keyboard.press('Control+Enter');

  const side = page.getByRole('complementary', { name: 'To do, checks and history' });
  const told = side.getByRole('listitem').filter({ hasText: 'First contact and safety check' });
  await expect(told).toContainText('on time');
  await shot(page, 'fulfilled');
  await myDay(page);
  await expect(lines(page, code).first()).toBeVisible();
  await expect(first).toHaveCount(0);

  // The assessment is put off with a reason; it stays in sight.
  const assessment = lines(page, code).filter({ hasText: 'Assessment' });
  await press(page, assessment.getByRole('button', { name: /^More for: Assessment/ }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Put off this task' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('group', { name: /^Put off until/ }).locator(':focus')).toHaveCount(1);
  for (const part of dayParts(1)) {
    await page.keyboard.type(part);
    await page.keyboard.press('Tab');
  }
  await typeInto(page, dialog.getByLabel(/^Why/), 'The road is closed');
  await shot(page, 'put-off');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 3, name: /^Put off/ })).toBeVisible();
  await expect(assessment).toContainText(/put off until/);
  await shot(page, 'put-off-line');
  await close();
});
