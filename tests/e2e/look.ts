import axe from 'axe-core';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import type { Bridge } from '#core/contracts/index.ts';
import { expect, SCREEN, test } from './fixture.ts';
import type { Language } from './words.ts';

/** Rules whose outcome the colours decide; everything else is the same in every theme. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'] as const;
const THEMES = { en: ['light', 'dark', 'contrast'], ar: ['light'] } as const;
/** Twice as large on the same screen. */
const ZOOMED = { width: SCREEN.width / 2, height: SCREEN.height / 2 } as const;

/** So often a page may draw itself anew while it is looked at. */
const TURNS = 5;

/** Somebody wants to look at the pages as pictures. */
const PICTURES = process.env['HIFADHI_PICTURES'] === '1';

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

const told = ({ id, nodes }: Finding): string =>
  `${id}: ${nodes[0]?.html.slice(0, 200) ?? ''} (${String(nodes.length)})`;

interface Sight {
  readonly theme: string;
  /** An error that nobody caught is told on the page. */
  readonly lost: boolean;
  readonly violations: readonly Finding[];
}

/** Runs axe, when the page has it, on the whole page with every rule but those of colours. */
async function sight(page: Page): Promise<Sight | undefined> {
  return page.evaluate(
    async (rules) => {
      const { axe: engine } = globalThis as unknown as {
        axe?: { run: (context: unknown, options: object) => Promise<{ violations: Finding[] }> };
      };
      if (engine === undefined) return undefined;
      // What holds is not read, so it is not written down either.
      const options = { rules: Object.fromEntries(rules.map((rule) => [rule, { enabled: false }])) };
      const { violations: found } = await engine.run(document, { ...options, resultTypes: ['violations'] });
      return {
        theme: document.documentElement.dataset['theme'] ?? '',
        lost: document.querySelector('.last-resort') !== null,
        violations: found.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) })),
      };
    },
    [...COLOUR_RULES],
  );
}

/** The same, after giving axe to a page that was not looked at before. */
async function firstSight(page: Page): Promise<Sight> {
  await page.evaluate(axe.source);
  const seen = await sight(page);
  if (seen === undefined) throw new Error('the page did not keep axe');
  return seen;
}

/**
 * Runs the rules of colours on the texts kept for a theme, and notes their kinds as judged. A page that drew itself
 * anew in the meantime took some away: those are not judged, and their kind is looked for again.
 */
async function colourFindings(page: Page, theme: string): Promise<string[]> {
  const { kinds, violations } = await page.evaluate(
    async ({ of, rules }) => {
      const { axe: engine, texts } = globalThis as unknown as {
        axe: { run: (context: unknown, options: object) => Promise<{ violations: Finding[] }> };
        texts: ReadonlyMap<string, readonly (readonly [string, Element])[]>;
      };
      const still = texts.get(of)?.filter(([, text]) => text.isConnected) ?? [];
      if (still.length === 0) return { kinds: [], violations: [] };
      const { violations: found } = await engine.run(
        { include: still.map(([, text]) => text) },
        { runOnly: { type: 'rule', values: rules }, resultTypes: ['violations'] },
      );
      return {
        kinds: still.map(([kind]) => kind),
        violations: found.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) })),
      };
    },
    { of: theme, rules: [...COLOUR_RULES] },
  );
  for (const kind of kinds) judged.add(kind);
  return violations.map(told);
}

/** Kinds of texts that were found readable or told already, by what decides their colours. */
const judged = new Set<string>();

/**
 * Keeps in the page one text of each kind that was never judged, for each theme, and answers which themes have any. What
 * a text and its ground look like follows from the elements around it, their classes and states, and from what the
 * browser made of them; axe takes half its time to find that out for each word of every page again.
 */
async function unseenTexts(page: Page, themes: readonly string[]): Promise<readonly string[]> {
  const shown = await page.evaluate((all) => {
    const states = /^(?:class|data-|aria-(?:current|selected|pressed|checked|expanded|invalid|disabled)|disabled|type)/;
    const own = (element: Element): string =>
      [...element.attributes].flatMap(({ name, value }) => (states.test(name) ? [`${name}=${value}`] : [])).join(' ');
    const made = (element: Element): string => {
      const { color, backgroundColor, opacity, fontSize, fontWeight } = getComputedStyle(element);
      return [color, backgroundColor, opacity, fontSize, fontWeight].join(' ');
    };
    const hashOf = (text: string): string => {
      let [a, b] = [0x811c9dc5, 0x1000193];
      for (let i = 0; i < text.length; i += 1) {
        a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
        b = Math.imul(b ^ text.charCodeAt(i), 0x85ebca6b);
      }
      return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`;
    };
    const kindOf = (element: Element, known: Map<Element, string>): string => {
      const before = known.get(element);
      if (before !== undefined) return before;
      const above = element.parentElement === null ? '' : kindOf(element.parentElement, known);
      const kind = hashOf(`${above} ${element.localName} ${own(element)} ${made(element)}`);
      known.set(element, kind);
      return kind;
    };
    const says = (element: Element): boolean =>
      /^(?:input|textarea|select)$/.test(element.localName) ||
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.nodeValue ?? '').trim() !== '');
    // What lies under something else is not judged by axe either: its kind stays unseen.
    const covered = (element: Element): boolean => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const top = document.elementFromPoint(x + width / 2, y + height / 2);
      return top !== null && !element.contains(top) && !top.contains(element);
    };
    const root = [...document.querySelectorAll('[role=dialog], [role=alertdialog]')].at(-1) ?? document.body;
    const texts = [...root.querySelectorAll('*')].filter(
      (element) => says(element) && element.checkVisibility() && !covered(element),
    );
    const { dataset } = document.documentElement;
    const now = dataset['theme'] ?? '';
    const kinds = all.map((theme): [string, Map<string, Element>] => {
      dataset['theme'] = theme;
      const known = new Map<Element, string>();
      return [theme, new Map(texts.map((element) => [kindOf(element, known), element]))];
    });
    dataset['theme'] = now;
    (globalThis as unknown as { kinds: typeof kinds }).kinds = kinds;
    return kinds.map(([theme, found]): [string, string[]] => [theme, [...found.keys()]]);
  }, themes);
  const unseen = shown.map(([theme, kinds]): [string, string[]] => [theme, kinds.filter((kind) => !judged.has(kind))]);
  if (unseen.every(([, kinds]) => kinds.length === 0)) return [];
  await page.evaluate((wanted) => {
    const here = globalThis as unknown as {
      kinds: readonly [string, ReadonlyMap<string, Element>][];
      texts: ReadonlyMap<string, readonly (readonly [string, Element])[]>;
    };
    const found = new Map(here.kinds);
    here.texts = new Map(
      wanted.map(([theme, kinds]) => [
        theme,
        kinds.flatMap((kind): [string, Element][] => {
          const text = found.get(theme)?.get(kind);
          return text === undefined ? [] : [[kind, text]];
        }),
      ]),
    );
  }, unseen);
  return unseen.flatMap(([theme, kinds]) => (kinds.length > 0 ? [theme] : []));
}

async function clothe(page: Page, theme: string): Promise<void> {
  await page.evaluate((wanted) => (document.documentElement.dataset['theme'] = wanted), theme);
}

/** So many milliseconds a page may be on its way. */
const PATIENCE = 30_000;

/** Nothing is on its way any more: no data, no style, no font, no movement. One call: each costs five processes time. */
export async function settled(page: Page): Promise<void> {
  const late = await page.evaluate(async (most) => {
    const until = performance.now() + most;
    const onItsWay = (): string => {
      const busy = document.querySelector('[aria-busy=true]');
      if (busy !== null) return busy.outerHTML.slice(0, 200);
      const styles = [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')];
      return styles.find(({ sheet }) => sheet === null)?.href ?? '';
    };
    for (let what = onItsWay(); what !== ''; what = onItsWay()) {
      if (performance.now() > until) return what;
      await new Promise(requestAnimationFrame);
    }
    await document.fonts.ready;
    const moving = document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime));
    await Promise.allSettled(moving.map((one) => one.finished));
    return '';
  }, PATIENCE);
  expect(late, 'nothing is on its way any more').toBe('');
}

/**
 * Opens `path` in a page that is signed in. The page before must be gone and `sign` in sight: the heading alone says
 * nothing, because the old page stays until the next one has been fetched.
 */
export async function go(page: Page, path: string, sign: Locator): Promise<void> {
  await page.evaluate((hash) => {
    if (window.location.hash === hash) return;
    // What stands above every page stays.
    document.querySelector('#main > :not(.notice--bar, .trial)')?.setAttribute('data-left', '');
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
  if (!PICTURES) return;
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
      const { theme, lost, violations } = (await sight(page)) ?? (await firstSight(page));
      if (lost) broken.push(`${name}, ${language}: an error nobody caught`);
      for (const violation of violations) broken.push(`${name}, ${language}: ${told(violation)}`);
      let unseen = await unseenTexts(page, THEMES[language]);
      for (let turns = 0; unseen.length > 0; turns += 1) {
        if (turns === TURNS) {
          broken.push(`${name}, ${language}: never stood still`);
          break;
        }
        for (const one of unseen) {
          await clothe(page, one);
          for (const finding of await colourFindings(page, one)) broken.push(`${name}, ${language} ${one}: ${finding}`);
        }
        await clothe(page, theme);
        unseen = await unseenTexts(page, THEMES[language]);
      }
      if (PICTURES) {
        for (const one of THEMES[language]) {
          await clothe(page, one);
          await picture(page, `${name}-${language === 'ar' ? 'arabic' : one}`);
        }
        await clothe(page, theme);
      }
      await page.setViewportSize(ZOOMED);
      await settled(page);
      for (const finding of await tooWide(page)) broken.push(`${name}, ${language} at 200 %: ${finding}`);
      await picture(page, `${name}-zoom${language === 'ar' ? '-arabic' : ''}`);
      await page.setViewportSize(SCREEN);
    },
  };
}

/** The next time somebody is asked where a file is to lie, they choose this. */
export async function saveAt(app: ElectronApplication, path: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
}
