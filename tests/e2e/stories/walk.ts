import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { PASSPHRASE } from '../../exchange/office-pair.ts';
import { editButton, enter, goToForm, more, openChild, openOffice, signIn, tab } from '../at-a-case.ts';
import { expect, makeFolder, removeFolder, SCREEN } from '../fixture.ts';
import { press, reach, typeInto } from '../keyboard.ts';
import { choose } from '../staged-office.ts';

// The ways through the app that the stories share, with the keyboard alone.

/** The file that was written last on a stick for an office. */
export function newestFor(code: string, stick: string): string {
  const folder = join(stick, 'HIFADHI', code);
  const files = readdirSync(folder).map((name) => join(folder, name));
  return files.reduce((a, b) => (statSync(a).mtimeMs > statSync(b).mtimeMs ? a : b));
}

/** One app on the folder of an office, for all stories of a file; its windows come and go with people. */
export class Walk {
  readonly app: ElectronApplication;
  readonly #profile: string;
  page: Page;

  private constructor(app: ElectronApplication, page: Page, profile: string) {
    this.app = app;
    this.page = page;
    this.#profile = profile;
  }

  static async into(dir: string, name?: string, passphrase: string = PASSPHRASE): Promise<Walk> {
    const profile = makeFolder();
    const [app, page] = await openOffice(dir, profile);
    const walk = new Walk(app, page, profile);
    await walk.signIn(name, passphrase);
    return walk;
  }

  async signIn(name: string | undefined, passphrase: string): Promise<void> {
    if (name === undefined) await enter(this.page, passphrase);
    else await signIn(this.page, name, passphrase);
  }

  /** The next person sits down: signing out gives a window that has never shown a case. */
  async changeTo(name: string, passphrase: string = PASSPHRASE): Promise<void> {
    await press(this.page, this.page.locator('.user').getByRole('button').first());
    await expect(this.page.getByRole('menuitem', { name: 'Sign out' })).toBeFocused();
    await this.#newWindow(() => this.page.keyboard.press('Enter'));
    await this.signIn(name, passphrase);
  }

  /** Locks; the window with everything it showed is gone. */
  async lock(): Promise<void> {
    await this.#newWindow(() => this.page.keyboard.press('Control+l'));
  }

  async #newWindow(act: () => Promise<void>): Promise<void> {
    const [next] = await Promise.all([this.app.waitForEvent('window'), act()]);
    this.page = next;
    await next.setViewportSize(SCREEN);
  }

  async close(): Promise<void> {
    await this.app.close();
    removeFolder(this.#profile);
  }

  /** Reads a file from a stick: chosen, checked, taken in. */
  async readStick(path: string): Promise<void> {
    const { page } = this;
    await choose(this.app, path);
    await press(page, page.getByRole('link', { name: /^Exchange/ }));
    await press(page, page.getByRole('button', { name: 'Read a USB stick' }));
    await press(page, page.locator('.page-body .btn--primary').first());
    await press(page, page.getByRole('button', { name: 'Take in the changes' }));
    await expect(page.getByText(/ taken in$/).first()).toBeVisible({ timeout: 30_000 });
  }
  /**
   * Writes what the choice says on the stick for the one other office, and reads it back.
   *
   * @param cases which of the choices; without it the one that is offered first.
   * @param seen looks at what leaves, before it is written.
   */
  async writeStick(stick: string, cases: RegExp | undefined, seen: (step: Locator) => Promise<void>): Promise<void> {
    const { page } = this;
    await choose(this.app, stick);
    await press(page, page.getByRole('link', { name: /^Exchange/ }));
    await press(page, page.getByRole('button', { name: 'Write a USB stick' }));
    const step = page.locator('.xstep--now');
    await expect(step.getByRole('radiogroup')).toBeVisible();
    if (cases !== undefined) {
      const wanted = step.getByRole('radio', { name: cases });
      await reach(page, step.getByRole('radiogroup'));
      for (let i = 0; i < 4 && !(await wanted.isChecked()); i += 1) await page.keyboard.press('ArrowDown');
      await expect(wanted).toBeChecked();
    }
    await page.keyboard.press('Control+Enter');
    await seen(step);
    await page.keyboard.press('Control+Enter');
    await press(page, step.getByRole('button', { name: 'Choose the stick' }));
    await expect(step.getByRole('button', { name: 'Write and verify' })).toBeVisible();
    await page.keyboard.press('Control+Enter');
    const whole = page.getByText('The file was read back from the stick and is whole.');
    await expect(whole).toBeVisible({ timeout: 30_000 });
  }

  async openChild(name: string): Promise<void> {
    await openChild(this.page, name);
  }
  async code(): Promise<string> {
    return (await this.page.getByRole('heading', { level: 1, name: /^KSM-/ }).innerText()).trim();
  }

  async edit(): Promise<void> {
    await this.page.keyboard.press('e');
    await expect(this.page.getByText(/^Draft saved/)).toBeVisible();
  }
  goToForm(typed: string): Promise<void> {
    return goToForm(this.page, typed);
  }
  /** A new entry in the first table of records on the page. */
  async newEntry(what: string): Promise<void> {
    await expect(this.page.getByRole('button', { name: `New entry: ${what}` })).toBeVisible();
    await this.page.keyboard.press('Control+Shift+Enter');
  }
  async save(): Promise<void> {
    await this.page.keyboard.press('Control+Enter');
    const edit = editButton(this.page);
    await expect(edit).toBeVisible({ timeout: 20_000 });
    await expect(edit).not.toHaveAttribute('aria-busy');
  }

  group(question: string): Locator {
    return this.page
      .getByRole('group', { name: question, exact: true })
      .or(this.page.getByRole('radiogroup', { name: question, exact: true }))
      .first();
  }
  /** Day, month and year, and a time when the question asks for one. */
  async date(question: string, day: string, time?: string): Promise<void> {
    const group = this.group(question);
    await this.far(group.locator('input').first());
    const parts = day.split('-').map((part) => String(Number(part)));
    for (const part of [parts[2], parts[1], parts[0]]) {
      await this.page.keyboard.press('Control+a');
      await this.page.keyboard.type(part ?? '');
      await this.page.keyboard.press('Tab');
    }
    if (time === undefined) return;
    await typeInto(this.page, this.page.getByRole('textbox', { name: `${question}, time` }), time);
  }
  async text(question: string, words: string): Promise<void> {
    const field = this.page.getByRole('textbox', { name: question, exact: true });
    await this.far(field);
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.type(words);
  }
  /** One of a few answers that stand open: the arrows move to it. */
  async pick(question: string, answer: string): Promise<void> {
    const choice = this.page.getByRole('radiogroup', { name: question, exact: true });
    const wanted = choice.getByRole('radio', { name: answer, exact: true });
    await this.far(choice);
    await this.page.keyboard.press('Space');
    for (let i = 0; i < 10 && !(await wanted.isChecked()); i += 1) await this.page.keyboard.press('ArrowRight');
    await expect(wanted).toBeChecked();
  }
  /** One of many, found by typing. */
  async find(question: string, answer: string): Promise<void> {
    const box = this.page.getByRole('combobox', { name: question, exact: true });
    await this.far(box);
    await this.page.keyboard.type(answer);
    await expect(this.page.getByRole('option').first()).toContainText(new RegExp(answer, 'iu'));
    await this.page.keyboard.press('Enter');
  }
  /** Long forms have more questions than a page of other things. */
  async far(target: Locator): Promise<void> {
    await reach(this.page, target, 250);
  }

  get aside(): Locator {
    return this.page.locator('.aside');
  }
  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }
  task(name: string): Locator {
    return this.aside.getByRole('listitem').filter({ hasText: name });
  }
  async tab(name: RegExp): Promise<void> {
    await tab(this.page, name);
  }
  /** Chooses from the case's menu. */
  async more(item: string): Promise<void> {
    await more(this.page, item);
    await this.page.keyboard.press('Enter');
  }
  async myDay(): Promise<void> {
    await this.far(this.page.getByRole('navigation').getByRole('link', { name: /^My day/ }));
    await this.page.keyboard.press('Enter');
    await expect(this.page.getByRole('heading', { level: 1, name: 'My day' })).toBeVisible();
  }
  line(code: string): Locator {
    return this.page.locator('.todo').filter({ hasText: code });
  }
}
