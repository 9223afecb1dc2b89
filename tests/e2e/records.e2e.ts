import type { ElectronApplication, Page } from '@playwright/test';
import { oneChild } from '../builders/one-child.ts';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { expect, makeFolder, removeFolder, shot, test } from './fixture.ts';
import { editButton, goToForm, openAndEnter, openChild } from './at-a-case.ts';
import { reach, typeInto } from './keyboard.ts';

// A follow-up and a case plan are written with the keyboard alone, and are there after a restart.
const NAME = 'Zawadi Tumaini';
interface Staged {
  readonly dir: string;
  readonly name: string;
  readonly remove: () => void;
}

/** An office that follows one child. */
async function officeWithCase(): Promise<Staged> {
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { offices: taken } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  await office.register(oneChild(), { full_name: NAME, status: 'open' });
  offices.closeAll();
  return { dir: office.dir, name: NAME, remove: () => offices.remove() };
}

async function openCase(dir: string, profile: string, name: string): Promise<[ElectronApplication, Page]> {
  const [app, page] = await openAndEnter(dir, profile, PASSPHRASE);
  await openChild(page, name);
  return [app, page];
}

const part = (page: Page, question: string) =>
  page
    .getByRole('group', { name: question, exact: true })
    .or(page.getByRole('radiogroup', { name: question, exact: true }));

async function date(
  page: Page,
  question: string,
  [day, month, year]: readonly [string, string, string],
): Promise<void> {
  await reach(page, part(page, question).first().locator('input').first());
  await page.keyboard.type(day);
  await page.keyboard.press('Tab');
  await page.keyboard.type(month);
  await page.keyboard.press('Tab');
  await page.keyboard.type(year);
}
/** One of a few answers that stand open: the arrows move to it. */
async function pick(page: Page, question: string, answer: string): Promise<void> {
  const choice = page.getByRole('radiogroup', { name: question, exact: true });
  const wanted = choice.getByRole('radio', { name: answer, exact: true });
  await reach(page, choice);
  await page.keyboard.press('Space');
  for (let i = 0; i < 10 && !(await wanted.isChecked()); i += 1) await page.keyboard.press('ArrowRight');
  await expect(wanted).toBeChecked();
}
async function search(page: Page, question: string, answer: string): Promise<void> {
  await typeInto(page, page.getByRole('combobox', { name: question, exact: true }), answer);
  await page.keyboard.press('Enter');
}

test('a follow-up and a plan with two actions are written by keyboard and outlive a restart', async () => {
  test.setTimeout(240_000);
  const staged = await officeWithCase();
  const profile = makeFolder();
  const [app, page] = await openCase(staged.dir, profile, staged.name);

  await page.keyboard.press('e');
  await expect(page.getByText(/^Draft saved/)).toBeVisible();
  await goToForm(page, 'follow');
  const visits = page.getByRole('button', { name: 'New entry: Follow-ups' });
  await expect(visits).toBeVisible();
  await page.keyboard.press('Control+Shift+Enter');
  await expect(page.getByRole('heading', { name: 'The contact' })).toBeVisible();
  await shot(page, 'followup-new');
  await date(page, 'Planned for', ['20', '11', '2026']);
  await date(page, 'Done on', ['20', '11', '2026']);
  await search(page, 'How', 'home');
  await typeInto(page, page.getByRole('textbox', { name: 'Where', exact: true }), 'At the school gate');
  await pick(page, 'Was the child seen?', 'Yes');
  await shot(page, 'followup-filled');
  // The record closes, what was typed stays; the row that was open has the focus.
  await page.keyboard.press('Escape');
  const visit = page.getByRole('row', { name: /20 Nov 2026.*Home visit/ });
  await expect(visit).toBeFocused();
  await shot(page, 'followup-list');

  await goToForm(page, 'case plan');
  await page.keyboard.press('Control+Shift+Enter');
  await expect(page.getByRole('heading', { name: 'Actions', exact: false }).first()).toBeVisible();
  await typeInto(
    page,
    page.getByRole('textbox', { name: 'Overall goal', exact: true }),
    'She sleeps safely at her aunt’s',
  );
  for (const what of ['Visit the school', 'Talk with the aunt']) {
    await reach(page, page.locator('[data-rows] > [data-add-row]'));
    await page.keyboard.press('Enter');
    await typeInto(page, page.getByRole('textbox', { name: 'What will be done', exact: true }), what);
  }
  await shot(page, 'plan-actions');
  await page.keyboard.press('Control+Enter');
  await expect(editButton(page)).toBeVisible({ timeout: 20_000 });
  await shot(page, 'saved');
  await app.close();

  const [again, second] = await openCase(staged.dir, profile, staged.name);
  await goToForm(second, 'follow');
  await expect(second.getByRole('row', { name: /20 Nov 2026.*Home visit/ })).toBeVisible();
  await goToForm(second, 'case plan');
  await reach(second, second.getByRole('row', { name: /She sleeps safely/ }));
  await second.keyboard.press('Enter');
  await expect(second.getByText('Visit the school')).toBeVisible();
  await expect(second.getByText('Talk with the aunt')).toBeVisible();
  await shot(second, 'plan-read');
  await again.close();
  removeFolder(profile);
  staged.remove();
});
