import type { ElectronApplication, Page } from '@playwright/test';
import { join } from 'node:path';
import { pdfText } from '../unit/reports/print-shop.ts';
import { expect, makeFolder, removeFolder, SCREEN, shot, test } from './fixture.ts';
import { press, reach, searchCases, typeInto } from './keyboard.ts';
import { choose, openStaged, stageOffice } from './staged-office.ts';

// The story of an office, told with the keyboard alone: not one click, not one focus that Tab or a key did not give.
const PASSPHRASE = 'amber lantern crosses the quiet river';
/** Reading and typing aside, a person has all of this for themselves to set up an office in. */
const MOST_SET_UP_MS = 120_000;
const CODE = /^KSM-\d\d-[0-9A-Z]{5}-[0-9A-Z]$/;

async function setUp(app: ElectronApplication, page: Page): Promise<void> {
  const button = (name: string): Promise<void> => press(page, page.getByRole('button', { name }));
  await page.setViewportSize(SCREEN);
  await button('Set up an office');
  await typeInto(page, page.getByLabel('Name of the programme'), 'Marabia child protection');
  await typeInto(page, page.getByLabel('Name of the office'), 'Kisimani District Office');
  await typeInto(page, page.getByLabel('Office code'), 'KSM');
  await button('Continue');
  await typeInto(page, page.getByLabel('Your full name'), 'Halima Osman');
  await typeInto(page, page.getByLabel('Passphrase', { exact: true }), PASSPHRASE);
  await typeInto(page, page.getByLabel('Type it again'), PASSPHRASE);
  await expect(page.getByText('Strength: very good')).toBeVisible();
  await button('Continue');
  const words = page.getByRole('list', { name: 'The 24 words' }).locator('.code');
  await expect(words).toHaveCount(24);
  const listed = await words.allInnerTexts();
  await keepKit(app, page, listed);
  await button('I have it on paper');
  for (const box of await page.getByLabel(/^Word \d+$/).all()) {
    const label = await box.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent ?? '');
    await typeInto(page, box, listed[Number(/\d+/.exec(label)?.[0]) - 1] ?? '');
  }
  await button('Check the words');
  await expect(page.getByText('The words are right.')).toBeVisible();
  await button('Continue');
  await button('Create the office');
  await expect(page.getByRole('navigation').first()).toBeVisible({ timeout: 30_000 });
}

/** The recovery kit is saved and printed: the same page, with all of its words in their order. */
async function keepKit(app: ElectronApplication, page: Page, words: readonly string[]): Promise<void> {
  const folder = makeFolder();
  const file = join(folder, 'kit.pdf');
  try {
    await app.evaluate(({ app: electron, dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      electron.once('browser-window-created', () => {
        electron.once('browser-window-created', (_, { webContents }) => {
          webContents.print = (options, done) => {
            const read = "[...document.querySelectorAll('.kit-words li')].map((item) => item.textContent)";
            void webContents.executeJavaScript(read).then((listed: unknown) => {
              Reflect.set(globalThis, 'printedKit', { ...options, listed });
              done?.(true, '');
            });
          };
        });
      });
    }, file);
    // The first window makes the PDF, the second one prints.
    await press(page, page.getByRole('button', { name: 'Print the kit' }));
    await expect(page.getByText('Sent to the printer.')).toBeVisible({ timeout: 30_000 });
    const printed = await app.evaluate(() => Reflect.get(globalThis, 'printedKit') as Record<string, unknown>);
    expect(printed).toMatchObject({ pageSize: 'A4', listed: words });
    await press(page, page.getByRole('button', { name: 'Save as PDF' }));
    await expect(page.getByText(/kit\.pdf/)).toBeVisible({ timeout: 30_000 });
    const numbered = new Map<number, string>();
    for (const [, number, word] of pdfText(file).matchAll(/\b(\d{1,2})\.\s+([a-z]+)/g))
      if (word !== undefined && !numbered.has(Number(number))) numbered.set(Number(number), word);
    expect(words.map((_word, i) => numbered.get(i + 1))).toEqual(words);
  } finally {
    removeFolder(folder);
  }
}

/** A lock destroys the page and opens another, whose passphrase field has the focus. */
async function lock(app: ElectronApplication, page: Page): Promise<Page> {
  const [fresh] = await Promise.all([app.waitForEvent('window'), page.keyboard.press('Control+l')]);
  await fresh.setViewportSize(SCREEN);
  await expect(fresh.getByRole('heading', { level: 1, name: 'Locked' })).toBeVisible();
  await expect(fresh.locator('input[type=password]')).toBeFocused();
  return fresh;
}

async function unlock(page: Page, passphrase: string): Promise<void> {
  await page.keyboard.type(passphrase);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('navigation').first()).toBeVisible({ timeout: 30_000 });
}

/** From any page to the file of the child, through the search. */
async function find(page: Page, name: string): Promise<void> {
  await searchCases(page, name);
  const rows = page.getByRole('grid').locator('tbody').getByText(/KSM-/);
  await expect(rows).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('tbody tr').first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 }).getByText(CODE)).toBeVisible();
}

test('an office is set up, locked, refused to a stranger, and opened again', async ({ app, page }) => {
  test.setTimeout(180_000);
  const began = performance.now();
  await setUp(app, page);
  expect(performance.now() - began).toBeLessThan(MOST_SET_UP_MS);
  await shot(page, 'office-open');
  const locked = await lock(app, page);
  await expect(locked.getByText('Halima Osman')).toBeVisible();
  await shot(locked, 'locked');
  await locked.keyboard.type('not the passphrase at all');
  await locked.keyboard.press('Enter');
  await expect(locked.getByText(/AUTH-001/)).toBeVisible({ timeout: 15_000 });
  await expect(locked.locator('input[type=password]')).toBeFocused();
  await unlock(locked, PASSPHRASE);
});

test('a child is registered, found, opened, edited, previewed for print and written on a stick', async () => {
  test.setTimeout(240_000);
  const office = await stageOffice(2);
  const { app, page, close } = await openStaged(office);
  try {
    await page.setViewportSize(SCREEN);
    await unlock(page, office.passphrase);

    await page.keyboard.press('n');
    await typeInto(page, page.getByLabel('Full name'), 'Zawadi Tumaini');
    const onward = page.getByRole('button', { name: 'Register as a new child' });
    await expect(onward).not.toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('Step 2 of 3', { exact: false })).toBeVisible();
    await reach(page, page.getByRole('radiogroup', { name: 'Details go to other organisations for services' }));
    await page.keyboard.press('Alt+1');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('Step 3 of 3', { exact: false })).toBeVisible();
    await reach(page, page.getByRole('radiogroup', { name: 'Sex' }));
    await page.keyboard.press('Space');
    await typeInto(page, page.getByRole('group', { name: 'Age stated' }).locator('input').first(), '6');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('heading', { level: 1 }).getByText(CODE)).toBeVisible();

    await find(page, 'Zawadi Tumaini');
    await page.keyboard.press('e');
    await typeInto(page, page.getByLabel('Place of the interview'), 'Under the acacia tree');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('1 change saved')).toBeVisible();
    await expect(page.getByText('Under the acacia tree')).toBeVisible();

    await page.keyboard.press('Control+p');
    await expect(page.getByText(/^Page 1 of \d+$/)).toBeVisible({ timeout: 30_000 });
    await expect(page.locator('canvas[style]')).toBeVisible();
    await shot(page, 'print-preview');
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(page.getByRole('heading', { level: 1 }).getByText(CODE)).toBeVisible();

    await press(page, page.getByRole('button', { name: 'Share' }));
    const step = page.locator('.xstep--now');
    await expect(step.getByText(/KSM-/).first()).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await choose(app, office.stick);
    await press(page, step.getByRole('button', { name: 'Choose the stick' }));
    await expect(step.getByRole('button', { name: 'Write and verify' })).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('The file was read back from the stick and is whole.')).toBeVisible({
      timeout: 30_000,
    });
    await shot(page, 'written');

    const locked = await lock(app, page);
    await unlock(locked, office.passphrase);
    await find(locked, 'Zawadi Tumaini');
    await expect(locked.getByText('Under the acacia tree')).toBeVisible();
  } finally {
    await close();
    office.remove();
  }
});

test('an office is made known, its stick read, a value decided, and the decision written back', async () => {
  test.setTimeout(240_000);
  const office = await stageOffice(2);
  const { app, page, close } = await openStaged(office);
  const button = (name: string): Promise<void> => press(page, page.getByRole('button', { name }));
  const visit = (path: string): Promise<void> => press(page, page.locator(`nav a[href="#${path}"]`));
  try {
    await page.setViewportSize(SCREEN);
    await unlock(page, office.passphrase);

    await visit('/exchange');
    await button('Office cards');
    await choose(app, office.joined);
    await button('Read another office’s card');
    await expect(page.locator('.xwords')).toHaveCount(2);
    await reach(page, page.getByRole('checkbox', { name: /read its six words aloud/ }));
    await page.keyboard.press('Space');
    await button('The words are the same');
    await expect(page.getByText(/can exchange with this office now/)).toBeVisible();
    await page.keyboard.press('Alt+ArrowLeft');

    await choose(app, office.fresh);
    await button('Read a USB stick');
    await button('Choose the file');
    await button('Take in the changes');
    await expect(page.getByText(CODE).first()).toBeVisible({ timeout: 30_000 });

    await visit('/review');
    await expect(page.getByRole('radio')).toHaveCount(2);
    await page.keyboard.press('1');
    await expect(page.getByRole('radio').first()).toBeChecked();
    await typeInto(page, page.getByLabel('Why?'), 'Both of us saw the child on Monday');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('Nothing to decide')).toBeVisible({ timeout: 30_000 });

    await visit('/exchange');
    await button('Write a USB stick');
    const step = page.locator('.xstep--now');
    await reach(page, step.getByRole('radiogroup'));
    await reach(page, step.getByRole('radio', { name: /BND/ }));
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+Enter');
    await expect(step.getByRole('button', { name: 'See what leaves' })).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await expect(step.getByText(CODE).first()).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await choose(app, office.stick);
    await press(page, step.getByRole('button', { name: 'Choose the stick' }));
    await expect(step.getByRole('button', { name: 'Write and verify' })).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('The file was read back from the stick and is whole.')).toBeVisible({
      timeout: 30_000,
    });
    await shot(page, 'decision-written');
  } finally {
    await close();
    office.remove();
  }
});
