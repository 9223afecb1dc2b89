import { childToShare } from '../builders/one-child.ts';
import { Offices } from '../exchange/office-pair.ts';
import { at } from './at-a-case.ts';
import { expect, test } from './fixture.ts';
import { press, typeInto } from './keyboard.ts';
import { go, inspector } from './look.ts';

const HEAD = 'Head of Kisimani';

// A lost paper and a mother who asks what is written about her child, with the keyboard.
test('an incident is written down with the cases that it concerns, and a request is answered', async () => {
  test.setTimeout(120_000);
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { offices: taken } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  const caseId = await office.register(childToShare(), { full_name: 'Zawadi Tumaini' });
  await office.caller.call('cases.open', { caseId });
  const { code } = await office.caller.call('audit.ofCase', { caseId });
  offices.closeAll();
  const { look, watch, broken } = inspector('en');
  try {
    await at(office, HEAD, async (page) => {
      await watch(page);
      const dialog = page.getByRole('dialog');
      const choose = async (list: string, option: string): Promise<void> => {
        await typeInto(page, dialog.getByRole('combobox', { name: list }), option);
        await page.keyboard.press('Enter');
        await expect(dialog.getByRole('combobox', { name: list })).toHaveValue(option);
      };
      await press(page, page.getByRole('link', { name: 'Data protection' }));
      await press(page, page.getByRole('button', { name: 'Write down an incident' }));
      await page.keyboard.press('Control+Enter');
      await expect(dialog.getByText('Answer this.').first()).toBeVisible();
      await look(page, 'incident-gaps');
      await typeInto(page, dialog.getByRole('textbox', { name: 'In a few words' }), 'A summary was left in the bus');
      await choose('What it is', 'Papers are gone');
      await typeInto(page, dialog.getByRole('textbox', { name: 'What happened' }), 'It was in the bag.');
      await press(page, dialog.getByRole('checkbox', { name: 'Names of children' }), 'Space');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByRole('heading', { level: 1, name: 'A summary was left in the bus' })).toBeVisible();
      await expect(page.getByText('71 hours left')).toBeVisible();
      await look(page, 'incident');

      await press(page, page.getByRole('button', { name: 'Find affected cases' }));
      // An hour before it was known, at the latest: the case was opened a moment ago.
      await press(page, dialog.getByRole('button', { name: 'Look in the audit log' }));
      await expect(dialog.getByRole('status')).toBeVisible();
      await look(page, 'incident-affected');
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
      await press(page, page.getByRole('button', { name: 'Authority told' }));
      await typeInto(page, dialog.getByRole('textbox', { name: 'How, and whom' }), 'By telephone');
      await page.keyboard.press('Control+Enter');
      await expect(dialog).toHaveCount(0);
      await expect(page.getByText('Told within an hour')).toBeVisible();
      await press(page, page.getByRole('button', { name: 'Close with a conclusion' }));
      await typeInto(page, dialog.getByRole('textbox', { name: 'Conclusion' }), 'The driver brought it back.');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByText('The driver brought it back.')).toBeVisible();
      await expect(page.getByRole('button', { name: 'Close with a conclusion' })).toHaveCount(0);

      await go(page, `/privacy/requests?case=${code}`, page.getByText('No request is written down'));
      await press(page, page.getByRole('button', { name: 'Write down a request' }));
      await choose('What is asked', 'See the data');
      await choose('Who they are', 'A caregiver');
      await typeInto(page, dialog.getByRole('textbox', { name: 'Who asks' }), 'Rehema Juma');
      await expect(dialog.getByRole('textbox', { name: 'Code of the case' })).toHaveValue(code);
      await typeInto(page, dialog.getByRole('textbox', { name: 'In their words' }), 'What is written about us?');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByRole('heading', { level: 1, name: 'See the data' })).toBeVisible();
      // Nothing is put on paper for somebody who may be anybody.
      await expect(page.getByRole('button', { name: 'Make the copy for them' })).toHaveCount(0);
      await look(page, 'request');
      await press(page, page.getByRole('button', { name: 'Identity checked' }));
      await typeInto(page, dialog.getByRole('textbox', { name: 'How it was checked' }), 'Known to the office');
      await page.keyboard.press('Control+Enter');
      await expect(dialog).toHaveCount(0);
      await press(page, page.getByRole('button', { name: 'Grant', exact: true }));
      await typeInto(page, dialog.getByRole('textbox', { name: 'What was answered' }), 'The copy was handed over.');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByText('Answered the same day')).toBeVisible();
      await press(page, page.getByRole('button', { name: 'Make the copy for them' }));
      await expect(page.locator('canvas[style]')).toBeVisible({ timeout: 30_000 });

      await go(page, '/privacy/holds', page.getByText('No case is held'));
      await press(page, page.getByRole('button', { name: 'Hold a case' }));
      await typeInto(page, dialog.getByRole('textbox', { name: 'Code of the case' }), code);
      await typeInto(page, dialog.getByRole('textbox', { name: 'Ordered by' }), 'District court, letter 12/2026');
      await typeInto(page, dialog.getByRole('textbox', { name: 'Why' }), 'A claim is before the court.');
      await look(page, 'hold-new');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByRole('row', { name: code })).toBeVisible();
      await look(page, 'holds');
      await go(page, `/case/${caseId}`, page.getByText('This case must be kept'));
      await look(page, 'case-held');
    });
  } finally {
    offices.remove();
  }
  expect(broken).toEqual([]);
});
