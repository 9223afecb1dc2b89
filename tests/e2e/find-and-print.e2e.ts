import { expect, test } from './fixture.ts';
import { go } from './look.ts';
import { openStaged, stageOffice } from './staged-office.ts';
import { wordsOf } from './words.ts';

const say = wordsOf('en');
const CODE = /KSM-\d\d-[0-9A-Z]{5}-[0-9A-Z]/;

test('a case is found, opened and left with the keyboard, and the list is printed across the page', async () => {
  test.setTimeout(240_000);
  const office = await stageOffice(60);
  const { app, page, close } = await openStaged(office);
  try {
    await page.locator('input[type=password]').fill(office.passphrase);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').first().waitFor({ timeout: 30_000 });
    await go(page, '/cases?view=all', page.getByText(CODE).first());
    const searching = page.locator('.list-tabs').getByRole('button', { name: say('cases.view_search') });
    const focused = page.locator('tbody tr:focus');
    const codeOf = async (): Promise<string> => CODE.exec((await focused.textContent()) ?? '')?.[0] ?? '';

    await page.keyboard.press('/');
    await page.keyboard.type(office.knownName);
    await expect(page.getByRole('grid').locator('tbody tr[tabindex]').first()).toBeVisible();
    await expect(searching).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await expect(focused).toHaveCount(1);
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await expect(searching).toHaveCount(0);

    await page.keyboard.press('ArrowDown');
    await expect(focused).toHaveCount(1);
    await page.keyboard.press('End');
    await page.keyboard.press('k');
    await expect(focused).toHaveCount(1);
    const code = await codeOf();
    expect(code).toMatch(CODE);
    await page.keyboard.press('Enter');
    await expect(page.locator('h1').getByText(code)).toBeVisible();
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(page.getByRole('grid').getByText(code)).toBeInViewport();
    await expect.poll(codeOf).toBe(code);

    await app.evaluate(({ app: electron }) => {
      electron.on('browser-window-created', (_, { webContents }) => {
        webContents.print = (options, done) => {
          void webContents.executeJavaScript('document.title').then((title: unknown) => {
            Object.assign(globalThis, { printed: { ...options, title } });
            done?.(true, '');
          });
        };
      });
    });
    await go(page, '/print/case-list', page.locator('canvas[style]'));
    await page.keyboard.press('Control+p');
    await expect(page.getByText(say('printing.sent'))).toBeVisible();
    const printed = await app.evaluate(() => (globalThis as { printed?: { title: string } }).printed);
    expect(printed).toMatchObject({ landscape: true, pageSize: 'A4' });
    expect(printed?.title).toMatch(/^Report \d+$/);
  } finally {
    await close();
    office.remove();
  }
});
