import { randomBytes } from 'node:crypto';
import { argon2id } from 'hash-wasm';
import { collect } from './collector.ts';

/** How dear one guess is. Stored with each slot, so that it can be raised over time. */
export interface KdfCost {
  readonly memoryKib: number;
  readonly passes: number;
}
export interface KdfParameters extends KdfCost {
  readonly name: 'argon2id';
  readonly lanes: 1;
  /** 16 bytes, base64url. */
  readonly salt: string;
}

/** The least that an office accepts (security.md: memory at least 64 MiB). */
export const LEAST_COST: KdfCost = { memoryKib: 65_536, passes: 3 };
/** What a slot may ask for: a damaged or forged file must not take all memory or hours. */
export const MOST_COST: KdfCost = { memoryKib: 1_048_576, passes: 64 };

export const newKdfParameters = (cost: KdfCost): KdfParameters => ({
  name: 'argon2id',
  ...cost,
  lanes: 1,
  salt: randomBytes(16).toString('base64url'),
});

/**
 * The memory that one derivation fills, 64 MiB and more, would stay with the program until the collector happens to
 * come by, and what was derived in it as well. Asked for explicitly: after a sign-in little else makes it come. It stops
 * everything for as long as it looks through a full memory, so only where that much lies outside of it still.
 */
function letGo(filledKib: number): void {
  setImmediate(() => {
    if (process.memoryUsage().external >= filledKib * 1024) collect();
  });
}

/** 32 bytes from a passphrase. Texts that look the same give the same key, however they were composed. */
export async function deriveKey(passphrase: string, parameters: KdfParameters): Promise<Uint8Array> {
  try {
    return await argon2id({
      // hash-wasm refuses an empty text; the mark in front belongs to the format.
      password: `hifadhi:${passphrase.normalize('NFKC')}`,
      salt: Buffer.from(parameters.salt, 'base64url'),
      parallelism: parameters.lanes,
      iterations: parameters.passes,
      memorySize: parameters.memoryKib,
      hashLength: 32,
      outputType: 'binary',
    });
  } finally {
    letGo(parameters.memoryKib);
  }
}

/**
 * Finds how many passes over 64 MiB take about `targetMs` here; never fewer than the least. Measured once, at set-up.
 * `clock`: milliseconds, monotonic.
 */
export async function tuneKdf(clock: () => number, targetMs = 700): Promise<KdfCost> {
  const probe = newKdfParameters(LEAST_COST);
  const started = clock();
  await deriveKey('how long does this take?', probe);
  const perPass = Math.max(1, (clock() - started) / LEAST_COST.passes);
  const passes = Math.round(targetMs / perPass);
  return { memoryKib: LEAST_COST.memoryKib, passes: Math.min(MOST_COST.passes, Math.max(LEAST_COST.passes, passes)) };
}
