import type { CaseId } from '#core/ids.ts';
import { writtenApart } from '../exchange/misfit-case.ts';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { enter, openOffice } from './at-a-case.ts';
import { expect, makeFolder, removeFolder, test } from './fixture.ts';
import { go, inspector, speak } from './look.ts';
import { wordsOf } from './words.ts';

// Two offices answered rightly, each for itself, and the answers do not fit together: the owner reads so under "To check" and
// in the case.
const SAYS = { en: /do not fit together/, ar: /لا يتوافق/ } as const;
const QUESTIONS = { en: ['Date of birth', 'When did it happen?'], ar: ['تاريخ الميلاد', 'متى حدث ذلك؟'] } as const;

async function officeWithMisfit(): Promise<{ dir: string; caseId: CaseId; remove: () => void }> {
  const offices = new Offices();
  await offices.prepare(['KSM', 'BND']);
  const { stick, offices: taken } = await offices.take('KSM', 'BND');
  const [a, b] = taken;
  if (!a || !b) throw new Error('the offices were not made');
  const { caseId, meet } = await writtenApart(a, b, stick);
  await meet();
  offices.closeAll();
  return { dir: a.dir, caseId, remove: () => offices.remove() };
}

for (const language of ['en', 'ar'] as const)
  test(`answers of two offices that do not fit together are told, ${language}`, async () => {
    test.setTimeout(240_000);
    const say = wordsOf(language);
    const eye = inspector(language);
    const staged = await officeWithMisfit();
    const profile = makeFolder();
    const [app, page] = await openOffice(staged.dir, profile);
    try {
      await eye.watch(page);
      await speak(page, language);
      await enter(page, PASSPHRASE);
      await go(page, '/alerts', page.getByText(SAYS[language]).first());
      await expect(page.getByText(SAYS[language])).toHaveCount(2);
      for (const question of QUESTIONS[language]) await expect(page.getByText(question, { exact: true })).toBeVisible();
      await eye.look(page, 'misfits-to-check');
      await go(page, `/case/${staged.caseId}`, page.getByRole('heading', { level: 1, name: /^KSM-/ }));
      await page
        .locator('.aside')
        .getByRole('tab', { name: say('case.checks') })
        .click();
      await expect(page.locator('.aside').getByText(SAYS[language])).toHaveCount(2);
      await eye.look(page, 'misfits-in-the-case');
      expect(eye.broken).toEqual([]);
    } finally {
      await app.close();
      removeFolder(profile);
      staged.remove();
    }
  });
