import { argon2 } from 'node:crypto';
import { promisify } from 'node:util';
import type * as HashWasm from 'hash-wasm';

// What `import 'hash-wasm'` means in the processes of tests: the same bytes, computed by Node's own Argon2id, which takes
// a third of the time, and remembered. Tests open copies of the same few offices hundreds of times with the same
// passphrase and salt, and each guess is dear on purpose. tests/unit/crypto/argon2.test.ts holds both to the same bytes.
const compute = promisify(argon2);
const known = new Map<string, Promise<Uint8Array>>();

type Options = HashWasm.IArgon2Options & { readonly outputType: 'binary'; readonly password: string };

/** `argon2id` of hash-wasm: the same bytes for the same passphrase, salt and cost, each time in an array of its own. */
export async function argon2id(options: Options): Promise<Uint8Array> {
  const { password, salt, parallelism, iterations, memorySize, hashLength } = options;
  const nonce = Buffer.from(salt as Uint8Array);
  const key = JSON.stringify({ ...options, salt: nonce.toString('base64url') });
  const result =
    known.get(key) ??
    compute('argon2id', {
      message: password,
      nonce,
      parallelism,
      passes: iterations,
      memory: memorySize,
      tagLength: hashLength,
    });
  known.set(key, result);
  return new Uint8Array(await result);
}
