import type { DeviceId, OfficeId, ProgrammeId, UserId } from '#core/ids.ts';

/** The keys that a programme rests on. Number N+1 is signed by enough keys of N and by enough of its own. */
export interface Root {
  readonly programme: ProgrammeId;
  readonly programmeName: string;
  /** 1 for the first. */
  readonly version: number;
  /** How many of `keys` have to sign. */
  readonly threshold: number;
  readonly keys: readonly Uint8Array[];
  /** Keys that may sign the directory. */
  readonly authorities: readonly Uint8Array[];
  /** Milliseconds since 1970. */
  readonly issued: number;
}

/** An office, and the keys of the people who may answer for its computers. It counts while the directory lists it. */
export interface OfficeCertificate {
  readonly office: OfficeId;
  readonly code: string;
  readonly name: string;
  readonly admins: readonly Uint8Array[];
}

/** A computer of an office. It counts while the directory lists it. */
export interface DeviceCertificate {
  readonly office: OfficeId;
  readonly device: DeviceId;
  readonly signingKey: Uint8Array;
  /** age recipient, hybrid post-quantum. */
  readonly recipient: string;
}

/** A person of an office: who it is, and the key under which they sign. It counts when the office's people signed it. */
export interface PersonCertificate {
  readonly office: OfficeId;
  readonly user: UserId;
  /** As the office knows them; 1 to 500 characters. */
  readonly name: string;
  readonly signingKey: Uint8Array;
  /** 1 for the first that the office gave to this person. */
  readonly n: number;
  /** Milliseconds since 1970. */
  readonly from: number;
  /** There when the person left or was suspended. */
  readonly ended?: number;
}

/** Until when a computer that was taken out of the programme was in good hands. */
export interface CutOff {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The last number of its log that is known to be good; 0 when nobody knows. */
  readonly dseq: number;
}

/** Why an office is no longer in the programme: it closed, it went into another, it was never a real one; or something else. */
export const DROP_REASONS = ['other', 'closed', 'merged', 'false'] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** Until when an office was in the programme that is not any more, and why. */
export interface Dropped {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly why: DropReason;
}

export interface DirectoryEntry {
  readonly kind: 'office' | 'device';
  readonly subject: OfficeId | DeviceId;
  /** SHA-256 of the certificate's bytes, base64url. */
  readonly cert: string;
  /** There when the computer was taken out; never for an office. */
  readonly cutOff?: CutOff;
  /** There when the office was dropped; never for a computer. */
  readonly dropped?: Dropped;
}

/** Who belongs to the programme, at a moment. */
export interface Directory {
  readonly programme: ProgrammeId;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly issued: number;
  /** From then on the list is old. That is told and refuses nothing (exchange.md §6.1). */
  readonly softExpiry: number;
  /** The root that was in force when it was signed: a list under a later root is newer, whatever its number. */
  readonly minRoot: number;
  readonly entries: readonly DirectoryEntry[];
}

type Place = Pick<Directory, 'minRoot' | 'version'>;

/**
 * Negative when `a` came before `b`. The root counts first: an authority whose key was stolen may have signed any
 * number, and the root that replaces it makes all of those old. Under each root the lists are counted from 1.
 */
export const compareDirectories = (a: Place, b: Place): number => a.minRoot - b.minRoot || a.version - b.version;

/** Whether a save of a computer that was taken out comes after the moment until which it was in good hands. */
export function isAfterCutOff(cutOff: CutOff, commit: { readonly wall: number; readonly dseq: number }): boolean {
  return cutOff.dseq > 0 ? commit.dseq > cutOff.dseq : commit.wall > cutOff.at;
}

/**
 * Whether the list is too old to say who was taken out since. Judged by the least that the time can be, so that a clock
 * set ahead is believed and one set back is not; it is only ever a warning.
 */
export const isOld = (directory: Directory, localClock: number): boolean =>
  Math.max(localClock, directory.issued) > directory.softExpiry;
