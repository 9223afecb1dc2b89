import { childToShare } from '../builders/one-child.ts';
import { Offices } from '../exchange/office-pair.ts';
import { at } from './at-a-case.ts';
import { expect, test } from './fixture.ts';
import { press, typeInto } from './keyboard.ts';
import { go, inspector } from './look.ts';

const HEAD = 'Head of Kisimani';

// Why data are kept, what changed since, and an answer that a child disputes; with the keyboard.
test('the register of processing is decided and kept, tells what changed, and a disputed answer says so', async () => {
  test.setTimeout(120_000);
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { offices: taken } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  const caseId = await office.register(childToShare(), { full_name: 'Zawadi Tumaini' });
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
      const done = async (): Promise<void> => {
        await page.keyboard.press('Control+Enter');
        await expect(dialog).toHaveCount(0);
      };
      await go(page, '/privacy/processing', page.getByText('No version is kept yet.', { exact: false }));
      await press(page, page.getByRole('button', { name: 'Keep this version' }));
      await done();
      await expect(page.getByRole('link', { name: 'Version 1' })).toBeVisible();

      await go(page, '/privacy/purposes', page.getByRole('button', { name: 'Decide: Registration' }));
      await press(page, page.getByRole('button', { name: 'Decide: Registration' }));
      await choose('Legal basis', 'task in the public interest');
      await choose('Ground for special categories', 'social protection law');
      await typeInto(page, dialog.getByRole('textbox', { name: 'Why it is decided so' }), 'The children’s act.');
      await done();
      await expect(page.getByText('1 decision')).toBeVisible();
      await go(page, '/privacy/processing', page.getByText('1 change since', { exact: false }));
      await look(page, 'changed');

      await go(page, '/privacy/agreements', page.getByText('No agreement is written down'));
      await press(page, page.getByRole('button', { name: 'Write down an agreement' }));
      await choose('Kind', 'sharing protocol');
      await typeInto(page, dialog.getByRole('textbox', { name: 'With whom' }), 'Ministry of children');
      const from = dialog.getByRole('group', { name: 'From' }).last();
      for (const [part, typed] of [
        ['Day', '1'],
        ['Month', '1'],
        ['Year', '2026'],
      ] as const)
        await typeInto(page, from.getByRole('textbox', { name: part }), typed);
      await typeInto(page, dialog.getByRole('textbox', { name: 'Which data' }), 'Numbers without names.');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByRole('heading', { level: 1, name: 'Ministry of children' })).toBeVisible();
      await expect(page.getByText('in force')).toBeVisible();

      await go(page, `/privacy/disputes/${caseId}`, page.getByText('No answer of this case is disputed'));
      await press(page, page.getByRole('button', { name: 'Mark an answer as disputed' }));
      await choose('Which answer', 'Sex');
      await choose('Who disputes it', 'the child');
      await typeInto(page, dialog.getByRole('textbox', { name: 'What they say' }), 'I am a girl.');
      await done();
      await expect(page.getByText('I am a girl.')).toBeVisible();
      await go(page, `/case/${caseId}`, page.getByText('Disputed by the person concerned'));
      await look(page, 'disputed');
    });
  } finally {
    offices.remove();
  }
  expect(broken).toEqual([]);
});
