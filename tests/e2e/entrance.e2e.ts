import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { keyFilePath } from '../../main/crypto/key-file-store.ts';
import { OfficeCaller } from '../builders/office-caller.ts';
import { aCase } from '../builders/shareable-case.ts';
import { RESOURCES, VERSION } from '../exchange/office-pair.ts';
import { expect, firstPage, launch, makeFolder, removeFolder, test } from './fixture.ts';
import { inspector, speak, type Inspector } from './look.ts';
import { wordsOf, type Language, type Words } from './words.ts';

// Every screen in front of the open office: set-up, sign-in, lock, trouble.
interface Visit {
  readonly userData: string;
  readonly language: Language;
  readonly say: Words;
  readonly eye: Inspector;
}
const PASSPHRASE = 'amber lantern crosses the quiet river';

/** Starts the app on the visit's profile, does something, closes it. */
async function visit(here: Visit, work: (app: ElectronApplication, page: Page) => Promise<void>): Promise<void> {
  const app = await launch(here.userData);
  try {
    const page = await firstPage(app);
    await here.eye.watch(page);
    await work(app, page);
  } finally {
    await app.close();
  }
}

async function setUp(page: Page, { say, eye }: Visit): Promise<void> {
  const onward = page.getByRole('button', { name: say('common.continue') });
  await eye.look(page, 'set-up-welcome');
  await page.getByRole('button', { name: say('setup.start') }).click();
  await expect(page.getByLabel(say('setup.programme_name'))).toBeVisible();
  await eye.look(page, 'set-up-office');
  await page.locator('#time-zone').click();
  await expect(page.getByRole('listbox')).toBeVisible();
  await eye.look(page, 'set-up-time-zone');
  await page.keyboard.press('Escape');
  await onward.click();
  await expect(page.getByText(say('setup.field_needed')).first()).toBeVisible();
  await eye.look(page, 'set-up-office-gaps');
  await page.getByLabel(say('setup.programme_name')).fill('Marabia child protection');
  await page.getByLabel(say('setup.office_name')).fill('Kisimani District Office');
  await page.getByLabel(say('setup.office_code')).fill('KSM');
  await onward.click();
  await expect(page.locator('#admin-name')).toBeVisible();
  await onward.click();
  await expect(page.getByText(say('setup.field_needed')).first()).toBeVisible();
  await eye.look(page, 'set-up-administrator-gaps');
  await page.locator('#admin-name').fill('Halima Osman');
  await page.locator('#new-passphrase').fill(PASSPHRASE);
  await page.locator('#repeat-passphrase').fill(PASSPHRASE);
  await expect(page.locator('.strength .is-good')).toHaveCount(4);
  await eye.look(page, 'set-up-administrator');
  await onward.click();
  const words = page.getByRole('list', { name: say('setup.kit_words') }).locator('.code');
  await expect(words).toHaveCount(24);
  await eye.look(page, 'set-up-kit');
  const listed = await words.allInnerTexts();
  await page.getByRole('button', { name: say('setup.kit_have_it') }).click();
  await page.locator('#kit-0').fill('wrong');
  await page.locator('#kit-0').press('Enter');
  await expect(page.getByText(say('setup.kit_wrong'))).toBeVisible();
  await eye.look(page, 'set-up-kit-wrong');
  for (const box of await page.locator('input[id^=kit-]').all()) {
    const label = await box.evaluate((input: HTMLInputElement) => input.labels?.[0]?.textContent ?? '');
    await box.fill(listed[Number(/\d+/.exec(label)?.[0]) - 1] ?? '');
  }
  await page.getByRole('button', { name: say('setup.kit_check_button') }).click();
  await expect(page.getByText(say('setup.kit_right'))).toBeVisible();
  await eye.look(page, 'set-up-kit-right');
  await onward.click();
  const create = page.getByRole('button', { name: say('setup.create') });
  await expect(create).toBeVisible();
  await eye.look(page, 'set-up-forms');
  await create.click();
  await page.getByRole('navigation').first().waitFor({ timeout: 30_000 });
  await eye.look(page, 'empty-office');
  await page.evaluate(() => (window.location.hash = '#/cases'));
  await expect(page.getByText(say('cases.none_title'))).toBeVisible();
  await eye.look(page, 'empty-cases');
}

async function locked(app: ElectronApplication, page: Page, { say, eye }: Visit): Promise<void> {
  const [fresh] = await Promise.all([app.waitForEvent('window'), page.keyboard.press('Control+l')]);
  await fresh.getByRole('heading', { level: 1, name: say('session.locked') }).waitFor();
  await eye.watch(fresh);
  await eye.look(fresh, 'locked');
  await fresh.locator('input[type=password]').fill('not the passphrase at all');
  await fresh.keyboard.press('Enter');
  await expect(fresh.getByText(/AUTH-001/)).toBeVisible({ timeout: 15_000 });
  await eye.look(fresh, 'locked-wrong');
  await fresh.getByRole('button', { name: say('session.someone_else') }).click();
  await fresh.getByRole('radio').first().check();
  await fresh.getByRole('button', { name: say('session.not_in_list') }).click();
  await expect(fresh.getByText(say('session.not_in_list_text'))).toBeVisible();
  await eye.look(fresh, 'sign-in');
  await fresh.evaluate(() => (window.location.hash = '#/recover'));
  await fresh.getByRole('heading', { level: 1, name: say('session.recover_title') }).waitFor();
  await fresh.getByRole('button', { name: say('session.recover_open') }).click();
  await expect(fresh.getByText(say('setup.field_needed')).first()).toBeVisible();
  await eye.look(fresh, 'recover-gaps');
}

async function damaged(page: Page, { say, eye }: Visit): Promise<void> {
  await page.locator('input[type=password]').fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: say('session.trouble_SAFE_DAMAGED') })).toBeVisible({
    timeout: 15_000,
  });
  await eye.look(page, 'trouble-damaged');
  await page.getByRole('button', { name: say('session.trouble_restore') }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await eye.look(page, 'trouble-restore');
}

/** A first case, and the good copy that the next sign-in makes of it. */
async function keepCopy(dir: string): Promise<void> {
  const caller = new OfficeCaller(dir, RESOURCES, VERSION);
  const [person] = (await caller.call('app.state', {})).staff;
  if (person === undefined) throw new Error('the office has no people');
  const signIn = { user: person.id, passphrase: PASSPHRASE };
  await caller.call('session.signIn', signIn);
  const { draftId } = await caller.call('cases.startRegistration', { notSameAs: [] });
  await caller.call('cases.saveDraft', { draftId, document: aCase() as never, accepted: [], notSameAs: [] });
  await caller.call('cases.save', { draftId });
  caller.close();
  await caller.call('session.signIn', signIn);
  caller.close();
}

test.describe.configure({ mode: 'parallel' });

for (const language of ['en', 'ar'] as const) {
  test(`every screen before the open office is accessible, keeps to the policy and fits (${language})`, async () => {
    test.setTimeout(300_000);
    const userData = makeFolder();
    const here: Visit = { userData, language, say: wordsOf(language), eye: inspector(language) };
    const office = join(userData, 'office');
    try {
      await visit(here, async (app, page) => {
        await speak(page, language);
        await setUp(page, here);
        await locked(app, page, here);
      });
      const database = join(office, 'office.db');
      await keepCopy(office);
      truncateSync(database, statSync(database).size / 2);
      await visit(here, (_app, page) => damaged(page, here));
      const keys = readFileSync(keyFilePath(office), 'utf8');
      writeFileSync(keyFilePath(office), keys.slice(0, keys.length / 2));
      await visit(here, (_app, page) => here.eye.look(page, 'trouble-keys'));
      expect(here.eye.broken).toEqual([]);
    } finally {
      removeFolder(userData);
    }
  });

  test(`the demo is offered without a fault on the screen (${language})`, async () => {
    test.setTimeout(120_000);
    const userData = makeFolder();
    const here: Visit = { userData, language, say: wordsOf(language), eye: inspector(language) };
    try {
      await visit(here, async (_app, page) => {
        await speak(page, language);
        await page.getByRole('button', { name: here.say('setup.demo') }).click();
        await page.locator('#open-demo').waitFor({ timeout: 60_000 });
        await here.eye.look(page, 'demo-ready');
      });
      expect(here.eye.broken).toEqual([]);
    } finally {
      removeFolder(userData);
    }
  });
}
