import type { ElectronApplication } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bridge } from '#core/contracts/index.ts';
import { expect, test } from './fixture.ts';
import { go } from './look.ts';
import { openStaged, stageOffice } from './staged-office.ts';
import { wordsOf } from './words.ts';

const say = wordsOf('en');
const CODE = /KSM-\d\d-[0-9A-Z]{5}-[0-9A-Z]/;

interface Prints {
  /** What the last print was asked for, and the name of the job. */
  readonly printed?: { readonly title: string };
  /** The address of the window whose printing is not answered. */
  readonly held?: string;
}
const heldPrints = (app: ElectronApplication): Promise<Prints> =>
  app.evaluate(() => Reflect.get(globalThis, 'prints') as Prints);

/** Every window opened from now on prints at once, but for `held`: that one is asked and never answers. */
async function holdPrints(app: ElectronApplication, held?: 'print' | 'printToPDF'): Promise<void> {
  await app.evaluate(({ app: electron }, method) => {
    const prints: Record<string, unknown> = {};
    Reflect.set(globalThis, 'prints', prints);
    electron.removeAllListeners('browser-window-created');
    electron.on('browser-window-created', (_, { webContents }) => {
      webContents.print = (options, done) => {
        if (method === 'print') prints['held'] = webContents.getURL();
        else {
          void webContents.executeJavaScript('document.title').then((title: unknown) => {
            prints['printed'] = { ...options, title };
            done?.(true, '');
          });
        }
      };
      if (method === 'printToPDF') {
        webContents.printToPDF = () => {
          prints['held'] = webContents.getURL();
          return new Promise(() => undefined);
        };
      }
    });
  }, held);
}

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
    const found = await codeOf();
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await expect(searching).toHaveCount(0);
    // Whoever types on without waiting must not land on a row of the list before the search.
    await page.keyboard.type(office.knownName);
    await page.keyboard.press('ArrowDown');
    await expect(focused).toHaveCount(1);
    expect(await codeOf()).toBe(found);
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

    await test.step('the list is printed and saved, and both are written down', async () => {
      await holdPrints(app);
      await go(page, '/print/case-list', page.locator('canvas[style]'));
      await page.keyboard.press('Control+p');
      await expect(page.getByText(say('printing.purpose_first'))).toBeVisible();
      await expect(page.getByLabel(say('printing.purpose'))).toBeFocused();
      await page.keyboard.type('meeting of the team');
      await page.keyboard.press('Control+p');
      await expect(page.getByText(say('printing.sent'))).toBeVisible();
      const printed = (await heldPrints(app)).printed;
      expect(printed).toMatchObject({ landscape: true, pageSize: 'A4' });
      const number = /^Report (\d+)$/.exec(printed?.title ?? '')?.[1];
      expect(number).toBeDefined();

      const path = join(office.stick, 'list.pdf');
      await app.evaluate(({ dialog }, filePath) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }, path);
      await page.getByRole('button', { name: say('printing.save'), exact: true }).click();
      const locking = page.getByRole('dialog').getByLabel(say('printing.password'), { exact: true });
      await expect(locking).not.toHaveValue('');
      // Poppler's command takes no more than 32 letters of a passphrase.
      const password = 'glare select immune';
      await locking.fill(password);
      await page.keyboard.press('Control+Enter');
      // Whole, not begun: what is half written cannot be opened.
      await expect.poll(() => existsSync(path) && readFileSync(path, 'latin1').trimEnd().endsWith('%%EOF')).toBe(true);
      // Another program opens it with the passphrase and not without.
      expect(execFileSync('pdftotext', ['-upw', password, path, '-'], { encoding: 'utf8' })).toContain(
        'meeting of the team',
      );
      expect(() => execFileSync('pdftotext', [path, '-'], { stdio: 'pipe' })).toThrow();
      const lines = await page.evaluate(async () => {
        const { hifadhi } = globalThis as unknown as { hifadhi: Bridge };
        const reply = await hifadhi.audit.list({ limit: 500 });
        return reply.ok ? reply.value.lines : [];
      });
      const reports = lines.filter(({ action }) => action.startsWith('report.'));
      // Beside its own line each print has one for every case on it.
      const ofCase = reports.filter(({ object }) => CODE.test(object)).map(({ object }) => object);
      expect(new Set(ofCase).size).toBeGreaterThan(1);
      expect(ofCase).toHaveLength(2 * new Set(ofCase).size);
      const about = reports.filter(({ object }) => !CODE.test(object));
      expect(about.map(({ action, object, detail }) => [action, object, detail])).toEqual([
        ['report.saved', number, 'with a password'],
        ['report.printed', number, ''],
        ['report.made', 'case-list', 'case-list code copy 1 · for: meeting of the team'],
        // Looked at before it was said what for: the copy never left, and its number is used again.
        ['report.made', 'case-list', 'case-list code copy 1'],
      ]);
      expect(String(about[2]?.n)).toBe(number);
    });

    for (const during of ['print', 'printToPDF'] as const) {
      await test.step(`a lock during ${during} leaves no window and no document`, async () => {
        await holdPrints(app, during);
        const shown = app.windows().at(0) ?? page;
        if (during === 'print') await shown.keyboard.press('Control+p');
        else {
          await shown.locator('input[type=password]').fill(office.passphrase);
          await shown.keyboard.press('Enter');
          await shown.getByRole('navigation').first().waitFor({ timeout: 30_000 });
          await shown.evaluate(() => (window.location.hash = '#/print/case-list'));
        }
        await expect.poll(async () => (await heldPrints(app)).held).toMatch(/\/document\/[\w-]+\.html$/);
        const document = new URL((await heldPrints(app)).held ?? '').pathname;
        const next = app.waitForEvent('window');
        await shown.keyboard.press('F9').catch(() => undefined);
        const fresh = await next;
        await expect(fresh.locator('input[type=password]')).toBeFocused();
        expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
        expect(await fresh.evaluate(async (path) => (await fetch(path)).status, document)).toBe(404);
      });
    }
  } finally {
    await close();
    office.remove();
  }
});
