import type { TrustState } from '#core/contracts/trust.contract.ts';
import { isOld } from '#core/exchange/trust.ts';
import { fingerprintOf } from '../crypto/office-card.ts';
import { authorityKey } from './authority-key.ts';
import { newerElsewhere } from './carried-trust.ts';
import { instantOf } from './clock.ts';
import { droppedView } from './dropped-view.ts';
import { heldDirectory, heldRoots } from './held-trust.ts';
import type { OpenOffice } from './open-office.ts';
import { relayTime } from './relay/relay-time.ts';

export const fingerprintView = (bytes: Uint8Array): { words: string[]; groups: string[] } => {
  const { words, groups } = fingerprintOf(bytes);
  return { words: [...words], groups: [...groups] };
};

/** What this office knows about who belongs to the programme. */
export function trustState(open: OpenOffice): TrustState {
  const roots = heldRoots(open);
  const root = roots.at(-1);
  const directory = heldDirectory(open, roots)?.value;
  const newer = directory && newerElsewhere(open, directory);
  const { offices, trust } = open.repos;
  const named = new Set(directory?.entries.flatMap(({ kind, subject }) => (kind === 'office' ? [subject] : [])));
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
            old: isOld(directory, Math.max(open.clock.now(), relayTime(open)?.latest ?? 0)),
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
      onList: named.has(office.officeId),
      ...droppedView(office),
      computers: offices.devicesOf(office.n).map(({ deviceId, standing, cutOff }) => ({
        deviceId,
        standing,
        self: deviceId === open.self.deviceId,
        ...(cutOff ? { cutOffUtc: instantOf(cutOff.at) } : {}),
      })),
    })),
    forks: trust.proofs().map(({ kind, at }) => ({
      kind,
      atUtc: instantOf(at),
    })),
  };
}
