import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { csvRows, unlocked } from '../builders/read-export.ts';
import { readWorkbook } from '../builders/read-workbook.ts';
import { Offices, PASSPHRASE, RESOURCES } from '../exchange/office-pair.ts';
import { openAndEnter } from './at-a-case.ts';
import { expect, makeFolder, removeFolder, test } from './fixture.ts';
import { press, reach, typeInto } from './keyboard.ts';
import { go, inspector, saveAt, speak } from './look.ts';
import { wordsOf } from './words.ts';
import { wallDay } from '../builders/calendar-days.ts';

// A selection of cases goes into a file or onto paper, with the keyboard alone.
const COUNT = 5;
let staged: { readonly dir: string; readonly remove: () => void };

test.beforeAll(async () => {
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const [office] = (await offices.take('KSM')).offices;
  if (!office) throw new Error('the office was not made');
  for (const document of demoCases(RESOURCES, 20260101, COUNT, wallDay())) await office.register(document);
  offices.closeAll();
  staged = { dir: office.dir, remove: () => offices.remove() };
});
test.afterAll(() => {
  staged.remove();
});

const status = (page: Page) => page.getByRole('toolbar').getByRole('status');

test('a whole list goes into an encrypted file, then onto paper, without a mouse', async () => {
  test.setTimeout(240_000);
  const folder = makeFolder();
  const [app, page] = await openAndEnter(staged.dir, folder, PASSPHRASE);
  const eye = inspector('en');
  try {
    await eye.watch(page);
    await go(page, '/cases', page.getByRole('grid'));
    await reach(page, page.locator('tbody tr[tabindex="0"]'));
    await page.keyboard.press('Space');
    await expect(status(page)).toHaveText(/^1 /);
    await press(page, page.getByRole('button', { name: `Select all ${String(COUNT)} in this list` }));
    await expect(status(page)).toHaveText(new RegExp(`^${String(COUNT)} `));
    await press(page, page.getByRole('button', { name: 'Export' }));
    await expect(page.getByRole('heading', { level: 1, name: `Save ${String(COUNT)} cases to a file` })).toBeVisible();
    // Nothing is saved without saying what for.
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('Say what the file is for.')).toBeVisible();
    await expect(page.getByLabel('What is the file for?')).toBeFocused();
    await page.keyboard.type('figures for the cluster');
    // Nor without saying for whom. Outside, consent would be asked of every case: this one stays here.
    await page.keyboard.press('Control+Enter');
    await expect(page.getByLabel('Who gets the file?')).toBeFocused();
    await page.keyboard.type('the information officer');
    await reach(page, page.getByRole('checkbox', { name: /^The recipient is outside/ }));
    await page.keyboard.press('Space');
    // Chosen beforehand is nothing sensitive and nothing that names; one more question is ticked.
    const leaves = page.getByRole('region', { name: 'What leaves' });
    await expect(leaves.locator('dd')).toHaveText([String(COUNT), /^\d+$/, '0', 'code']);
    const before = Number(await leaves.locator('dd').nth(1).textContent());
    await press(page, page.locator('summary').filter({ hasText: /^\s*Registration/ }));
    await reach(page, page.getByRole('checkbox', { name: 'Languages the child speaks' }));
    await page.keyboard.press('Space');
    await expect(leaves.locator('dd').nth(1)).toHaveText(String(before + 1));
    await eye.look(page, 'export');
    const path = join(folder, 'figures.xlsx.age');
    await saveAt(app, path);
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('heading', { name: 'Saved and read back' })).toBeVisible({ timeout: 30_000 });
    const words = (await page.locator('.export__words').textContent())?.trim().split('-') ?? [];
    const { sheets } = readWorkbook(await unlocked(path, words));
    const form = sheets.find(({ name }) => name === 'Registration')?.rows ?? [];
    expect(form).toHaveLength(COUNT + 2);
    expect(form[0]).toContain('Languages the child speaks');
    expect(form.slice(2).every(([code]) => String(code).startsWith('KSM-'))).toBe(true);
    await eye.look(page, 'export-saved');
    // The passphrase is written down before the page is left.
    const leave = page.getByRole('button', { name: /^To the cases/ });
    await expect(leave).toHaveAttribute('aria-disabled', 'true');
    await reach(page, page.getByRole('checkbox', { name: 'I wrote it down' }));
    await page.keyboard.press('Space');
    await press(page, leave);
    await expect(page.getByRole('grid')).toBeVisible();

    // Without encryption only on purpose, and then it says what that means.
    await press(page, page.getByRole('button', { name: 'Export' }));
    await typeInto(page, page.getByLabel('What is the file for?'), 'for the mapping team');
    await typeInto(page, page.getByLabel('Who gets the file?'), 'the mapping team');
    await reach(page, page.getByRole('checkbox', { name: /^The recipient is outside/ }));
    await page.keyboard.press('Space');
    await reach(page, page.getByRole('radio', { name: /^Workbook/ }));
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('radio', { name: /^Table/ })).toBeChecked();
    await reach(page, page.getByRole('checkbox', { name: /^Save without encryption/ }));
    await page.keyboard.press('Space');
    await expect(page.getByRole('alert')).toContainText('can read every line');
    await typeInto(page, page.getByLabel('Why is it not encrypted?'), 'stays on this computer');
    await eye.look(page, 'export-readable');
    const readable = join(folder, 'figures.csv');
    await saveAt(app, readable);
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('heading', { name: 'Saved and read back' })).toBeVisible({ timeout: 30_000 });
    expect(csvRows(readFileSync(readable, 'utf8'))).toHaveLength(COUNT + 1);
    expect(existsSync(`${readable}.part`)).toBe(false);
    await press(page, leave);

    await press(page, page.getByRole('button', { name: 'Print', exact: true }));
    await expect(page.getByRole('menuitem', { name: `Summaries of ${String(COUNT)} cases` })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Case summaries' })).toBeVisible();
    await expect(page.locator('.pdf')).toBeVisible({ timeout: 30_000 });
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(page.getByRole('grid')).toBeVisible();
    expect(eye.broken).toEqual([]);
  } finally {
    await app.close();
    removeFolder(folder);
  }
});

test('the pages of a file of cases can be read in Arabic', async () => {
  test.setTimeout(240_000);
  const say = wordsOf('ar');
  const folder = makeFolder();
  const [app, page] = await openAndEnter(staged.dir, folder, PASSPHRASE);
  const eye = inspector('ar');
  try {
    await speak(page, 'ar');
    await eye.watch(page);
    await go(page, '/export', page.getByText(say('export.none_title')));
    await go(page, '/cases', page.getByRole('grid'));
    await reach(page, page.locator('tbody tr[tabindex="0"]'));
    await page.keyboard.press('Space');
    await press(page, page.getByRole('button', { name: say('cases.export'), exact: true }));
    await typeInto(page, page.getByLabel(say('export.purpose')), '2026');
    await typeInto(page, page.getByLabel(say('export.recipient')), '2026');
    await reach(page, page.getByRole('checkbox', { name: new RegExp(`^${say('export.outside')}`) }));
    await page.keyboard.press('Space');
    await eye.look(page, 'export');
    await saveAt(app, join(folder, 'a.xlsx.age'));
    await page.keyboard.press('Control+Enter');
    await expect(page.locator('.export__words')).toBeVisible({ timeout: 30_000 });
    await eye.look(page, 'export-saved');
    expect(eye.broken).toEqual([]);
  } finally {
    await app.close();
    removeFolder(folder);
  }
});
