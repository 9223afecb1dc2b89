import axe from 'axe-core';
import type { Locator, Page } from '@playwright/test';
import type { Bridge } from '#core/contracts/index.ts';
import { expect, SCREEN, test } from './fixture.ts';
import type { Language } from './words.ts';

/** Rules whose outcome the colours decide; everything else is the same in every theme. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'] as const;
const THEMES = { en: ['light', 'dark', 'contrast'], ar: ['light'] } as const;
/** Twice as large on the same screen. */
const ZOOMED = { width: SCREEN.width / 2, height: SCREEN.height / 2 } as const;

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

async function findings(page: Page, rules: readonly string[] | undefined): Promise<string[]> {
  const violations = await page.evaluate(async (only) => {
    const { axe: engine } = globalThis as unknown as {
      axe: { run: (root: Document, options: object) => Promise<{ violations: Finding[] }> };
    };
    // What holds is not read, so it is not written down either.
    const rules = only === undefined ? {} : { runOnly: { type: 'rule', values: only } };
    const options = { ...rules, resultTypes: ['violations'] };
    const { violations: found } = await engine.run(document, options);
    return found.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) }));
  }, rules);
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200) ?? ''} (${String(nodes.length)})`);
}

/** Nothing is on its way any more: no data, no style, no font, no movement. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0, { timeout: 30_000 });
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].every(({ sheet }) => sheet !== null),
  );
  await page.evaluate(async () => {
    await document.fonts.ready;
    const moving = document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    await Promise.allSettled(moving.map((one) => one.finished));
  });
}

/**
 * Opens `path` in a page that is signed in. The page before must be gone and `sign` in sight: the heading alone says
 * nothing, because the old page stays until the next one has been fetched.
 */
export async function go(page: Page, path: string, sign: Locator): Promise<void> {
  await page.evaluate((hash) => {
    if (window.location.hash === hash) return;
    document.querySelector('#main > *')?.setAttribute('data-left', '');
    window.location.hash = hash;
  }, `#${path}`);
  await expect(page.locator('[data-left]')).toHaveCount(0, { timeout: 30_000 });
  await expect(sign).toBeVisible({ timeout: 30_000 });
  await settled(page);
}

/** How far the page, or a part of it that must not be moved sideways, is wider than its place. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const parts = ['html', '#main', '.page-body', '.form-pane', '.dialog', '.dialog__body', '.entrance__main'];
    return parts.flatMap((selector) =>
      [...document.querySelectorAll<HTMLElement>(selector)].flatMap((part) => {
        const over = part.scrollWidth - part.clientWidth;
        return over > 1 ? [`${selector} is ${String(over)} px too wide`] : [];
      }),
    );
  });
}

/**
 * Into the test's folder and not into its report: there are hundreds. Only when somebody wants to look at them
 * (HIFADHI_PICTURES=1): they prove nothing, and take as long as everything else here.
 */
async function picture(page: Page, name: string): Promise<void> {
  if (process.env['HIFADHI_PICTURES'] !== '1') return;
  await page.screenshot({ path: test.info().outputPath(`${name}.png`), animations: 'disabled' });
}

/** Makes `language` the language of the program, and begins its first page again. */
export async function speak(page: Page, language: Language): Promise<void> {
  await page.evaluate(async (wanted) => {
    const { hifadhi } = globalThis as unknown as { readonly hifadhi: Bridge };
    const rest = { theme: 'light', density: 'comfortable', textSize: 100, letterKeys: true } as const;
    await hifadhi.app.setPreferences({ language: wanted, ...rest });
  }, language);
  await page.reload();
  await page.locator('h1').first().waitFor();
}

export interface Inspector {
  /** What was found; a test ends by expecting nothing. */
  readonly broken: string[];
  /** Looks at what the page shows now in every theme and at 200 % zoom, and leaves it as it was. */
  readonly look: (page: Page, name: string) => Promise<void>;
  /** Notes every use of what the content security policy forbids, and every error, from now on. */
  readonly watch: (page: Page) => Promise<void>;
}

export function inspector(language: Language): Inspector {
  const broken: string[] = [];
  return {
    broken,
    watch: async (page) => {
      page.on('console', (message) => {
        if (message.text().startsWith('policy:')) broken.push(message.text());
      });
      page.on('pageerror', (error) => broken.push(`error: ${error.message}`));
      // Movement takes its time from axe and from pictures; a person may switch it off as well.
      await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'light' });
      await page.setViewportSize(SCREEN);
      const report = (): void => {
        document.addEventListener('securitypolicyviolation', (event) => {
          console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${location.hash}`);
        });
      };
      await page.addInitScript(report);
      await page.evaluate(report);
    },
    look: async (page, name) => {
      // Looking is not using: without a key the office would lock after its five minutes.
      await page.keyboard.press('Shift');
      await settled(page);
      if (await page.locator('.last-resort').isVisible()) broken.push(`${name}, ${language}: an error nobody caught`);
      if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
      const theme = await page.evaluate(() => document.documentElement.dataset['theme'] ?? '');
      for (const [i, one] of THEMES[language].entries()) {
        await page.evaluate((wanted) => (document.documentElement.dataset['theme'] = wanted), one);
        for (const finding of await findings(page, i === 0 ? undefined : COLOUR_RULES))
          broken.push(`${name}, ${language} ${one}: ${finding}`);
        await picture(page, `${name}-${language === 'ar' ? 'arabic' : one}`);
      }
      await page.evaluate((before) => (document.documentElement.dataset['theme'] = before), theme);
      await page.setViewportSize(ZOOMED);
      await settled(page);
      for (const finding of await tooWide(page)) broken.push(`${name}, ${language} at 200 %: ${finding}`);
      await picture(page, `${name}-zoom${language === 'ar' ? '-arabic' : ''}`);
      await page.setViewportSize(SCREEN);
    },
  };
}
