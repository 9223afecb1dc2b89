import axe from 'axe-core';
import type { Page } from '@playwright/test';
import type { Bridge } from '#core/contracts/index.ts';
import { expect, SCREEN, shot, test } from './fixture.ts';

type Hifadhi = { readonly hifadhi: Bridge };

/** Every screen behind the sign-in; `:id` is a case of the demo office. */
const ROUTES = [
  '/home',
  '/cases',
  '/case/:id',
  '/register',
  '/print/case-summary/:id',
  '/exchange',
  '/exchange/cards',
  '/exchange/write?case=:id',
  '/exchange/read',
  '/review',
  '/people',
  '/audit',
  '/settings',
] as const;

async function openDemo(page: Page): Promise<string> {
  await page.setViewportSize(SCREEN);
  await page.getByRole('button', { name: 'Try with demo data' }).click();
  await page.getByRole('button', { name: 'Open the demo office' }).click({ timeout: 60_000 });
  await page.getByRole('navigation').first().waitFor();
  const id = await page.evaluate(async () => {
    const { hifadhi } = globalThis as unknown as Hifadhi;
    const query = {
      text: '',
      exactSpelling: false,
      status: [],
      risk: [],
      sex: [],
      mine: false,
      conflicts: false,
      office: 'all' as const,
      sort: 'code' as const,
      descending: false,
    };
    const reply = await hifadhi.cases.list({ query, offset: 0, limit: 1, showNames: false });
    return reply.ok ? reply.value.rows[0]?.caseId : undefined;
  });
  expect(id).toBeDefined();
  return String(id);
}

async function go(page: Page, route: string): Promise<void> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#${route}`);
  await expect.poll(() => page.evaluate(() => window.location.hash)).toBe(`#${route}`);
  await page.locator('h1').first().waitFor();
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
}

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: { run: () => Promise<{ violations: Finding[] }> } }).axe.run;
    return (await run()).violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => ({ html })) }));
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ''} (${String(nodes.length)})`);
}

test('every screen is accessible, keeps to the policy and fits, light, dark, Arabic and at 200 % zoom', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const id = await openDemo(page);
  const broken: string[] = [];
  await page.evaluate(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  page.on('console', (message) => {
    if (message.text().startsWith('policy:')) broken.push(message.text());
  });
  page.on('pageerror', (error) => broken.push(`error: ${error.message}`));
  const set = async (theme: 'light' | 'dark' | 'contrast', language: 'en' | 'ar'): Promise<void> => {
    await page.evaluate(
      async ([t, l]) => {
        const { hifadhi } = globalThis as unknown as Hifadhi;
        await hifadhi.app.setPreferences({
          language: l,
          theme: t,
          density: 'comfortable',
          textSize: 100,
          letterKeys: true,
        });
      },
      [theme, language] as const,
    );
    await page.reload();
    await page.locator('h1').first().waitFor();
  };
  for (const [name, theme, language] of [
    ['light', 'light', 'en'],
    ['dark', 'dark', 'en'],
    ['contrast', 'contrast', 'en'],
    ['arabic', 'light', 'ar'],
  ] as const) {
    await set(theme, language);
    for (const route of ROUTES) {
      await go(page, route.replace(':id', id));
      for (const finding of await findings(page)) broken.push(`${name} ${route} ${finding}`);
      await shot(page, `${name}${route.replaceAll(/[^a-z]+/g, '-')}`);
    }
  }
  await set('light', 'en');
  await page.setViewportSize({ width: SCREEN.width / 2, height: SCREEN.height / 2 });
  for (const route of ROUTES) {
    await go(page, route.replace(':id', id));
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wider > 0) broken.push(`zoom ${route} is ${String(wider)} px too wide`);
    await shot(page, `zoom${route.replaceAll(/[^a-z]+/g, '-')}`);
  }
  expect(broken).toEqual([]);
});
