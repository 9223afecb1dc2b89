import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { publicBytes, signingKey } from '../../crypto/ed25519.ts';
import { once } from '../../crypto/once.ts';
import { deviceIdOf } from '../../crypto/office-card.ts';
import { writeDurably } from '../../crypto/key-file-store.ts';
import { placeFile } from '../../crypto/sealed-file.ts';
import { makeJoinRequest } from '../../crypto/sibling.ts';
import { newDevice, type DeviceSecrets } from '../new-device.ts';
import type { Office, OfficeOptions } from '../office.ts';
import { officeExists } from '../office-files.ts';
import { fingerprintView } from '../trust-state.ts';

const FILE = 'joining.json';
const text = z.string().regex(/^[\w-]+$/);
const shape = z.strictObject({
  v: z.literal(1),
  seed: text.length(43),
  identity: z.string().min(1).max(8000),
  recipient: z.string().min(1).max(8000),
  /** What the office signed, once its answer was taken. */
  sibling: text.max(10_000).optional(),
});
type Kept = z.infer<typeof shape>;

/** A computer that is on its way into an office. */
export interface PendingJoin {
  readonly device: DeviceSecrets;
  readonly sibling: Uint8Array | undefined;
}

/** What lies beside the office's folder until the answer was taken: the folder itself would pass for an office. */
export const joiningDir = (dir: string): string => `${dir}.joining`;

/** Undefined where nothing was begun, or where what lies there says nothing: then a new request is made. */
export function pendingIn(dir: string): PendingJoin | undefined {
  try {
    const kept = shape.parse(JSON.parse(readFileSync(join(dir, FILE), 'utf8')));
    const seed = Buffer.from(kept.seed, 'base64url');
    const publicKey = publicBytes(signingKey(seed));
    const { identity, recipient, sibling } = kept;
    return {
      device: { id: deviceIdOf(publicKey), seed, publicKey, identity, recipient },
      sibling: sibling === undefined ? undefined : new Uint8Array(Buffer.from(sibling, 'base64url')),
    };
  } catch {
    return undefined;
  }
}

export function keepPending(dir: string, { device, sibling }: PendingJoin): void {
  const kept: Kept = {
    v: 1,
    seed: device.seed.toString('base64url'),
    identity: device.identity,
    recipient: device.recipient,
    ...(sibling ? { sibling: Buffer.from(sibling).toString('base64url') } : {}),
  };
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeDurably(join(dir, FILE), `${JSON.stringify(kept)}\n`);
}

export const forgetPending = (dir: string): void => {
  rmSync(join(dir, FILE), { force: true });
};

const requestOf = ({ device }: PendingJoin): Uint8Array<ArrayBuffer> =>
  makeJoinRequest({ signingKey: device.publicKey, recipient: device.recipient }, signingKey(device.seed));

/** The request that was begun here. JOIN_NO_REQUEST. */
export function pendingHere(office: Office): PendingJoin {
  const pending = pendingIn(joiningDir(office.options.dir));
  if (!pending) throw new Refusal('JOIN_NO_REQUEST');
  return pending;
}

export function joinState(office: Office): Output<'setup.joinState'> {
  const pending = officeExists(office.options.dir) ? undefined : pendingIn(joiningDir(office.options.dir));
  return pending ? fingerprintView(requestOf(pending)) : null;
}

/** Draws the keys of this computer, or answers what was drawn before: a restart changes no word. AUTH_ALREADY_OPEN. */
export async function beginJoin(office: Office): Promise<Output<'setup.beginJoin'>> {
  const { dir } = office.options;
  if (office.open || officeExists(dir)) throw new Refusal('AUTH_ALREADY_OPEN');
  const pending = pendingIn(joiningDir(dir)) ?? { device: await newDevice(), sibling: undefined };
  keepPending(joiningDir(dir), pending);
  return fingerprintView(requestOf(pending));
}

/** Forgets the keys: an answer to that request opens nowhere any more. */
export function dropJoin({ options }: { readonly options: Pick<OfficeOptions, 'dir'> }): Output<'setup.dropJoin'> {
  const dir = joiningDir(options.dir);
  if (existsSync(dir)) rmSync(dir, { recursive: true, force: true });
  return {};
}

export const joinRequestName = (office: Office): string =>
  `${pendingHere(office)
    .device.id.slice(0, 6)
    .replace(/[^A-Za-z0-9]/g, '0')}.hifadhi-computer`;

/** Writes the request to a stick, whole or not at all, and reads it back. DISK_*, EXPORT_NOT_WHOLE. */
export async function writeJoinRequest(office: Office, path: string): Promise<void> {
  await placeFile(path, once(requestOf(pendingHere(office))));
}
