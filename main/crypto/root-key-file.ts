import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { ProgrammeId } from '#core/ids.ts';
import { isId16, isId32 } from '#core/ids.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { publicBytes, signingKey } from './ed25519.ts';
import { slot } from './key-file-format.ts';
import type { KdfCost, KdfParameters } from './passphrase.ts';
import { lockBox, openBox } from './passphrase-box.ts';

export const ROOT_KEY_LIMIT = 8192;

const facts = z.strictObject({
  format: z.literal('hifadhi root key 1'),
  programme: z.custom<ProgrammeId>((v) => typeof v === 'string' && isId16(v)),
  programmeName: z.string().min(1).max(500),
  /** Who keeps it, as typed when it was made. */
  holder: z.string().min(1).max(500),
  /** Public key, base64url. */
  key: z.string().refine(isId32),
});
const file = facts.extend({ slot });

export type RootKeyFacts = z.infer<typeof facts>;
export type RootKeyFile = z.infer<typeof file>;

const header = (about: RootKeyFacts) => (kdf: KdfParameters) => Buffer.from(JSON.stringify([about, kdf]));
const factsOf = ({ slot: _slot, ...about }: RootKeyFile): RootKeyFacts => about;

/** One of the programme's keys as a file, locked with its holder's passphrase. Readable text, so that it can be told apart. */
export async function rootKeyText(
  about: Omit<RootKeyFacts, 'format' | 'key'>,
  seed: Uint8Array,
  passphrase: string,
  cost: KdfCost,
): Promise<string> {
  const whole = facts.parse({
    ...about,
    format: 'hifadhi root key 1',
    key: publicBytes(signingKey(seed)).toString('base64url'),
  });
  const locked = await lockBox(Buffer.from(seed), passphrase, cost, header(whole));
  return `${JSON.stringify(file.parse({ ...whole, slot: locked }), undefined, 2)}\n`;
}

/** Undefined for anything that is no such file. */
export function parseRootKey(bytes: Uint8Array): RootKeyFile | undefined {
  if (bytes.length > ROOT_KEY_LIMIT) return undefined;
  try {
    return file.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return undefined;
  }
}

/** The key itself. AUTH_WRONG_PASSPHRASE when the file does not open with it, for whatever reason. */
export async function openRootKey(whole: RootKeyFile, passphrase: string): Promise<Result<KeyObject>> {
  const seed = await openBox(whole.slot, passphrase, header(factsOf(whole)));
  if (seed?.length !== 32) return fail('AUTH_WRONG_PASSPHRASE');
  const key = signingKey(seed);
  seed.fill(0);
  return publicBytes(key).toString('base64url') === whole.key ? ok(key) : fail('AUTH_WRONG_PASSPHRASE');
}
