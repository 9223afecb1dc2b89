import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { KeyStore } from '../../main/office/machine-secrets.ts';

const NONCE = 12;
const TAG = 16;

/**
 * A computer's store for keys as tests have it: its key lies in `file`, apart from every folder of an office. Without the
 * file it is the store of another computer, which makes a key of its own; `closed` is one that does not open now.
 */
export function fileKeyStore(file: string, closed: () => boolean = () => false): KeyStore {
  const key = (): Buffer => {
    if (!existsSync(file)) writeFileSync(file, randomBytes(32));
    return readFileSync(file);
  };
  return {
    seal: (bytes) => {
      if (closed()) return Promise.resolve(undefined);
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key(), nonce);
      return Promise.resolve(Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]));
    },
    unseal: (sealed) => {
      if (closed()) return Promise.resolve(undefined);
      try {
        const cipher = createDecipheriv('aes-256-gcm', key(), sealed.subarray(0, NONCE), { authTagLength: TAG });
        cipher.setAuthTag(sealed.subarray(-TAG));
        const plain = Buffer.concat([cipher.update(sealed.subarray(NONCE, -TAG)), cipher.final()]);
        return Promise.resolve(new Uint8Array(plain));
      } catch {
        return Promise.resolve(undefined);
      }
    },
  };
}
