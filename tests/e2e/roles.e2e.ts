import type { Page } from '@playwright/test';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { aCase } from '../builders/shareable-case.ts';
import { openAndEnter } from './at-a-case.ts';
import { expect, makeFolder, removeFolder, shot, test } from './fixture.ts';
import { press, reach, typeInto } from './keyboard.ts';

// An administrator changes what a role may do, looks at the program as that role, asks why somebody may not see a case,
// and a new colleague chooses an own passphrase and accepts the code of conduct: all with the keyboard.
const NEW = {
  name: 'Zawadi Imara',
  given: 'nine gentle otters cross a bridge',
  own: 'seven quiet herons follow the delta',
};

async function office(): Promise<{ readonly dir: string; readonly code: string; readonly remove: () => void }> {
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { offices: taken } = await offices.take('KSM');
  const [one] = taken;
  if (!one) throw new Error('the office was not made');
  const caseId = await one.register(aCase({ full_name: 'Furaha Tumaini' }));
  const { code } = await one.caller.call('cases.open', { caseId });
  await one.caller.call('people.setConduct', { text: 'We keep what children tell us.' });
  await one.caller.call('people.acceptConduct', { version: 1 });
  offices.closeAll();
  return { dir: one.dir, code, remove: () => offices.remove() };
}
const tab = async (page: Page, name: string): Promise<void> => {
  await reach(page, page.getByRole('tablist', { name: 'People' }));
  const wanted = page.getByRole('tab', { name });
  for (let i = 0; i < 4 && (await wanted.getAttribute('aria-selected')) !== 'true'; i += 1)
    await page.keyboard.press('ArrowRight');
  await expect(wanted).toHaveAttribute('aria-selected', 'true');
};

test('roles are changed, tried and explained; a new colleague begins with an own passphrase', async () => {
  test.setTimeout(240_000);
  const { dir, code, remove } = await office();
  const profile = makeFolder();
  const [app, first] = await openAndEnter(dir, profile, PASSPHRASE);
  let page = first;
  try {
    await press(page, page.getByRole('navigation').getByRole('link', { name: 'People' }));
    await tab(page, 'Roles');
    const merge = page.getByRole('button', { name: 'Merge files of the same child, Data clerk' });
    // The matrix is one stop of Tab; the arrows go on from there.
    await reach(page, page.locator('.matrix tbody'));
    const here = (): Promise<boolean> => merge.evaluate((one) => one === document.activeElement);
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('ArrowRight');
    for (let i = 0; i < 40 && !(await here()); i += 1) await page.keyboard.press('ArrowDown');
    await expect(merge).toBeFocused();
    await page.keyboard.press('Space');
    await expect(merge).toHaveAttribute('aria-pressed', 'true');
    await expect(page.getByText(/Data clerk:/)).toBeVisible();
    await shot(page, 'roles');
    await page.keyboard.press('Control+s');
    await expect(page.getByText('The roles are saved and count from now on.')).toBeVisible();
    await expect(page.getByRole('columnheader', { name: /Data clerk/ })).toContainText('Changed here');

    await press(page, page.getByRole('columnheader', { name: /^Manager/ }).getByRole('button', { name: 'More' }));
    const see = page.getByRole('menuitem', { name: 'See the program as this role' });
    await expect(see).toBeVisible();
    for (let i = 0; i < 4 && !(await see.evaluate((one) => one === document.activeElement)); i += 1)
      await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByText(/You see the program as Manager/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Register' })).toHaveCount(0);
    await shot(page, 'trial');
    await page.keyboard.press('F8');
    await expect(page.getByRole('tab', { name: 'Roles' })).toHaveAttribute('aria-selected', 'true');
    await expect(page.getByText(/You see the program as/)).toHaveCount(0);

    await press(page, page.getByRole('button', { name: 'Add a person' }));
    await page.keyboard.type(NEW.name);
    await press(page, page.getByRole('dialog').getByRole('checkbox', { name: /^Caseworker/ }), 'Space');
    await typeInto(page, page.getByRole('dialog').getByRole('textbox', { name: 'Passphrase', exact: true }), NEW.given);
    await typeInto(page, page.getByRole('dialog').locator('input[type=password]').last(), NEW.given);
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText(`${NEW.name} can now sign in on this computer.`)).toBeVisible({ timeout: 30_000 });

    await press(page, page.getByRole('button', { name: 'Why can this person see this?' }));
    const dialog = page.getByRole('dialog');
    await typeInto(page, dialog.locator('#why-person'), 'Zawadi');
    await page.keyboard.press('Enter');
    await typeInto(page, dialog.locator('#why-code'), code);
    await page.keyboard.press('Control+Enter');
    await expect(dialog.getByRole('status').first()).toContainText(
      `${NEW.name} may not find it in lists: the role Caseworker reaches only own cases, and the case belongs to somebody else.`,
    );
    await shot(page, 'why');
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);

    await press(page, page.locator('.user').getByRole('button').first());
    await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeFocused();
    const opens = app.waitForEvent('window');
    await page.keyboard.press('Enter');
    page = await opens;
    await page.locator('input[type=password]').waitFor({ timeout: 30_000 });
    const person = page.getByRole('radio', { name: NEW.name });
    await reach(page, page.getByRole('radiogroup'));
    for (let i = 0; i < 3 && !(await person.isChecked()); i += 1) await page.keyboard.press('ArrowDown');
    await typeInto(page, page.locator('input[type=password]'), NEW.given);
    await page.keyboard.press('Enter');
    await expect(page.getByText('Somebody else chose your passphrase.')).toBeVisible({ timeout: 30_000 });
    await shot(page, 'before-passphrase');
    await typeInto(page, page.locator('#current-passphrase'), NEW.given);
    await typeInto(page, page.getByRole('textbox', { name: 'New passphrase' }), NEW.own);
    await typeInto(page, page.locator('input[type=password]').last(), NEW.own);
    await press(page, page.getByRole('button', { name: 'Change passphrase' }));
    await expect(page.getByText('We keep what children tell us.')).toBeVisible({ timeout: 30_000 });
    await shot(page, 'before-conduct');
    await press(page, page.getByRole('checkbox', { name: /I have read it/ }), 'Space');
    await press(page, page.getByRole('button', { name: 'Accept and go on' }));
    await expect(page.getByRole('navigation').first()).toBeVisible();
    await expect(page.getByText(NEW.name).first()).toBeVisible();
  } finally {
    await app.close();
    removeFolder(profile);
    remove();
  }
});
