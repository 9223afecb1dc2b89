import { createPublicKey } from 'node:crypto';
import type { TrustState } from '#core/contracts/trust.contract.ts';
import { isOld } from '#core/exchange/trust.ts';
import { signingKey } from '../crypto/ed25519.ts';
import { fingerprintOf } from '../crypto/office-card.ts';
import { NamedTexts } from '../storage/meta.repo.ts';
import { newerElsewhere } from './carried-trust.ts';
import { instantOf } from './clock.ts';
import { heldDirectory, heldRoots } from './held-trust.ts';
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
  const bytes = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
  return root.value.authorities.some((one) => Buffer.compare(one, bytes) === 0) ? key : undefined;
}

export const fingerprintView = (bytes: Uint8Array): { words: string[]; groups: string[] } => {
  const { words, groups } = fingerprintOf(bytes);
  return { words: [...words], groups: [...groups] };
};

/** What this office knows about who belongs to the programme. */
export function trustState(open: OpenOffice): TrustState {
  const roots = heldRoots(open);
  const root = roots.at(-1);
  const directory = heldDirectory(open, roots)?.value;
  const newer = directory && newerElsewhere(open, directory.version);
  const { offices, trust } = open.repos;
  return {
    programme: open.self.programme,
    ...(root
      ? {
          root: {
            version: root.value.version,
            issuedAtUtc: instantOf(root.value.issued),
            ...fingerprintView(root.body),
          },
        }
      : {}),
    ...(directory
      ? {
          directory: {
            version: directory.version,
            issuedAtUtc: instantOf(directory.issued),
            softExpiryUtc: instantOf(directory.softExpiry),
            old: isOld(directory, open.clock.now()),
            ...(newer === undefined ? {} : { newer }),
          },
        }
      : {}),
    authority: authorityKey(open, root) !== undefined,
    offices: offices.offices().map((office) => ({
      officeId: office.officeId,
      code: office.code,
      name: office.name,
      self: office.isSelf,
      computers: offices.devicesOf(office.n).map(({ deviceId, standing, cutOff }) => ({
        deviceId,
        standing,
        self: deviceId === open.self.deviceId,
        ...(cutOff ? { cutOffUtc: instantOf(cutOff.at) } : {}),
      })),
    })),
    forks: trust.proofs().map(({ kind, at }) => ({
      kind: kind === 'root' ? ('root' as const) : ('directory' as const),
      atUtc: instantOf(at),
    })),
  };
}
