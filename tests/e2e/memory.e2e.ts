import { randomBytes } from 'node:crypto';
import type { ElectronApplication, Page } from '@playwright/test';
import { aCase } from '../builders/shareable-case.ts';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { processesBelow, searchMemory, type Found } from '../lab/memory-search.ts';
import { enter, openOffice } from './at-a-case.ts';
import { expect, makeFolder, removeFolder, SCREEN, test } from './fixture.ts';
import { go } from './look.ts';

// What a lock leaves in memory: texts that stand nowhere else are put into a case and shown, and every process of the
// program is searched for them. Playwright is never told of them, so that nothing but the program brings them anywhere.

/** Reading the memory of another program is the system's to allow, and Linux alone has files for it. */
const READABLE = process.platform === 'linux' && process.getuid?.() === 0;
const canary = (word: string): string => `${word}${randomBytes(6).toString('hex')}`;

async function showCase(page: Page, caseId: string): Promise<void> {
  await go(page, '/cases', page.locator('tbody tr').first());
  await page.evaluate((id) => (location.hash = `#/case/${id}`), caseId);
  await page.getByRole('heading', { level: 1, name: /^KSM-/ }).waitFor();
}
async function locked(app: ElectronApplication, page: Page, key: string): Promise<Page> {
  const opens = app.waitForEvent('window');
  await page.keyboard.press(key);
  const next = await opens;
  await next.setViewportSize(SCREEN);
  await next.locator('input[type=password]').waitFor();
  return next;
}

if (READABLE)
  test('after a lock no page and no process of the browser holds a name or a story of a case', async () => {
    test.setTimeout(600_000);
    const texts = [canary('Zuwena'), canary('thecupboard')];
    const [name = '', story = ''] = texts;
    const offices = new Offices();
    await offices.prepare(['KSM']);
    const [one] = (await offices.take('KSM')).offices;
    if (!one) throw new Error('the office was not made');
    const values = { full_name: `${name} Amani`, risk_reason: `She hid in ${story} again` };
    const caseId = await one.register(aCase(values));
    offices.closeAll();
    const profile = makeFolder();
    const [app, first] = await openOffice(one.dir, profile);
    const shell = app.process().pid ?? 0;
    const holders = (): Found[] =>
      processesBelow(shell).flatMap((pid) => {
        const found = searchMemory(pid, texts);
        return found && found.hits.size > 0 ? [found] : [];
      });
    const told = (found: Found[]): string[] =>
      found.map(({ pid, kind, hits }) => `${kind} ${String(pid)} ${String([...hits])}`);
    try {
      let page = first;
      for (const key of ['Control+l']) {
        await enter(page, PASSPHRASE);
        await showCase(page, caseId);
        // The search finds them while they are there: in the engine, which is a thread of the shell, and in the page.
        const open = holders();
        expect(open.find(({ pid }) => pid === shell)?.hits.size).toBe(2);
        expect(open.find(({ kind }) => kind === 'renderer')?.hits.size).toBe(2);
        page = await locked(app, page, key);
        // No page and nothing of the browser. What the shell still has was looked at by hand (decision 0055).
        const left = (): Found[] => holders().filter((one) => one.pid !== shell);
        await expect.poll(() => told(left()), { message: key, timeout: 120_000 }).toEqual([]);
      }
    } finally {
      await app.close();
      removeFolder(profile);
      offices.remove();
    }
  });
