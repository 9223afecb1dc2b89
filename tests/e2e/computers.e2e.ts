import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { childToShare } from '../builders/one-child.ts';
import { Offices, PASSPHRASE, type TestOffice } from '../exchange/office-pair.ts';
import { enter, openChild, openOffice } from './at-a-case.ts';
import { expect, makeFolder, removeFolder, test } from './fixture.ts';
import { press, reach, typeInto } from './keyboard.ts';
import { go, inspector, saveAt, speak } from './look.ts';
import { choose } from './staged-office.ts';
import { newestFor, Walk } from './stories/walk.ts';
import { wordsOf } from './words.ts';

// A second laptop becomes a computer of an office with one stick there and back, and the two then work together: with the
// keyboard alone, the new one in two languages, every screen in its themes and at 200 %.
const [FIRST_CHILD, SECOND_CHILD] = ['Zawadi Tumaini', 'Furaha Neema'];
const NAME = 'Front desk';
const [say, sayAr] = [wordsOf('en'), wordsOf('ar')];
const [eye, eyeAr] = [inspector('en'), inspector('ar')];

const sixWords = (page: Page): Promise<string[]> => page.locator('.xwords li span').allInnerTexts();
async function tick(page: Page): Promise<void> {
  await reach(page, page.getByRole('checkbox'));
  await page.keyboard.press('Space');
}

/** A computer without an office: its profile and where its office will lie. */
class NewComputer {
  readonly #profile = makeFolder();
  readonly dir: string;
  constructor(dir: string) {
    this.dir = dir;
  }
  async use(work: (page: Page, app: ElectronApplication) => Promise<void>): Promise<void> {
    const [app, page] = await openOffice(this.dir, this.#profile);
    try {
      await work(page, app);
    } finally {
      await app.close();
    }
  }
  remove(): void {
    removeFolder(this.#profile);
  }
}

/** Saves the request of a computer that has no office, and answers the words that it shows. */
async function ask(page: Page, app: ElectronApplication, request: string): Promise<string[]> {
  await eye.watch(page);
  await press(page, page.getByRole('button', { name: say('join.title') }));
  await expect(page.locator('.xwords li')).toHaveCount(6);
  await eye.look(page, 'join-request');
  await saveAt(app, request);
  await press(page, page.getByRole('button', { name: say('trust.save_request') }));
  await expect(page.getByText('new.hifadhi-computer')).toBeVisible();
  return sixWords(page);
}

/** An administrator compares, names and answers; the words that the new computer is to show. */
async function answer({ page, app }: Walk, request: string, words: readonly string[]): Promise<string[]> {
  await eye.watch(page);
  await go(page, '/exchange/trust', page.getByRole('heading', { name: say('computers.add') }));
  await choose(app, request);
  const panel = page.locator('section[aria-labelledby=t-add-computer]');
  await press(page, panel.getByRole('button', { name: say('trust.pick_request') }));
  await expect(panel.locator('.xwords li span')).toHaveText(words);
  await eye.look(page, 'computer-request');
  await tick(page);
  await typeInto(page, page.locator('#computer-name'), NAME);
  await typeInto(page, page.locator('#computer-passphrase'), 'not the one that it is');
  await page.keyboard.press('Enter');
  await expect(panel.getByText(/AUTH-001/)).toBeVisible();
  await typeInto(page, page.locator('#computer-passphrase'), PASSPHRASE);
  await page.keyboard.press('Enter');
  await expect(panel.getByText(`${NAME} can join`)).toBeVisible({ timeout: 30_000 });
  const list = page.locator('section[aria-labelledby=t-own-computers] tbody tr');
  await expect(list).toHaveCount(2);
  await expect(list.nth(1)).toContainText(NAME);
  await eye.look(page, 'computer-answered');
  return panel.locator('.xwords li span').allInnerTexts();
}

/** The answer is taken and the first person signs in: the cases of the office are there. */
async function joinAndSignIn(page: Page, app: ElectronApplication, file: string, words: string[]): Promise<void> {
  await choose(app, file);
  await press(page, page.getByRole('button', { name: sayAr('join.pick') }));
  await expect(page.getByRole('button', { name: sayAr('join.take') })).toBeVisible();
  expect(await sixWords(page)).toEqual(words);
  await eyeAr.look(page, 'join-answer');
  await tick(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: sayAr('join.title') })).toHaveCount(0, { timeout: 30_000 });
  await enter(page, PASSPHRASE);
  await go(page, '/cases', page.getByText(/^KSM-\d/).first());
}

test('a second computer joins an office with one stick, and what is saved there comes to the first', async () => {
  test.setTimeout(300_000);
  const offices = new Offices();
  await offices.prepare(['KSM']);
  const { stick, offices: taken } = await offices.take('KSM');
  const [a] = taken as [TestOffice];
  await a.register(childToShare(), { full_name: FIRST_CHILD });
  offices.closeAll();
  const computer = new NewComputer(offices.newFolder(a));
  const request = join(stick, 'new.hifadhi-computer');
  let [asked, answered]: string[][] = [[], []];
  try {
    await test.step('the new computer saves a request', () =>
      computer.use(async (page, app) => {
        asked = await ask(page, app, request);
      }));
    await test.step('the first one compares it, names it and answers', async () => {
      const walk = await Walk.into(a.dir);
      answered = await answer(walk, request, asked ?? []);
      await walk.close();
    });
    const file = readdirSync(stick).find((name) => name.endsWith('.hifadhi-computer-answer')) ?? '';
    await test.step('the new one, started anew, shows the same words, takes the answer and sees the cases', () =>
      computer.use(async (page, app) => {
        await eyeAr.watch(page);
        await speak(page, 'ar');
        await press(page, page.getByRole('button', { name: sayAr('join.title') }));
        await expect(page.locator('.xwords li span')).toHaveText(asked ?? []);
        await eyeAr.look(page, 'join-request');
        await joinAndSignIn(page, app, join(stick, file), answered ?? []);
      }));

    const second = await offices.openAt(computer.dir, a);
    await second.register(childToShare(), { full_name: SECOND_CHILD });
    second.close();
    await test.step('it writes a stick for the other computers of the office', async () => {
      const walk = await Walk.into(computer.dir);
      await eye.watch(walk.page);
      await walk.writeStick(stick, undefined, async (step) => {
        await expect(step.getByText(/Everything that the other computers of this office/)).toBeVisible();
        await eye.look(walk.page, 'own-leaves');
      });
      await walk.close();
    });
    await test.step('the first one reads it, and has the case and the name of the second', async () => {
      const walk = await Walk.into(a.dir);
      const { page } = walk;
      await walk.readStick(newestFor('KSM', stick));
      await openChild(page, SECOND_CHILD);
      await eyeAr.watch(page);
      await speak(page, 'ar');
      await go(page, '/exchange/trust', page.getByText(NAME));
      await expect(page.locator('section[aria-labelledby=t-own-computers] tbody tr')).toHaveCount(2);
      await eyeAr.look(page, 'computers');
      await walk.close();
    });
  } finally {
    computer.remove();
    offices.remove();
  }
  expect([...eye.broken, ...eyeAr.broken]).toEqual([]);
});
