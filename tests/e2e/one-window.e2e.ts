import type { Page } from '@playwright/test';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Bridge } from '#core/contracts/index.ts';
import { electronPath, expect, root, test } from './fixture.ts';

// One program, one window, one page: whatever else there is gets no answer.
type Hifadhi = { readonly hifadhi: Bridge };
test.describe.configure({ mode: 'parallel' });

test('a page inside the page is never made, and a window that is not the one is not answered', async ({
  app,
  page,
}) => {
  const attached = await app.evaluate(({ BrowserWindow }) => {
    let prevented = false;
    const event = {
      preventDefault: () => {
        prevented = true;
      },
    };
    BrowserWindow.getAllWindows()[0]?.webContents.emit(
      'will-attach-webview',
      event,
      {},
      { src: 'https://example.org/' },
    );
    return !prevented;
  });
  expect(attached).toBe(false);
  expect(
    await page.evaluate(() => {
      const view = document.body.appendChild(document.createElement('webview'));
      view.setAttribute('src', 'https://example.org/');
      const made = 'getWebContentsId' in view;
      view.remove();
      return made;
    }),
  ).toBe(false);

  // Our own page with our own bridge, but not the window that was opened for the person.
  const opened = app.waitForEvent('window');
  await app.evaluate(
    ({ BrowserWindow }, preload) =>
      new BrowserWindow({
        show: false,
        webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false },
      }).loadURL('app://hifadhi/index.html'),
    join(root, 'dist/preload/index.cjs'),
  );
  const stranger = await opened;
  const ask = (from: Page): Promise<unknown> =>
    from.evaluate(async () => {
      const { hifadhi } = globalThis as unknown as Hifadhi;
      return Promise.all([hifadhi.app.state({}), hifadhi.session.activity({}), hifadhi.setup.prepareKit({})]);
    });
  const refused = { ok: false, error: { code: 'PERM_WRONG_SENDER', params: {} } };
  expect(await ask(stranger)).toMatchObject([refused, refused, refused]);
  expect(await ask(page)).toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
});

test('a second instance ends at once and leaves the first alone', async ({ app, page, userData }) => {
  const second = spawnSync(electronPath, [root], {
    env: { ...process.env, HIFADHI_USER_DATA: userData },
    timeout: 30_000,
  });
  expect(second.status).toBe(0);
  expect(app.windows()).toHaveLength(1);
  expect(await page.evaluate(() => (globalThis as unknown as Hifadhi).hifadhi.app.state({}))).toMatchObject({
    ok: true,
  });
});
