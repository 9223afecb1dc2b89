import { app, Menu, nativeTheme, powerMonitor } from 'electron';
import { mkdirSync } from 'node:fs';
import type { Session } from '#core/contracts/app.contract.ts';
import type { CallName } from '#core/contracts/index.ts';
import { attachmentDialogs } from './attachment-dialogs.ts';
import { configurationDialogs } from './configuration-dialogs.ts';
import { diskEncryption } from './disk-encryption.ts';
import { exchangeDialogs } from './dialogs.ts';
import { trustDialogs } from './trust-dialogs.ts';
import { emergencyDialogs } from './emergency-dialogs.ts';
import { exportDialogs } from './export-dialog.ts';
import { importDialogs } from './import-dialog.ts';
import { processingDialog } from './processing-dialog.ts';
import { reportDialog } from './report-dialog.ts';
import { openGate, type DesktopHandlers } from './gate.ts';
import { IdleLock } from './idle-lock.ts';
import { lock } from './lock.ts';
import { guardPages, guardSession } from './lockdown.ts';
import { log } from './log.ts';
import { MainWindow } from './main-window.ts';
import { OfficePort } from './office-port.ts';
import { marksDir, officeDir, profileDir, resourcesDir, workerFile, isPlacedElsewhere } from './paths.ts';
import { hasKeyStore } from './key-store.ts';
import { readPreferences, writePreferences } from './preferences.ts';
import { printing } from './printing.ts';
import { safetyDialogs } from './safety-dialogs.ts';
import { registerScheme, serveScheme } from './scheme.ts';

const systemName = process.platform === 'win32' ? 'windows' : process.platform === 'darwin' ? 'mac' : 'linux';

/** The panic key locks at once, whatever has the focus (security.md). Ctrl L is the page's own, polite lock. */
const PANIC_KEY = 'F9';

registerScheme();
app.enableSandbox();
app.commandLine.appendSwitch('disable-http-cache');
if (profileDir !== undefined) app.setPath('userData', profileDir);

if (!app.requestSingleInstanceLock()) app.quit();
else run();

function run(): void {
  const window = new MainWindow(({ key }) => {
    if (key === PANIC_KEY) void lock(office, 'panic');
  });
  const idle = new IdleLock(
    (seconds) => {
      window.tell({ type: 'lock-soon', seconds });
    },
    () => void lock(office, 'idle'),
  );
  const port = new OfficePort(
    workerFile,
    {
      dir: officeDir(),
      marks: marksDir(),
      resourcesDir,
      version: app.getVersion(),
      unbound: isPlacedElsewhere(),
    },
    (event) => {
      window.tell(event);
    },
    () => {
      log({ event: 'worker-lost' });
      idle.stop();
      prints.forgetAll();
      window.open();
    },
  );
  const prints = printing(
    port,
    () => window.window,
    (event) => {
      window.tell(event);
    },
  );
  let worker: string | undefined;
  const office = { window, port, idle, forgetPrints: prints.forgetAll, worker: () => worker };

  const done = { ok: true, value: {} } as const;
  const handlers: DesktopHandlers = {
    ...exchangeDialogs(port, () => window.window),
    ...trustDialogs(port, () => window.window),
    ...attachmentDialogs(port, () => window.window),
    ...configurationDialogs(port, () => window.window),
    ...safetyDialogs(port, () => window.window),
    ...exportDialogs(port, () => window.window),
    ...importDialogs(port, () => window.window),
    ...processingDialog(port, () => window.window),
    ...reportDialog(port, () => window.window),
    ...prints.handlers,
    ...emergencyDialogs(
      port,
      () => window.window,
      () => {
        void lock(office, 'panic');
        worker = undefined;
      },
    ),
    'app.about': () => {
      const electron = process.versions['electron'];
      const engine = electron === undefined ? 'Chromium host' : `Electron ${electron}`;
      return Promise.resolve({
        ok: true,
        value: { version: app.getVersion(), engine, electron: electron !== undefined },
      });
    },
    'app.computer': async () => ({
      ok: true,
      value: { disk: await diskEncryption(officeDir()), system: systemName, keyStore: hasKeyStore() },
    }),
    'app.preferences': () => Promise.resolve({ ok: true, value: readPreferences() }),
    'app.setPreferences': (next) => {
      writePreferences(next);
      nativeTheme.themeSource = next.theme === 'contrast' ? 'light' : next.theme;
      return Promise.resolve(done);
    },
    'session.lock': () => {
      // Answered first: the page that asked is about to be destroyed.
      setImmediate(() => void lock(office, 'person'));
      return Promise.resolve(done);
    },
    'session.signOut': () => {
      setImmediate(() => {
        void lock(office, 'signed-out');
        worker = undefined;
      });
      return Promise.resolve(done);
    },
    'session.panic': () => {
      setImmediate(() => void lock(office, 'panic'));
      return Promise.resolve(done);
    },
    'session.activity': () => {
      idle.touch();
      return Promise.resolve(done);
    },
  };

  /** A session that has just begun starts the idle clock. */
  const after = (name: CallName, value: unknown): void => {
    const begun =
      name === 'session.signIn' || name === 'session.recover' || name === 'setup.create'
        ? (value as Session)
        : name === 'setup.createDemo'
          ? (value as { session: Session }).session
          : undefined;
    if (!begun) return;
    worker = begun.user.id;
    idle.start(begun.idleMinutes);
  };

  /** Once: several calls of a page may be refused before it is gone. */
  const closed = (): void => {
    setImmediate(() => {
      if (worker === undefined) return;
      void lock(office, 'closed');
      worker = undefined;
    });
  };

  app.on('second-instance', () => {
    window.focus();
  });
  app.on('window-all-closed', () => {
    app.quit();
  });
  let closing = false;
  app.on('before-quit', (event) => {
    if (closing) return;
    event.preventDefault();
    closing = true;
    void port.end().finally(() => {
      app.exit();
    });
  });
  guardPages();

  void app.whenReady().then(() => {
    mkdirSync(app.getPath('userData'), { recursive: true });
    Menu.setApplicationMenu(null);
    guardSession();
    serveScheme();
    const theme = readPreferences().theme;
    nativeTheme.themeSource = theme === 'contrast' ? 'light' : theme;
    openGate({ port, currentPage: () => window.pageId, handlers, after, closed });
    powerMonitor.on('suspend', () => void lock(office, 'sleep'));
    powerMonitor.on('lock-screen', () => void lock(office, 'screen'));
    log({ event: 'started' });
    window.open();
  });
}
