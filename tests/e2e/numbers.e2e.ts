import { join } from 'node:path';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { Offices, PASSPHRASE, RESOURCES } from '../exchange/office-pair.ts';
import { openAndEnter } from './at-a-case.ts';
import { unlocked } from '../builders/read-export.ts';
import { readWorkbook } from '../builders/read-workbook.ts';
import { expect, makeFolder, removeFolder, shot, test } from './fixture.ts';
import { press, typeInto } from './keyboard.ts';
import { go, inspector, saveAt, speak } from './look.ts';
import { wallDay } from '../builders/calendar-days.ts';

// A supervisor looks at today and at a year, and opens the list behind a number, without a mouse.
let staged: { readonly dir: string; readonly remove: () => void };

test.beforeAll(async () => {
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const [office] = (await offices.take('KSM')).offices;
  if (!office) throw new Error('the office was not made');
  for (const document of demoCases(RESOURCES, 20260101, 16, wallDay())) await office.register(document);
  offices.closeAll();
  staged = { dir: office.dir, remove: () => offices.remove() };
});
test.afterAll(() => {
  staged.remove();
});

test('a number opens the list that holds exactly its cases', async () => {
  test.setTimeout(240_000);
  const folder = makeFolder();
  const [app, page] = await openAndEnter(staged.dir, folder, PASSPHRASE);
  const eye = inspector('en');
  try {
    await eye.watch(page);
    await go(page, '/numbers', page.getByRole('heading', { level: 2, name: 'Caseload' }));
    await eye.look(page, 'dashboard');
    await shot(page, 'numbers');
    const open = page.getByRole('list', { name: 'Figures of today' }).getByRole('link', { name: /Open cases/ });
    const count = Number((await open.locator('b').textContent())?.trim());
    expect(count).toBeGreaterThan(0);
    await press(page, open);
    await expect(page.getByRole('grid')).toBeVisible();
    await expect(page.locator('tbody tr[tabindex]')).toHaveCount(count);
    await go(page, '/numbers/statistics', page.getByRole('heading', { level: 3, name: 'Balance of open cases' }));
    await expect(page.getByText(/^The figures add up/)).toBeVisible();
    await eye.look(page, 'statistics');
    // A week, area by area. It is no period for outside: the month takes its place.
    const choose = async (name: string, option: string): Promise<void> => {
      const box = page.getByRole('combobox', { name, exact: true });
      await box.fill(option);
      await page.getByRole('option', { name: option, exact: true }).waitFor();
      await page.keyboard.press('Enter');
      await expect(box).toHaveValue(option);
    };
    await choose('Period', 'Last week');
    await choose('Divide by', 'Area');
    await expect.poll(() => page.locator('.num-card').first().getByRole('columnheader').count()).toBeGreaterThan(3);
    await expect(page.getByText(/^The figures add up/)).toBeVisible();
    await eye.look(page, 'statistics-week');
    await shot(page, 'statistics-week');
    await choose('Divide by', 'Sex');
    await press(page, page.getByRole('switch', { name: /For outside the office/ }), 'Space');
    await expect(page.getByRole('combobox', { name: 'Period', exact: true })).toHaveValue('Last month');
    await expect(page.getByRole('img', { name: 'hidden' }).first()).toBeVisible();
    await eye.look(page, 'statistics-outside');
    // The numbers leave as a file: for whom, what for, encrypted, and the passphrase is written down first.
    const path = join(folder, 'numbers.xlsx.age');
    await saveAt(app, path);
    await page.keyboard.press('Control+Enter');
    const dialog = page.getByRole('dialog', { name: 'Save as a file' });
    await expect(dialog.getByLabel('What is the file for?')).toBeFocused();
    await page.keyboard.type('monthly figures');
    await typeInto(page, dialog.getByLabel('Who gets the file?'), 'the cluster');
    await eye.look(page, 'save-numbers');
    await page.keyboard.press('Control+Enter');
    await expect(dialog.locator('.export__words')).toBeVisible();
    const words = (await dialog.locator('.export__words').textContent())?.trim().split('-') ?? [];
    const { sheets } = readWorkbook(await unlocked(path, words));
    expect(sheets.map(({ name }) => name)).toContain('Balance of open cases');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeVisible();
    await press(page, dialog.getByRole('checkbox', { name: 'I wrote it down' }), 'Space');
    await press(page, dialog.getByRole('button', { name: /^Back to the numbers/ }));
    await expect(dialog).toBeHidden();
    await page.keyboard.press('Control+p');
    await expect(page.locator('.pp__view canvas').first()).toBeVisible();
    await go(page, '/numbers/statistics', page.getByRole('heading', { level: 3, name: 'Balance of open cases' }));
    await press(page, page.getByRole('button', { name: 'Monthly sheet' }));
    await expect(page.getByRole('heading', { level: 1, name: 'Monthly sheet' })).toBeVisible();
    await expect(page.locator('.pp__view canvas').first()).toBeVisible();
    await eye.look(page, 'monthly-sheet');
    await go(page, '/numbers/reports', page.getByRole('button', { name: 'Children by age and sex' }));
    await press(page, page.getByRole('button', { name: 'Children by age and sex' }));
    await expect(page.getByRole('region', { name: 'Children by age and sex' })).toBeVisible();
    await expect(page.locator('.num-reports tfoot td.strong')).toHaveText(/16/);
    await eye.look(page, 'reports');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('button', { name: 'Remove report' })).toBeVisible();
    await speak(page, 'ar');
    const arabic = inspector('ar');
    await go(page, '/numbers', page.locator('.num-card').first());
    await arabic.look(page, 'dashboard');
    await go(page, '/numbers/statistics', page.locator('.num-card').first());
    await arabic.look(page, 'statistics');
    expect([...eye.broken, ...arabic.broken]).toEqual([]);
  } finally {
    await app.close();
    removeFolder(folder);
  }
});
