import { test as base, type ElectronApplication, type Page, type TestInfo } from '@playwright/test';
import { electronKind, firstPage, launch, makeFolder, removeFolder } from './launch.ts';

export { SCREEN, electronKind, electronPath, firstPage, launch, makeFolder, removeFolder, root } from './launch.ts';

/**
 * Writes `name`.png of what the page shows now into the test's output folder, when somebody wants to look at pictures
 * (HIFADHI_PICTURES=1): they prove nothing, and take as long as everything else.
 */
export async function shot(page: Page, name: string, info: TestInfo = test.info()): Promise<void> {
  if (process.env['HIFADHI_PICTURES'] !== '1') return;
  await page.screenshot({ path: info.outputPath(`${name}.png`), animations: 'disabled' });
}

interface Fixtures {
  readonly userData: string;
  readonly app: ElectronApplication;
  readonly page: Page;
}

export const test = base.extend<Fixtures>({
  userData: async ({}, use) => {
    const dir = makeFolder();
    await use(dir);
    removeFolder(dir);
  },
  app: async ({ userData }, use) => {
    const app = await launch(userData);
    await use(app);
    await app.close();
  },
  page: async ({ app }, use) => {
    await use(await firstPage(app));
  },
});

test.beforeEach(({}, info) => {
  info.annotations.push({ type: 'engine', description: electronKind });
});

export { expect } from '@playwright/test';
