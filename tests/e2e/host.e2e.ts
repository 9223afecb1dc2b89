import type { ElectronApplication, Page } from '@playwright/test';
import type * as Electron from 'electron';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test as base, electronKind, electronPath, expect, launch, root, SCREEN } from './fixture.ts';

// The ground under every other end-to-end test, on an app of a hundred lines, on the host or on real Electron.
const fixtureApp = join(root, 'tests/host/fixture-app');

interface PageApi {
  readonly echo: (value: unknown) => Promise<unknown>;
  readonly sender: () => Promise<unknown>;
  readonly fail: () => Promise<unknown>;
  readonly pick: () => Promise<unknown>;
  readonly sum: (a: number, b: number) => number;
}
interface MainApi {
  readonly gone: string;
  readonly seconds: string[][];
  readonly keys: string[];
  readonly replace: () => void;
  readonly pdf: () => Promise<string>;
}
declare global {
  interface Window {
    readonly fixture: PageApi;
  }
  var fixture: MainApi & PageApi;
}

const test = base.extend<{ readonly app: ElectronApplication }>({
  app: async ({ userData }, use) => {
    const app = await launch(userData, {}, fixtureApp);
    await use(app);
    await app.close();
  },
  page: async ({ app }, use) => {
    const page = await app.firstWindow();
    await expect(page.getByRole('heading')).toHaveText('Fixture');
    await use(page);
  },
});

test.describe.configure({ mode: 'parallel' });

const messageOf = (page: Page, call: 'fail' | 'pick'): Promise<unknown> =>
  page.evaluate(
    (name) =>
      window.fixture[name]().then(
        () => 'no error',
        (e: unknown) => (e instanceof Error ? { message: e.message, hasCode: 'code' in e } : e),
      ),
    call,
  );

test('values cross the bridge as structured clones, errors as text without code', async ({ page }) => {
  const back = await page.evaluate(async () => {
    const echoed = await window.fixture.echo({
      date: new Date(5),
      bytes: new Uint8Array([1, 255]),
      map: new Map([['k', new Set([1n])]]),
      nothing: undefined,
      nan: NaN,
      zero: -0,
    });
    const { date, bytes, map, nan, zero, ...rest } = echoed as Record<string, unknown>;
    return {
      date: date instanceof Date && date.getTime(),
      bytes: bytes instanceof Uint8Array && [...bytes],
      map: map instanceof Map && map.get('k') instanceof Set,
      nan: Number.isNaN(nan),
      zero: Object.is(zero, -0),
      keepsUndefined: 'nothing' in rest,
      sum: window.fixture.sum(2, 3),
      // A reactive proxy of a screen library is the usual way to meet this; it throws at once.
      proxy: await (async () => window.fixture.echo(new Proxy({ a: 1 }, {})))().catch((e: unknown) =>
        e instanceof Error ? e.message : e,
      ),
    };
  });
  expect(back).toEqual({
    date: 5,
    bytes: [1, 255],
    map: true,
    nan: true,
    zero: true,
    keepsUndefined: true,
    sum: 5,
    proxy: 'An object could not be cloned.',
  });
  expect(await messageOf(page, 'fail')).toEqual({
    message: "Error invoking remote method 'fail': RangeError: no",
    hasCode: false,
  });
});

test('the page has no Node, cannot change the bridge, and the main process knows who calls', async ({ page }) => {
  const seen = await page.evaluate(() => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    return {
      require: typeof Reflect.get(window, 'require'),
      process: typeof Reflect.get(window, 'process'),
      frozen: Object.isFrozen(window.fixture) && !Reflect.set(window, 'fixture', {}),
      inFrame: typeof frame.contentWindow?.fixture,
    };
  });
  expect(seen).toEqual({ require: 'undefined', process: 'undefined', frozen: true, inFrame: 'undefined' });
  const sender = await page.evaluate(() => window.fixture.sender());
  expect(sender).toEqual({ url: 'app://fixture/index.html', isMain: true });
});

test('the policy is enforced and the network is sealed', async ({ page }) => {
  const seen = await page.evaluate(async () => {
    // Evaluated code escapes the policy; a timer's callback does not.
    const evaluated = await new Promise((done) => {
      setTimeout(() => {
        try {
          (0, eval)('1'); // eslint-disable-line no-eval -- the policy must stop exactly this
          done('ran');
        } catch (e) {
          done(e instanceof Error ? e.name : e);
        }
      });
    });
    const script = document.createElement('script');
    script.textContent = 'window.inlineRan = true';
    document.head.append(script);
    const image = await new Promise((done) => {
      const img = new Image();
      img.onload = () => {
        done('loaded');
      };
      img.onerror = () => {
        done('refused');
      };
      img.src = 'https://example.org/x.png';
    });
    const fetched = await fetch('https://example.org/').then(
      () => 'fetched',
      () => 'refused',
    );
    const { state } = await navigator.permissions.query({ name: 'geolocation' });
    const missing = (await fetch('./missing.js')).status;
    return { evaluated, inline: 'inlineRan' in window, image, fetched, state, missing, secure: isSecureContext };
  });
  expect(seen).toEqual({
    evaluated: 'EvalError',
    inline: false,
    image: 'refused',
    fetched: 'refused',
    state: 'denied',
    missing: 404,
    secure: true,
  });
});

test('leaving and popups are refused', async ({ app, page }) => {
  await page.locator('#away').click({ noWaitAfter: true });
  await page.locator('#popup').click();
  expect(await page.evaluate(() => window.open('https://example.org/pop'))).toBeNull();
  await expect(page.getByRole('heading')).toHaveText('Fixture');
  expect(app.windows()).toHaveLength(1);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())).toBe(
    'app://fixture/index.html',
  );
});

test('a hidden window without scripts prints a tagged A4 page and goes away', async ({ app, page }) => {
  await expect(page.getByRole('heading')).toBeVisible();
  const file = await app.evaluate(() => globalThis.fixture.pdf());
  expect(execFileSync('pdftotext', [file, '-']).toString()).toContain('Printed page');
  const info = execFileSync('pdfinfo', [file]).toString();
  expect(info).toMatch(/Page size:\s+59\d(\.\d+)? x 84\d(\.\d+)? pts \(A4\)/);
  expect(info).toMatch(/Tagged:\s+yes/);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('one window takes the place of another', async ({ app, page }) => {
  const gone = page.waitForEvent('close');
  const [next] = await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(() => {
      globalThis.fixture.replace();
    }),
  ]);
  await gone;
  await expect(next.getByRole('heading')).toHaveText('Fixture');
  expect(await next.evaluate(() => innerWidth)).toBe(SCREEN.width);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getSize())).toEqual([
    SCREEN.width,
    SCREEN.height,
  ]);
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send('event', 'hello');
  });
  await expect(next.locator('#last')).toHaveText('hello');
});

test('keys reach the main process before the page', async ({ app, page }) => {
  await page.keyboard.press('F9');
  await expect.poll(() => app.evaluate(() => globalThis.fixture.keys)).toEqual(['F9']);
});

test('a crashed page is replaced', async ({ app, page }) => {
  await expect(page.getByRole('heading')).toBeVisible();
  const [next] = await Promise.all([
    app.waitForEvent('window'),
    app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    }),
  ]);
  await expect(next.getByRole('heading')).toHaveText('Fixture');
  expect(await app.evaluate(() => globalThis.fixture.gone)).toBe('crashed');
});

test('a second instance is refused and the first one is told', async ({ app, page, userData }) => {
  await expect(page.getByRole('heading')).toBeVisible();
  const second = spawnSync(electronPath, [fixtureApp, '--hello'], {
    env: { ...process.env, HIFADHI_USER_DATA: userData },
    timeout: 30_000,
  });
  expect(second.status).toBe(0);
  const arguments_ = (): Promise<boolean> =>
    app.evaluate(() => globalThis.fixture.seconds.some((argv) => argv.includes('--hello')));
  await expect.poll(arguments_).toBe(true);
});

test('a dialog answers what the test wrote', async ({ app, page }) => {
  await app.evaluate(({ dialog }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: ['/stick/a.hifadhi'] });
  });
  expect(await page.evaluate(() => window.fixture.pick())).toBe('/stick/a.hifadhi');
});

// What only the host can promise: a use of something it does not model fails loudly.
if (electronKind === 'host') {
  test('an unscripted dialog is an error, not a hang', async ({ page }) => {
    expect(await messageOf(page, 'pick')).toMatchObject({ message: expect.stringContaining('nobody scripted') });
  });

  test('what is not modelled throws', async ({ app, page }) => {
    await expect(page.getByRole('heading')).toBeVisible();
    const messages = await app.evaluate(({ app: host, BrowserWindow, powerMonitor, Tray }: typeof Electron) => {
      const uses: (() => unknown)[] = [
        () => host.setBadgeCount(1),
        () => BrowserWindow.getAllWindows()[0]?.setVibrancy('window'),
        () => new Tray('x'),
        () => powerMonitor.addListener('thermal-state-change', () => undefined),
        () => new BrowserWindow({ transparent: true }),
        () => new BrowserWindow({ webPreferences: { nodeIntegration: true } }), // eslint-disable-line no-restricted-syntax -- the host must refuse it
      ];
      return uses.map((use) => {
        try {
          use();
          return 'no error';
        } catch (e) {
          return e instanceof Error ? e.message : String(e);
        }
      });
    });
    for (const message of messages) expect(message).toContain('is not implemented');
  });
}
