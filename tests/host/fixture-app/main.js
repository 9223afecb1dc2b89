// The smallest app with the shell's rules, for the host's own tests: runs the same on real Electron.
import { app, BrowserWindow, dialog, ipcMain, protocol, session } from 'electron';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const here = import.meta.dirname;
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";
const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8' };

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
app.enableSandbox();
if (process.env['HIFADHI_USER_DATA']) app.setPath('userData', process.env['HIFADHI_USER_DATA']);

function open(options = {}) {
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    title: 'Fixture',
    ...options,
    webPreferences: { preload: join(here, 'preload.cjs'), contextIsolation: true, sandbox: true, spellcheck: false },
  });
  globalThis.fixture.keys = [];
  window.webContents.on('before-input-event', (_event, input) => {
    if (input.type === 'keyDown') globalThis.fixture.keys.push(input.key);
  });
  window.webContents.on('render-process-gone', (_event, details) => {
    globalThis.fixture.gone = details.reason;
    globalThis.fixture.replace();
  });
  globalThis.fixture.window = window;
  void window.loadURL('app://fixture/index.html');
}

globalThis.fixture = {
  gone: '',
  seconds: [],
  keys: [],
  window: undefined,
  /** What a lock does: a new window in the place of the old one. */
  replace() {
    const old = globalThis.fixture.window;
    open(old.getBounds());
    old.destroy();
  },
  async pdf() {
    const hidden = new BrowserWindow({ show: false, webPreferences: { javascript: false } });
    await hidden.loadURL('app://fixture/print.html');
    const pdf = await hidden.webContents.printToPDF({
      pageSize: 'A4',
      preferCSSPageSize: true,
      generateTaggedPDF: true,
    });
    const file = join(app.getPath('userData'), 'out.pdf');
    await writeFile(file, pdf);
    hidden.destroy();
    return file;
  },
};

if (!app.requestSingleInstanceLock()) app.quit();
else {
  app.on('second-instance', (_event, argv) => globalThis.fixture.seconds.push(argv));
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => {
      if (!event.url.startsWith('app://fixture/')) event.preventDefault();
    });
  });
  app.on('window-all-closed', () => app.quit());
  void app.whenReady().then(() => {
    session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
    session.defaultSession.webRequest.onBeforeRequest((details, done) =>
      done({ cancel: !details.url.startsWith('app://fixture/') }),
    );
    protocol.handle('app', async (request) => {
      const name = new URL(request.url).pathname.slice(1);
      const type = TYPES[name.split('.').at(-1)];
      if (!/^[a-z]+\.[a-z]+$/.test(name) || type === undefined) return new Response('not found', { status: 404 });
      try {
        const headers = { 'content-type': type, 'content-security-policy': CSP };
        return new Response(await readFile(join(here, 'page', name)), { headers });
      } catch {
        return new Response('not found', { status: 404 });
      }
    });
    ipcMain.handle('echo', (_event, value) => value);
    ipcMain.handle('sender', (event) => ({
      url: event.senderFrame?.url,
      isMain: event.senderFrame === event.sender.mainFrame,
    }));
    ipcMain.handle('fail', () => {
      throw Object.assign(new RangeError('no'), { code: 'SECRET' });
    });
    ipcMain.handle('pick', async () => (await dialog.showOpenDialog({ properties: ['openFile'] })).filePaths[0]);
    open();
  });
}
