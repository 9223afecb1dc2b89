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

  // A toddler found with no name and no age, by the keyboard alone (reference.md §10, story 1).
  await second.getByText(/^KSM-/).first().waitFor();
  await second.evaluate(() => {
    window.location.hash = '#/cases';
  });
  await second.getByRole('heading', { level: 1, name: 'Cases' }).waitFor();
  await second.keyboard.press('n');
  const name = second.getByLabel('Full name');
  await expect(name).toBeFocused();
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
  await again.close();
});
