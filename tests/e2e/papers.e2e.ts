import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixture.ts';
import { go } from './look.ts';
import { choose, openStaged, stageOffice } from './staged-office.ts';
import { wordsOf } from './words.ts';

const say = wordsOf('en');
const CODE = /KSM-\d\d-/;
const textOf = (path: string): string => execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });

test('the office gives its papers a marking of its own, and a selection is saved one file each', async () => {
  test.setTimeout(120_000);
  const office = await stageOffice(12);
  const { app, page, close } = await openStaged(office);
  try {
    await page.locator('input[type=password]').fill(office.passphrase);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').first().waitFor({ timeout: 30_000 });

    await test.step('what is changed is seen at once and counts when it is saved', async () => {
      await go(page, '/settings/paper', page.locator('canvas[style]'));
      await page.getByLabel(say('paper.marking'), { exact: true }).fill('For the eyes of the court');
      await page.keyboard.press('Control+s');
      await expect(page.getByText(say('paper.saved'))).toBeVisible();
      await expect(page.locator('.pdf [dir=auto]').getByText('For the eyes of the court')).toBeAttached();
    });

    await test.step('each selected case has a file of its own, called after its code', async () => {
      await go(page, '/cases?view=all', page.getByText(CODE).first());
      await page.locator('tbody tr[tabindex="0"]').focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Space');
      await page.locator('#bulk-print').click();
      await page.getByRole('menuitem', { name: say('printing.each') }).click();
      await page.getByLabel(say('printing.purpose')).fill('visit of the inspector');
      const folder = join(office.stick, 'files');
      mkdirSync(folder);
      await choose(app, folder);
      await page.getByRole('button', { name: say('printing.each_save') }).click();
      await page.getByRole('dialog').getByLabel(say('printing.readable')).check();
      await page.keyboard.press('Control+Enter');
      await expect(page.getByText('2 files were saved.')).toBeVisible({ timeout: 60_000 });
      const files = readdirSync(folder);
      expect(files).toHaveLength(2);
      for (const file of files) {
        const [code = ''] = /KSM-\d\d-[0-9A-Z]{5}-[0-9A-Z]/.exec(file) ?? [];
        const text = textOf(join(folder, file));
        for (const part of [code, 'For the eyes of the court', 'Copy 1, for: visit of the inspector'])
          expect(text).toContain(part);
      }
    });
  } finally {
    await close();
  }
});
