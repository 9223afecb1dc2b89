import { oneChild } from '../builders/one-child.ts';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { aside, dialog, openChild, openOffice, signIn, tab } from './at-a-case.ts';
import { expect, makeFolder, removeFolder, shot, test } from './fixture.ts';
import { press, reach } from './keyboard.ts';
import { inspector } from './look.ts';

// What became of a case is compared and printed, and a question that was off is turned on, with the keyboard alone.
test('two moments of a case are compared, its history is printed, and a question is turned on', async () => {
  test.setTimeout(240_000);
  const offices = new Offices();
  const profile = makeFolder();
  await offices.prepare(['KSM']);
  const [office] = (await offices.take('KSM')).offices;
  if (!office) throw new Error('the office was not made');
  const caseId = await office.register(oneChild(), {
    full_name: 'Baraka Imara',
    phone: '+99970000001',
    status: 'open',
  });
  await office.edit(caseId, { phone: '+99970000002' });
  await office.edit(caseId, { phone: '+99970000003', school_name: 'Lake School' });
  offices.closeAll();
  const [app, page] = await openOffice(office.dir, profile);
  const eye = inspector('en');
  try {
    await eye.watch(page);
    await signIn(page, '', PASSPHRASE);
    await openChild(page, 'Baraka');
    await tab(page, /^History/);
    await expect(aside(page).getByText('this computer').first()).toBeVisible();
    await press(page, page.getByRole('button', { name: 'Compare two moments' }));
    await expect(dialog(page).getByText('2 differences.')).toBeVisible();
    await expect(dialog(page).getByText('+99970000001')).toBeVisible();
    await expect(dialog(page).getByText('Lake School')).toBeVisible();
    await eye.look(page, 'compare-moments');
    // The later moment becomes the one before: only the first change of the phone is left.
    await reach(page, dialog(page).getByRole('combobox').nth(1));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(dialog(page).getByText('1 difference.')).toBeVisible();
    await expect(dialog(page).getByText('+99970000002')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Compare two moments' })).toBeFocused();

    await press(page, page.getByRole('button', { name: 'Print the history' }));
    await expect(page.locator('canvas[style]').first()).toBeVisible({ timeout: 30_000 });
    await shot(page, 'history-preview');
    await eye.look(page, 'print-history');

    await page.keyboard.press('Escape');
    await press(page, page.getByRole('navigation').getByRole('link', { name: /^Settings/ }));
    const religion = page.getByRole('checkbox', { name: 'Religion' });
    await reach(page, religion);
    await page.keyboard.press('Space');
    await expect(page.getByText('The forms now ask what you chose.')).toBeVisible();
    await expect(religion).toBeChecked();
    await openChild(page, 'Baraka');
    await page.keyboard.press('e');
    await expect(page.getByRole('button', { name: /^Save changes/ })).toBeVisible();
    await expect(page.locator('.form-pane').getByText('Religion', { exact: true }).first()).toBeAttached();
    await shot(page, 'religion-asked');
    expect(eye.broken).toEqual([]);
  } finally {
    await app.close();
    removeFolder(profile);
    offices.remove();
  }
});
