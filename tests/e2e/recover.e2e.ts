import axe from 'axe-core';
import type { Page } from '@playwright/test';
import type { Bridge } from '#core/contracts/index.ts';
import { expect, SCREEN, shot, test } from './fixture.ts';
import { press, typeInto } from './keyboard.ts';
import { officeWithKit, PASSPHRASE as FORGOTTEN } from './office-with-kit.ts';

type Hifadhi = { readonly hifadhi: Bridge };
const NEXT = 'seven kettles hum behind the orchard wall';

/** Tab until the control with this name has the focus: the way of a person without a mouse. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const element = document.activeElement;
      const labels =
        element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels : null;
      return (labels?.[0]?.textContent ?? element?.textContent ?? '').trim();
    });
    if (typeof name === 'string' ? here.startsWith(name) : name.test(here)) return;
  }
  throw new Error(`nothing called ${String(name)} can be reached with Tab`);
}

test('a forgotten passphrase is not a lost office: the words of the kit, by keyboard alone', async ({ app, page }) => {
  test.setTimeout(240_000);
  const words = await officeWithKit(page);
  await page.evaluate(async (passphrase) => {
    const { hifadhi } = globalThis as unknown as Hifadhi;
    const added = await hifadhi.people.add({ name: 'Asha Kilonzo', roles: ['clerk'], passphrase });
    if (!added.ok) throw new Error(added.error.code);
  }, 'nine baskets wait under the old fig tree');
  const next = app.waitForEvent('window');
  await page.evaluate(() => void (globalThis as unknown as Hifadhi).hifadhi.session.lock({})).catch(() => undefined);
  const entrance = await next;
  await entrance.setViewportSize(SCREEN);
  await entrance.getByRole('heading', { level: 1 }).waitFor();

  await tabTo(entrance, 'I forgot my passphrase');
  await entrance.keyboard.press('Enter');
  await tabTo(entrance, 'Use the recovery kit');
  await entrance.keyboard.press('Enter');
  await expect(entrance.getByRole('heading', { name: 'Open the office with the recovery kit' })).toBeVisible();
  await expect(entrance.getByLabel('The 24 words')).toBeFocused();

  // A try with gaps names them, and filling one of them does not take the focus away from who types.
  await tabTo(entrance, 'Open the office');
  await entrance.keyboard.press('Enter');
  await expect(entrance.getByText('3 answers are missing')).toBeVisible();
  await entrance.getByRole('textbox', { name: 'New passphrase' }).focus();
  await entrance.keyboard.type('x');
  await entrance.keyboard.press('Backspace');
  await entrance.getByLabel('The 24 words').focus();

  // One letter misread: said at once, by its number, before anything is sent.
  await entrance.keyboard.type(`${words.slice(0, 6).join(' ')} kitchenware `);
  await expect(entrance.getByText(/^Word 7, “kitchenware”, is on no recovery kit/).first()).toBeVisible();
  await shot(entrance, 'recover-mistyped');
  await entrance.keyboard.press('Control+a');
  await entrance.keyboard.type([...words].reverse().join(' '));
  // Everybody stands in the list, as at the sign-in; who manages nobody is refused once the words are right.
  const person = entrance.getByRole('combobox', { name: 'Who gets the new passphrase' });
  await typeInto(entrance, person, 'Asha');
  await entrance.keyboard.press('Enter');
  await expect(person).toHaveValue('Asha Kilonzo');
  await tabTo(entrance, 'New passphrase');
  await entrance.keyboard.type(NEXT);
  await tabTo(entrance, 'Type it again');
  await entrance.keyboard.type(NEXT);
  await expect(entrance.getByText('Strength: very good')).toBeVisible();
  await entrance.keyboard.press('Enter');
  await expect(entrance.getByText(/KEY-002/)).toBeVisible({ timeout: 20_000 });
  await expect(entrance.getByLabel('The 24 words')).toBeFocused();
  await shot(entrance, 'recover-refused');

  await entrance.keyboard.press('Control+a');
  await entrance.keyboard.type(words.join('\n'));
  await press(entrance, entrance.getByRole('button', { name: 'Open the office' }));
  await expect(entrance.getByText(/KEY-004/)).toBeVisible({ timeout: 20_000 });
  await expect(person).toBeFocused();
  await expect(person).toHaveAccessibleDescription(/does not manage people here/);
  await shot(entrance, 'recover-person');
  await entrance.keyboard.press('Control+a');
  await entrance.keyboard.type('Halima');
  await entrance.keyboard.press('Enter');
  await expect(person).toHaveValue('Halima Osman');
  await entrance.evaluate(axe.source);
  const found = await entrance.evaluate(async () => {
    const { run } = (globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string }[] }> } }).axe;
    return (await run()).violations.map(({ id }) => id);
  });
  expect(found).toEqual([]);
  await tabTo(entrance, 'Open the office');
  await entrance.keyboard.press('Enter');
  await expect(entrance.getByRole('navigation').first()).toBeVisible({ timeout: 30_000 });
  await expect(entrance.getByText(/the new passphrase is in force/)).toBeVisible();
  const left = await entrance.evaluate(() => document.documentElement.outerHTML);
  expect(left).not.toContain(words.slice(0, 3).join(' '));

  // The lock knows the session, and only the new passphrase opens it again.
  const [locked] = await Promise.all([app.waitForEvent('window'), entrance.keyboard.press('Control+l')]);
  await expect(locked.getByRole('heading', { name: 'Locked' })).toBeVisible();
  await locked.locator('input[type=password]').fill(FORGOTTEN);
  await locked.keyboard.press('Enter');
  await expect(locked.getByText(/AUTH-001/)).toBeVisible({ timeout: 20_000 });
  await locked.locator('input[type=password]').fill(NEXT);
  await locked.keyboard.press('Enter');
  await expect(locked.getByRole('navigation').first()).toBeVisible({ timeout: 20_000 });
});

test('the recovery page fits and is accessible in Arabic, French, dark and at 200 % zoom', async ({ app, page }) => {
  test.setTimeout(120_000);
  await officeWithKit(page);
  const next = app.waitForEvent('window');
  await page.evaluate(() => void (globalThis as unknown as Hifadhi).hifadhi.session.signOut({})).catch(() => undefined);
  const entrance = await next;
  await entrance.getByRole('heading', { level: 1 }).waitFor();
  const broken: string[] = [];
  for (const [language, theme, width, height] of [
    ['ar', 'light', 1366, 768],
    ['fr', 'dark', 1366, 768],
    ['en', 'contrast', 683, 384],
    ['ar', 'dark', 683, 384],
  ] as const) {
    await entrance.setViewportSize({ width, height });
    await entrance.evaluate(
      ([l, t]) =>
        (globalThis as unknown as Hifadhi).hifadhi.app.setPreferences({
          language: l,
          theme: t,
          density: 'comfortable',
          textSize: 100,
          letterKeys: true,
        }),
      [language, theme] as const,
    );
    await entrance.reload();
    await entrance.getByRole('heading', { level: 1 }).waitFor();
    await entrance.evaluate(() => (location.hash = '#/recover'));
    await entrance.locator('#kit-words').fill('abandon kitchenware zoo ');
    await entrance.locator('[type=submit]').click();
    const wider = await entrance.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wider > 0) broken.push(`${language} ${String(width)}: ${String(wider)} px too wide`);
    await entrance.evaluate(axe.source);
    const found = await entrance.evaluate(async () => {
      const { run } = (globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string }[] }> } }).axe;
      return (await run()).violations.map(({ id }) => id);
    });
    for (const id of found) broken.push(`${language} ${theme} ${String(width)}: ${id}`);
    await shot(entrance, `recover-${language}-${theme}-${String(width)}`);
  }
  expect(broken).toEqual([]);
});
