import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UNUSUAL_LIMITS } from '#core/audit/unusual.ts';
import { audit } from '../../main/office/audit.ts';
import { childToShare } from '../builders/one-child.ts';
import { Offices } from '../exchange/office-pair.ts';
import { at } from './at-a-case.ts';
import { expect, test } from './fixture.ts';
import { press, reach, typeInto } from './keyboard.ts';
import { go, inspector } from './look.ts';

const HEAD = 'Head of Kisimani';

// The audit log with the keyboard: what stands out is looked into, lines are found, the whole is saved for an inspector.
test('what stands out in the audit log is looked into, and the whole log is saved for an inspector', async () => {
  test.setTimeout(180_000);
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { stick, offices: taken } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  const child = await office.register(childToShare(), { full_name: 'Zawadi Tumaini' });
  const { open } = office.caller.office;
  if (!open) throw new Error('the office is closed');
  for (let i = 0; i <= UNUSUAL_LIMITS.casesInHour; i += 1)
    audit(open, 'case.opened', `${String(i).padStart(21, '0')}A`);
  offices.closeAll();
  const { look, watch, broken } = inspector('en');
  try {
    await at(office, HEAD, async (page, app) => {
      await watch(page);
      const opened = new RegExp(`${HEAD} opened 41 different cases within an hour`);
      await press(page, page.getByRole('link', { name: /^Audit log \d$/ }));
      await expect(page.getByText(/Chain complete, \d+ lines/)).toBeVisible();
      await expect(page.getByText(opened)).toBeVisible();
      await look(page, 'audit');
      // Who walks here at night stands out for that as well.
      const asked = page.getByRole('button', { name: /^I asked: write down/ });
      const dialog = page.getByRole('dialog');
      for (let left = await asked.count(); left > 0; left -= 1) {
        await press(page, asked.first());
        await typeInto(page, dialog.getByRole('textbox', { name: 'What was it?' }), 'The yearly check of all files');
        await page.keyboard.press('Control+Enter');
        await expect(dialog).toHaveCount(0);
        await expect(asked).toHaveCount(left - 1);
      }
      await expect(page.getByText('Nothing stood out that nobody has looked into.')).toBeVisible();
      await press(page, page.getByRole('button', { name: /^\d looked into$/ }));
      await expect(page.getByText('The yearly check of all files').first()).toBeVisible();

      await press(page, page.getByRole('button', { name: 'Sign-in and people' }));
      await expect(page.locator('.audit-table').getByText('Signed in').first()).toBeVisible();
      await expect(page.locator('.audit-table').getByText('Opened a case')).toHaveCount(0);

      await press(page, page.getByRole('button', { name: 'Save for an inspector' }));
      await expect(dialog).toBeVisible();
      await page.keyboard.press('Control+Enter');
      await expect(dialog.getByText('Say what the file is for.')).toBeVisible();
      const file = join(stick, 'trail.jsonl.age');
      await app.evaluate(({ dialog: system }, filePath) => {
        system.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
      }, file);
      await typeInto(page, dialog.getByLabel('What is the file for?'), 'Yearly inspection');
      await page.keyboard.press('Control+Enter');
      await expect(dialog.getByText('Saved and read back')).toBeVisible();
      expect([existsSync(file), existsSync(join(stick, 'verify-audit.mjs'))]).toEqual([true, true]);
      await look(page, 'audit-saved');
      await reach(page, dialog.getByRole('checkbox', { name: 'I wrote it down' }));
      await page.keyboard.press('Space');
      await page.keyboard.press('Control+Enter');
      await expect(dialog).toHaveCount(0);

      await go(page, '/cases', page.getByText(/KSM-/).first());
      await go(page, `/audit?case=${child}`, page.getByRole('heading', { name: /^Who had to do with the case/ }));
      await expect(page.getByRole('rowheader', { name: HEAD })).toBeVisible();
      await look(page, 'audit-of-case');
    });
    const eye = inspector('ar');
    await at(
      office,
      HEAD,
      async (page) => {
        await eye.watch(page);
        await go(page, '/audit', page.locator('.audit-table'));
        await eye.look(page, 'audit');
      },
      'ar',
    );
    broken.push(...eye.broken);
  } finally {
    offices.remove();
  }
  expect(broken).toEqual([]);
});
