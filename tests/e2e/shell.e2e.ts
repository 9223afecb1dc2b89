import type { ElectronApplication, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CALL_NAMES } from '#core/contracts/call-names.ts';
import type { Bridge } from '#core/contracts/index.ts';
import { aCase } from '../builders/shareable-case.ts';
import { expect, test } from './fixture.ts';

// The shell of the built app: what a page can reach, and what a lock leaves behind. Driven through the bridge, so that
// it holds whatever the screens look like.
type Hifadhi = { readonly hifadhi: Bridge };
const PASSPHRASE = 'amber lantern crosses the quiet river';
const CANARY = 'Zanzivoort';

const ready = (page: Page): Promise<void> => page.locator('h1').first().waitFor({ timeout: 20_000 });
test.describe.configure({ mode: 'parallel' });

async function setUp(page: Page): Promise<string> {
  return page.evaluate(async (passphrase) => {
    const { hifadhi } = globalThis as unknown as Hifadhi;
    const kit = await hifadhi.setup.prepareKit({});
    if (!kit.ok) throw new Error(kit.error.code);
    await hifadhi.setup.verifyKit({ words: kit.value.check.map((n) => kit.value.words[n - 1] ?? '') });
    const made = await hifadhi.setup.create({
      language: 'en',
      programmeName: 'Marabia child protection',
      officeName: 'Kisimani',
      officeCode: 'KSM',
      timeZone: 'Africa/Nairobi',
      workingDays: [1, 2, 3, 4, 5],
      administrator: { name: 'Halima Osman', passphrase, alsoSupervisor: true },
      profile: 'full',
    });
    if (!made.ok) throw new Error(made.error.code);
    return made.value.user.id;
  }, PASSPHRASE);
}

async function registerCanary(page: Page): Promise<string> {
  return page.evaluate(
    async (document) => {
      const { hifadhi } = globalThis as unknown as Hifadhi;
      const draft = await hifadhi.cases.startRegistration({ notSameAs: [] });
      if (!draft.ok) throw new Error(draft.error.code);
      const { draftId } = draft.value;
      await hifadhi.cases.saveDraft({ draftId, document: document as never, accepted: [], notSameAs: [] });
      const saved = await hifadhi.cases.save({ draftId });
      if (!saved.ok) throw new Error(`${saved.error.code} ${JSON.stringify(saved.error.params)}`);
      return saved.value.caseId;
    },
    aCase({ full_name: `${CANARY} Amani` }),
  );
}

test('the page has the bridge and nothing of Node or Electron', async ({ page }) => {
  const seen = await page.evaluate(() => {
    const bridge = Reflect.get(window, 'hifadhi') as Record<string, object>;
    const surface = Object.fromEntries(
      Object.entries(bridge).map(([name, part]) => [name, typeof part === 'function' ? 'function' : Object.keys(part)]),
    );
    const frame = document.body.appendChild(document.createElement('iframe'));
    const inFrame = frame.contentWindow === null ? 'none' : typeof Reflect.get(frame.contentWindow, 'hifadhi');
    frame.remove();
    return {
      surface,
      inFrame,
      globals: ['require', 'process', 'module', 'global', 'Buffer', 'ipcRenderer', 'electron'].filter(
        (name) => name in window,
      ),
      frozen:
        !Reflect.set(window, 'hifadhi', {}) &&
        Object.values(bridge).every((part) => typeof part === 'function' || Object.isFrozen(part)) &&
        Object.isFrozen(bridge),
    };
  });
  expect(seen).toEqual({
    surface: { ...CALL_NAMES, on: 'function' },
    inFrame: 'undefined',
    globals: [],
    frozen: true,
  });
});

test('the policy stops inline script, inline style and eval, and the network is sealed', async ({ page }) => {
  const seen = await page.evaluate(
    () =>
      // Evaluated code escapes the policy; a timer's callback does not.
      new Promise((done) => {
        setTimeout(() => {
          const tried = (work: () => unknown): string => {
            try {
              work();
              return 'ran';
            } catch (error) {
              return error instanceof Error ? error.name : 'other';
            }
          };
          const evaluated = tried(() => (0, eval)('1')); // eslint-disable-line no-eval -- the policy must stop exactly this
          const built = tried(() => Reflect.construct(Function, ['return 1']));
          const script = document.createElement('script');
          script.textContent = 'window.inlineRan = true';
          document.head.append(script);
          const style = document.createElement('style');
          style.textContent = 'html { outline: 7px solid red }';
          document.head.append(style);
          document.body.setAttribute('style', 'outline: 7px solid red');
          const outlines = [document.documentElement, document.body].map((e) => getComputedStyle(e).outlineWidth);
          const reach = (url: string): Promise<string> =>
            fetch(url).then(
              () => 'fetched',
              () => 'refused',
            );
          const socket = new Promise<string>((answer) => {
            try {
              const opened = new WebSocket('wss://example.org/');
              opened.onopen = () => {
                answer('opened');
              };
              opened.onerror = () => {
                answer('refused');
              };
            } catch {
              answer('refused');
            }
          });
          void Promise.all([
            reach('https://example.org/'),
            reach('http://127.0.0.1:9/'),
            reach('file:///etc/hostname'),
            socket,
          ]).then((network) => {
            done({ evaluated, built, inline: 'inlineRan' in window, styled: outlines.includes('7px'), network });
          });
        });
      }),
  );
  expect(seen).toEqual({
    evaluated: 'EvalError',
    built: 'EvalError',
    inline: false,
    styled: false,
    network: ['refused', 'refused', 'refused', 'refused'],
  });
});

test('every page is put into the sandbox, before the program is ready', async ({ app }) => {
  const sandboxed = await app.evaluate((electron) => {
    const host = Reflect.get(electron, '__host') as { readonly log: readonly unknown[][] } | undefined;
    if (host !== undefined) return host.log.some(([what]) => what === 'app.enableSandbox');
    return process.argv.includes('--enable-sandbox') || electron.app.commandLine.hasSwitch('enable-sandbox');
  });
  expect(sandboxed).toBe(true);
});

test('leaving, popups and permissions are refused', async ({ app, page }) => {
  const url = (): Promise<string | undefined> =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL());
  const before = await url();
  expect(await page.evaluate(() => window.open('https://example.org/pop'))).toBeNull();
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'https://example.org/away';
    document.body.append(link);
    link.click();
  });
  const states = await page.evaluate(async () => {
    const asked = ['geolocation', 'camera', 'microphone', 'notifications', 'clipboard-read'] as const;
    const all = asked.map((name) => navigator.permissions.query({ name: name as PermissionName }));
    const granted = (await Promise.all(all)).map(({ state }) => state);
    const camera = await navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'given',
      () => 'refused',
    );
    return { granted: granted.includes('granted'), camera };
  });
  expect(states).toEqual({ granted: false, camera: 'refused' });
  expect(app.windows()).toHaveLength(1);
  expect(await url()).toBe(before);
  expect(before).toMatch(/^app:\/\/hifadhi\//);
});

/** Whether each window so far was kept out of pictures of the screen: as asked on the host, as it is on Electron. */
const isProtected = (app: ElectronApplication, opened: number): Promise<boolean> =>
  app.evaluate((electron, windows) => {
    const host = Reflect.get(electron, '__host') as { readonly log: readonly unknown[][] } | undefined;
    if (host === undefined)
      return electron.BrowserWindow.getAllWindows().every((window) => window.isContentProtected());
    const asked = host.log.filter(([what]) => what === 'BrowserWindow.setContentProtection');
    return asked.length === windows && asked.every(([, on]) => on === true);
  }, opened);

test('nothing outside the folder of the pages is served', async ({ page }) => {
  const paths = [
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%5c..%5cpackage.json',
    '/assets/..%2f..%2fmain%2findex.js',
    '/%00index.html',
    '/index.html%00.js',
    '//etc/hostname',
    '/%2fetc%2fhostname',
    '/document/unknown.html',
    '/missing.js',
    '/%E0%A4%A',
  ];
  const answers = await page.evaluate(
    (list) =>
      Promise.all(
        list.map((path) =>
          fetch(`${location.origin}${path}`).then(
            (r) => r.status,
            () => 0,
          ),
        ),
      ),
    paths,
  );
  const own = await page.evaluate(() =>
    fetch('/index.html').then((r) => ({ status: r.status, cache: r.headers.get('cache-control') })),
  );
  // Nothing of a page is kept by the browser engine.
  expect(own).toEqual({ status: 200, cache: 'no-store' });
  // 0: the browser engine itself refuses to ask for such an address.
  const served = paths.filter((_path, i) => answers[i] !== 404 && answers[i] !== 0);
  expect(served).toEqual([]);
});

test('input that no page of ours sends is refused at the gate, and its values go nowhere', async ({
  page,
  userData,
}) => {
  const replies = await page.evaluate(async (canary) => {
    const { hifadhi } = globalThis as unknown as { hifadhi: Record<string, Record<string, (x: unknown) => unknown>> };
    const calls: [string, string, unknown][] = [
      ['cases', 'open', { caseId: canary }],
      ['cases', 'open', { caseId: 'A'.repeat(22), extra: canary }],
      ['cases', 'list', canary],
      ['cases', 'saveDraft', { draftId: 'A'.repeat(22), document: { values: { [canary]: 1 }, rows: {} } }],
      ['session', 'signIn', { user: canary, passphrase: canary }],
      ['session', 'signIn', { user: 'A'.repeat(22), passphrase: canary.repeat(1000) }],
      ['setup', 'create', null],
      ['app', 'setPreferences', { language: canary }],
      ['print', 'make', new Map([[canary, 1]])],
      ['exchange', 'write', ['..', '/etc']],
    ];
    return Promise.all(calls.map(([feature, verb, input]) => hifadhi[feature]?.[verb]?.(input)));
  }, CANARY);
  for (const reply of replies) {
    expect(reply).toMatchObject({ ok: false, error: { code: 'PERM_BAD_INPUT', params: {} } });
    expect(JSON.stringify(reply)).not.toContain(CANARY);
  }
  const denied = await page.evaluate(() => (globalThis as unknown as Hifadhi).hifadhi.cases.counts({}));
  expect(denied).toMatchObject({ ok: false, error: { code: 'AUTH_LOCKED' } });
  const log = join(userData, 'logs', 'hifadhi.log');
  expect(readFileSync(log, 'utf8')).toContain('PERM_BAD_INPUT');
  expect(readFileSync(log, 'utf8')).not.toContain(CANARY);
});

/** Notes in the main process when the window of now is gone, counted from the next `start`. */
async function watchReplaced(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ BrowserWindow }) => {
    const times = { start: 0, gone: 0 };
    Reflect.set(globalThis, 'lockTimes', times);
    BrowserWindow.getAllWindows()[0]?.once('closed', () => {
      times.gone = performance.now();
    });
    BrowserWindow.getAllWindows()[0]?.webContents.on('before-input-event', () => {
      if (times.start === 0) times.start = performance.now();
    });
  });
}
const replacedAfter = (app: ElectronApplication): Promise<number> =>
  app.evaluate(() => {
    const { start, gone } = Reflect.get(globalThis, 'lockTimes') as { start: number; gone: number };
    return gone - start;
  });

const LOCKS = [
  { by: 'F9', most: 300 },
  // The page may take 300 ms to hand over what was typed before it goes.
  { by: 'suspend', most: 600 },
  { by: 'lock-screen', most: 600 },
] as const;

for (const { by, most } of LOCKS) {
  test(`${by} takes the page away at once, and the new one knows nothing of the case`, async ({ app, page }) => {
    const user = await setUp(page);
    const caseId = await registerCanary(page);
    await page.reload();
    await ready(page);
    await expect(page.getByRole('navigation').first()).toBeVisible();
    await page.evaluate((id) => {
      location.hash = `#/case/${id}`;
    }, caseId);
    await expect(page.locator('body')).toContainText(CANARY);

    expect(await isProtected(app, 1)).toBe(true);
    await app.evaluate(({ clipboard }, name) => {
      clipboard.writeText(name);
    }, CANARY);
    await watchReplaced(app);
    const gone = page.waitForEvent('close');
    const next = app.waitForEvent('window');
    if (by === 'F9') await page.keyboard.press('F9', { delay: 0 }).catch(() => undefined);
    else {
      await app.evaluate(({ powerMonitor }, name) => {
        const times = Reflect.get(globalThis, 'lockTimes') as { start: number };
        times.start = performance.now();
        powerMonitor.emit(name);
      }, by);
    }
    await gone;
    const fresh = await next;
    expect(await replacedAfter(app)).toBeLessThan(most);
    expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('');
    expect(await isProtected(app, 2)).toBe(true);

    await ready(fresh);
    await expect(fresh.locator('body')).toContainText('Halima Osman');
    const left = await fresh.evaluate(async () => {
      const { hifadhi } = globalThis as unknown as Hifadhi;
      const state = await hifadhi.app.state({});
      const cases = await hifadhi.cases.counts({});
      return {
        phase: state.ok ? state.value.phase : state.error.code,
        cases: cases.ok ? 'open' : cases.error.code,
        page: document.documentElement.outerHTML + location.href + document.title,
        stored: JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases()]),
      };
    });
    expect(left).toMatchObject({ phase: 'locked', cases: 'AUTH_LOCKED' });
    expect(left.page).not.toContain(CANARY);
    expect(left.page).not.toContain(caseId);
    expect(left.stored).not.toContain(CANARY);
    expect(app.windows()).toHaveLength(1);

    const again = await fresh.evaluate(
      (input) => (globalThis as unknown as Hifadhi).hifadhi.session.signIn(input as never),
      { user, passphrase: PASSPHRASE },
    );
    expect(again).toMatchObject({ ok: true });
  });
}
