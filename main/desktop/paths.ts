import { app } from 'electron';
import { homedir } from 'node:os';
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

/** What a system keeps of a program for one computer, apart from what follows a person or is backed up with a profile. */
function localState(): string {
  const { platform, env } = process;
  const local = platform === 'win32' ? env['LOCALAPPDATA'] : env['XDG_STATE_HOME'];
  if (local !== undefined && isAbsolute(local)) return join(local, 'hifadhi');
  return join(homedir(), platform === 'darwin' ? 'Library/Hifadhi' : '.local/state/hifadhi');
}

/**
 * Where this computer remembers how far its office has come, apart from the office's folder: whoever puts an older folder
 * back does not put this back with it. Undefined, which is beside that folder, where a folder was chosen by a variable.
 */
export const marksDir = (): string | undefined =>
  chosen('HIFADHI_OFFICE_DIR') === undefined && profileDir === undefined ? join(localState(), 'marks') : undefined;

/** Somebody chose where the office lies: other computers and accounts may open it there, so that slots are not bound. */
export const isPlacedElsewhere = (): boolean => chosen('HIFADHI_OFFICE_DIR') !== undefined;

/** The office's own folder: database, keys, copies. An absolute HIFADHI_OFFICE_DIR moves it to another disk. */
export const officeDir = (): string => chosen('HIFADHI_OFFICE_DIR') ?? join(app.getPath('userData'), 'office');
