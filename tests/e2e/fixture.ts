import { test as base, type ElectronApplication, type Page, type TestInfo } from '@playwright/test';
import { electronKind, launch, makeFolder, removeFolder } from './launch.ts';

export { SCREEN, electronKind, electronPath, launch, makeFolder, removeFolder, root } from './launch.ts';

/** Writes `name`.png of what the page shows now into the test's output folder, and attaches it to the report. */
export async function shot(page: Page, name: string, info: TestInfo = test.info()): Promise<string> {
  const path = info.outputPath(`${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  await info.attach(name, { path, contentType: 'image/png' });
  return path;
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
    await use(await app.firstWindow());
  },
});

test.beforeEach(({}, info) => {
  info.annotations.push({ type: 'engine', description: electronKind });
});

export { expect } from '@playwright/test';
