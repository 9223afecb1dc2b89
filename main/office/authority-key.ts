import { publicBytes, signingKey } from '../crypto/ed25519.ts';
import { NamedTexts } from '../storage/meta.repo.ts';
import { heldRoots } from './held-trust.ts';
import type { OpenOffice } from './open-office.ts';

/** Where the key lies that signs the directory, on the computer that does. */
export const AUTHORITY_SEED = 'authority_seed';

/** The key that signs the directory, where this computer has it and the root in force names it. */
export function authorityKey(
  open: OpenOffice,
  root = heldRoots(open).at(-1),
): ReturnType<typeof signingKey> | undefined {
  const seed = new NamedTexts(open.db, 'meta').get(AUTHORITY_SEED);
  if (seed === undefined || !root) return undefined;
  const key = signingKey(Buffer.from(seed, 'base64url'));
  const bytes = publicBytes(key);
  return root.value.authorities.some((one) => Buffer.compare(one, bytes) === 0) ? key : undefined;
}
