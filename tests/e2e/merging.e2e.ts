import type { Page } from '@playwright/test';
import type { CaseId } from '#core/ids.ts';
import { aCase } from '../builders/shareable-case.ts';
import { Offices, PASSPHRASE } from '../exchange/office-pair.ts';
import { expect, makeFolder, removeFolder, shot, test } from './fixture.ts';
import { openAndEnter } from './at-a-case.ts';
import { press, reach, searchCases, typeInto } from './keyboard.ts';
import { go, inspector, speak } from './look.ts';
import { wordsOf } from './words.ts';

// A child who was registered twice: a supervisor compares, merges, finds it by either code, and takes it apart again.
const NAME = 'Full name, as the family writes it';
const EDIT = /^Edit( E)?$/;
const VISIT = { date: '2026-11-20', precision: 'day', calendar: 'gregory' } as const;
interface Staged {
  readonly dir: string;
  readonly keep: CaseId;
  readonly other: CaseId;
  readonly codes: { readonly keep: string; readonly other: string };
  readonly remove: () => void;
}

async function registeredTwice(): Promise<Staged> {
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { offices: taken } = await offices.take('KSM');
  const [office] = taken;
  if (!office) throw new Error('the office was not made');
  const keep = await office.register(
    aCase({ full_name: 'Zuhura Barakoa', risk_level: 'medium', risk_reason: 'Alone' }),
  );
  const twin = aCase({
    full_name: 'Zuhra Barakowa',
    risk_level: 'high',
    risk_reason: 'Threatened',
    nickname: 'Kipepeo',
  });
  const followups = [
    { id: 'AAAAAAAAAAAAAAAAAAAAAA', values: { followup_done: VISIT, followup_mode: 'home_visit' } },
    { id: 'BBBBBBBBBBBBBBBBBBBBBA', values: { followup_done: VISIT, followup_mode: 'phone' } },
  ];
  const other = await office.register({ ...twin, rows: { ...twin.rows, followups } });
  const codeOf = async (caseId: CaseId) => (await office.caller.call('cases.open', { caseId })).code;
  const codes = { keep: await codeOf(keep), other: await codeOf(other) };
  await office.caller.call('casework.addNote', { caseId: other, text: 'Met at school. She eats alone.' });
  offices.closeAll();
  return { dir: office.dir, keep, other, codes, remove: () => offices.remove() };
}

async function fromMenu(page: Page, item: string): Promise<void> {
  await press(page, page.getByRole('button', { name: 'More for this case' }));
  const wanted = page.getByRole('menuitem', { name: item });
  await expect(wanted).toBeVisible();
  for (let i = 0; i < 12 && !(await wanted.evaluate((one) => one === document.activeElement)); i += 1)
    await page.keyboard.press('ArrowDown');
  await expect(wanted).toBeFocused();
  await page.keyboard.press('Enter');
}
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });

test('a child registered twice is compared, merged, found by both codes and taken apart, by keyboard', async () => {
  test.setTimeout(600_000);
  const staged = await registeredTwice();
  const { keep, other } = staged.codes;
  const profile = makeFolder();
  const [app, page] = await openAndEnter(staged.dir, profile, PASSPHRASE);
  const eye = inspector('en');
  await eye.watch(page);
  try {
    await test.step('the case that looks alike is compared answer by answer', async () => {
      await searchCases(page, keep);
      await expect(page.getByRole('grid').locator('tbody').getByText(/KSM-/)).toHaveText([keep]);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await expect(heading(page, keep)).toBeVisible();
      await fromMenu(page, 'Same child as another case…');
      await expect(heading(page, `Same child as ${keep}?`)).toBeVisible();
      await expect(page.getByRole('button', { name: `Compare with ${other}` })).toBeVisible();
      await typeInto(page, page.getByRole('searchbox', { name: 'Search for another case' }), other);
      await expect(page.locator('.merge-found').getByText(other)).toBeVisible();
      await eye.look(page, 'same-child');
      await press(page, page.locator('.cand').getByRole('button', { name: `Compare with ${other}` }));
      await expect(heading(page, 'Compare two cases')).toBeVisible();
      await expect(page.getByRole('radio', { name: new RegExp(`^${keep}`) })).toBeChecked();
    });

    await test.step('the safer risk is marked, the name is chosen with the arrows, a visit is left behind', async () => {
      await expect(page.getByRole('radio', { name: `Risk level: keep ${other}, High` })).toBeChecked();
      const mine = page.getByRole('radio', { name: `${NAME}: keep ${keep}, Zuhura Barakoa` });
      await reach(page, mine);
      await page.keyboard.press('ArrowDown');
      await expect(page.getByRole('radio', { name: `${NAME}: keep ${other}, Zuhra Barakowa` })).toBeChecked();
      const visit = page.getByRole('checkbox', { name: /By phone/ });
      await reach(page, visit);
      await page.keyboard.press('Space');
      await expect(visit).not.toBeChecked();
      await expect(page.getByText('2 entries come along, with their tasks, flags and requests.')).toBeVisible();
      await eye.look(page, 'compare');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByText('Write one sentence of why these are the same child.')).toBeVisible();
      await expect(page.locator('#merge-why')).toBeFocused();
      await shot(page, 'compare-reason-missing');
      await page.keyboard.type('The mother brought her twice');
      await page.keyboard.press('Control+Enter');
      await expect(heading(page, keep)).toBeVisible();
    });

    await test.step('the case that remains says what it holds, and both codes find it', async () => {
      await expect(page.getByText(`${other} was merged into this case.`)).toBeVisible();
      await expect(page.getByText(`also ${other}`)).toBeVisible();
      await expect(page.locator('.aside').getByText('Met at school. She eats alone.')).toHaveCount(0);
      await eye.look(page, 'remains');
      await searchCases(page, other);
      // Its own code finds the case that went on as well; which of the two comes first is not said.
      for (const code of [keep, other])
        await expect(page.getByRole('grid').locator('tbody').getByText(code)).toBeVisible();
      await go(page, `/case/${staged.other}`, heading(page, other));
      await expect(page.getByText(`This case goes on as ${keep}.`)).toBeVisible();
      await expect(page.getByRole('button', { name: EDIT })).toHaveCount(0);
      await expect(page.getByRole('button', { name: 'More for this case' })).toHaveCount(0);
      await eye.look(page, 'merged');
      await press(page, page.getByRole('button', { name: `Open ${keep}` }));
      await expect(heading(page, keep)).toBeVisible();
      await go(page, `/code/${other}`, heading(page, keep));
    });

    await test.step('a name that was written since is asked about when the two are taken apart', async () => {
      await page.keyboard.press('e');
      const name = page.getByRole('textbox', { name: NAME });
      await reach(page, name);
      await page.keyboard.press('Control+a');
      await page.keyboard.type('Zuhura Barakoa Said');
      await page.keyboard.press('Control+Enter');
      await expect(page.getByRole('button', { name: EDIT })).toBeVisible();
      await press(page, page.getByRole('button', { name: 'Take apart again…' }));
      await expect(heading(page, 'Take the cases apart again')).toBeVisible();
      await expect(page.getByRole('radio', { name: /As it is now/ })).toBeChecked();
      await eye.look(page, 'apart');
      await page.keyboard.press('Control+Enter');
      await expect(page.locator('#apart-why')).toBeFocused();
      await page.keyboard.type('They are two sisters');
      await page.keyboard.press('Control+Enter');
      await expect(heading(page, keep)).toBeVisible();
      await expect(page.getByText(`${other} was merged into this case.`)).toHaveCount(0);
      await reach(page, page.locator('.aside').getByRole('tablist'));
      const history = page.locator('.aside').getByRole('tab', { name: 'History' });
      for (let i = 0; i < 6 && (await history.getAttribute('aria-selected')) !== 'true'; i += 1)
        await page.keyboard.press('ArrowRight');
      await expect(page.getByText(`took it apart from ${other} again`).first()).toBeVisible();
      await expect(page.getByText(`merged it with ${other}`).first()).toBeVisible();
      await shot(page, 'history');
      await go(page, `/case/${staged.other}`, heading(page, other));
      await expect(page.getByRole('button', { name: EDIT })).toBeVisible();
    });
    expect(eye.broken).toEqual([]);
  } finally {
    await app.close();
    removeFolder(profile);
    staged.remove();
  }
});

test('comparing, the merged case and taking apart stand right in Arabic', async () => {
  test.setTimeout(600_000);
  const staged = await registeredTwice();
  const profile = makeFolder();
  const [app, page] = await openAndEnter(staged.dir, profile, PASSPHRASE);
  const eye = inspector('ar');
  const say = wordsOf('ar');
  try {
    await speak(page, 'ar');
    await eye.watch(page);
    await go(page, `/cases/same/${staged.keep}`, page.locator('.cand').first());
    await eye.look(page, 'same-child');
    await go(page, `/cases/compare/${staged.keep}/${staged.other}`, page.locator('.merge-table'));
    await eye.look(page, 'compare');
    await page.locator('#merge-why').fill('الأم نفسها');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('button', { name: say('merging.take_apart') })).toBeVisible();
    await eye.look(page, 'remains');
    await go(page, `/case/${staged.other}`, page.locator('.notice').first());
    await eye.look(page, 'merged');
    await go(page, `/case/${staged.keep}`, page.getByRole('button', { name: say('merging.take_apart') }));
    await page.getByRole('button', { name: say('merging.take_apart') }).click();
    await expect(page.locator('#apart-why')).toBeVisible();
    await eye.look(page, 'apart');
    expect(eye.broken).toEqual([]);
  } finally {
    await app.close();
    removeFolder(profile);
    staged.remove();
  }
});
