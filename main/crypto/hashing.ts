import { hash, randomBytes } from 'node:crypto';

export const sha256 = (bytes: Uint8Array): Buffer<ArrayBuffer> => Buffer.from(hash('sha256', bytes, 'buffer'));

/** 16 random bytes as an id. The caller names the kind of id. */
export const newId = <T extends string>(): T => randomBytes(16).toString('base64url') as T;
