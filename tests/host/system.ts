import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostRecord, record } from './record.ts';
import { life } from './state.ts';
import { strict, StrictEmitter } from './strict.ts';

type Dialog = 'showOpenDialog' | 'showSaveDialog' | 'showMessageBox';

/** Answers from `__host.dialogs`, first come first served. A dialog that nobody scripted fails instead of hanging. */
const scripted =
  (method: Dialog) =>
  (...args: readonly unknown[]): Promise<unknown> => {
    const options = args.at(-1);
    record(`dialog.${method}`, options);
    const answers = hostRecord.dialogs[method] ?? [];
    if (answers.length > 0) return Promise.resolve(answers.shift());
    const asked = JSON.stringify(options);
    return Promise.reject(new Error(`Hifadhi test host: nobody scripted an answer to dialog.${method}(${asked})`));
  };

export const dialog = strict(
  {
    showOpenDialog: scripted('showOpenDialog'),
    showSaveDialog: scripted('showSaveDialog'),
    showMessageBox: scripted('showMessageBox'),
    showErrorBox: (title: string, content: string): void => {
      record('dialog.showErrorBox', title, content);
      console.error(`${title}: ${content}`);
    },
  },
  'dialog',
);

let clip = '';
/** The main process's clipboard; pages have another one here. */
export const clipboard = strict(
  {
    readText: (): string => clip,
    writeText: (text: string): void => {
      clip = text;
      record('clipboard.writeText', text.length);
    },
    clear: (): void => {
      clip = '';
      record('clipboard.clear');
    },
    availableFormats: (): string[] => (clip === '' ? [] : ['text/plain']),
  },
  'clipboard',
);

/** The key of the key ring: 32 bytes in a file that the test names, made where there is none. */
function ringKey(): Buffer {
  const file = hostRecord.keyring;
  if (!life.ready) throw new Error('safeStorage cannot be used before app is ready');
  if (file === undefined) throw new Error('Error while using safeStorage. Encryption is not available.');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600 });
  return readFileSync(file);
}
const PREFIX = 'v11';
/** What Chromium sealed with a password that everybody knows; it opens that with a key ring as well. */
const KNOWN = 'v10';
const NONCE = 12;
const TAG = 16;
/**
 * As on a Linux computer without a key ring; HIFADHI_HOST_KEYRING names a file outside the app's folders whose key stands
 * for one. The synchronous calls are not there: Electron takes them away.
 */
export const safeStorage = strict(
  {
    getSelectedStorageBackend: (): string => {
      if (!life.ready) return 'unknown';
      return hostRecord.keyring === undefined ? 'basic_text' : 'gnome_libsecret';
    },
    isAsyncEncryptionAvailable: (): Promise<boolean> => Promise.resolve(life.ready && hostRecord.keyring !== undefined),
    encryptStringAsync: async (text: string): Promise<Buffer> => {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', ringKey(), nonce);
      const box = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return Buffer.concat([Buffer.from(PREFIX), nonce, box]);
    },
    decryptStringAsync: async (bytes: Buffer): Promise<{ shouldReEncrypt: boolean; result: string }> => {
      if (bytes.subarray(0, KNOWN.length).toString() === KNOWN)
        return { shouldReEncrypt: true, result: bytes.subarray(KNOWN.length).toString('utf8') };
      const nonce = bytes.subarray(PREFIX.length, PREFIX.length + NONCE);
      const cipher = createDecipheriv('aes-256-gcm', ringKey(), nonce, { authTagLength: TAG });
      cipher.setAuthTag(bytes.subarray(-TAG));
      const box = bytes.subarray(PREFIX.length + NONCE, -TAG);
      const text = Buffer.concat([cipher.update(box), cipher.final()]).toString('utf8');
      return { shouldReEncrypt: false, result: text };
    },
  },
  'safeStorage',
);

class PowerMonitor extends StrictEmitter {
  getSystemIdleTime(): number {
    return 0;
  }
  getSystemIdleState(): string {
    return 'active';
  }
  isOnBatteryPower(): boolean {
    return false;
  }
}
/** Tests send its events themselves: `powerMonitor.emit('suspend')`. */
export const powerMonitor = strict(
  new PowerMonitor([
    'suspend',
    'resume',
    'lock-screen',
    'unlock-screen',
    'shutdown',
    'on-ac',
    'on-battery',
    'user-did-become-active',
    'user-did-resign-active',
  ]),
  'powerMonitor',
);

export const screen = strict(
  { getPrimaryDisplay: () => ({ workAreaSize: { width: 1920, height: 1080 }, scaleFactor: 1 }) },
  'screen',
);
