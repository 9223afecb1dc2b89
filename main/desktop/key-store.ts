import { safeStorage } from 'electron';
import { log } from './log.ts';

/** The stores of Linux that a program of another account does not read. `basic_text` is a password in Chromium's source. */
const STORES: readonly string[] = ['gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6'];
/** How Chromium marks what it sealed on Linux with a key of a key ring, or of the portal of a desktop. */
const REAL = /^v1[12]/;
/**
 * Chromium opens other bytes even where there is a key ring: `v10` with a password in its source, and those without a mark
 * as they are. Whoever can write to the disk could lay a secret there that they know, and slots would be bound with it.
 */
const isWeak = (sealed: Uint8Array): boolean =>
  process.platform === 'linux' && !REAL.test(Buffer.from(sealed.subarray(0, 3)).toString('latin1'));

/**
 * Whether the system keeps keys for this program in a store of its own: the key chain of macOS, the data protection of
 * Windows, a key ring of Linux. Asked after the app is ready.
 */
export const hasKeyStore = (): boolean =>
  process.platform !== 'linux' || STORES.includes(safeStorage.getSelectedStorageBackend());

/** What the store answers; undefined when it does not open now, or refuses. Nothing of what was asked is logged. */
async function asked(verb: string, work: () => Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> {
  if (!hasKeyStore()) return undefined;
  try {
    if (await safeStorage.isAsyncEncryptionAvailable()) return await work();
  } catch {
    // The key chain was closed, the person refused it, or it holds another key.
  }
  log({ event: 'key-store', kind: verb });
  return undefined;
}

/** The system's store for keys, for the office worker: bytes in, bytes out. */
export const keyStore = {
  seal: (bytes: Uint8Array): Promise<Uint8Array | undefined> =>
    asked('seal', async () => {
      const sealed = await safeStorage.encryptStringAsync(Buffer.from(bytes).toString('base64url'));
      return isWeak(sealed) ? undefined : new Uint8Array(sealed);
    }),
  unseal: (sealed: Uint8Array): Promise<Uint8Array | undefined> =>
    asked('unseal', async () => {
      if (isWeak(sealed)) return undefined;
      const { result } = await safeStorage.decryptStringAsync(Buffer.from(sealed));
      return new Uint8Array(Buffer.from(result, 'base64url'));
    }),
};
