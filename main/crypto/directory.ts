import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { DROP_REASONS, type Directory, type DirectoryEntry, type Root } from '#core/exchange/trust.ts';
import type { DeviceId, OfficeId, ProgrammeId } from '#core/ids.ts';
import { bytes16, bytes32, idFrom, toBytes } from './cbor.ts';
import { readSigned, signObject, signedBy, type SignedObject } from './signed-object.ts';

/** One fixed payload type per kind of object (exchange.md R14). */
export const DIRECTORY_TYPE = 'application/vnd.hifadhi.directory.v1+cbor';
/** 56 bytes an entry, up to 72 for a computer that was taken out. */
export const DIRECTORY_LIMIT = 512 * 1024;
export const MOST_ENTRIES = 6000;
const OFFICE = 0;
const DEVICE = 1;
/**
 * An office that was dropped stands among the computers, as one that was taken out, with a number of its log that no log
 * reaches: this one less the reason. A program that knows nothing of it reads a computer that it has never heard of.
 */
const DROPPED = Number.MAX_SAFE_INTEGER;
/** So many reasons there may be; those that are not known yet are read as another reason. */
const MOST_REASONS = 256;

const entry = z.tuple([
  z.union([z.literal(OFFICE), z.literal(DEVICE)]),
  bytes16,
  bytes32,
  /** 0 in force, 1 taken out. */
  z.int().min(0).max(1),
  z.int().min(0),
  z.int().min(0),
]);
const body = z.strictObject({
  v: z.literal(1),
  p: bytes16,
  n: z.int().min(1),
  at: z.int().min(0),
  se: z.int().min(0),
  mr: z.int().min(1),
  e: z.array(entry).max(MOST_ENTRIES),
});
type RawEntry = z.infer<typeof entry>;

export type SignedDirectory = SignedObject<Directory>;

/** Offices before computers, each by their ids: there is one order. */
const compare = ([kind, subject]: RawEntry, [otherKind, other]: RawEntry): number =>
  kind - otherKind || Buffer.compare(subject, other);

function rawOf({ kind, subject, cert, cutOff, dropped }: DirectoryEntry): RawEntry {
  const out = dropped ? { at: dropped.at, dseq: DROPPED - DROP_REASONS.indexOf(dropped.why) } : cutOff;
  return [
    kind === 'office' && !dropped ? OFFICE : DEVICE,
    new Uint8Array(toBytes(subject)),
    new Uint8Array(toBytes(cert)),
    out ? 1 : 0,
    out?.at ?? 0,
    out?.dseq ?? 0,
  ];
}

function entryOf([kind, subject, cert, status, at, dseq]: RawEntry): DirectoryEntry | undefined {
  if (status === 0 && (at !== 0 || dseq !== 0)) return undefined;
  if (kind === OFFICE && status !== 0) return undefined;
  if (status === 1 && dseq > DROPPED - MOST_REASONS)
    return {
      kind: 'office',
      subject: idFrom<OfficeId>(subject),
      cert: idFrom<string>(cert),
      dropped: { at, why: DROP_REASONS[DROPPED - dseq] ?? 'other' },
    };
  return {
    kind: kind === OFFICE ? 'office' : 'device',
    subject: idFrom<OfficeId | DeviceId>(subject),
    cert: idFrom<string>(cert),
    ...(status === 1 ? { cutOff: { at, dseq } } : {}),
  };
}

export const makeDirectory = (directory: Directory, authority: KeyObject): Uint8Array<ArrayBuffer> =>
  signObject(
    DIRECTORY_TYPE,
    {
      v: 1,
      p: toBytes(directory.programme),
      n: directory.version,
      at: directory.issued,
      se: directory.softExpiry,
      mr: directory.minRoot,
      e: directory.entries.map(rawOf).sort(compare),
    },
    [authority],
  );

/** Reads a directory from foreign bytes. Undefined unless an authority of this root signed it, for its programme. */
export function readDirectory(bytes: Uint8Array, root: Root): SignedDirectory | undefined {
  const read = readSigned(bytes, DIRECTORY_LIMIT, body);
  if (!read) return undefined;
  const { p, n, at, se, mr, e } = read.value;
  if (idFrom(p) !== root.programme || mr > root.version) return undefined;
  // Exactly one signature: another that nobody checks would make other bytes of the same list.
  if (read.signatures.length !== 1 || signedBy(DIRECTORY_TYPE, read, root.authorities) !== 1) return undefined;
  const entries: DirectoryEntry[] = [];
  // Nobody stands in it twice, and an office cannot have the id of somebody's computer.
  if (new Set(e.map(([, subject]) => idFrom<string>(subject))).size !== e.length) return undefined;
  for (const [i, raw] of e.entries()) {
    const before = e[i - 1];
    const made = entryOf(raw);
    if (!made || (before && compare(before, raw) >= 0)) return undefined;
    entries.push(made);
  }
  const value = { programme: idFrom<ProgrammeId>(p), version: n, issued: at, softExpiry: se, minRoot: mr, entries };
  return { ...read, value };
}
