// The module that `import 'electron'` means on the test host. README.md says how faithful each part is.
import { hostRecord } from './record.ts';
import { absent } from './strict.ts';

export { app } from './app.ts';
export { BrowserWindow, webContents } from './browser-window.ts';
export { ipcMain } from './ipc-main.ts';
export { Menu, MenuItem } from './menu.ts';
export { nativeTheme } from './native-theme.ts';
export { protocol } from './schemes.ts';
export { session } from './session.ts';
export { clipboard, dialog, powerMonitor, safeStorage, screen } from './system.ts';

/** For tests only; real Electron has no such export. */
export const __host = hostRecord;

export const autoUpdater = absent('autoUpdater');
export const BaseWindow = absent('BaseWindow');
export const contentTracing = absent('contentTracing');
export const crashReporter = absent('crashReporter');
export const desktopCapturer = absent('desktopCapturer');
export const globalShortcut = absent('globalShortcut');
export const inAppPurchase = absent('inAppPurchase');
export const MessageChannelMain = absent('MessageChannelMain');
export const nativeImage = absent('nativeImage');
export const net = absent('net');
export const netLog = absent('netLog');
export const Notification = absent('Notification');
export const powerSaveBlocker = absent('powerSaveBlocker');
export const pushNotifications = absent('pushNotifications');
export const ShareMenu = absent('ShareMenu');
export const shell = absent('shell');
export const systemPreferences = absent('systemPreferences');
export const TouchBar = absent('TouchBar');
export const Tray = absent('Tray');
export const utilityProcess = absent('utilityProcess');
export const WebContentsView = absent('WebContentsView');
export const webFrameMain = absent('webFrameMain');
