import { BrowserWindow } from 'electron';
import { EVENT_CHANNEL, type HifadhiEvent } from '#core/contracts/events.ts';
import { devServer, ORIGIN, preloadFile } from './paths.ts';
import { log } from './log.ts';

const TITLE = 'Hifadhi';

/**
 * The one window. A lock does not cover the page: it opens a fresh window in the same place and destroys the old one,
 * so that nothing of a case is left in its memory (security.md, Sign-in and keys).
 */
export class MainWindow {
  #window: BrowserWindow | undefined;
  readonly #onKey: (key: { readonly key: string; readonly control: boolean }) => void;

  constructor(onKey: (key: { readonly key: string; readonly control: boolean }) => void) {
    this.#onKey = onKey;
  }

  get pageId(): number | undefined {
    return this.#window?.webContents.id;
  }
  get window(): BrowserWindow | undefined {
    return this.#window;
  }

  /** `place`: hash route to begin at, for instance the locked screen of the person who was working. */
  open(place = ''): void {
    const old = this.#window;
    const bounds = old?.getBounds();
    const window = new BrowserWindow({
      width: bounds?.width ?? 1366,
      height: bounds?.height ?? 768,
      ...(bounds ? { x: bounds.x, y: bounds.y } : {}),
      minWidth: 1024,
      minHeight: 640,
      show: false,
      title: TITLE,
      autoHideMenuBar: true,
      webPreferences: {
        preload: preloadFile,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        webSecurity: true,
        spellcheck: false,
      },
    });
    this.#window = window;
    window.setContentProtection(true);
    window.on('page-title-updated', (event) => {
      event.preventDefault();
    });
    window.once('ready-to-show', () => {
      window.show();
    });
    window.on('closed', () => {
      if (this.#window === window) this.#window = undefined;
    });
    window.webContents.on('before-input-event', (_event, input) => {
      if (input.type === 'keyDown') this.#onKey({ key: input.key, control: input.control || input.meta });
    });
    window.webContents.on('render-process-gone', () => {
      log({ event: 'page-lost' });
      if (this.#window === window) this.open();
    });
    void window.loadURL(`${devServer ?? ORIGIN}/index.html${place}`).catch(() => {
      log({ event: 'page-lost', kind: 'load' });
    });
    old?.destroy();
  }

  focus(): void {
    if (this.#window?.isMinimized()) this.#window.restore();
    this.#window?.show();
    this.#window?.focus();
  }

  tell(event: HifadhiEvent): void {
    this.#window?.webContents.send(EVENT_CHANNEL, event);
  }
}
