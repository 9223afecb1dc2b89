import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { openAndEnter } from './at-a-case.ts';
import { expect, makeFolder, removeFolder, test } from './fixture.ts';
import { press, reach, typeInto } from './keyboard.ts';
import { go, inspector } from './look.ts';

// An administrator sets up an office: a team of caseworkers one after the other, a second administrator, the plan for an
// emergency, and what is left of it: with the keyboard alone.
const TEAM = ['Amina Yusuf', 'Baraka Juma', 'Neema Said'];

test('a team is added in one go, and the page of what is left follows what is done', async () => {
  test.setTimeout(180_000);
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const [one] = (await offices.take('KSM')).offices;
  if (!one) throw new Error('the office was not made');
  offices.closeAll();
  const profile = makeFolder();
  const [app, page] = await openAndEnter(one.dir, profile, PASSPHRASE);
  try {
    const eye = inspector('en');
    await eye.watch(page);
    await go(page, '/people', page.getByText(/left to do before this office can be relied on/));
    await eye.look(page, 'setting-up-line');
    await press(page, page.getByRole('link', { name: 'See what is left' }));
    const step = (id: string) => page.locator(`[data-step="${id}"]`);
    await expect(step('managers')).toContainText('To do');
    await expect(step('managers')).toContainText('Head of Kisimani');
    await eye.look(page, 'setting-up');
    await press(page, page.getByRole('button', { name: 'Does not concern us: The office has its places' }));
    await expect(step('places')).toContainText('Not for us');

    await press(page, page.getByRole('link', { name: 'Go there: Two people can manage people' }));
    await press(page, page.getByRole('button', { name: 'Add a person' }));
    const dialog = page.getByRole('dialog');
    await press(page, dialog.getByRole('checkbox', { name: /^Caseworker/ }), 'Space');
    await press(page, dialog.getByRole('checkbox', { name: /^Add another person/ }), 'Space');
    await reach(page, dialog.getByLabel('Full name'));
    for (const name of TEAM) {
      await page.keyboard.type(name);
      // Whoever took suggested words for one person has them for the next.
      if (name === TEAM[0]) await press(page, dialog.getByRole('button', { name: 'Suggest five words' }));
      await expect(dialog.getByText(/Write these five words down/)).toBeVisible();
      await page.keyboard.press('Control+Enter');
      await expect(dialog.getByText(`${name} can now sign in on this computer. Who is next?`)).toBeVisible({
        timeout: 30_000,
      });
      await expect(dialog.getByLabel('Full name')).toBeFocused();
    }
    await eye.look(page, 'setting-up-team');
    await page.keyboard.type('Zawadi Imara');
    await press(page, dialog.getByRole('checkbox', { name: /^Caseworker/ }), 'Space');
    await press(page, dialog.getByRole('checkbox', { name: /^Administrator/ }), 'Space');
    await press(page, dialog.getByRole('checkbox', { name: /^Add another person/ }), 'Space');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('Zawadi Imara can now sign in on this computer.')).toBeVisible({ timeout: 30_000 });
    await expect(dialog).toHaveCount(0);
    for (const name of TEAM)
      await expect(page.getByRole('row', { name: new RegExp(`^${name}`) })).toContainText('Caseworker');

    await press(page, page.getByRole('link', { name: 'See what is left' }));
    await expect(step('managers')).toContainText('Done');
    await expect(step('own-passphrases')).toContainText(TEAM.join(', '));
    await press(page, page.getByRole('link', { name: 'Go there: The emergency plan is written' }));
    await press(page, page.locator('#plan-change'));
    await typeInto(page, page.locator('#plan-safePlace'), 'The dispensary');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('The dispensary')).toBeVisible();
    await go(page, '/people/set-up', step('plan'));
    await expect(step('plan')).toContainText('Done');
  } finally {
    await app.close();
    removeFolder(profile);
    offices.remove();
  }
});
