import { createRequire } from 'node:module';
import type * as HashWasm from 'hash-wasm';

// What `import 'hash-wasm'` means in unit tests: the same function, with its results remembered. Tests open copies of
// the same few offices hundreds of times with the same passphrase and salt, and each guess is dear on purpose.
const real = createRequire(import.meta.url)('hash-wasm') as typeof HashWasm;
const known = new Map<string, Promise<Uint8Array>>();

type Options = HashWasm.IArgon2Options & { readonly outputType: 'binary' };

/** `argon2id` of hash-wasm: the same bytes for the same passphrase, salt and cost, each time in an array of its own. */
export async function argon2id(options: Options): Promise<Uint8Array> {
  const key = JSON.stringify({ ...options, salt: Buffer.from(options.salt as Uint8Array).toString('base64url') });
  const result = known.get(key) ?? real.argon2id(options);
  known.set(key, result);
  return new Uint8Array(await result);
}
