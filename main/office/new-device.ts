import { generateKeyPairSync } from 'node:crypto';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import type { DeviceId } from '#core/ids.ts';
import { publicBytes } from '../crypto/ed25519.ts';
import { deviceIdOf } from '../crypto/office-card.ts';
import type { WritableDb } from '../storage/database.ts';
import { putText } from '../storage/meta.repo.ts';

export interface DeviceSecrets {
  readonly id: DeviceId;
  readonly seed: Buffer;
  readonly publicKey: Buffer;
  readonly identity: string;
  readonly recipient: string;
}

/** Keys of a computer, drawn anew. */
export async function newDevice(): Promise<DeviceSecrets> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicKey = publicBytes(privateKey);
  const identity = await generateHybridIdentity();
  return {
    id: deviceIdOf(publicKey),
    seed: privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32),
    publicKey,
    identity,
    recipient: await identityToRecipient(identity),
  };
}

/** Makes these the keys of the computer that this database is on. */
export function putDevice(db: WritableDb, device: DeviceSecrets): void {
  putText(db, 'meta', 'device_id', device.id);
  putText(db, 'meta', 'device_seed', device.seed.toString('base64url'));
  putText(db, 'meta', 'device_identity', device.identity);
  putText(db, 'meta', 'device_recipient', device.recipient);
}
