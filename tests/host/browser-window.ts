import { app } from './app.ts';
import { headed } from './browser.ts';
import { record } from './record.ts';
import { browser, life, pages, windows } from './state.ts';
import { cancellable, notModelled, strict, StrictEmitter } from './strict.ts';
import { WebContents } from './web-contents.ts';
import type { WebPreferences } from './web-preferences.ts';

const EVENTS = [
  'ready-to-show',
  'close',
  'closed',
  'show',
  'hide',
  'focus',
  'blur',
  'resize',
  'resized',
  'move',
  'moved',
  'maximize',
  'unmaximize',
  'minimize',
  'restore',
  'page-title-updated',
  'unresponsive',
  'responsive',
  'session-end',
  'query-session-end',
];
const OPTIONS = new Set([
  'width',
  'height',
  'x',
  'y',
  'minWidth',
  'minHeight',
  'show',
  'title',
  'parent',
  'modal',
  'webPreferences',
  'backgroundColor',
  'autoHideMenuBar',
  'icon',
  'center',
  'useContentSize',
  'resizable',
]);
const DEFAULT_WIDTH = 800;
const DEFAULT_HEIGHT = 600;

interface Options {
  readonly width?: number;
  readonly height?: number;
  readonly x?: number;
  readonly y?: number;
  readonly show?: boolean;
  readonly title?: string;
  readonly parent?: BrowserWindow;
  readonly webPreferences?: WebPreferences;
}
type Bounds = Electron.Rectangle;

/** Visibility, focus, place and size are flags, apart from the size of the page itself. */
export class BrowserWindow extends StrictEmitter {
  readonly id: number;
  readonly webContents: WebContents;
  readonly options: Options;
  readonly page: WebContents;
  readonly self: BrowserWindow;
  bounds: Bounds;
  visible: boolean;
  focused = false;
  painted = false;
  dead = false;

  constructor(options: Options = {}) {
    super(EVENTS);
    if (!life.ready) throw new Error('Cannot create BrowserWindow before app is ready');
    for (const name of Object.keys(options)) if (!OPTIONS.has(name)) notModelled(`BrowserWindow option ${name}`);
    const { x = 0, y = 0, width = DEFAULT_WIDTH, height = DEFAULT_HEIGHT } = options;
    this.options = options;
    this.bounds = { x, y, width, height };
    this.visible = options.show !== false;
    this.self = strict<BrowserWindow>(this, 'BrowserWindow');
    this.page = new WebContents(this.self, options.webPreferences ?? {});
    this.page.title = options.title ?? app.name;
    this.webContents = this.page.self;
    this.id = this.page.id;
    // Registered only now: an app that quits must not meet a half-built window.
    windows.add(this.self);
    app.emit('browser-window-created', {}, this.self);
    app.emit('web-contents-created', {}, this.webContents);
    return this.self;
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows];
  }
  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return [...windows].find((w) => w.webContents === contents) ?? null;
  }
  static fromId(id: number): BrowserWindow | null {
    return [...windows].find((w) => w.id === id) ?? null;
  }
  static getFocusedWindow(): BrowserWindow | null {
    return [...windows].find((w) => w.focused) ?? null;
  }

  firstPaint(): void {
    if (this.painted) return;
    this.painted = true;
    this.emit('ready-to-show', {});
  }
  async place(): Promise<void> {
    const { width, height } = this.bounds;
    if (!headed) {
      const metrics = { width, height, deviceScaleFactor: 1, mobile: false };
      await this.page.command('Emulation.setDeviceMetricsOverride', metrics);
      return;
    }
    if (!this.visible) return;
    const { windowId } = await browser().send('Browser.getWindowForTarget', { targetId: this.page.targetId });
    await browser().send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'normal' } });
    await browser().send('Browser.setWindowBounds', { windowId, bounds: { width, height } });
  }

  loadURL(url: string): Promise<void> {
    return this.page.loadURL(url);
  }
  loadFile(file: string): Promise<void> {
    return this.page.loadFile(file);
  }
  getTitle(): string {
    return this.page.title;
  }
  setTitle(title: string): void {
    this.page.title = title;
  }

  show(): void {
    this.showInactive();
    this.focus();
  }
  showInactive(): void {
    this.visible = true;
    void this.page.up.then(() => this.place()).catch(() => undefined);
    this.emit('show', {});
  }
  hide(): void {
    this.visible = false;
    this.emit('hide', {});
  }
  focus(): void {
    for (const window of windows) window.focused = false;
    this.focused = true;
    this.emit('focus', {});
    void this.page.up.then(() => this.page.command('Page.bringToFront')).catch(() => undefined);
  }
  blur(): void {
    this.focused = false;
    this.emit('blur', {});
  }
  isVisible(): boolean {
    return this.visible;
  }
  isFocused(): boolean {
    return this.focused;
  }
  isMinimized(): boolean {
    return false;
  }
  isMaximized(): boolean {
    return false;
  }
  isFullScreen(): boolean {
    return false;
  }
  isDestroyed(): boolean {
    return this.dead;
  }
  restore(): void {
    record('BrowserWindow.restore');
  }
  maximize(): void {
    record('BrowserWindow.maximize');
  }
  minimize(): void {
    record('BrowserWindow.minimize');
  }
  setContentProtection(on: boolean): void {
    record('BrowserWindow.setContentProtection', on);
  }
  setMenuBarVisibility(on: boolean): void {
    record('BrowserWindow.setMenuBarVisibility', on);
  }
  removeMenu(): void {
    record('BrowserWindow.removeMenu');
  }
  setProgressBar(fraction: number): void {
    record('BrowserWindow.setProgressBar', fraction);
  }

  getParentWindow(): BrowserWindow | null {
    return this.options.parent ?? null;
  }
  getBounds(): Bounds {
    return { ...this.bounds };
  }
  getNormalBounds(): Bounds {
    return { ...this.bounds };
  }
  getSize(): [number, number] {
    return [this.bounds.width, this.bounds.height];
  }
  setBounds(bounds: Partial<Bounds>): void {
    this.bounds = { ...this.bounds, ...bounds };
    void this.page.up.then(() => this.place()).catch(() => undefined);
  }
  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  close(): void {
    if (this.dead) return;
    const event = cancellable({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }
  /** Gone for the app at once. Chromium's page goes when a window that is being made exists, as it ends without any. */
  destroy(): void {
    if (this.dead) return;
    this.dead = true;
    this.page.destroyed = true;
    windows.delete(this.self);
    const { page } = this;
    void life.creating
      .then(async () => {
        if (page.targetId === '') return;
        pages.delete(page.targetId);
        await browser().send('Target.closeTarget', { targetId: page.targetId });
      })
      .catch(() => undefined);
    page.emit('destroyed', {});
    this.emit('closed', {});
    if (windows.size > 0 || life.quitting) return;
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed', {});
    else app.quit();
  }
}

export const webContents = strict(
  {
    fromDevToolsTargetId: (id: string) => pages.get(id)?.self,
    fromId: (id: number) => [...windows].find((w) => w.id === id)?.webContents,
    getAllWebContents: () => [...windows].map((w) => w.webContents),
    getFocusedWebContents: () => BrowserWindow.getFocusedWindow()?.webContents ?? null,
  },
  'webContents',
);
