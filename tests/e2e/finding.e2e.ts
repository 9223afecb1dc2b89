import type { Page } from '@playwright/test';
import { expect, SCREEN, test } from './fixture.ts';
import { press } from './keyboard.ts';
import { go, inspector, speak } from './look.ts';
import { openStaged, stageOffice } from './staged-office.ts';
import { wordsOf } from './words.ts';

const say = wordsOf('en');
const CODE = /KSM-\d\d-[0-9A-Z]{5}-[0-9A-Z]/;
const CARE = 'Is the child with the usual caregiver?';

async function signIn(page: Page, passphrase: string): Promise<void> {
  await page.locator('input[type=password]').fill(passphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').first().waitFor({ timeout: 30_000 });
}
const current = (page: Page) => page.locator('.list-tabs button[aria-current=page]');
const total = async (page: Page): Promise<number> =>
  Number((await page.getByRole('grid').getAttribute('aria-rowcount')) ?? '1') - 1;

test('a list is narrowed with the keyboard, kept as a view that counts what opens, and begins the next day', async () => {
  test.setTimeout(240_000);
  const office = await stageOffice(20);
  const staged = await openStaged(office);
  const { app, close } = staged;
  let { page } = staged;
  const eye = inspector('en');
  try {
    await eye.watch(page);
    await signIn(page, office.passphrase);
    await go(page, '/cases?view=all', page.getByText(CODE).first());
    const all = await total(page);

    // Two conditions of which any may hold, built without the mouse.
    await page.keyboard.press('f');
    const builder = page.getByRole('group', { name: say('finding.group') }).first();
    await builder.getByRole('button', { name: say('finding.add_group') }).focus();
    await page.keyboard.press('Enter');
    const group = builder.getByRole('group', { name: say('finding.group') });
    const add = group.getByRole('button', { name: say('finding.add_condition') });
    const choose = async (control: string, typed: string, at = -1): Promise<void> => {
      const box = group.getByRole('combobox', { name: control }).nth(at);
      await box.focus();
      await page.keyboard.press('Control+a');
      await page.keyboard.type(typed);
      await page.keyboard.press('Enter');
    };
    await add.focus();
    await page.keyboard.press('Enter');
    await choose(say('finding.what'), say('finding.on_risk'));
    await choose(say('finding.on_risk'), say('ui.risk_high'));
    await add.focus();
    await page.keyboard.press('Enter');
    await choose(say('finding.what'), say('finding.on_task'));
    await choose(say('finding.mode'), say('finding.mode_any'));
    await expect(page.locator('.chip').first()).toContainText(say('finding.on_risk'));
    await expect.poll(() => total(page)).toBeLessThan(all);
    await eye.look(page, 'filters-built');
    const narrowed = await total(page);
    await page.keyboard.press('Escape');

    // Kept as a view with a column of its own, and as the page of the morning.
    await page.getByRole('button', { name: say('finding.columns') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: say('finding.add_column') }).focus();
    await page.keyboard.type(CARE);
    await page.keyboard.press('Enter');
    await eye.look(page, 'columns');
    await page.keyboard.press('Control+Enter');
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole('columnheader', { name: CARE })).toBeVisible();
    await page.getByRole('button', { name: say('finding.view_menu') }).click();
    await page.getByRole('menuitem', { name: say('finding.save_view') }).click();
    await dialog.getByRole('textbox').fill('Risk or late');
    await dialog.getByRole('checkbox', { name: say('finding.start_here') }).check();
    await eye.look(page, 'save-view');
    await page.keyboard.press('Control+Enter');
    await expect(current(page)).toContainText('Risk or late');
    await expect(current(page)).toContainText(String(narrowed));
    expect(await total(page)).toBe(narrowed);
    await page.getByRole('columnheader', { name: CARE }).getByRole('button').click();
    await expect(page.getByRole('columnheader', { name: CARE })).toHaveAttribute('aria-sort', 'ascending');

    // Cases, forms, pages and actions by name; a pinned case comes first.
    const palette = page.getByRole('dialog').getByRole('combobox');
    await page.keyboard.press('Control+k');
    await page.keyboard.type(office.knownName.split(' ')[0] ?? '');
    await expect(page.getByRole('option').filter({ hasText: CODE }).first()).toBeVisible();
    await eye.look(page, 'palette');
    await page.keyboard.press('Enter');
    const title = page.getByRole('heading', { level: 1 }).getByText(CODE);
    await expect(title).toBeVisible();
    const code = CODE.exec((await title.textContent()) ?? '')?.[0] ?? '';
    await press(page, page.getByRole('button', { name: say('casework.more') }));
    await page.getByRole('menuitem', { name: say('palette.pin') }).click();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('case plan');
    await expect(page.getByRole('option', { name: 'Case plan' })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/form=case_plan/);
    await page.keyboard.press('Control+k');
    await expect(palette).toBeFocused();
    await expect(page.getByRole('option').first()).toContainText(code);
    await page.keyboard.type('exchange');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/exchange/);

    const reopened = app.waitForEvent('window');
    await page.keyboard.press('Control+l');
    page = await reopened;
    await page.setViewportSize(SCREEN);
    await signIn(page, office.passphrase);
    await expect(current(page)).toContainText('Risk or late');
    await expect.poll(() => total(page)).toBe(narrowed);
    await expect(page.getByRole('columnheader', { name: CARE })).toBeVisible();

    // An address with a filter opens the cases of a number.
    const where = encodeURIComponent(JSON.stringify({ on: 'measure', measure: 'tasks-late' }));
    await page.evaluate((path) => (window.location.hash = path), `#/cases?where=${where}`);
    await expect(page.locator('.chip')).toContainText(say('finding.set_tasks_late'));

    // The views of another list are not taken for views of this one.
    await go(page, '/lists/tasks?view=all', page.locator('.record-view').first());
    await expect(page).toHaveURL(/lists\/tasks/);

    await speak(page, 'ar');
    const arabic = inspector('ar');
    await go(page, '/exchange', page.locator('h1'));
    await go(page, '/cases?view=high', page.getByRole('grid'));
    await page.keyboard.press('f');
    await expect(page.locator('.filter-group')).toBeVisible();
    await arabic.look(page, 'filters');
    expect([...eye.broken, ...arabic.broken]).toEqual([]);
  } finally {
    await close();
    office.remove();
  }
});
