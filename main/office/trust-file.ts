import type { TrustFileView } from '#core/contracts/trust.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { once } from '../crypto/once.ts';
import { placeFile } from '../crypto/sealed-file.ts';
import { judgeTrust, type Verdict } from '../crypto/trust-chain.ts';
import { MOST_CERTIFICATES, PACKAGE_LIMIT, packTrust, readTrust } from '../crypto/trust-package.ts';
import { heldDirectory, heldRoots, heldTrust } from './held-trust.ts';
import { instantOf } from './clock.ts';
import { keepTrust } from './keep-trust.ts';
import { joinProgramme, takeWaiting } from './office-cards.ts';
import type { OpenOffice } from './open-office.ts';
import { readStickFile } from './stick-file.ts';
import { fingerprintView, trustState } from './trust-state.ts';

/**
 * Judges a trust file. TRUST_INVALID for what is none, or whose list no authority of its root signed; TRUST_OTHER_ROOT for
 * one that rests on other keys than those compared here; TRUST_OLDER for one that says less than what is known.
 */
function verdictOn(open: OpenOffice, path: string): Verdict & { readonly age: TrustFileView['age'] } {
  const offered = readTrust(readStickFile(path, PACKAGE_LIMIT, 'TRUST_INVALID'));
  if (!offered) throw new Refusal('TRUST_INVALID');
  const held = heldTrust(open);
  const verdict = judgeTrust(held, offered);
  if (!verdict) throw new Refusal(held.roots.length > 0 ? 'TRUST_OTHER_ROOT' : 'TRUST_INVALID');
  const { age } = verdict;
  if (age === 'foreign') throw new Refusal('TRUST_INVALID');
  return { ...verdict, age };
}

const isFirst = (open: OpenOffice): boolean => heldRoots(open).length === 0;

/** Reads a trust file that a person chose. Nothing is stored. */
export function readTrustFile(open: OpenOffice, path: string): { place: string; file: TrustFileView } {
  const verdict = verdictOn(open, path);
  const { root, directory, age } = verdict;
  if (!directory) throw new Refusal('TRUST_INVALID');
  const entries = directory.value.entries;
  return {
    place: open.places.name(path),
    file: {
      programme: root.value.programmeName,
      sameProgramme: root.value.programme === open.self.programmeId,
      first: isFirst(open),
      ...fingerprintView(root.body),
      rootVersion: root.value.version,
      directoryVersion: directory.value.version,
      issuedAtUtc: instantOf(directory.value.issued),
      age,
      offices: entries.filter((entry) => entry.kind === 'office' && !entry.dropped).length,
      lists: entries.some((entry) => entry.subject === open.self.deviceId && !entry.cutOff),
      unproven: verdict.unproven.flatMap((id) => open.repos.offices.officeById(id)?.code ?? []),
    },
  };
}

/**
 * Takes a trust file. The first one pins the root, and needs the words that were compared (TRUST_MISMATCH); an office that
 * has written nothing joins the programme by it, any other has to be of that programme already (SYNC_OTHER_PROGRAMME).
 * TRUST_OLDER when it says less than what is known here: the list never goes back.
 */
export async function takeTrustFile(open: OpenOffice, input: Input<'trust.take'>): Promise<Output<'trust.take'>> {
  const verdict = verdictOn(open, open.places.path(input.place));
  const { root } = verdict;
  if (isFirst(open)) {
    const { words } = fingerprintView(root.body);
    if (input.words?.join(' ') !== words.join(' ')) throw new Refusal('TRUST_MISMATCH');
    if (root.value.programme !== open.self.programmeId)
      joinProgramme(open, { id: root.value.programme, name: root.value.programmeName });
  }
  const changed = open.db.transaction(() => keepTrust(open, verdict));
  if (!changed && verdict.age === 'older') throw new Refusal('TRUST_OLDER');
  await takeWaiting(open);
  return trustState(open);
}

/** Everything that says who belongs to the programme. TRUST_NO_LIST where there is no directory yet. */
export function packageBytes(open: OpenOffice): Uint8Array<ArrayBuffer> {
  const { trust } = open.repos;
  const directory = heldDirectory(open);
  if (!directory) throw new Refusal('TRUST_NO_LIST');
  const certs = [...trust.certificates('office'), ...trust.certificates('device'), ...trust.pastCertificates()];
  return packTrust({ roots: trust.roots(), directory: directory.bytes, certs: certs.slice(0, MOST_CERTIFICATES) });
}

export const trustFileName = (open: OpenOffice): string => `${open.self.code}.hifadhi-trust`;

/** Writes it to a stick, whole or not at all, and reads it back. DISK_*, EXPORT_NOT_WHOLE. */
export async function writeTrustFile(open: OpenOffice, path: string): Promise<void> {
  await placeFile(path, once(packageBytes(open)));
}
