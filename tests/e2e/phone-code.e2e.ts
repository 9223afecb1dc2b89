import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseId } from '#core/ids.ts';
import { wav } from '../builders/made-files.ts';
import { oneChild } from '../builders/one-child.ts';
import { Offices, PASSPHRASE, type TestOffice } from '../exchange/office-pair.ts';
import { withRecordings } from '../exchange/with-files.ts';
import { enter, openOffice } from './at-a-case.ts';
import { expect, makeFolder, removeFolder, test } from './fixture.ts';
import { press, typeInto } from './keyboard.ts';
import { go, inspector, speak } from './look.ts';
import { choose } from './staged-office.ts';
import { wordsOf } from './words.ts';

// A case goes to another office with its recording, on a stick that does not come back: the other office reads ten digits
// out over the phone. With the keyboard alone.

interface Staged {
  readonly dir: string;
  readonly caseId: CaseId;
  readonly other: TestOffice;
  readonly stick: string;
  readonly remove: () => void;
}

async function officeWithRecording(): Promise<Staged> {
  const offices = new Offices();
  await offices.prepare(['KSM', 'BND']);
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken;
  if (!a || !b) throw new Error('the offices were not made');
  const caseId = await a.register(oneChild());
  await withRecordings(a, caseId, [wav(20)]);
  offices.closeAll();
  return { dir: a.dir, caseId, other: b, stick, remove: () => offices.remove() };
}

/** What the other office reads out after it read everything on the stick: the digits for each bundle, groups apart. */
async function codesOf(other: TestOffice, stick: string): Promise<string[]> {
  await other.signIn();
  const dir = join(stick, 'HIFADHI', other.code);
  for (const name of readdirSync(dir)) await other.read(join(dir, name));
  const codes: string[] = [];
  for (const { bundleId, files } of await other.caller.call('exchange.journal', {}))
    if (files === undefined) codes.push((await other.caller.call('exchange.code', { bundleId })).groups.join(' '));
  other.close();
  return codes;
}

for (const language of ['en', 'ar'] as const)
  test(`a case goes with its recording, and ten digits over the phone confirm it, ${language}`, async () => {
    test.setTimeout(180_000);
    const say = wordsOf(language);
    const eye = inspector(language);
    const staged = await officeWithRecording();
    const profile = makeFolder();
    const [app, page] = await openOffice(staged.dir, profile);
    try {
      await eye.watch(page);
      await speak(page, language);
      await enter(page, PASSPHRASE);
      const step = page.locator('.xstep--now');
      await go(page, `/exchange/write?case=${staged.caseId}`, step.getByText(/KSM-/).first());
      await eye.look(page, 'leaves-with-files');
      await page.keyboard.press('Control+Enter');
      await expect(step.getByRole('radio', { name: say('exchange.files_none') })).toBeVisible();
      await choose(app, staged.stick);
      await press(page, step.getByRole('button', { name: say('exchange.pick_stick') }));
      await expect(step.getByRole('button', { name: say('exchange.write_now') })).toBeVisible();
      await eye.look(page, 'stick-with-files');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByText(say('exchange.written_text'))).toBeVisible({ timeout: 30_000 });
      await expect(page.getByText(say('exchange.files'), { exact: true })).toBeVisible();
      await eye.look(page, 'written-with-files');

      const [code = ''] = await codesOf(staged.other, staged.stick);
      await go(page, '/exchange', page.getByText('BND').first());
      const ofCases = page
        .getByRole('row')
        .filter({ hasText: say('exchange.not_confirmed') })
        .last();
      await press(page, ofCases.getByRole('button', { name: say('exchange.code_type') }));
      const dialog = page.getByRole('dialog');
      await typeInto(page, dialog.getByRole('textbox'), '123');
      await press(page, dialog.getByRole('button', { name: say('exchange.code_confirm') }));
      await expect(dialog.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true');
      await typeInto(page, dialog.getByRole('textbox'), '123 456 7890');
      await press(page, dialog.getByRole('button', { name: say('exchange.code_confirm') }));
      await expect(dialog.getByText(/SYNC-062/)).toBeVisible();
      await eye.look(page, 'wrong-code');
      await typeInto(page, dialog.getByRole('textbox'), code);
      await press(page, dialog.getByRole('button', { name: say('exchange.code_confirm') }));
      await expect(dialog).toBeHidden();
      await expect(page.getByText(say('exchange.state_delivered'), { exact: true })).toHaveCount(1);
      await eye.look(page, 'delivered-by-code');
      expect(eye.broken).toEqual([]);
    } finally {
      await app.close();
      removeFolder(profile);
      staged.remove();
    }
  });
