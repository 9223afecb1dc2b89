import type { Page } from '@playwright/test';
import type { Bridge } from '#core/contracts/index.ts';
import { expect, firstPage, launch, SCREEN, shot, test } from './fixture.ts';

/** The promise: a power cut takes at most this much of what was typed. */
const MOST_LOST_MS = 2000;

test('a child is registered, and the draft outlives a killed program', async ({ app, page, userData }) => {
  test.setTimeout(300_000);
  await page.setViewportSize(SCREEN);
  await page.getByRole('button', { name: 'Try with demo data' }).click();
  const passphrase = await page
    .locator('.code, output, code')
    .filter({ hasText: /^\w+( \w+){4}$/ })
    .first()
    .innerText();
  await page.getByRole('button', { name: 'Open the demo office' }).click({ timeout: 60_000 });
  await page.getByRole('navigation').first().waitFor();

  // A power cut: nothing is asked, nothing is closed.
  let running = app;
  const cutPower = async (): Promise<Page> => {
    const gone = new Promise((resolve) => running.process().once('exit', resolve));
    running.process().kill('SIGKILL');
    await gone;
    running = await launch(userData);
    const opened = await firstPage(running);
    await opened.setViewportSize(SCREEN);
    await opened.locator('input[type=password]').fill(passphrase);
    await opened.keyboard.press('Enter');
    await opened.getByRole('navigation').first().waitFor({ timeout: 20_000 });
    return opened;
  };
  const now = (): number => performance.now();

  await page.keyboard.press('n');
  await page.getByLabel('Mother or caregiver').fill('Rehema');
  await page.getByLabel('Full name').fill('Zawadi Tumaini');
  const kept = () =>
    page.evaluate(async () => {
      const reply = await (globalThis as unknown as { hifadhi: Bridge }).hifadhi.cases.drafts({});
      return reply.ok ? reply.value.map(({ label }) => label) : [];
    });
  await expect.poll(kept).toEqual(['Zawadi Tumaini']);
  const first = await cutPower();
  await first.keyboard.press('n');
  await expect(first.getByText('Search before registering')).toBeVisible();
  await first.getByRole('link', { name: 'Zawadi Tumaini' }).click();
  await expect(first.getByLabel('Full name')).toHaveValue('Zawadi Tumaini');
  await expect(first.getByLabel('Mother or caregiver')).toHaveValue('Rehema');
  const onward = first.getByRole('button', { name: 'Register as a new child' });
  await expect(onward).not.toHaveAttribute('aria-disabled', 'true');
  await first.keyboard.press('Control+Enter');
  await expect(first.getByText('Step 2 of 3', { exact: false })).toBeVisible();
  await first.keyboard.press('Control+Enter');
  await expect(first.getByText('Step 3 of 3', { exact: false })).toBeVisible();

  // Typed without a pause into the middle of a power cut.
  await first.getByLabel('Place of the interview').focus();
  const typed: number[] = [];
  const TEXT = 'under the acacia tree ';
  for (const start = now(); now() - start < 5000;) {
    await first.keyboard.type(TEXT.charAt(typed.length % TEXT.length));
    typed.push(now());
  }
  const cut = now();
  const second = await cutPower();
  const promised = typed.filter((at) => at < cut - MOST_LOST_MS).length;
  expect(promised).toBeGreaterThan(0);
  await second.evaluate(() => {
    window.location.hash = '#/register';
  });
  await second.getByText('Zawadi Tumaini').first().waitFor();
  await expect(second.getByText('Search before registering')).toHaveCount(0);
  await second.getByRole('link', { name: 'Zawadi Tumaini' }).click();
  await expect(second.getByText(/^Step [23] of 3/)).toBeVisible();
  if (await second.getByText('Step 2 of 3', { exact: false }).isVisible()) await second.keyboard.press('Control+Enter');
  const place = second.getByLabel('Place of the interview');
  await expect(place).not.toHaveValue('');
  const stays = await place.inputValue();
  expect(TEXT.repeat(Math.ceil(typed.length / TEXT.length))).toContain(stays);
  expect(stays.length).toBeGreaterThanOrEqual(promised);
  // The spelling in other letters is offered while the name is written, and taken with a key.
  const name = second.getByRole('textbox', { name: 'Full name' });
  const inOther = second.getByRole('textbox', { name: 'Name in other letters' });
  await name.focus();
  await expect(second.getByRole('button', { name: 'زوادي توميني' }).first()).toBeVisible();
  await expect(inOther).toHaveValue('');
  await second.keyboard.press('Alt+5');
  await expect(inOther).toHaveValue('زوادي توميني');
  // What the whole name says is offered for its parts.
  await second.getByRole('textbox', { name: 'Given name' }).focus();
  await second.keyboard.press('Alt+5');
  await expect(second.getByRole('textbox', { name: 'Given name' })).toHaveValue('Zawadi');
  await expect(name).toHaveValue('Zawadi Tumaini');
  await shot(second, 'name');
  await second.getByRole('radiogroup', { name: 'Sex' }).getByRole('radio', { name: 'Girl' }).check();
  await second.getByRole('group', { name: 'Age stated' }).locator('input').first().fill('6');
  await shot(second, 'registration');
  await second.getByRole('button', { name: 'Save the new file' }).first().click();
  await expect(second.getByText(/^KSM-\d\d-[0-9A-Z]{5}-[0-9A-Z]$/).first()).toBeVisible();
  await shot(second, 'case-file');

  // A toddler found with no name and no age, by the keyboard alone (reference.md §10, story 1).
  await second.getByText(/^KSM-/).first().waitFor();
  await second.evaluate(() => {
    window.location.hash = '#/cases';
  });
  await second.getByRole('heading', { level: 1, name: 'Cases' }).waitFor();
  await second.keyboard.press('n');
  const toddler = second.getByLabel('Full name');
  await expect(toddler).toBeFocused();
  const closed = second.getByRole('button', { name: 'Register as a new child' });
  await expect(closed).toHaveAttribute('aria-disabled', 'true');
  await second.keyboard.press('Alt+0');
  await expect(second.getByRole('checkbox', { name: 'The name is not known' })).toBeChecked();
  await expect(second.getByRole('heading', { name: 'No child found who may be the same' })).toBeVisible();
  await expect(closed).not.toHaveAttribute('aria-disabled', 'true');
  await second.keyboard.press('Control+Enter');
  await expect(second.getByText('Step 2 of 3', { exact: false })).toBeVisible();
  await second.keyboard.press('Control+Enter');
  await expect(second.getByText('Step 3 of 3', { exact: false })).toBeVisible();
  await expect(second.getByRole('textbox', { name: 'Full name' })).toHaveValue('Unknown');
  const tabTo = async (label: string): Promise<void> => {
    const inside = second.getByRole('group', { name: label }).or(second.getByRole('radiogroup', { name: label }));
    for (let i = 0; i < 40 && (await inside.locator(':focus').count()) === 0; i += 1)
      await second.keyboard.press('Tab');
    await expect(inside.locator(':focus')).toHaveCount(1);
  };
  for (const label of ['Sex', 'Date of birth', 'Age stated']) {
    await tabTo(label);
    await second.keyboard.press('Alt+0');
  }
  await shot(second, 'toddler');
  await second.keyboard.press('Control+Enter');
  await expect(second).toHaveURL(/#\/case\//);
  await expect(second.getByRole('heading', { level: 1, name: /^KSM-\d\d-/ })).toBeVisible();
  await running.close();
});
