import type { ElectronApplication, Page } from '@playwright/test';
import { expect, SCREEN, shot, test } from './fixture.ts';

const PASSPHRASE = 'amber lantern crosses the quiet river';

async function setUp(page: Page): Promise<void> {
  await page.setViewportSize(SCREEN);
  await page.getByRole('button', { name: 'Set up an office' }).press('Enter');
  await page.getByLabel('Name of the programme').fill('Marabia child protection');
  await page.getByLabel('Name of the office').fill('Kisimani District Office');
  await page.getByLabel('Office code').fill('KSM');
  await page.getByRole('button', { name: 'Continue' }).press('Enter');
  await page.getByLabel('Your full name').fill('Halima Osman');
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByLabel('Type it again').fill(PASSPHRASE);
  await expect(page.getByText('Strength: very good')).toBeVisible();
  await page.getByRole('button', { name: 'Continue' }).press('Enter');
  const listed = await page.getByRole('list', { name: 'The 24 words' }).locator('.code').allInnerTexts();
  expect(listed).toHaveLength(24);
  await page.getByRole('button', { name: 'I have it on paper' }).press('Enter');
  for (const box of await page.getByLabel(/^Word \d+$/).all()) {
    const label = await box.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent ?? '');
    await box.fill(listed[Number(/\d+/.exec(label)?.[0]) - 1] ?? '');
  }
  await page.getByRole('button', { name: 'Check the words' }).press('Enter');
  await expect(page.getByText('The words are right.')).toBeVisible();
  await page.getByRole('button', { name: 'Continue' }).press('Enter');
  await page.getByRole('button', { name: 'Create the office' }).press('Enter');
  await expect(page.getByRole('navigation').first()).toBeVisible({ timeout: 30_000 });
}

/** A lock destroys the page and opens another: the new one is the one to look at. */
async function afterLock(app: ElectronApplication, lock: () => Promise<unknown>): Promise<Page> {
  const [fresh] = await Promise.all([app.waitForEvent('window'), lock()]);
  await fresh.getByRole('heading', { level: 1 }).waitFor();
  return fresh;
}

test('an office is set up with the keyboard, locked, refused to a stranger, and opened again', async ({
  app,
  page,
}) => {
  test.setTimeout(120_000);
  await setUp(page);
  await shot(page, 'office-open');
  const locked = await afterLock(app, () => page.keyboard.press('Control+l'));
  await locked.setViewportSize(SCREEN);
  await expect(locked.getByRole('heading', { name: 'Locked' })).toBeVisible();
  await expect(locked.getByText('Halima Osman')).toBeVisible();
  await shot(locked, 'locked');
  await locked.locator('input[type=password]').fill('not the passphrase at all');
  await locked.keyboard.press('Enter');
  await expect(locked.getByText(/AUTH-001/)).toBeVisible({ timeout: 15_000 });
  await locked.locator('input[type=password]').fill(PASSPHRASE);
  await locked.keyboard.press('Enter');
  await expect(locked.getByRole('navigation').first()).toBeVisible({ timeout: 15_000 });
});
