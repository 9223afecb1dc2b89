import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ready, stop } from './browser.ts';
import { commandLine, hostedApp } from './hosted-app.ts';
import { takeOver } from './network.ts';
import { record } from './record.ts';
import { takeSingleInstance } from './single-instance.ts';
import { life, windows } from './state.ts';
import { cancellable, notModelled, strict, StrictEmitter } from './strict.ts';

const EVENTS = [
  'ready',
  'will-finish-launching',
  'window-all-closed',
  'before-quit',
  'will-quit',
  'quit',
  'activate',
  'second-instance',
  'web-contents-created',
  'browser-window-created',
  'render-process-gone',
  'child-process-gone',
  'open-file',
  'open-url',
  'session-created',
];
const LOCALE = 'en-GB';

const paths = new Map<string, string>([
  ['home', homedir()],
  ['appData', process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')],
  ['temp', tmpdir()],
  ['desktop', join(homedir(), 'Desktop')],
  ['documents', join(homedir(), 'Documents')],
  ['downloads', join(homedir(), 'Downloads')],
  ['exe', process.execPath],
]);

/** Never settles once the app is leaving, as nothing of it is needed any more. */
const starting: Promise<void> = ready
  .then(async (cdp) => {
    life.cdp = cdp;
    await takeOver(cdp);
    life.ready = true;
    app.emit('ready', {}, {});
  })
  .catch((error: unknown) => {
    if (life.quitting) return new Promise<void>(() => undefined);
    throw error;
  });

class App extends StrictEmitter {
  readonly isPackaged = false;
  letGo: (() => void) | undefined;
  readonly commandLine = strict(
    {
      // Chromium has been started by now. Recorded, so that a test can see what a real start would get.
      appendSwitch: (name: string, value?: string): void => {
        record('app.commandLine.appendSwitch', name, value);
      },
      hasSwitch: (name: string): boolean => commandLine.some((a) => a === `--${name}` || a.startsWith(`--${name}=`)),
      getSwitchValue: (name: string): string =>
        commandLine.find((a) => a.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '',
    },
    'app.commandLine',
  );

  get name(): string {
    return hostedApp.name;
  }
  whenReady(): Promise<void> {
    return starting;
  }
  isReady(): boolean {
    return life.ready;
  }
  getName(): string {
    return hostedApp.name;
  }
  getVersion(): string {
    return hostedApp.version;
  }
  getAppPath(): string {
    return hostedApp.dir;
  }
  getLocale(): string {
    return LOCALE;
  }
  getSystemLocale(): string {
    return LOCALE;
  }
  getPreferredSystemLanguages(): string[] {
    return [LOCALE];
  }

  getPath(name: string): string {
    const known = paths.get(name);
    if (known !== undefined) return known;
    if (name === 'userData') return join(this.getPath('appData'), hostedApp.name);
    if (name === 'sessionData') return this.getPath('userData');
    if (name === 'logs') return join(this.getPath('userData'), 'logs');
    if (name === 'crashDumps') return join(this.getPath('userData'), 'Crashpad');
    return notModelled(`app.getPath('${name}')`);
  }
  setPath(name: string, path: string): void {
    paths.set(name, path);
  }

  /** Chromium's sandbox is a switch of its own here; see README.md. */
  enableSandbox(): void {
    if (life.ready) throw new Error('app.enableSandbox() can only be called before app is ready');
    record('app.enableSandbox');
  }

  requestSingleInstanceLock(data?: unknown): boolean {
    this.letGo ??= takeSingleInstance(this.getPath('userData'), data, (hello) => {
      this.emit('second-instance', cancellable({}), hello.argv, hello.cwd, hello.data);
    });
    return this.letGo !== undefined;
  }
  hasSingleInstanceLock(): boolean {
    return this.letGo !== undefined;
  }
  releaseSingleInstanceLock(): void {
    const letGo = this.letGo;
    this.letGo = undefined;
    letGo?.();
  }

  /** Electron's order: before-quit, the windows' close, will-quit, quit; each but the last may prevent it. */
  quit(): void {
    if (life.quitting) return;
    const before = cancellable({});
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    life.quitting = true;
    for (const window of [...windows]) {
      window.close();
      if (window.isDestroyed()) continue;
      life.quitting = false;
      return;
    }
    const will = cancellable({});
    this.emit('will-quit', will);
    if (will.defaultPrevented) {
      life.quitting = false;
      return;
    }
    this.exit(0);
  }

  exit(code = 0): void {
    life.quitting = true;
    for (const window of [...windows]) window.destroy();
    this.emit('quit', {}, code);
    void stop().finally(() => {
      try {
        this.releaseSingleInstanceLock();
      } catch {
        // A test may have removed the profile folder already.
      }
      process.exit(code);
    });
  }

  relaunch(): void {
    record('app.relaunch');
  }
  focus(): void {
    record('app.focus');
  }
  setAppUserModelId(id: string): void {
    record('app.setAppUserModelId', id);
  }
}

export const app = strict(new App(EVENTS), 'app');
