import type { CaseId } from '#core/ids.ts';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { refusedChanges } from '../exchange/refused-changes.ts';
import { enter, openOffice } from './at-a-case.ts';
import { expect, makeFolder, removeFolder, test } from './fixture.ts';
import { press, typeInto } from './keyboard.ts';
import { go, inspector, speak } from './look.ts';
import { wordsOf } from './words.ts';

// A supervisor looks at what was set aside of another office's changes, has it judged again and discards it with a reason,
// and sees what that office did not take. With the keyboard alone, in a left-to-right and a right-to-left language.

interface Staged {
  readonly dir: string;
  /** A case whose changes were not taken in at the other office. */
  readonly theirs: CaseId;
  readonly remove: () => void;
}

async function officeWithBoth(): Promise<Staged> {
  const offices = new Offices();
  await offices.prepare(['KSM', 'BND']);
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken;
  if (!a || !b) throw new Error('the offices were not made');
  const { caseId: theirs } = await refusedChanges(b, a, stick);
  await a.read(await b.write(a, stick));
  await refusedChanges(a, b, stick);
  offices.closeAll();
  return { dir: a.dir, theirs, remove: () => offices.remove() };
}

for (const language of ['en', 'ar'] as const)
  test(`what was set aside is judged again and discarded, and what others did not take is told, ${language}`, async () => {
    test.setTimeout(300_000);
    const say = wordsOf(language);
    const eye = inspector(language);
    const staged = await officeWithBoth();
    const profile = makeFolder();
    const [app, page] = await openOffice(staged.dir, profile);
    try {
      await eye.watch(page);
      await speak(page, language);
      await enter(page, PASSPHRASE);
      await go(page, '/exchange', page.getByText('BND').first());
      await expect(page.locator('.xtable a.tag--warn')).toBeVisible();
      await eye.look(page, 'exchange-with-set-aside');
      await press(page, page.getByRole('button', { name: say('exchange.aside_show') }));
      const here = page.getByRole('group', { name: say('exchange.aside_here') });
      await expect(here.getByText(say('exchange.aside_reason_no_grant'))).toBeVisible();
      const there = page.getByRole('group', { name: say('exchange.aside_there') });
      await expect(there.getByText(say('exchange.aside_reason_no_grant'))).toBeVisible();
      await eye.look(page, 'set-aside');

      // The cause is still there: it is judged, and stays.
      await press(page, here.getByRole('button', { name: say('exchange.aside_judge') }));
      await expect(page.getByRole('heading', { level: 2 }).first()).toBeFocused();
      await expect(here.getByText(say('exchange.aside_reason_no_grant'))).toBeVisible();

      await press(page, here.getByRole('button', { name: say('exchange.aside_discard') }));
      const dialog = page.getByRole('dialog');
      await press(page, dialog.getByRole('button', { name: say('exchange.aside_discard') }));
      await expect(dialog.getByText(say('exchange.release_needed'))).toBeVisible();
      await eye.look(page, 'discard');
      await typeInto(page, dialog.getByRole('textbox'), 'Entered for another child.');
      await press(page, dialog.getByRole('button', { name: say('exchange.aside_discard') }));
      await expect(dialog).toBeHidden();
      await expect(here.getByText(say('exchange.aside_discarded'), { exact: true })).toHaveCount(2);
      await expect(here.getByText(say('exchange.aside_reason_follows'))).toBeVisible();
      await eye.look(page, 'discarded');

      await go(page, `/case/${staged.theirs}`, page.getByText(say('exchange.aside_reason_no_grant')));
      await eye.look(page, 'case-not-taken');
      expect(eye.broken).toEqual([]);
    } finally {
      await app.close();
      removeFolder(profile);
      staged.remove();
    }
  });
