import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runFolder } from '../builders/kept-folder.ts';

/** The repository's folder, which is also the app's. */
export const root = join(import.meta.dirname, '../..');
export const SCREEN = { width: 1366, height: 768 } as const;

const BINARIES: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron',
};

interface Engine {
  readonly kind: 'electron' | 'host';
  readonly path: string;
}

/** Real Electron when its binary is here, the test host otherwise; HIFADHI_E2E=host or =electron forces one. */
function findEngine(): Engine {
  const wanted = process.env['HIFADHI_E2E'];
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(root, 'node_modules/electron/dist');
  const path = join(dist, BINARIES[process.platform] ?? 'electron');
  if (wanted !== 'host' && existsSync(path)) return { kind: 'electron', path };
  if (wanted === 'electron') throw new Error('HIFADHI_E2E=electron, but there is no Electron binary');
  return { kind: 'host', path: join(root, 'tests/host/electron') };
}

const engine = findEngine();
export const electronKind: Engine['kind'] = engine.kind;
export const electronPath: string = engine.path;

const inherited = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);

/** Where the processes of a run keep what Node made of the program's files, each as it would make it again. */
function compiledHere(): Record<string, string> {
  const run = runFolder();
  return engine.kind === 'electron' || run === undefined ? {} : { NODE_COMPILE_CACHE: join(run, 'compiled') };
}

/**
 * Starts the app with `userData` as its profile folder. `env` is added to the environment; `app` is the folder or file
 * to start instead of the product, `args` further arguments of the command line.
 */
export function launch(
  userData: string,
  env: Readonly<Record<string, string>> = {},
  app: string = root,
  args: readonly string[] = [],
): Promise<ElectronApplication> {
  return _electron.launch({
    executablePath: electronPath,
    // Without the key ring of whoever runs the tests: their offices are opened by the bare engine as well.
    args: [...(engine.kind === 'electron' ? ['--password-store=basic'] : []), app, ...args],
    cwd: root,
    env: { ...inherited, ...compiledHere(), HIFADHI_USER_DATA: userData, ...env },
  });
}

/** What a page and the app behind it say of themselves, each asked in its own way and none of them waited for long. */
async function tellStart(app: ElectronApplication, said: readonly string[]): Promise<string> {
  const soon = (what: Promise<unknown>): Promise<string> =>
    Promise.race([what, delay(5000, 'no answer')]).then(
      (answer) => JSON.stringify(answer).slice(0, 1500),
      (error: unknown) => String(error),
    );
  const windows = app.evaluate(({ BrowserWindow }) =>
    Promise.all(
      BrowserWindow.getAllWindows().map(async ({ webContents }) => ({
        url: webContents.getURL(),
        loading: webContents.isLoading(),
        bridge: (await webContents.executeJavaScript('typeof hifadhi')) as unknown,
        body: (await webContents.executeJavaScript('document.body.outerHTML')) as unknown,
      })),
    ),
  );
  const pages = app.windows().map((page) => page.url());
  return `pages: ${pages.join(' ')}\nwindows: ${await soon(windows)}\nsaid: ${said.join('').slice(-3000)}`;
}

/** The first page, when it is there: the window opens before it, and what a test did until then would be lost. */
export async function firstPage(app: ElectronApplication): Promise<Page> {
  const said: string[] = [];
  const { stdout, stderr } = app.process();
  for (const stream of [stdout, stderr]) stream?.on('data', (data: Buffer) => said.push(data.toString()));
  const page = await app.firstWindow();
  page.on('console', (message) => said.push(`${message.text()}\n`));
  try {
    await page.locator('h1').first().waitFor({ timeout: 30_000 });
  } catch (error) {
    throw new Error(`the app did not show its first page\n${await tellStart(app, said)}`, { cause: error });
  }
  return page;
}

/** A fresh private folder, for a profile or as a pretended USB stick. */
export const makeFolder = (): string => mkdtempSync(join(tmpdir(), 'hifadhi-e2e-'));
export function removeFolder(dir: string): void {
  rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
