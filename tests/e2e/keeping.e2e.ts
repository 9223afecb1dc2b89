import type { CaseId } from '#core/ids.ts';
import { addDays, exactDate, wallDay } from '../builders/calendar-days.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { wav } from '../builders/made-files.ts';
import { childToShare } from '../builders/one-child.ts';
import { aCase } from '../builders/shareable-case.ts';
import { Offices, type TestOffice } from '../exchange/office-pair.ts';
import { withRecordings } from '../exchange/with-files.ts';
import { at } from './at-a-case.ts';
import { expect, test } from './fixture.ts';
import { press, typeInto } from './keyboard.ts';
import { go, inspector } from './look.ts';

const HEAD = 'Head of Kisimani';
const SECOND = 'seven quiet herons wade at noon';

/** A case that was closed 400 days ago, with a recording of the child. */
async function closedWithRecording(office: TestOffice): Promise<CaseId> {
  const ago = (days: number) => exactDate(addDays(wallDay(), -days));
  const caseId = await office.register(aCase({ registration_date: ago(500) }));
  await withRecordings(office, caseId, [wav()]);
  const closure = {
    closure_date: ago(400),
    closure_status: 'closed',
    closure_reason: 'no_longer_at_risk',
    closure_retention_review: ago(-2000),
  };
  await office.edit(caseId, { status: 'closed' }, (rows) => ({
    ...rows,
    closures: [{ id: 'C'.repeat(21).concat('A'), values: closure }],
  }));
  return caseId;
}

test('a case is restricted and seen to be, files over their time are taken out, and two people erase it for good', async () => {
  test.setTimeout(120_000);
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { offices: taken } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  const caseId = await office.register(childToShare(), { full_name: 'Zawadi Tumaini' });
  const { code } = await office.caller.call('cases.open', { caseId });
  const old = await office.caller.call('cases.open', { caseId: await closedWithRecording(office) });
  await withCheapKeys(() =>
    office.caller.call('people.add', { name: 'Claire Nguessan', passphrase: SECOND, roles: ['dpo'] } as never),
  );
  offices.closeAll();
  const { look, watch, broken } = inspector('en');
  try {
    await at(office, HEAD, async (page) => {
      await watch(page);
      const dialog = page.getByRole('dialog');
      await go(page, '/privacy/restrictions', page.getByText('No case is restricted'));
      await press(page, page.getByRole('button', { name: 'Restrict a case' }));
      await typeInto(page, dialog.getByRole('textbox', { name: 'Code of the case' }), code);
      await typeInto(page, dialog.getByRole('textbox', { name: 'Who asked for it or ordered it' }), 'The father');
      await typeInto(page, dialog.getByRole('textbox', { name: 'Why' }), 'He contests the address.');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByRole('row', { name: code })).toBeVisible();
      await look(page, 'restrictions');
      await go(page, `/case/${caseId}`, page.getByText('This case is restricted'));
      await expect(page.getByRole('button', { name: 'Edit' })).toHaveCount(0);
      await look(page, 'case-restricted');

      await go(page, '/privacy/keeping', page.getByText('No case is over its time'));
      await look(page, 'keeping');
      const row = page.getByRole('row', { name: old.code });
      await expect(row).toContainText('one recording');
      await press(page, page.getByRole('button', { name: `Take them out: ${old.code}` }));
      await expect(dialog.getByRole('listitem')).toHaveCount(1);
      await typeInto(page, dialog.getByRole('textbox', { name: 'Reason' }), 'Nobody needs it any more.');
      await look(page, 'files-over-time');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByText('No photos or recordings are over their time')).toBeVisible();
      await expect(row).toContainText('Nobody needs it any more.');
      await typeInto(page, page.getByRole('textbox', { name: 'Code of another case' }), code);
      await page.keyboard.press('Enter');
      await expect(page.getByRole('heading', { level: 1, name: `The end of ${code}` })).toBeVisible();
      await press(page, page.getByRole('radio', { name: 'Erase everything' }), 'Space');
      await typeInto(page, page.getByRole('textbox', { name: 'Why' }), 'The father asked for it.');
      await typeInto(page, page.getByRole('combobox', { name: 'Who decides with you' }), 'Claire Nguessan');
      await page.keyboard.press('Enter');
      await typeInto(page, page.locator('#erase-passphrase'), SECOND);
      await look(page, 'erase-case');
      await press(page, page.getByRole('button', { name: 'Erase, or make anonymous' }));
      await press(page, page.getByRole('alertdialog').getByRole('button', { name: 'Erase', exact: true }));
      await expect(page.getByRole('row', { name: code })).toBeVisible({ timeout: 30_000 });
      await look(page, 'erased');
    });
  } finally {
    offices.remove();
  }
  expect(broken).toEqual([]);
});
