import type { Page } from '@playwright/test';
import type { Bridge } from '#core/contracts/index.ts';
import { expect, test } from './fixture.ts';
import { go, inspector } from './look.ts';
import { change } from './at-a-case.ts';
import { openStaged, stageOffice } from './staged-office.ts';
import { wordsOf } from './words.ts';

const say = wordsOf('en');
const WORD = 'nine gentle otters amani bridge';

async function signIn(page: Page, passphrase: string): Promise<void> {
  await page.locator('input[type=password]').fill(passphrase);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').first().waitFor({ timeout: 30_000 });
}
async function pick(page: Page, control: string, typed: string): Promise<void> {
  await page.getByRole('combobox', { name: control }).focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(typed);
  await page.keyboard.press('Enter');
}

test('a case changes hands after its preview, and a session about it is written down and acknowledged', async () => {
  test.setTimeout(120_000);
  const office = await stageOffice(4);
  const { app, page, close } = await openStaged(office);
  const eye = inspector('en');
  try {
    await eye.watch(page);
    await signIn(page, office.passphrase);
    await page.evaluate(async (passphrase) => {
      const { hifadhi } = globalThis as unknown as { hifadhi: Bridge };
      const added = await hifadhi.people.add({ name: 'Neema Baraka', roles: ['caseworker'], passphrase });
      if (!added.ok) throw new Error(added.error.code);
    }, WORD);

    await go(page, '/team/balance', page.getByRole('table'));
    await pick(page, say('supervision.from'), 'Head');
    const cases = page.getByRole('list', { name: say('supervision.choose') });
    await cases.getByRole('checkbox').first().check();
    await pick(page, say('supervision.to'), 'Neema');
    await page.locator('#balance-add').click();
    const loads = page.getByRole('row', { name: /Neema Baraka/ });
    await expect(loads.locator('b').first()).toHaveText('1');
    await eye.look(page, 'balance-preview');
    await page.getByRole('textbox', { name: say('casework.why') }).fill('She knows the school');
    await page.getByRole('button', { name: /^Give 1 case$/ }).click();
    const results = page.getByRole('status', { name: say('supervision.results') });
    await expect(results).toContainText(say('supervision.given'));
    await expect(loads.locator('b')).toHaveCount(0);

    await go(page, '/supervision/new', page.getByRole('combobox', { name: say('supervision.worker') }));
    await pick(page, say('supervision.worker'), 'Neema');
    const talked = page.getByRole('list', { name: say('supervision.discussed') });
    await talked.getByRole('checkbox').first().check();
    await talked.getByRole('textbox').first().fill('Visit her at school, alone');
    await eye.look(page, 'session-new');
    await page.getByRole('button', { name: say('supervision.keep') }).click();
    await expect(page.getByText('Visit her at school, alone')).toBeVisible();
    await expect(page.getByText(say('supervision.not_seen'))).toBeVisible();
    await eye.look(page, 'sessions');
    await page
      .locator('.supervision-line')
      .getByRole('link', { name: say('supervision.checklist') })
      .click();
    await expect(page.locator('.supervision-gaps a').first()).toBeVisible();
    await eye.look(page, 'checklist');

    // The worker finds it among what waits, and says so.
    const next = await change(app, page, 'Neema Baraka', WORD);
    await eye.watch(next);
    await go(next, '/supervision', next.getByRole('button', { name: say('supervision.acknowledge') }));
    await next.getByRole('button', { name: say('supervision.acknowledge') }).click();
    await expect(next.getByRole('button', { name: say('supervision.acknowledge') })).toHaveCount(0);
    await next.getByRole('button', { name: say('supervision.settle') }).click();
    await expect(next.getByRole('button', { name: say('supervision.settle') })).toHaveCount(0);
    expect(eye.broken).toEqual([]);
  } finally {
    await close();
    office.remove();
  }
});
