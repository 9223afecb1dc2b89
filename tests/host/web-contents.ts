import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from './app.ts';
import type { BrowserWindow } from './browser-window.ts';
import type { Method, Protocol } from './cdp.ts';
import type { Frame } from './frame.ts';
import { hostedApp } from './hosted-app.ts';
import { codec, TAG } from './inject.ts';
import { callHandler, ipcMain } from './ipc-main.ts';
import { attach } from './page-attach.ts';
import type { KeyInput, OpenRequest } from './page-bridge.ts';
import type { ToPage } from './page-electron.ts';
import { printToPdf } from './print-to-pdf.ts';
import { hostRecord, record } from './record.ts';
import { toApp, toChromium } from './schemes.ts';
import { defaultSession } from './session.ts';
import { browser, life } from './state.ts';
import { cancellable, notModelled, strict, StrictEmitter } from './strict.ts';
import { requireModelled, type WebPreferences } from './web-preferences.ts';

const EVENTS = [
  'did-start-loading',
  'did-stop-loading',
  'dom-ready',
  'did-finish-load',
  'did-fail-load',
  'did-navigate',
  'did-navigate-in-page',
  'will-navigate',
  'will-frame-navigate',
  'will-attach-webview',
  'render-process-gone',
  'unresponsive',
  'responsive',
  'console-message',
  'page-title-updated',
  'before-input-event',
  'destroyed',
  'preload-error',
  'context-menu',
];

export type FromPage =
  | { readonly t: 'invoke'; readonly id: number; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly t: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | ({ readonly t: 'open' } & OpenRequest)
  | { readonly t: 'key'; readonly input: KeyInput };
type OpenHandler = (details: object) => { readonly action: string };

let count = 0;
const withoutHash = (url: string): string => url.replace(/#.*$/s, '');

/** One page. Members that are not Electron's are for the host's other files. */
export class WebContents extends StrictEmitter {
  readonly id = ++count;
  readonly session = defaultSession;
  readonly window: BrowserWindow;
  readonly preferences: WebPreferences;
  /** What the app holds: the same page, throwing on members it does not have. */
  readonly self: WebContents;
  readonly frames = new Map<string, Frame>();
  readonly up: Promise<void>;
  mainFrame!: Frame;
  sessionId = '';
  targetId = '';
  /** The isolated world of the page that is loaded now; empty while there is none. */
  worldId = '';
  worldReady: Promise<void> = Promise.resolve();
  worldIsReady: () => void = () => undefined;
  pendingNavigation = '';
  destroyed = false;
  crashed = false;
  title = '';
  loading = false;
  openHandler: OpenHandler | undefined;

  constructor(window: BrowserWindow, preferences: WebPreferences) {
    super(EVENTS);
    requireModelled(preferences);
    this.window = window;
    this.preferences = preferences;
    this.self = strict<WebContents>(this, 'webContents');
    this.up = life.creating.then(() => attach(this));
    // Whatever waits for a window must go on when this one fails.
    life.creating = this.up.catch((error: unknown) => {
      if (!life.quitting) console.error('host: window failed', error);
    });
  }

  command<M extends Method>(
    method: M,
    params?: Protocol.CommandParameters[M],
  ): Promise<Protocol.CommandReturnValues[M]> {
    return browser().send(method, params, this.sessionId);
  }

  gone(): void {
    if (this.crashed || this.destroyed) return;
    this.crashed = true;
    const details = { reason: 'crashed', exitCode: 5 };
    this.emit('render-process-gone', cancellable({}), details);
    app.emit('render-process-gone', cancellable({}), this.self, details);
  }

  async receive(message: FromPage): Promise<void> {
    if (message.t === 'open') {
      const { url, name: frameName, features, disposition } = message;
      const referrer = { url: '', policy: 'strict-origin-when-cross-origin' };
      const answer = this.openHandler?.({ url: toApp(url), frameName, features, disposition, referrer });
      if (answer?.action !== 'deny') notModelled(`setWindowOpenHandler action '${answer?.action ?? 'allow'}'`);
      record('popup refused', toApp(url));
      return;
    }
    if (message.t === 'key') {
      const { control, shift, alt, meta } = message.input;
      const held = Object.entries({ control, shift, alt, meta }).flatMap(([name, on]) => (on ? [name] : []));
      const event = cancellable({});
      this.emit('before-input-event', event, { ...message.input, modifiers: held });
      if (event.defaultPrevented) notModelled('preventDefault() of before-input-event');
      return;
    }
    const event = {
      type: 'frame',
      sender: this.self,
      senderFrame: this.mainFrame,
      processId: 1,
      frameId: 1,
      reply: (channel: string, ...args: unknown[]) => {
        this.send(channel, ...args);
      },
    };
    if (message.t === 'send') {
      ipcMain.emit(message.channel, event, ...message.args);
      return;
    }
    const world = this.worldId;
    const answer = await callHandler(codec, event, message.channel, message.args);
    const { id } = message;
    await this.deliver('error' in answer ? { t: 'failed', id, ...answer } : { t: 'reply', id, ...answer }, world);
  }

  async deliver(message: ToPage, world: string): Promise<void> {
    if (world === '' || this.destroyed) return;
    const expression = `globalThis[${JSON.stringify(`${TAG}in`)}](${JSON.stringify(codec.encode(message))})`;
    // A page that left while we answered is nobody's failure.
    await this.command('Runtime.evaluate', { expression, uniqueContextId: world }).catch(() => undefined);
  }

  send(channel: string, ...args: unknown[]): void {
    const message: ToPage = { t: 'event', channel, args: structuredClone(args) };
    void this.up
      .then(() => this.worldReady)
      .then(() => this.deliver(message, this.worldId))
      .catch(() => undefined);
  }

  expectWorld(): void {
    this.worldReady =
      this.preferences.preload === undefined
        ? Promise.resolve()
        : new Promise((resolveWorld) => {
            this.worldIsReady = resolveWorld;
          });
  }

  async loadURL(url: string): Promise<void> {
    this.loading = true;
    this.expectWorld();
    await this.up;
    if (this.destroyed) throw new Error(`ERR_FAILED (-2) loading '${url}'`);
    this.emit('did-start-loading', {});
    const target = toChromium(url);
    await this.session.applyPermissions(this.self, new URL(target).origin);
    this.pendingNavigation = withoutHash(target);
    const loaded = new Promise<void>((done) => {
      super.once('did-finish-load', () => {
        done();
      });
    });
    const result = await this.command('Page.navigate', { url: target });
    if (result.errorText !== undefined && result.errorText !== '') {
      const code = result.errorText.replace('net::', '');
      this.emit('did-fail-load', {}, -2, code, url, true);
      throw Object.assign(new Error(`${code} (-2) loading '${url}'`), { code, errno: -2, url });
    }
    // A navigation within the document has no loader and no load event.
    if (result.loaderId !== undefined) await loaded;
  }
  loadFile(file: string): Promise<void> {
    return this.loadURL(pathToFileURL(resolve(hostedApp.dir, file)).href);
  }
  reload(): void {
    this.pendingNavigation = withoutHash(this.mainFrame.rawUrl);
    this.crashed = false;
    this.expectWorld();
    void this.command('Page.reload').catch(() => undefined);
  }

  getURL(): string {
    return this.targetId === '' ? '' : this.mainFrame.url;
  }
  getTitle(): string {
    return this.title;
  }
  getType(): string {
    return 'window';
  }
  isLoading(): boolean {
    return this.loading;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  isCrashed(): boolean {
    return this.crashed;
  }
  isDevToolsOpened(): boolean {
    return false;
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
  setZoomFactor(factor: number): void {
    void this.command('Emulation.setPageScaleFactor', { pageScaleFactor: factor }).catch(() => undefined);
  }
  setVisualZoomLevelLimits(): Promise<void> {
    return Promise.resolve();
  }
  focus(): void {
    this.window.focus();
  }
  close(): void {
    this.window.close();
  }
  forcefullyCrashRenderer(): void {
    void this.command('Page.crash').catch(() => undefined);
  }

  async executeJavaScript(code: string): Promise<unknown> {
    await this.up;
    const { result, exceptionDetails } = await this.command('Runtime.evaluate', {
      expression: code,
      awaitPromise: true,
      returnByValue: true,
      userGesture: true,
    });
    if (!exceptionDetails) return result.value;
    throw new Error(exceptionDetails.exception?.description ?? 'Script failed to execute');
  }
  async capturePage(): Promise<object> {
    await this.up;
    const { data } = await this.command('Page.captureScreenshot', { format: 'png', fromSurface: true });
    const png = Buffer.from(data, 'base64');
    const size = { width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
    return strict({ toPNG: () => png, isEmpty: () => png.length === 0, getSize: () => size }, 'NativeImage');
  }
  async printToPDF(options: Electron.PrintToPDFOptions): Promise<Buffer<ArrayBuffer>> {
    await this.up;
    return printToPdf(browser(), this.sessionId, options);
  }
  /** There is no printer: what would be printed is recorded, and `__host.print` answers. */
  print(options: object, done?: (success: boolean, reason: string) => void): void {
    record('webContents.print', options);
    const { success, reason } = hostRecord.print;
    void this.up.then(() => done?.(success, reason));
  }
}
