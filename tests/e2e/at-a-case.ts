import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { PASSPHRASE, type TestOffice } from '../exchange/office-pair.ts';
import { expect, firstPage, launch, makeFolder, removeFolder, SCREEN } from './fixture.ts';
import { press, reach, searchCases, typeInto } from './keyboard.ts';
import { speak } from './look.ts';
import type { Language } from './words.ts';

// People at a case, with the keyboard alone: several of them at the same computer.

/** Signs in whom the sign-in page offers first. */
export async function enter(page: Page, passphrase: string): Promise<void> {
  await typeInto(page, page.locator('input[type=password]'), passphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').first().waitFor({ timeout: 30_000 });
}
export async function signIn(page: Page, name: string, passphrase: string): Promise<void> {
  const person = page.getByRole('radio', { name });
  await page.locator('input[type=password]').waitFor({ timeout: 30_000 });
  if ((await person.count()) > 0 && !(await person.isChecked())) {
    await reach(page, page.getByRole('radiogroup'));
    for (let i = 0; i < 5 && !(await person.isChecked()); i += 1) await page.keyboard.press('ArrowDown');
    await expect(person).toBeChecked();
  }
  await enter(page, passphrase);
}
/** The next person sits down at the same computer: signing out gives a window that has never shown a case. */
export async function change(app: ElectronApplication, page: Page, name: string, passphrase: string): Promise<Page> {
  await press(page, page.locator('.user').getByRole('button').first());
  const signOut = page.getByRole('menuitem', { name: 'Sign out' });
  await expect(signOut).toBeFocused();
  const opens = app.waitForEvent('window');
  await page.keyboard.press('Enter');
  const next = await opens;
  await next.setViewportSize(SCREEN);
  await signIn(next, name, passphrase);
  return next;
}
/** Locks in the middle of the work, and the same person goes on. */
export async function lockAndReturn(app: ElectronApplication, page: Page, passphrase: string): Promise<Page> {
  const opens = app.waitForEvent('window');
  await page.keyboard.press('Control+l');
  const next = await opens;
  await next.setViewportSize(SCREEN);
  await enter(next, passphrase);
  return next;
}
export async function openChild(page: Page, name: string): Promise<void> {
  await searchCases(page, name);
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('tbody tr:focus')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: /^KSM-/ })).toBeVisible();
}
/** Opens a form of the case that is on the page. */
export async function goToForm(page: Page, typed: string): Promise<void> {
  const box = page.getByRole('combobox', { name: 'Go to form' });
  await page.keyboard.press('Control+g');
  await expect(box).toBeFocused();
  await page.keyboard.type(typed);
  await page.keyboard.press('Enter');
  await expect(box).not.toBeFocused();
}
/** Stands on a case that is read and may be written in; by its whole text, as tables have buttons to edit a row. */
export const EDIT = /^Edit *E?$/;
export const editButton = (page: Page): Locator => page.getByRole('button', { name: EDIT });
/** Chooses from the case's menu with the arrows. */
export async function more(page: Page, item: string): Promise<void> {
  await press(page, page.getByRole('button', { name: 'More for this case' }));
  const wanted = page.getByRole('menuitem', { name: item });
  await expect(wanted).toBeVisible();
  for (let i = 0; i < 14 && !(await wanted.evaluate((one) => one === document.activeElement)); i += 1)
    await page.keyboard.press('ArrowDown');
  await expect(wanted).toBeFocused();
}
/** Chooses one of a group of answers with the arrows. */
export async function radio(page: Page, group: string, option: string): Promise<void> {
  const wanted = page.getByRole('radiogroup', { name: group }).getByRole('radio', { name: option, exact: true });
  await reach(page, page.getByRole('radiogroup', { name: group }));
  for (let i = 0; i < 5 && !(await wanted.isChecked()); i += 1) await page.keyboard.press('ArrowDown');
  await expect(wanted).toBeChecked();
}
export const dialog = (page: Page) => page.getByRole('dialog');
export const aside = (page: Page) => page.locator('.aside');
export async function tab(page: Page, name: RegExp): Promise<void> {
  const wanted = aside(page).getByRole('tab', { name });
  await reach(page, aside(page).getByRole('tablist'));
  for (let i = 0; i < 6 && (await wanted.getAttribute('aria-selected')) !== 'true'; i += 1)
    await page.keyboard.press('ArrowLeft');
  await expect(wanted).toHaveAttribute('aria-selected', 'true');
}

export async function openOffice(dir: string, profile: string): Promise<[ElectronApplication, Page]> {
  const app = await launch(profile, { HIFADHI_OFFICE_DIR: dir });
  const page = await firstPage(app);
  await page.setViewportSize(SCREEN);
  return [app, page];
}
/** Opens the office with the account that was used last, or the only one. */
export async function openAndEnter(
  dir: string,
  profile: string,
  passphrase: string,
): Promise<[ElectronApplication, Page]> {
  const [app, page] = await openOffice(dir, profile);
  await enter(page, passphrase);
  return [app, page];
}

/** Opens an office, lets somebody do something in it, and closes it. */
export async function at(
  office: TestOffice,
  who: string,
  visit: (page: Page, app: ElectronApplication) => Promise<void>,
  language: Language = 'en',
): Promise<void> {
  const profile = makeFolder();
  const [app, page] = await openOffice(office.dir, profile);
  try {
    if (language !== 'en') await speak(page, language);
    await signIn(page, who, PASSPHRASE);
    await visit(page, app);
  } finally {
    await app.close();
    removeFolder(profile);
  }
}
