import type { Page } from '@playwright/test';
import { expect } from './fixture.ts';
import { go, type Inspector } from './look.ts';
import type { StagedOffice } from './staged-office.ts';
import type { Words } from './words.ts';

interface Visit {
  readonly page: Page;
  readonly office: StagedOffice;
  readonly say: Words;
  readonly eye: Inspector;
}

/** The register of processing and what stands beside it: purposes, assessment, self-check, agreements, disputes. */
export async function processing({ page, office, say, eye }: Visit): Promise<void> {
  const dialog = page.getByRole('dialog');
  const begin = async (button: string): Promise<void> => {
    await page.locator(button).click();
    await expect(dialog).toBeVisible();
  };
  const leave = async (): Promise<void> => {
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  };
  await go(page, '/privacy/processing', page.locator('#section-activities'));
  await eye.look(page, 'register-of-processing');
  await begin('#processing-office');
  await eye.look(page, 'register-office');
  await leave();
  await go(page, '/privacy/purposes', page.locator('#decide-registration'));
  await page.locator('#questions-consent').click();
  await expect(page.locator('table.said')).toBeVisible();
  await eye.look(page, 'purposes');
  await begin('#decide-registration');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText(say('privacy.answer_needed')).first()).toBeVisible();
  await eye.look(page, 'purpose-gaps');
  await leave();
  await go(page, '/privacy/assessment', page.locator('#assessment-risks'));
  await eye.look(page, 'assessment');
  await go(page, '/privacy/self-check', page.locator('#check-purpose'));
  await eye.look(page, 'self-check');
  await go(page, '/privacy/agreements', page.getByText(say('processing.agreements_none')));
  await begin('#agreement-new');
  await eye.look(page, 'agreement-new');
  await leave();
  const [id = ''] = office.cases;
  await go(page, `/privacy/disputes/${id}`, page.getByText(say('processing.disputes_none')));
  await begin('#dispute-new');
  await eye.look(page, 'dispute-new');
  await leave();
}
