import type { Page } from '@playwright/test';
import { childToShare } from '../builders/one-child.ts';
import { affected, askForData } from '../builders/owed-with-case.ts';
import { Offices, PASSPHRASE, type TestOffice } from '../exchange/office-pair.ts';
import { aside, at, dialog, editButton, lockAndReturn, more, openChild, radio, tab } from './at-a-case.ts';
import { expect, test } from './fixture.ts';
import { press, typeInto } from './keyboard.ts';
import { go, inspector, type Inspector } from './look.ts';

// A case goes to another office and is taken there: both offices on screen, one after the other, with the keyboard.
const CHILD = 'Zawadi Tumaini';
const KSM = 'Head of Kisimani';
const BND = 'Head of Bandari';

test('a case is offered, taken by another office, and read only where it came from', async () => {
  test.setTimeout(600_000);
  const offices = new Offices();
  await offices.prepare(['KSM', 'BND']);
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken as [TestOffice, TestOffice];
  const caseId = await a.register(childToShare(), { full_name: CHILD });
  const { code } = await a.caller.call('cases.open', { caseId });
  await a.caller.call('holds.set', { code, why: 'The trial goes on.', authority: 'Court of Kisimani' });
  await askForData(a, code, 'access');
  await affected(a, [caseId]);
  offices.closeAll();
  const { look, watch, broken } = inspector('en');
  const arabic = inspector('ar');
  try {
    await test.step('what goes along, in the other direction of writing', () =>
      at(
        a,
        KSM,
        async (page) => {
          await arabic.watch(page);
          await go(page, `/case/${caseId}/hand-over`, page.locator('#goes-along'));
          await page.locator('#goes-along').scrollIntoViewIfNeeded();
          await arabic.look(page, 'goes-along');
        },
        'ar',
      ));
    await test.step('the first office offers it and writes a stick', () =>
      at(a, KSM, async (first, app) => {
        let page = first;
        await watch(page);
        await openChild(page, CHILD);
        await more(page, 'Hand over to another office…');
        await page.keyboard.press('Enter');
        await expect(page.getByRole('heading', { level: 1, name: 'Hand over to another office' })).toBeVisible();
        await expect(page.getByText('The case may go there')).toBeVisible();
        await expect(page.getByText(/Legal hold, ordered by .?Court of Kisimani/)).toBeVisible();
        await page.getByText('Only that office reads it').scrollIntoViewIfNeeded();
        await look(page, 'goes-along');
        await page.keyboard.press('Control+Enter');
        await expect(page.getByText('Choose a reason.')).toBeVisible();
        await typeInto(page, page.getByRole('combobox', { name: 'Reason' }), 'Family moved');
        await page.keyboard.press('Enter');
        const summary = page.getByRole('textbox', { name: 'The child and the story so far' });
        await typeInto(page, summary, 'Came alone in March. Trusts her aunt.');
        // A lock takes nothing of it: the draft waits among what is not finished.
        page = await lockAndReturn(app, page, PASSPHRASE);
        await watch(page);
        await press(page, page.getByRole('link', { name: /^My day/ }));
        await expect(page.getByRole('heading', { name: 'Needs your attention' })).toBeVisible();
        await press(page, page.getByRole('link', { name: /^Continue the draft: KSM-/ }));
        await expect(page.getByRole('combobox', { name: 'Reason' })).toHaveValue('The family moved');
        await expect(page.getByRole('textbox', { name: 'The child and the story so far' })).toHaveValue(
          'Came alone in March. Trusts her aunt.',
        );
        await typeInto(
          page,
          page.getByRole('textbox', { name: 'Safety: what to watch for' }),
          'The uncle must not know.',
        );
        await radio(page, 'Was the child told?', 'Yes');
        await radio(page, 'Was the caregiver told?', 'Yes');
        await look(page, 'hand-over');
        await page.keyboard.press('Control+Enter');
        await expect(page.getByRole('heading', { level: 1, name: /^KSM-/ })).toBeVisible();
        await tab(page, /To do/);
        await expect(aside(page).getByText(/offers case .* to Bandari/)).toBeVisible();
        await look(page, 'offered');
        await press(page, aside(page).getByRole('link', { name: 'Summary' }));
        await expect(page.locator('.pp__view canvas').first()).toBeVisible({ timeout: 60_000 });
        await look(page, 'summary');
        await press(page, page.getByRole('link', { name: /^Exchange/ }));
        await press(page, page.getByRole('button', { name: /^Write (a|to a) stick|^Write/ }).first());
        await expect(page.getByRole('button', { name: /^See what leaves/ })).toBeVisible();
        await page.keyboard.press('Control+Enter');
        await expect(page.getByText(/1 case is handed over with it: KSM-/)).toBeVisible();
        await look(page, 'leaves');
      }));
    await a.signIn();
    const bundle = await a.write(b, stick);
    a.close();

    await test.step('the second office reads the summary on its first page and takes the case', async () => {
      await b.signIn();
      await b.read(bundle);
      b.close();
      await at(b, BND, async (page) => {
        await watch(page);
        await expect(page.getByText('Kisimani hands this case over')).toBeVisible({ timeout: 30_000 });
        await expect(page.getByText('The uncle must not know.')).toBeVisible();
        // One word a line, when the rules of two pages come in another order.
        const story = await page.getByText('Came alone in March.').boundingBox();
        expect(story?.width).toBeGreaterThan(200);
        await look(page, 'received');
        await press(page, page.getByRole('button', { name: /^Take over case KSM-/ }));
        await expect(dialog(page)).toBeVisible();
        await page.keyboard.press('Control+Enter');
        await expect(dialog(page).getByText('Choose who follows the case.')).toBeVisible();
        await typeInto(page, dialog(page).getByRole('combobox', { name: 'Who follows the case here' }), BND);
        await page.keyboard.press('Enter');
        await look(page, 'take');
        await page.keyboard.press('Control+Enter');
        await expect(dialog(page)).toHaveCount(0);
        await expect(page.getByText(/It is yours when Kisimani has heard of it/)).toBeVisible();
      });
    });

    await test.step('where it came from it is transferred and read only', async () => {
      await b.signIn();
      const answer = await b.write(a, stick);
      b.close();
      await a.signIn();
      await a.read(answer);
      a.close();
      await at(a, KSM, async (page) => {
        await watch(page);
        await openChild(page, CHILD);
        await expect(page.getByText('Transferred').first()).toBeVisible();
        await expect(editButton(page)).toHaveCount(0);
        await look(page, 'transferred');
        await go(page, '/privacy/holds', page.getByText(/It went with the case to .?Bandari/));
        await look(page, 'hold-went');
        await go(page, '/privacy/requests', page.getByText(/Went with the case to .?Bandari/));
      });
    });

    await test.step('the new owner finds what is owed, and hears that the hold was lifted', async () => {
      await a.signIn();
      await a.caller.call('holds.lift', { caseId, why: 'Acquitted.' });
      const given = await a.write(b, stick);
      a.close();
      await b.signIn();
      await b.read(given);
      b.close();
      const walk = async (page: Page, eye: Inspector): Promise<void> => {
        await eye.watch(page);
        await go(page, `/case/${caseId}`, page.getByText('Acquitted.'));
        await eye.look(page, 'hold-came');
        await go(page, '/privacy/holds', page.getByText(/Acquitted/));
        await eye.look(page, 'holds');
        await go(page, '/privacy/requests', page.locator('tbody tr'));
        await eye.look(page, 'request-came');
        await press(page, page.locator('tbody tr a').first());
        await expect(page.locator('#request-entries')).toBeVisible();
        await eye.look(page, 'request');
        await go(page, '/privacy/incidents', page.locator('#told-breaches'));
        await eye.look(page, 'told-incidents');
      };
      await at(b, BND, (page) => walk(page, { look, watch, broken }));
      await at(b, BND, (page) => walk(page, arabic), 'ar');
    });
  } finally {
    offices.remove();
  }
  expect([...broken, ...arabic.broken]).toEqual([]);
});
