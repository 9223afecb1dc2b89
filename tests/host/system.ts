import { hostRecord, record } from './record.ts';
import { life } from './state.ts';
import { notModelled, strict, StrictEmitter } from './strict.ts';

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

const MASK = 0x5a;
const PREFIX = 'v11';
const unavailable = (verb: string): never => {
  throw new Error(`Error while ${verb} safeStorage. Encryption is not available.`);
};
/** As on a Linux computer without a key ring; with HIFADHI_HOST_KEYRING=1 a reversible, worthless one. */
export const safeStorage = strict(
  {
    isEncryptionAvailable: (): boolean => {
      if (!life.ready) throw new Error('safeStorage cannot be used before app is ready');
      return hostRecord.keyring;
    },
    getSelectedStorageBackend: (): string => (hostRecord.keyring ? 'gnome_libsecret' : 'basic_text'),
    encryptString: (text: string): Buffer => {
      if (!hostRecord.keyring) unavailable('encrypting the text provided to');
      return Buffer.concat([Buffer.from(PREFIX), Buffer.from(text).map((b) => b ^ MASK)]);
    },
    decryptString: (bytes: Buffer): string => {
      if (!hostRecord.keyring) unavailable('decrypting the ciphertext provided to');
      return Buffer.from(bytes.subarray(PREFIX.length).map((b) => b ^ MASK)).toString();
    },
    setUsePlainTextEncryption: (): never => notModelled('safeStorage.setUsePlainTextEncryption'),
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
