import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { openAndEnter } from './at-a-case.ts';
import { expect, makeFolder, removeFolder, shot, test } from './fixture.ts';
import { press } from './keyboard.ts';
import { go, inspector } from './look.ts';

// A list of children becomes cases, and is taken back, with the keyboard alone.
let staged: { readonly dir: string; readonly remove: () => void };
test.beforeAll(async () => {
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const [office] = (await offices.take('KSM')).offices;
  if (!office) throw new Error('the office was not made');
  offices.closeAll();
  staged = { dir: office.dir, remove: () => offices.remove() };
});
test.afterAll(() => {
  staged.remove();
});

const LIST = [
  'Name;Sex;Date of birth;Caregiver;Risk;Case plans Overall goal;Actions What will be done',
  'Zawadi Brunor Kipkat;F;03/05/2014;Rehema Brunor;red;Sleeps in a safe room;Ask the neighbour',
  'Pendo Laizer;girl;2012;;low',
  'Tumaini Mollel;boy;31/02/2012;;low',
  'Zawadi Brunor Kipkat;F;03/05/2014;Rehema Brunor;red',
].join('\r\n');

test('a list of children is read, mapped, checked row by row, imported and undone, without a mouse', async () => {
  const folder = makeFolder();
  const path = join(folder, 'children.csv');
  writeFileSync(path, LIST);
  const [app, page] = await openAndEnter(staged.dir, folder, PASSPHRASE);
  const eye = inspector('en');
  const button = (name: RegExp | string) => page.getByRole('button', { name });
  const heading = (name: string) => page.getByRole('heading', { name, exact: true });
  try {
    await eye.watch(page);
    await app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, path);
    await go(page, '/import', heading('Import a list of children'));
    await press(page, button(/^Choose a file/));
    await expect(page.getByRole('table')).toContainText('Pendo Laizer');
    await page.keyboard.press('Control+Enter');
    const words = page.getByRole('group', { name: '1 word that stands for no option' });
    await expect(words).toBeVisible();
    // An action stands in its plan, and the page says in which.
    await expect(page.getByText('Stands inside of “Case plans”', { exact: false })).toBeVisible();
    await shot(page, 'import-inside');
    await words.getByRole('combobox').focus();
    await page.keyboard.type('High');
    await expect(page.getByRole('option', { name: 'High' })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(words.getByRole('combobox')).toHaveValue('High');
    await page.keyboard.press('Control+Enter');
    await expect(button(/^Check all rows/)).toBeVisible();
    // The page may be left in the middle: what was chosen is there afterwards.
    await go(page, '/settings', page.getByRole('heading', { level: 1, name: 'Settings' }));
    await go(page, '/import', button(/^Check all rows/));
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Import: children.csv' })).toBeVisible();
    await expect(page.getByRole('table')).toContainText('Date of birth');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('The import is finished')).toBeVisible();
    await expect(page.getByText('2 cases of it are in the office.')).toBeVisible();
    await press(page, button('Undo the import'));
    await page.keyboard.type('The wrong list');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('2 cases were taken out of the lists.')).toBeVisible();
    expect(eye.broken).toEqual([]);
  } finally {
    await app.close();
    removeFolder(folder);
  }
});
