import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import type { Bridge } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { pdf, picture } from '../builders/made-files.ts';
import { oneChild } from '../builders/one-child.ts';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { expect, makeFolder, removeFolder, SCREEN, shot, test } from './fixture.ts';
import { editButton, goToForm, openAndEnter, openChild } from './at-a-case.ts';
import { press, reach } from './keyboard.ts';
import { choose } from './staged-office.ts';

// A photo is added from a file, cut and turned, and a plan is signed, with the keyboard alone; both outlive a restart.
const NAME = 'Zawadi Tumaini';
const HIDDEN = 'Qorvex shelter, third door';

async function openCase(dir: string, profile: string): Promise<[ElectronApplication, Page]> {
  const [app, page] = await openAndEnter(dir, profile, PASSPHRASE);
  await openChild(page, NAME);
  return [app, page];
}
/** The picture is really drawn: the engine has decoded it. */
const drawn = (page: Page) =>
  page
    .getByRole('list', { name: 'Photos of the child' })
    .locator('img')
    .evaluate((image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0));

test('a photo and a signature are added by keyboard and are there after a restart', async () => {
  test.setTimeout(240_000);
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { offices: taken } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  await office.register(oneChild(), { full_name: NAME, status: 'open', consent_photo: 'yes' });
  offices.closeAll();
  const profile = makeFolder();
  const papers = makeFolder();
  const photo = join(papers, 'IMG 0001.png');
  writeFileSync(photo, picture(1900, 1200, HIDDEN));
  const wrong = join(papers, 'not a picture.png');
  writeFileSync(wrong, pdf());

  const [app, page] = await openCase(office.dir, profile);
  await page.keyboard.press('e');
  await expect(page.getByText(/^Draft saved/)).toBeVisible();
  await goToForm(page, 'documents and photos');
  const button = page.getByRole('button', { name: 'Choose a picture: Photos of the child' });
  await choose(app, wrong);
  await press(page, button);
  await expect(page.getByText('This is not a picture that can be kept.', { exact: false })).toBeVisible();
  await choose(app, photo);
  await press(page, button);
  const crop = page.getByRole('application');
  await expect(crop).toBeFocused();
  await expect(crop.locator('canvas')).toHaveAttribute('width', '640');
  for (const key of ['+', '+', 'ArrowLeft', 'ArrowUp', 'r']) await page.keyboard.press(key);
  await expect(crop.locator('canvas')).toHaveAttribute('height', '640');
  await shot(page, 'photo-crop');
  await press(page, page.getByRole('button', { name: 'Use this picture' }));
  await expect.poll(() => drawn(page)).toBeGreaterThan(50);
  await shot(page, 'photo-added');

  await goToForm(page, 'case plan');
  await page.keyboard.press('Control+Shift+Enter');
  const sign = page.getByRole('button', { name: /^Sign:/ }).first();
  await press(page, sign);
  await expect(page.getByRole('textbox', { name: 'Who signs' })).toBeFocused();
  await page.keyboard.type('Rehema Tumaini');
  await reach(page, page.getByRole('radiogroup', { name: 'How' }));
  const typed = page.getByRole('radio', { name: 'Typed name' });
  for (let i = 0; i < 3 && !(await typed.isChecked()); i += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Tick that the person agrees.')).toBeVisible();
  await shot(page, 'sign');
  const agrees = page.getByRole('checkbox', { name: /agrees$/ });
  await reach(page, agrees);
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Name typed and confirmed', { exact: false })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Look at Rehema Tumaini' })).toBeFocused();
  await shot(page, 'signed');
  await page.keyboard.press('Control+Enter');
  await expect(editButton(page)).toBeVisible({ timeout: 20_000 });
  await app.close();

  const stored = readdirSync(join(office.dir, 'attachments'));
  expect(stored).toHaveLength(2);
  for (const file of stored) {
    const bytes = readFileSync(join(office.dir, 'attachments', file));
    for (const plain of [HIDDEN, 'JFIF', 'IHDR', 'Rehema']) expect(bytes.includes(plain)).toBe(false);
  }

  const [again, second] = await openCase(office.dir, profile);
  await goToForm(second, 'documents and photos');
  await expect.poll(() => drawn(second)).toBeGreaterThan(50);
  await press(second, second.getByRole('button', { name: 'Look at IMG 0001.png' }));
  const whole = second.getByRole('dialog').locator('img');
  // Cut to 1/1.5625 and turned: the longer side of 1900 pixels became the height.
  await expect
    .poll(() => whole.evaluate((image) => (image instanceof HTMLImageElement ? image.naturalHeight : 0)))
    .toBe(1216);
  await shot(second, 'photo-whole');
  await second.keyboard.press('Escape');
  const copy = join(papers, 'copy.jpg');
  await again.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
  }, copy);
  await press(second, second.getByRole('button', { name: 'Save a readable copy of IMG 0001.png' }));
  const warning = second.getByRole('alertdialog');
  await expect(warning).toContainText('The copy is not encrypted');
  await press(second, warning.getByRole('button', { name: 'Save a readable copy' }));
  await expect(second.getByText('Copy saved as copy.jpg')).toBeVisible();
  const saved = readFileSync(copy);
  expect(saved.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
  expect(saved.includes(HIDDEN)).toBe(false);
  // There is consent to a photo, so the form for signing carries it: the only picture on that paper.
  const hash = await second.evaluate(() => window.location.hash);
  const pictures = await second.evaluate(
    async (caseId) => {
      const { hifadhi } = globalThis as unknown as { hifadhi: Bridge };
      const order = { language: 'en', paper: 'A4', names: 'default', purpose: '' } as const;
      const made = await hifadhi.print.make({ ...order, report: { kind: 'registration', caseId: caseId as CaseId } });
      if (!made.ok) return made.error.code;
      return new TextDecoder('latin1').decode(made.value.pdf).split('/DCTDecode').length - 1;
    },
    /[\w-]{22}/.exec(hash)?.[0],
  );
  expect(pictures).toBe(1);
  // What was signed is printed with the signature in its block, right to left as well; nobody signs a second time.
  for (const language of ['en', 'ar'] as const) {
    const plan = await second.evaluate(
      async ([caseId, language]) => {
        const { hifadhi } = globalThis as unknown as { hifadhi: Bridge };
        const report = { kind: 'layout', layout: 'family-plan', caseId: caseId as CaseId } as const;
        const order = { language: language as 'en' | 'ar', paper: 'A4', names: 'default', purpose: '' } as const;
        const made = await hifadhi.print.make({ ...order, report });
        return made.ok ? [...made.value.pdf] : [];
      },
      [/[\w-]{22}/.exec(hash)?.[0], language],
    );
    const paper = test.info().outputPath(`plan-${language}.pdf`);
    writeFileSync(paper, Buffer.from(plan));
    // The picture and its transparency; the text names who signed, once.
    expect(execFileSync('pdfimages', ['-list', paper], { encoding: 'utf8' })).toMatch(/ image /);
    const text = execFileSync('pdftotext', ['-layout', paper, '-'], { encoding: 'utf8' });
    expect(text.split('Rehema Tumaini')).toHaveLength(2);
  }
  await second.emulateMedia({ colorScheme: 'dark' });
  await second.evaluate(() => (document.documentElement.dataset['theme'] = 'dark'));
  await shot(second, 'photo-dark');
  await second.evaluate(() => (document.documentElement.dataset['theme'] = 'light'));
  await second.setViewportSize({ width: SCREEN.width / 2, height: SCREEN.height / 2 });
  await shot(second, 'photo-zoom');
  await again.close();
  removeFolder(profile);
  removeFolder(papers);
  offices.remove();
});
