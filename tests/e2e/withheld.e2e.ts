import type { CaseId } from '#core/ids.ts';
import { oneChild } from '../builders/one-child.ts';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { expect, makeFolder, removeFolder, test } from './fixture.ts';
import { enter, openOffice } from './at-a-case.ts';
import { press, typeInto } from './keyboard.ts';
import { go, inspector, speak } from './look.ts';
import { wordsOf } from './words.ts';

// A child asked to keep something from other offices. With the keyboard alone, in a left-to-right and a right-to-left
// language, in every theme and at 200 %: the request is read, and a supervisor releases the case with a reason.
const WHAT = 'Where the child sleeps now.';

interface Staged {
  readonly dir: string;
  readonly caseId: CaseId;
  readonly remove: () => void;
}

async function officeWithRequest(): Promise<Staged> {
  const offices = new Offices();
  await offices.prepare(['KSM', 'BND']);
  const { offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken;
  if (!a || !b) throw new Error('the offices were not made');
  const caseId = await a.register(oneChild(), {
    withhold: 'yes',
    withhold_from: ['agencies', 'community'],
    withhold_what: WHAT,
    consent_share_services: ['medical', 'legal'],
  });
  offices.closeAll();
  return { dir: a.dir, caseId, remove: () => offices.remove() };
}

for (const language of ['en', 'ar'] as const)
  test(`a case that was asked to be withheld is released for one office, ${language}`, async () => {
    test.setTimeout(240_000);
    const say = wordsOf(language);
    const eye = inspector(language);
    const staged = await officeWithRequest();
    const profile = makeFolder();
    const [app, page] = await openOffice(staged.dir, profile);
    try {
      await eye.watch(page);
      await speak(page, language);
      await enter(page, PASSPHRASE);
      await go(page, `/exchange/write?case=${staged.caseId}`, page.getByText(WHAT));
      await expect(page.getByText(say('exchange.consent_withheld')).first()).toBeVisible();
      await expect(page.getByText(say('exchange.stays'), { exact: true }).first()).toBeVisible();
      await eye.look(page, 'withheld');
      const row = page.getByRole('row').filter({ hasText: WHAT });
      await press(page, row.getByRole('button'));
      const dialog = page.getByRole('dialog');
      await expect(dialog).toBeVisible();
      // Without a reason nothing happens, and the field says so.
      await press(page, dialog.getByRole('button', { name: say('exchange.release_now') }));
      await expect(dialog.getByText(say('exchange.release_needed'))).toBeVisible();
      await eye.look(page, 'release');
      await typeInto(page, dialog.getByRole('textbox'), 'The child agreed to this office today.');
      await press(page, dialog.getByRole('button', { name: say('exchange.release_now') }));
      await expect(dialog).toBeHidden();
      await expect(page.getByText(say('exchange.consent_released'))).toBeVisible();
      await expect(row.getByRole('button')).toHaveCount(0);
      await eye.look(page, 'released');
      expect(eye.broken).toEqual([]);
    } finally {
      await app.close();
      removeFolder(profile);
      staged.remove();
    }
  });
