import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { expect, test } from './fixture.ts';
import { go, inspector, speak, type Inspector } from './look.ts';
import { people } from './people-screens.ts';
import { privacy } from './privacy-screens.ts';
import { choose, openStaged, stageOffice, type StagedOffice } from './staged-office.ts';
import { wordsOf, type Words } from './words.ts';

interface Visit {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly office: StagedOffice;
  readonly say: Words;
  readonly eye: Inspector;
}
const CODE = /KSM-\d\d-/;

async function cases({ page, say, eye }: Visit): Promise<void> {
  const code = page.getByText(CODE).first();
  await go(page, '/home', code);
  await eye.look(page, 'home');
  await go(page, '/team', page.locator('.load__bar').first());
  await eye.look(page, 'team');
  await go(page, '/cases', code);
  await eye.look(page, 'cases');
  await page.keyboard.press('Alt+n');
  await expect(
    page
      .locator('.namecell bdi')
      .filter({ hasText: /\S{2} \S{2}/ })
      .first(),
  ).toBeVisible();
  // From the head of the page, as the bar of keys says.
  await page.keyboard.press('j');
  await expect(page.locator('tbody tr:focus')).toHaveCount(1);
  await page.keyboard.press('Space');
  await expect(page.getByRole('toolbar', { name: say('cases.selection') })).toBeVisible();
  await eye.look(page, 'cases-names-and-selection');
  await page.locator('#bulk-give').click();
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog').getByText(say('casework.why_needed'))).toBeVisible();
  await eye.look(page, 'cases-give-gaps');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('f');
  await expect(page.locator('.case-filters')).toBeVisible();
  await eye.look(page, 'cases-filters');
  await page
    .locator('.case-filters')
    .getByRole('button', { name: say('cases.close_filters') })
    .click();
  await page.getByLabel(say('cases.search_label')).fill('qqqqqqqq');
  await expect(page.getByText(say('cases.nothing_title'))).toBeVisible();
  await eye.look(page, 'cases-nothing-found');
  await page.getByLabel(say('cases.search_label')).fill('');
}

async function lists({ page, say, eye }: Visit): Promise<void> {
  for (const list of ['incidents', 'families', 'tasks']) {
    await go(page, `/lists/${list}?where=${encodeURIComponent('{"all":[]}')}`, page.locator('.record-view').first());
    await expect(page.locator('.grid, .empty').first()).toBeVisible();
    await eye.look(page, `list-${list}`);
  }
  await page.keyboard.press('f');
  await page
    .locator('.case-filters')
    .getByRole('button', { name: say('finding.add_condition') })
    .click();
  await eye.look(page, 'list-filters');
  await page.keyboard.press('Escape');
  await page.locator('#record-columns').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await eye.look(page, 'list-columns');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

async function caseFile({ page, office, say, eye }: Visit): Promise<void> {
  const [shared = '', other = '', third = ''] = office.cases;
  const head = page.locator('h1').getByText(CODE);
  await go(page, `/case/${shared}`, head);
  await eye.look(page, 'case');
  await page.keyboard.press('Control+Shift+N');
  await expect(page.locator('#note-text')).toBeFocused();
  await page.keyboard.type('Met at school. She eats alone.');
  await eye.look(page, 'case-note');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('.note')).toBeVisible();
  const more = page.locator('#case-more');
  const choose = async (act: string): Promise<void> => {
    await more.click();
    await page.getByRole('menuitem', { name: say(`casework.menu_${act}`) }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
  };
  await choose('flag');
  await page.getByRole('dialog').locator('textarea').fill('Ask the clinic for the card');
  await eye.look(page, 'case-flag');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('tab', { name: say('case.todo') }).click();
  await expect(page.locator('.aside').getByText('Ask the clinic for the card')).toBeVisible();
  await eye.look(page, 'case-todo-flag');
  await more.click();
  await expect(page.getByRole('menu')).toBeVisible();
  await eye.look(page, 'case-more');
  await page.keyboard.press('Escape');
  await choose('close');
  await expect(page.locator('.blockers')).toBeVisible();
  await eye.look(page, 'case-close-blocked');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await choose('disable');
  await eye.look(page, 'case-disable');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('tab', { name: say('case.history') }).click();
  await expect(page.locator('.history > li').first()).toBeVisible();
  await eye.look(page, 'case-history');
  await page.getByRole('button', { name: say('case.print'), exact: true }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await eye.look(page, 'case-print-menu');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+?');
  await expect(page.getByRole('dialog', { name: say('common.all_keys') })).toBeVisible();
  await eye.look(page, 'all-keys');
  await page.keyboard.press('Escape');
  await go(page, '/settings', page.getByRole('heading', { level: 1, name: say('settings.title') }));
  await eye.look(page, 'settings');
  await page.getByRole('button', { name: say('settings.notices') }).click();
  await expect(page.getByRole('dialog').getByText(/Permission is hereby granted/)).toBeVisible();
  await eye.look(page, 'settings-notices');
  await page.keyboard.press('Escape');
  // A form of records alone: the keyboard begins at the button for a new one, and after saving at the head of the page.
  const first = page.locator('.form-field button.btn').first();
  await go(page, `/case/${third}?form=assessment&edit=1`, first);
  await expect(first).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(head).toBeVisible();
  await expect(page.locator('h1')).toBeFocused();
  await go(page, `/case/${other}?edit=1`, page.getByRole('button', { name: say('case.save') }));
  await eye.look(page, 'case-edit');
  await page.getByRole('button', { name: say('case.discard') }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await eye.look(page, 'case-discard');
  await page.keyboard.press('Escape');
}

async function registering({ page, office, say, eye }: Visit): Promise<void> {
  await go(page, '/register', page.locator('.drafts'));
  await eye.look(page, 'register');
  await page.locator('#register-name').fill(office.knownName);
  await expect(page.locator('.cand').first()).toBeVisible();
  await eye.look(page, 'register-matches');
  await page.locator('#register-name').fill('Qqwwzz Xxvvkk');
  await expect(page.locator('.cand')).toHaveCount(0);
  await page.keyboard.press('Control+Enter');
  const onward = page.getByRole('button', { name: say('register.to_registration') }).first();
  await expect(onward).toBeVisible();
  await eye.look(page, 'register-consent');
  await page.keyboard.press('Control+Enter');
  const save = page.getByRole('button', { name: say('register.save') }).first();
  await expect(save).toBeVisible();
  await eye.look(page, 'register-form');
  await save.click();
  await expect(
    page
      .locator('.form-pane')
      .getByRole('group')
      .filter({ has: page.locator('a') })
      .first(),
  ).toBeVisible();
  await eye.look(page, 'register-gaps');
}

async function printing({ page, office, say, eye }: Visit): Promise<void> {
  const [, id = ''] = office.cases;
  await go(page, '/print', page.getByRole('heading', { level: 1, name: say('printing.reports') }));
  await eye.look(page, 'reports');
  for (const report of [`case-summary/${id}`, `registration/${id}`, 'case-list', 'blank-registration']) {
    const kind = report.split('/')[0] ?? '';
    await go(page, `/print/${report}`, page.locator('canvas[style]'));
    await eye.look(page, `print-${kind}`);
    await go(page, '/print', page.getByRole('heading', { level: 1, name: say('printing.reports') }));
  }
  await go(page, '/print/case-summary', page.getByText(say('printing.no_report')));
  await eye.look(page, 'print-nothing');
  await go(page, `/print/case/${id}`, page.getByRole('heading', { name: say('printing.forms') }));
  await eye.look(page, 'print-papers');
  await go(page, `/print/layout/${id}?paper=subject-copy`, page.locator('canvas[style]'));
  await page.locator('.left-out summary').click();
  await eye.look(page, 'print-left-out');
  await page.getByLabel(say('printing.purpose')).fill('asked for on 3 May');
  await page.getByRole('button', { name: say('printing.save'), exact: true }).click();
  await expect(page.getByRole('dialog').getByLabel(say('printing.password'), { exact: true })).not.toHaveValue('');
  await eye.look(page, 'print-save');
  await page.keyboard.press('Escape');
  await go(page, '/print/each', page.getByRole('heading', { name: say('printing.each_none') }));
  await eye.look(page, 'print-each-nothing');
  await go(page, '/settings/paper', page.locator('canvas[style]'));
  await eye.look(page, 'settings-paper');
}

async function writing({ app, page, office, say, eye }: Visit): Promise<void> {
  const [id = ''] = office.cases;
  await go(page, '/exchange', page.getByText('BND').first());
  await eye.look(page, 'exchange');
  await go(page, '/exchange/cards', page.locator('.xwords').first());
  await choose(app, office.card);
  await page.getByRole('button', { name: say('exchange.pick_card') }).click();
  await expect(page.getByRole('button', { name: say('exchange.words_same') })).toBeVisible();
  await eye.look(page, 'exchange-cards');
  await page.getByRole('button', { name: say('exchange.words_differ') }).click();
  await expect(page.getByText(say('exchange.differ_title'))).toBeVisible();
  await eye.look(page, 'exchange-cards-differ');
  const step = page.locator('.xstep--now');
  // With one office and a chosen case there is nothing to ask before what leaves.
  await go(page, `/exchange/write?case=${id}`, step.getByText(CODE).first());
  await eye.look(page, 'write-leaves');
  await page.locator('.xstep--done').first().getByRole('button').click();
  await expect(step.getByRole('radio').first()).toBeVisible();
  await eye.look(page, 'write-recipient');
  await page.keyboard.press('Control+Enter');
  await expect(step.getByRole('button', { name: say('exchange.see_what_leaves') })).toBeVisible();
  await eye.look(page, 'write-content');
  await page.keyboard.press('Control+Enter');
  await expect(step.getByText(CODE).first()).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await choose(app, office.stick);
  await step.getByRole('button', { name: say('exchange.pick_stick') }).click();
  await expect(step.getByRole('button', { name: say('exchange.write_now') })).toBeVisible();
  await eye.look(page, 'write-stick');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText(say('exchange.written_text'))).toBeVisible({ timeout: 30_000 });
  await eye.look(page, 'write-written');
}

async function reading({ app, page, office, say, eye }: Visit): Promise<void> {
  const read = async (path: string): Promise<void> => {
    await choose(app, path);
    await go(page, '/exchange', page.getByText('BND').first());
    await go(page, '/exchange/read', page.getByText(say('exchange.read_text')));
    await page.getByRole('button', { name: say('exchange.pick_bundle') }).click();
  };
  await read(office.card);
  await expect(page.getByRole('alert')).toBeVisible();
  await eye.look(page, 'read-refused');
  await read(office.known);
  await expect(page.getByText(say('exchange.already_text'))).toBeVisible();
  await eye.look(page, 'read-already');
  await read(office.fresh);
  const take = page.getByRole('button', { name: say('exchange.read_now') });
  await expect(take).toBeVisible();
  await eye.look(page, 'read-checked');
  await take.click();
  await expect(page.getByText(CODE).first()).toBeVisible({ timeout: 30_000 });
  await eye.look(page, 'read-arrived');
}

async function deciding({ page, office, say, eye }: Visit): Promise<void> {
  await go(page, '/review', page.getByRole('radio').first());
  await eye.look(page, 'review');
  await page.getByRole('radio').first().check();
  await eye.look(page, 'review-chosen');
  await go(page, '/audit', page.getByText(CODE).first());
  await eye.look(page, 'audit');
  await go(page, '/emergency-access/look', page.getByText(say('protection.look_none')));
  await eye.look(page, 'emergency-access-none');
  await go(page, `/case/${office.cases[0] ?? ''}/protection`, page.locator('#hidden-why'));
  await page.getByRole('button', { name: say('protection.record') }).click();
  await expect(page.getByText(say('protection.kind_needed'))).toBeVisible();
  await eye.look(page, 'protection-gaps');
  await page.locator('#declare-conflict').click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await eye.look(page, 'protection-declare');
  await page.keyboard.press('Escape');
}

async function importing({ app, page, office, say, eye }: Visit): Promise<void> {
  const path = join(office.stick, 'children.csv');
  writeFileSync(path, 'Name;Sex;Date of birth;Risk\nPendo Laizer;F;2012;blue\nTumaini Mollel;M;31/02/2012;low\n');
  await choose(app, path);
  await go(page, '/import', page.getByRole('button', { name: say('import.choose') }));
  await page.getByRole('button', { name: say('import.choose') }).click();
  await expect(page.getByRole('table')).toContainText('Pendo Laizer');
  await eye.look(page, 'import-read');
  await page.getByRole('button', { name: say('import.next') }).click();
  await expect(page.locator('.import__words')).toBeVisible();
  await eye.look(page, 'import-columns');
  await page.getByRole('button', { name: say('import.next') }).click();
  await expect(page.getByRole('button', { name: say('import.check') })).toBeVisible();
  await eye.look(page, 'import-cases');
  await page.getByRole('button', { name: say('import.check') }).click();
  await expect(page.getByRole('table')).toContainText('Tumaini Mollel');
  await eye.look(page, 'import-verdicts');
}

const PARTS = {
  cases,
  lists,
  caseFile,
  registering,
  printing,
  writing,
  reading,
  deciding,
  people,
  importing,
  ...privacy,
};

test.describe.configure({ mode: 'parallel' });

for (const language of ['en', 'ar'] as const) {
  test(`every screen of the open office is accessible, keeps to the policy and fits (${language})`, async () => {
    test.setTimeout(600_000);
    const office = await stageOffice(12);
    const { app, page, close } = await openStaged(office);
    try {
      const eye = inspector(language);
      await eye.watch(page);
      await speak(page, language);
      await page.locator('input[type=password]').fill(office.passphrase);
      await page.keyboard.press('Enter');
      await page.getByRole('navigation').first().waitFor({ timeout: 30_000 });
      const visit = { app, page, office, say: wordsOf(language), eye };
      for (const [name, part] of Object.entries(PARTS)) await test.step(name, () => part(visit));
      expect(eye.broken).toEqual([]);
    } finally {
      await close();
      office.remove();
    }
  });
}
