import { readdirSync } from 'node:fs';
import { childToShare } from '../builders/one-child.ts';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { at } from './at-a-case.ts';
import { expect, test } from './fixture.ts';
import { press, typeInto } from './keyboard.ts';
import { go, inspector } from './look.ts';
import { choose } from './staged-office.ts';

const HEAD = 'Head of Kisimani';

// The day on which the office has to leave, by one person and with the keyboard: a drill first, then in earnest.
test('an office is practised to be carried away, carried away and erased by one person', async () => {
  test.setTimeout(180_000);
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { stick, offices: taken } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  await office.register(childToShare(), { full_name: 'Zawadi Tumaini' });
  offices.closeAll();
  const { look, watch, broken } = inspector('en');
  try {
    await at(office, HEAD, async (page, app) => {
      await watch(page);
      await choose(app, stick);
      await page.keyboard.press('Control+Shift+E');
      await expect(page.getByRole('heading', { level: 1, name: 'Emergency' })).toBeVisible();
      await press(page, page.getByRole('button', { name: 'Change', exact: true }));
      const dialog = page.getByRole('dialog');
      await typeInto(page, dialog.getByRole('textbox', { name: 'Where the stick goes' }), 'Mlimani');
      await page.keyboard.press('Control+Enter');
      await expect(dialog).toHaveCount(0);
      await expect(page.getByText('Mlimani')).toBeVisible();
      await look(page, 'emergency');

      await press(page, page.getByRole('button', { name: 'Begin a drill' }));
      await page.keyboard.press('Control+l');
      await press(page, page.getByRole('button', { name: 'Choose the stick' }));
      await expect(page.getByText(/read back: 1 case/)).toBeVisible({ timeout: 30_000 });
      await press(page, page.getByRole('button', { name: 'Erase …' }));
      await typeInto(page, page.getByRole('textbox', { name: 'Type ERASE' }), 'erase');
      const hold = page.getByRole('button', { name: 'Hold to erase' });
      await press(page, hold);
      await expect(page.getByText('Press Enter again to erase.')).toBeVisible();
      await look(page, 'drill');
      await page.keyboard.press('Enter');
      await press(page, page.getByRole('button', { name: 'End the drill' }));
      await expect(page.getByRole('heading', { name: 'Last drill' })).toBeVisible();

      // A passphrase that erases: suggested words, that the limits were read, and the own passphrase.
      await press(page, page.getByText('What it cannot do', { exact: true }));
      await press(page, page.getByRole('button', { name: 'Turn it on' }));
      await press(page, dialog.getByRole('button', { name: 'Suggest' }));
      const suggested = dialog.getByRole('textbox', { name: 'Duress passphrase' });
      await expect(suggested).toHaveValue(/\S/);
      const words = await suggested.inputValue();
      await dialog.getByRole('checkbox').first().focus();
      await page.keyboard.press('Space');
      await dialog.getByRole('checkbox').nth(1).focus();
      await page.keyboard.press('Space');
      await typeInto(page, dialog.locator('#duress-own-on'), PASSPHRASE);
      await look(page, 'duress-on');
      await page.keyboard.press('Control+Enter');
      await expect(dialog).toHaveCount(0, { timeout: 30_000 });
      await expect(page.getByText(/^On since/)).toBeVisible();
      await press(page, page.getByRole('button', { name: 'Practise', exact: true }));
      await typeInto(page, dialog.getByLabel('Duress passphrase', { exact: true }), words);
      await page.keyboard.press('Control+Enter');
      await expect(dialog.getByText(/^Right\./)).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
      await look(page, 'duress');

      await press(page, page.getByRole('button', { name: 'Declare the evacuation' }));
      await typeInto(page, dialog.getByRole('textbox', { name: 'What happens?' }), 'Fighting in the town');
      await page.keyboard.press('Control+Enter');
      await expect(dialog).toHaveCount(0);
      await expect(page.getByRole('main').getByText('Fighting in the town')).toHaveCount(2);
      // Everybody sees it, on whichever page they are, also where the side bar shows icons only.
      const told = page.getByRole('main').getByRole('link', { name: /^Evacuation Fighting in the town/ });
      await expect(told).toBeVisible();
      await go(page, '/register', page.getByRole('heading', { level: 1, name: 'Register a child' }));
      await expect(told).toBeVisible();
      await look(page, 'evacuation');
      await go(page, '/emergency', page.getByRole('heading', { level: 1, name: 'Emergency' }));
      await press(page, page.getByRole('button', { name: 'Erase …' }));
      await typeInto(page, page.getByRole('textbox', { name: 'Type ERASE' }), 'ERASE');
      await look(page, 'erase');
      const opens = app.waitForEvent('window');
      await press(page, hold);
      await page.keyboard.press('Enter');
      const next = await opens;
      await expect(next.getByText(/^The office on this computer was erased on/)).toBeVisible({ timeout: 30_000 });
      expect(readdirSync(office.dir)).toEqual(['erased.json']);
    });
  } finally {
    offices.remove();
  }
  expect(broken).toEqual([]);
});
