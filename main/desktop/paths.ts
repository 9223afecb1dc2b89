import { app } from 'electron';
import { isAbsolute, join } from 'node:path';

/** The one origin of the product's pages. */
export const ORIGIN = 'app://hifadhi';

/** Development only: Vite's server on the loopback address, never in a packaged app. */
export const devServer = app.isPackaged ? undefined : process.env['HIFADHI_DEV_SERVER'];

export const rendererDir = join(import.meta.dirname, '../renderer');
export const preloadFile = join(import.meta.dirname, '../preload/index.cjs');
export const workerFile = join(import.meta.dirname, 'office-worker.js');
export const resourcesDir = join(app.getAppPath(), 'resources');

const chosen = (name: string): string | undefined => {
  const value = process.env[name];
  return value !== undefined && isAbsolute(value) ? value : undefined;
};

/** Where the browser engine keeps its profile; an absolute HIFADHI_USER_DATA moves it (docs/administrator.md). */
export const profileDir = chosen('HIFADHI_USER_DATA');

/** The office's own folder: database, keys, copies. An absolute HIFADHI_OFFICE_DIR moves it to another disk. */
export const officeDir = (): string => chosen('HIFADHI_OFFICE_DIR') ?? join(app.getPath('userData'), 'office');
