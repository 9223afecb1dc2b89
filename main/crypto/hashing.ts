import { createHash, randomBytes } from 'node:crypto';

export const sha256 = (...parts: readonly Uint8Array[]): Buffer<ArrayBuffer> => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return Buffer.from(hash.digest());
};

/** 16 random bytes as an id. The caller names the kind of id. */
export const newId = <T extends string>(): T => randomBytes(16).toString('base64url') as T;
