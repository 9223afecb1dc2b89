import type { Page } from '@playwright/test';
import { expect } from './fixture.ts';
import { go, type Inspector } from './look.ts';
import type { Words } from './words.ts';

interface Visit {
  readonly page: Page;
  readonly say: Words;
  readonly eye: Inspector;
}

/** People, what is left of setting up, groups, organisations, the code of conduct and the roles. */
export async function people({ page, say, eye }: Visit): Promise<void> {
  await go(page, '/people/set-up', page.locator('[data-step=managers]'));
  await eye.look(page, 'people-set-up');
  await go(page, '/people', page.getByRole('rowheader').first());
  await eye.look(page, 'people');
  await page.getByRole('button', { name: say('people.add') }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await dialog.getByRole('button', { name: say('people.add') }).click();
  await expect(dialog.getByText(say('people.name_needed'))).toBeVisible();
  await eye.look(page, 'people-add-gaps');
  await page.keyboard.press('Escape');
  await page.locator('tbody').getByRole('button').last().click();
  await page.getByRole('menuitem', { name: say('people.edit') }).click();
  await expect(dialog).toBeVisible();
  await eye.look(page, 'people-change');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: say('roles.why') }).click();
  await dialog.getByRole('button', { name: say('roles.why_ask') }).click();
  await expect(dialog.getByText(say('roles.why_person_needed'))).toBeVisible();
  await eye.look(page, 'roles-why-gaps');
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: say('people.tab_groups') }).click();
  await expect(page.getByText(say('people.no_groups'))).toBeVisible();
  await eye.look(page, 'people-groups');
  await page.getByRole('tab', { name: say('people.tab_agencies') }).click();
  await expect(page.getByText(say('people.no_agencies'), { exact: true })).toBeVisible();
  await page.getByRole('button', { name: say('people.agency_add') }).click();
  await dialog.getByRole('textbox').first().fill('Save the Coast');
  await dialog.getByRole('button').last().click();
  await expect(page.getByRole('tabpanel').getByText('Save the Coast')).toBeVisible();
  await eye.look(page, 'people-agencies');
  await page.getByRole('tab', { name: say('people.tab_conduct') }).click();
  await expect(page.locator('#conduct')).toBeVisible();
  await eye.look(page, 'people-conduct');
  await page.getByRole('tab', { name: say('people.tab_roles') }).click();
  await expect(page.locator('.matrix tbody').getByRole('button').first()).toBeVisible();
  await page.locator('.matrix button[aria-pressed]').first().click();
  await expect(page.getByRole('button', { name: say('roles.save') })).toBeVisible();
  await eye.look(page, 'roles-unsaved');
  await page.getByRole('button', { name: say('roles.undo') }).click();
  await page.locator('.matrix td .cell').first().click();
  await expect(dialog).toBeVisible();
  await eye.look(page, 'roles-edit');
  await page.keyboard.press('Escape');
}
