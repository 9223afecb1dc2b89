import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import type * as HashWasm from 'hash-wasm';
import { expect, test } from 'vitest';
import { argon2id } from '../../builders/remembered-argon2.ts';

// By its file: its name leads to the one that tests use.
const real = createRequire(import.meta.url)('../../../node_modules/hash-wasm/dist/index.umd.js') as typeof HashWasm;

test.for([
  { password: 'hifadhi:amber lantern crosses the quiet river', iterations: 3, memorySize: 65_536 },
  { password: 'hifadhi:', iterations: 1, memorySize: 1024 },
  { password: 'hifadhi:መልካም ቀን قارب صغير', iterations: 4, memorySize: 4096 },
] as const)('the keys of tests are those of the product for %o', async (cost) => {
  const options = { ...cost, salt: randomBytes(16), parallelism: 1, hashLength: 32, outputType: 'binary' } as const;
  expect(await argon2id(options)).toEqual(await real.argon2id(options));
});
