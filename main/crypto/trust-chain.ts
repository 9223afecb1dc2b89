import { compareDirectories, type DirectoryEntry } from '#core/exchange/trust.ts';
import type { DeviceId, OfficeId, ProgrammeId } from '#core/ids.ts';
import {
  belongsTo,
  hashOf,
  isLetInByRoot,
  readDeviceCertificate,
  readOfficeCertificate,
  replaces,
} from './certificates.ts';
import type { SignedDevice, SignedOffice } from './certificates.ts';
import { readDirectory, type SignedDirectory } from './directory.ts';
import { ROOT_TYPE, readRoot, succeeds, type SignedRoot } from './programme-root.ts';
import { signedBy } from './signed-object.ts';
import type { TrustPackage } from './trust-package.ts';

/** What an office holds and has accepted. */
export interface Held {
  readonly programme: ProgrammeId;
  /** In order; the last is in force. Empty before a root was compared and pinned. */
  readonly roots: readonly SignedRoot[];
  readonly directory: SignedDirectory | undefined;
  /** Certificates of offices that counted before, whether or not the directory still lists them so. */
  readonly offices: ReadonlyMap<OfficeId, SignedOffice>;
  /** The computers of each office that is known here, this one included; by a card where it has no certificate. */
  readonly computers: ReadonlyMap<OfficeId, ReadonlySet<DeviceId>>;
}

/** Two signed objects that cannot both be honest: whoever signed them says one thing here and another there. */
export interface Fork {
  readonly kind: 'root' | 'directory';
  /** Versions of the root and, for a directory, of the directory. */
  readonly root: number;
  readonly number: number;
  readonly a: Uint8Array;
  readonly b: Uint8Array;
}

/** What a package changes. Nothing in it rests on the word of whoever brought it. */
export interface Verdict {
  /** Roots that follow the ones held, in order. */
  readonly roots: readonly SignedRoot[];
  /** The root in force with them. */
  readonly root: SignedRoot;
  /** How the directory in the package stands to the one held. `foreign`: no authority of the root signed it. */
  readonly age: 'newer' | 'same' | 'older' | 'foreign';
  /** The directory in force with it. */
  readonly directory: SignedDirectory | undefined;
  /** Certificates that count, new or known. */
  readonly offices: ReadonlyMap<OfficeId, SignedOffice>;
  readonly devices: readonly SignedDevice[];
  /** Certificates on no list that lead from one that counted here to one that counts now. */
  readonly between: readonly SignedOffice[];
  /** Offices that are listed with other people, for whom nobody of that office has signed (exchange.md R4). */
  readonly unproven: readonly OfficeId[];
  readonly forks: readonly Fork[];
}

const sameBody = (a: { readonly body: Uint8Array }, b: { readonly body: Uint8Array }): boolean =>
  Buffer.compare(a.body, b.body) === 0;

/** Whether the keys of a root that is held signed another one of the same number. */
function forked(held: readonly SignedRoot[], other: SignedRoot): Fork | undefined {
  const twin = held.find((root) => root.value.version === other.value.version);
  if (!twin || sameBody(twin, other) || twin.value.programme !== other.value.programme) return undefined;
  const before = held.find((root) => root.value.version === other.value.version - 1);
  const byOwn = signedBy(ROOT_TYPE, other, twin.value.keys) >= twin.value.threshold;
  if (!byOwn && !(before && succeeds(other, before))) return undefined;
  return { kind: 'root', root: twin.value.version, number: 0, a: twin.bytes, b: other.bytes };
}

/** The roots of a package that may be added to those held, one after the other; and what contradicts them. */
function followRoots(held: Held, offered: readonly SignedRoot[]): { roots: SignedRoot[]; forks: Fork[] } {
  const roots: SignedRoot[] = [];
  const forks: Fork[] = [];
  let last = held.roots.at(-1);
  for (const root of offered) {
    if (last === undefined || succeeds(root, last)) {
      roots.push(root);
      last = root;
    } else {
      const fork = forked([...held.roots, ...roots], root);
      if (fork) forks.push(fork);
    }
  }
  return { roots, forks };
}

function judgeDirectory(
  held: Held,
  root: SignedRoot,
  bytes: Uint8Array,
): Pick<Verdict, 'age' | 'directory'> & { readonly fork?: Fork } {
  const offered = readDirectory(bytes, root.value);
  const before = held.directory;
  if (!offered) {
    const once = held.roots.some(({ value }) => readDirectory(bytes, value) !== undefined);
    return { age: once ? 'older' : 'foreign', directory: before };
  }
  const order = before === undefined ? 1 : compareDirectories(offered.value, before.value);
  if (before === undefined || order > 0) return { age: 'newer', directory: offered };
  if (order < 0) return { age: 'older', directory: before };
  if (sameBody(offered, before)) return { age: 'same', directory: before };
  const { minRoot, version } = before.value;
  const fork = { kind: 'directory', root: minRoot, number: version, a: before.bytes, b: offered.bytes } as const;
  return { age: 'same', directory: before, fork };
}

/**
 * Whether the people whom a certificate names may answer for its office: it is the one that counts, or somebody whom that
 * one named has signed it. An office known by its card alone has a computer that people compared: that one has to be among
 * `computers` and under these people. Otherwise anybody could ask in the name of an office whose card is public (R4). In
 * the place of either enough holders of the keys of `root` may have signed.
 */
export function mayAnswer(
  held: Held,
  root: SignedRoot | undefined,
  cert: SignedOffice,
  computers: readonly SignedDevice[],
): boolean {
  const known = held.offices.get(cert.value.office);
  if (root && isLetInByRoot(cert, known, root.value)) return true;
  if (known) return sameBody(known, cert) || replaces(cert, known);
  const compared = held.computers.get(cert.value.office);
  return !compared || computers.some((one) => compared.has(one.value.device) && belongsTo(one, cert));
}

/** So many steps may lie between a certificate that is known and the one that is listed, and so many be offered for them. */
const MOST_STEPS = 8;

/**
 * The certificates that lead from the one of an office that counts here to another: each was signed by somebody whom the one
 * before it named, or by enough holders of the keys of the root in force in their place. Whoever could make one of them could
 * make the last one as well, since they are named in one before it. Undefined where there is no such way.
 */
function wayTo(
  held: Held,
  root: SignedRoot,
  cert: SignedOffice,
  offered: readonly SignedOffice[],
): readonly SignedOffice[] | undefined {
  const isNext = (next: SignedOffice, last: SignedOffice): boolean =>
    replaces(next, last) || (next.value.office === last.value.office && isLetInByRoot(next, last, root.value));
  const known = held.offices.get(cert.value.office);
  if (!known) return undefined;
  const left = new Set(offered.filter(({ value }) => value.office === cert.value.office).slice(0, 2 * MOST_STEPS));
  let ways: SignedOffice[][] = [[]];
  for (let step = 0; step < MOST_STEPS && ways.length > 0; step += 1) {
    const next: SignedOffice[][] = [];
    for (const way of ways) {
      const last = way.at(-1) ?? known;
      if (way.length > 0 && isNext(cert, last)) return way;
      for (const one of [...left]) {
        if (!isNext(one, last)) continue;
        left.delete(one);
        next.push([...way, one]);
      }
    }
    ways = next;
  }
  return ways.find((way) => isNext(cert, way.at(-1) ?? known));
}

/** The certificates that the directory lists and that are proven by the office itself. */
function judgeCertificates(
  held: Held,
  root: SignedRoot,
  directory: SignedDirectory | undefined,
  certs: readonly Uint8Array[],
): Pick<Verdict, 'offices' | 'devices' | 'between' | 'unproven'> {
  const listed = new Map<string, DirectoryEntry>(directory?.value.entries.map((entry) => [entry.cert, entry]));
  const named = certs.flatMap((bytes) => {
    const entry = listed.get(hashOf(bytes));
    return entry ? [{ bytes, entry }] : [];
  });
  const computers = named.flatMap(({ bytes, entry }) => {
    const cert = entry.kind === 'device' ? readDeviceCertificate(bytes) : undefined;
    return cert?.value.device === entry.subject ? [cert] : [];
  });
  const offices = new Map(held.offices);
  let unlisted: readonly SignedOffice[] | undefined;
  const between: SignedOffice[] = [];
  const follow = (cert: SignedOffice): boolean => {
    // Read only where an office is not proven without them.
    unlisted ??= certs.flatMap((bytes) => (listed.has(hashOf(bytes)) ? [] : (readOfficeCertificate(bytes) ?? [])));
    const way = wayTo(held, root, cert, unlisted);
    between.push(...(way ?? []));
    return way !== undefined;
  };
  const unproven: OfficeId[] = [];
  for (const { bytes, entry } of named) {
    const cert = entry.kind === 'office' ? readOfficeCertificate(bytes) : undefined;
    if (cert?.value.office !== entry.subject) continue;
    if (mayAnswer(held, root, cert, computers) || follow(cert)) offices.set(cert.value.office, cert);
    else unproven.push(cert.value.office);
  }
  const devices = computers.filter((cert) => {
    const office = offices.get(cert.value.office);
    return office !== undefined && belongsTo(cert, office);
  });
  return { offices, devices, between, unproven };
}

/**
 * Judges a package against what an office holds, and changes nothing. Undefined when there is no root in it that belongs
 * to those held; where none is held, the first of the package begins the chain, and a person has to compare its words
 * before the verdict may be kept.
 */
export function judgeTrust(held: Held, offered: TrustPackage): Verdict | undefined {
  const read = offered.roots.map(readRoot);
  if (read.some((root) => root === undefined)) return undefined;
  const known = read.filter((root) => root !== undefined);
  const ours = held.roots;
  const related = known.some((root) => ours.some((own) => sameBody(own, root)));
  const { roots, forks } = followRoots(held, known);
  const root = roots.at(-1) ?? ours.at(-1);
  if (!root || (ours.length > 0 && !related && roots.length === 0 && forks.length === 0)) return undefined;
  const { age, directory, fork } = judgeDirectory(held, root, offered.directory);
  return {
    roots,
    root,
    age,
    directory,
    ...judgeCertificates(held, root, directory, offered.certs),
    forks: fork ? [...forks, fork] : forks,
  };
}
