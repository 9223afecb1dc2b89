import { expect, test } from './fixture.ts';
import { press } from './keyboard.ts';
import { go, inspector, speak } from './look.ts';
import { openStaged, stageOffice } from './staged-office.ts';
import { wordsOf } from './words.ts';

const say = wordsOf('en');
const CODE = /KSM-\d\d-[0-9A-Z]{5}-[0-9A-Z]/;

test('a list of tasks is searched, narrowed, kept as a view and left for the place where a task is done', async () => {
  test.setTimeout(120_000);
  const office = await stageOffice(8);
  const { page, close } = await openStaged(office);
  const eye = inspector('en');
  try {
    await eye.watch(page);
    await page.locator('input[type=password]').fill(office.passphrase);
    await page.keyboard.press('Enter');
    await page.getByRole('navigation').first().waitFor({ timeout: 30_000 });
    await page
      .getByRole('navigation')
      .getByRole('link', { name: say('lists.title') })
      .click();
    await expect(page.locator('.list-tabs a[aria-current=page]')).toBeVisible();

    await go(page, '/lists/tasks?view=all', page.getByText(CODE).first());
    const grid = page.getByRole('grid');
    const rows = async (): Promise<number> => Number((await grid.getAttribute('aria-rowcount')) ?? '1') - 1;
    const all = await rows();
    const view = page.getByRole('navigation', { name: say('lists.views') });
    await expect(view.locator('[aria-current]')).toContainText(String(all));

    // The whole list is selected with the keyboard, seen on paper as it stands, and offered as a file.
    await grid.locator('tr[tabindex="0"]').focus();
    await page.keyboard.press('Space');
    const bar = page.getByRole('toolbar', { name: say('lists.selection') });
    await expect(bar.getByRole('status')).toHaveText(/^1 /);
    await press(page, bar.getByRole('button', { name: new RegExp(` ${String(all)} `) }));
    await expect(bar.getByRole('status')).toHaveText(new RegExp(`^${String(all)} `));
    await eye.look(page, 'lists-selected');
    await press(page, bar.getByRole('button', { name: say('cases.print') }));
    await expect(page.getByRole('heading', { level: 1, name: say('lists.list_tasks') })).toBeVisible();
    await expect(page.locator('.pp__view canvas').first()).toBeVisible({ timeout: 30_000 });
    await page.keyboard.press('Alt+ArrowLeft');
    await press(page, bar.getByRole('button', { name: say('cases.export') }));
    await expect(page.locator('h1')).toContainText(String(all));
    await expect(page.locator('.export__group').first()).toBeVisible();
    await go(page, '/lists/tasks?view=all', grid);
    await expect(bar).toHaveCount(0);

    // A condition of the case and one of the record, with the keyboard.
    await page.keyboard.press('f');
    const group = page.getByRole('group', { name: say('finding.group') });
    await group.getByRole('button', { name: say('finding.add_condition') }).click();
    const type = group.getByRole('combobox', { name: say('finding.what') });
    await type.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(say('finding.on_risk'));
    await page.keyboard.press('Enter');
    await group.getByRole('combobox', { name: say('finding.on_risk') }).focus();
    await page.keyboard.type(say('ui.risk_high'));
    await page.keyboard.press('Enter');
    await expect(page.locator('.toolbar .chip')).toContainText(say('ui.risk_high'));
    await expect.poll(rows).toBeLessThan(all);
    await eye.look(page, 'lists-narrowed');
    const narrowed = await rows();
    await page.keyboard.press('Escape');

    await page.locator('#view-menu').click();
    await page.getByRole('menuitem', { name: say('finding.save_view') }).click();
    await page.getByRole('dialog').getByLabel(say('finding.view_name')).fill('High ones');
    await page.keyboard.press('Control+Enter');
    await expect(view.locator('[aria-current]')).toContainText('High ones');
    await expect(view.locator('[aria-current]')).toContainText(String(narrowed));

    const code = (await grid.locator('.cell-link').first().innerText()).trim();
    await page.keyboard.press('/');
    await page.keyboard.type(code);
    await expect.poll(rows).toBeLessThanOrEqual(narrowed);
    await expect(grid.locator('.cell-link').first()).toHaveText(code);
    await page.keyboard.press('Enter');
    await expect(grid.locator('tr[data-row="0"]')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.locator('h1').getByText(code)).toBeVisible();

    await speak(page, 'ar');
    await go(page, '/lists/incidents?view=all', page.locator('.record-view').first());
    await expect(page.locator('.grid, .empty').first()).toBeVisible();
    await eye.look(page, 'lists-incidents-ar');
    expect(eye.broken).toEqual([]);
  } finally {
    await close();
    office.remove();
  }
});
