import type { BrowserWindow } from './browser-window.ts';
import type { Cdp } from './cdp.ts';
import type { WebContents } from './web-contents.ts';

interface Life {
  ready: boolean;
  quitting: boolean;
  cdp: Cdp | undefined;
  /** Chromium starts with one page, which becomes the first window. */
  adopted: boolean;
  /** Windows are made one after the other; this settles when the last one asked for exists. */
  creating: Promise<unknown>;
}

/** Where the app stands. One object, because several modules read and a few change it. */
export const life: Life = {
  ready: false,
  quitting: false,
  cdp: undefined,
  adopted: false,
  creating: Promise.resolve(),
};

export const windows = new Set<BrowserWindow>();
/** By Chromium's target id. */
export const pages = new Map<string, WebContents>();

/** The connection; only windows use it, and they exist only after the app is ready. */
export function browser(): Cdp {
  if (!life.cdp) throw new Error('not before the app is ready');
  return life.cdp;
}
