import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { isId16, isId32 } from '#core/ids.ts';
import type { DeviceId, OfficeId, ProgrammeId, UserId } from '#core/ids.ts';
import { LANGUAGES } from '#core/forms/types.ts';
import { LEAST_COST, MOST_COST } from './passphrase.ts';

const id = <T extends string>() => z.custom<T>((v) => typeof v === 'string' && isId16(v), { message: 'id' });
const hash = z.string().refine(isId32, { message: 'hash' });
const base64 = z
  .string()
  .max(400_000)
  .refine((text) => Buffer.from(text, 'base64url').toString('base64url') === text, { message: 'base64url' });
const recipient = z.string().regex(/^age1[0-9a-z]{50,4000}$/);
const count = z.int().min(0);

export const kdf = z.strictObject({
  name: z.literal('argon2id'),
  memoryKib: z.int().min(8).max(MOST_COST.memoryKib),
  passes: z.int().min(1).max(MOST_COST.passes),
  lanes: z.literal(1),
  salt: base64.length(22),
});
/** Something locked with a passphrase. */
export const slot = z.strictObject({ kdf, nonce: base64.length(16), box: base64 });
/** A person's slot; where the computer has a store of its own for keys, with a layer around it (machine-layer.ts). */
const userSlot = slot.extend({
  machine: z
    .strictObject({ id: z.string().refine(isId16, { message: 'machine' }), nonce: base64.length(16) })
    .exactOptional(),
});
const user = z.strictObject({
  id: id<UserId>(),
  name: z.string().min(1).max(500),
  roles: z.array(z.string().min(1).max(64)).max(32),
  /** The person's age recipient and Ed25519 public key. */
  recipient,
  signingKey: hash,
  slot: userSlot,
});
/** The furthest that this office was known to have come: a database that has less is an older copy (exchange.md R2). */
const highWater = z.strictObject({
  device: id<DeviceId>(),
  dseq: count,
  auditN: count,
  auditHash: hash,
  at: count,
});

export const keyFileBody = z.strictObject({
  version: z.literal(1),
  office: z.strictObject({
    id: id<OfficeId>(),
    code: z.string().regex(/^[A-Z]{2,5}$/),
    name: z.string().min(1).max(500),
    language: z.enum(LANGUAGES),
    demo: z.boolean(),
  }),
  programme: z.strictObject({ id: id<ProgrammeId>(), name: z.string().min(1).max(500) }),
  users: z.array(user).min(1).max(500),
  recovery: z.strictObject({ recipient }),
  /** Failed attempts are sealed to this key while the database is closed. */
  audit: z.strictObject({ recipient }),
  /** The database key, encrypted with age to every user and the recovery identity. */
  databaseKey: base64,
  /** There only while a change of the database key is under way. */
  nextDatabaseKey: base64.exactOptional(),
  highWater: highWater.exactOptional(),
});
const keyFile = keyFileBody.extend({
  /** HMAC over all of the above under a key derived from the database key: nobody adds a reader from outside. */
  seal: hash,
});
const envelope = z.strictObject({ sum: hash, keys: keyFile });

export type KeyFileBody = z.infer<typeof keyFileBody>;
export type KeyFile = z.infer<typeof keyFile>;
export type KeyUser = KeyFile['users'][number];
export type KeySlot = KeyUser['slot'];
export type HighWater = z.infer<typeof highWater>;

export const costIsEnough = (user: KeyUser): boolean =>
  user.slot.kdf.memoryKib >= LEAST_COST.memoryKib && user.slot.kdf.passes >= LEAST_COST.passes;

/** In place of what a passphrase opens, for somebody who has left: no seal of a box is made of zeros. */
const EMPTY_BOX = Buffer.alloc(256).toString('base64url');

/** The slot of somebody who has left, in an older backup: no passphrase opens it. The name stays for the recovery kit. */
export const emptySlot = ({ kdf, nonce }: KeySlot): KeySlot => ({ kdf, nonce, box: EMPTY_BOX });

export const isEmptied = ({ slot }: Pick<KeyUser, 'slot'>): boolean => slot.box === EMPTY_BOX;

export const isBound = ({ slot }: Pick<KeyUser, 'slot'>): boolean => slot.machine !== undefined;

/** Whether every slot of these is bound to a computer. */
export const allBound = ({ users }: Pick<KeyFile, 'users'>): boolean => users.every(isBound);

const sumOf = (keys: string): string =>
  createHash('sha256').update('hifadhi key file 1\n').update(keys).digest('base64url');

export function keyFileText(file: KeyFile): string {
  const keys = JSON.stringify(keyFile.parse(file));
  return `{"sum":"${sumOf(keys)}","keys":${keys}}\n`;
}

/** The file if these bytes are exactly what `keyFileText` writes; undefined for anything else. */
export function parseKeyFile(bytes: Uint8Array): KeyFile | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const parsed = envelope.safeParse(JSON.parse(text));
    return parsed.success && keyFileText(parsed.data.keys) === text ? parsed.data.keys : undefined;
  } catch {
    return undefined;
  }
}

function sealOf(body: KeyFileBody, databaseKey: Uint8Array): Buffer {
  const key = Buffer.from(hkdfSync('sha256', databaseKey, '', 'hifadhi key file seal 1', 32));
  return createHmac('sha256', key)
    .update(JSON.stringify(keyFileBody.parse(body)))
    .digest();
}

export const sealed = (body: KeyFileBody, databaseKey: Uint8Array): KeyFile => ({
  ...body,
  seal: sealOf(body, databaseKey).toString('base64url'),
});

export function sealFits({ seal, ...body }: KeyFile, databaseKey: Uint8Array): boolean {
  return timingSafeEqual(Buffer.from(seal, 'base64url'), sealOf(body, databaseKey));
}
