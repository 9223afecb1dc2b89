import type { Page } from '@playwright/test';
import { expect } from './fixture.ts';
import { go, type Inspector } from './look.ts';
import { processing } from './processing-screens.ts';
import type { StagedOffice } from './staged-office.ts';
import type { Words } from './words.ts';

interface Visit {
  readonly page: Page;
  readonly office: StagedOffice;
  readonly say: Words;
  readonly eye: Inspector;
}

/** The registers of data protection, with an incident and a request in them. */
async function registers({ page, office, say, eye }: Visit): Promise<void> {
  const dialog = page.getByRole('dialog');
  const begin = async (button: string): Promise<void> => {
    await page.locator(button).click();
    await expect(dialog).toBeVisible();
  };
  const choose = async (field: string, option: string): Promise<void> => {
    await dialog.locator(field).fill(option);
    await page.keyboard.press('Enter');
    await expect(dialog.locator(field)).toHaveValue(option);
  };
  await go(page, '/privacy/incidents', page.getByText(say('privacy.breaches_none')));
  await begin('#breach-new');
  await dialog.locator('#breach-title').fill('A summary was left in the bus');
  await choose('#breach-sort', say('privacy.sort_paper'));
  await dialog.locator('#breach-what').fill('It was in the bag.');
  await dialog.getByRole('checkbox').first().check();
  await eye.look(page, 'incident-new');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.entries li')).toHaveCount(1);
  await begin('#breach-affected');
  await dialog.locator('#affected-look').click();
  await expect(dialog.getByRole('status')).toBeVisible();
  await eye.look(page, 'incident-affected');
  await page.keyboard.press('Escape');
  await begin('#breach-told-authority');
  await dialog.locator('textarea').fill('By telephone');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.entries li')).toHaveCount(2);
  await eye.look(page, 'incident');
  const [id = ''] = office.cases;
  await go(page, `/case/${id}`, page.locator('h1').getByText(/KSM-\d\d-/));
  await page.locator('#case-more').click();
  await page.getByRole('menuitem', { name: say('casework.menu_data_requests') }).click();
  await expect(page.getByText(say('privacy.requests_none'))).toBeVisible();
  await begin('#request-new');
  await choose('#request-sort', say('privacy.request_correction'));
  await choose('#request-by', say('privacy.by_caregiver'));
  await dialog.locator('#request-who').fill('Rehema Juma');
  await dialog.locator('#request-what').fill('The name of the father is wrong.');
  await eye.look(page, 'request-new');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('#request-recipients')).toBeVisible();
  await eye.look(page, 'request');
  await go(page, '/privacy/requests', page.locator('tbody tr').first());
  await eye.look(page, 'requests');
  await go(page, '/privacy/restrictions', page.getByText(say('keeping.restrictions_none')));
  await begin('#restrict-new');
  await eye.look(page, 'restriction-new');
  await page.keyboard.press('Escape');
  await go(page, '/privacy/keeping', page.locator('#rules-save'));
  await eye.look(page, 'keeping');
  await go(page, `/privacy/keeping/${id}`, page.locator('dl.kv'));
  await eye.look(page, 'end-of-case');
}

/** Data protection, in two parts. */
export const privacy = { registers, processing };
