import { expect, launch, SCREEN, shot, test } from './fixture.ts';

test('a child is registered, and the draft outlives a killed program', async ({ app, page, userData }) => {
  test.setTimeout(180_000);
  await page.setViewportSize(SCREEN);
  await page.getByRole('button', { name: 'Try with demo data' }).click();
  const passphrase = await page
    .locator('.code, output, code')
    .filter({ hasText: /^\w+( \w+){4}$/ })
    .first()
    .innerText();
  await page.getByRole('button', { name: 'Open the demo office' }).click({ timeout: 60_000 });
  await page.getByRole('navigation').first().waitFor();

  await page.keyboard.press('n');
  await page.getByLabel('Full name').fill('Zawadi Tumaini');
  const onward = page.getByRole('button', { name: 'Register as a new child' });
  await expect(onward).not.toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Step 2 of 3', { exact: false })).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Step 3 of 3', { exact: false })).toBeVisible();
  await page.getByLabel('Place of the interview').fill('Under the acacia tree');
  await expect(page.getByText(/^Draft saved/)).toBeVisible();

  // A power cut: nothing is asked, nothing is closed.
  const gone = new Promise((resolve) => app.process().once('exit', resolve));
  app.process().kill('SIGKILL');
  await gone;
  const again = await launch(userData);
  const second = await again.firstWindow();
  await second.setViewportSize(SCREEN);
  await second.locator('input[type=password]').fill(passphrase);
  await second.keyboard.press('Enter');
  await second.getByRole('navigation').first().waitFor({ timeout: 20_000 });
  await second.evaluate(() => {
    window.location.hash = '#/register';
  });
  await second.getByText('Zawadi Tumaini').first().waitFor();
  await second.getByRole('link', { name: 'Zawadi Tumaini' }).click();
  await expect(second.getByText(/^Step [23] of 3/)).toBeVisible();
  if (await second.getByText('Step 2 of 3', { exact: false }).isVisible()) await second.keyboard.press('Control+Enter');
  await expect(second.getByLabel('Place of the interview')).toHaveValue('Under the acacia tree');
  await second.getByRole('radiogroup', { name: 'Sex' }).getByRole('radio', { name: 'Girl' }).check();
  await second.getByRole('group', { name: 'Age stated' }).locator('input').first().fill('6');
  await shot(second, 'registration');
  await second.getByRole('button', { name: 'Save the new file' }).first().click();
  await expect(second.getByText(/^KSM-\d\d-[0-9A-Z]{5}-[0-9A-Z]$/).first()).toBeVisible();
  await shot(second, 'case-file');
  await again.close();
});
