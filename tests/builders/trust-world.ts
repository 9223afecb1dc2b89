import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import type { CutOff, Directory, DirectoryEntry, Root } from '#core/exchange/trust.ts';
import type { OfficeId, ProgrammeId } from '#core/ids.ts';
import { hashOf, makeDeviceCertificate, makeOfficeCertificate } from '../../main/crypto/certificates.ts';
import { makeDirectory } from '../../main/crypto/directory.ts';
import { publicBytes } from '../../main/crypto/ed25519.ts';
import { newId } from '../../main/crypto/hashing.ts';
import { deviceIdOf } from '../../main/crypto/office-card.ts';
import { makeRoot, readRoot, type SignedRoot } from '../../main/crypto/programme-root.ts';
import type { Held, Verdict } from '../../main/crypto/trust-chain.ts';
import type { TrustPackage } from '../../main/crypto/trust-package.ts';

export const newKey = (): KeyObject => generateKeyPairSync('ed25519').privateKey;
const recipient = generateHybridIdentity().then(identityToRecipient);
const START = Date.UTC(2026, 0, 1);

/** An office with one computer, as certificates. */
export interface WorldOffice {
  readonly id: OfficeId;
  readonly admin: KeyObject;
  readonly entries: readonly [DirectoryEntry, DirectoryEntry];
  readonly certs: readonly [Uint8Array, Uint8Array];
}
export async function worldOffice(id = newId<OfficeId>(), admin = newKey()): Promise<WorldOffice> {
  const key = newKey();
  const device = deviceIdOf(publicBytes(key));
  const office = makeOfficeCertificate(
    { office: id, code: 'KSM', name: 'Office', admins: [publicBytes(admin)] },
    admin,
  );
  const computer = makeDeviceCertificate(
    { office: id, device, signingKey: publicBytes(key), recipient: await recipient },
    { device: key, admin },
  );
  return {
    id,
    admin,
    entries: [
      { kind: 'office', subject: id, cert: hashOf(office) },
      { kind: 'device', subject: device, cert: hashOf(computer) },
    ],
    certs: [office, computer],
  };
}

/** The keys of a programme, and everything they have signed so far. */
export class TrustWorld {
  readonly programme = newId<ProgrammeId>();
  readonly roots: Uint8Array[] = [];
  readonly directories: { readonly value: Directory; readonly bytes: Uint8Array }[] = [];
  readonly certs: Uint8Array[] = [];
  rootKeys: KeyObject[] = [];
  authority = newKey();
  entries = new Map<string, DirectoryEntry>();

  constructor() {
    this.rotate();
    this.sign();
  }

  rootFacts(change: Partial<Root> = {}): Root {
    return {
      programme: this.programme,
      programmeName: 'Marabia child protection',
      version: this.roots.length + 1,
      threshold: 2,
      keys: this.rootKeys.map(publicBytes),
      authorities: [publicBytes(this.authority)],
      issued: START,
      ...change,
    };
  }
  /** New keys, signed by two of the old and two of the new, and a new authority. */
  rotate(): void {
    const old = this.rootKeys;
    this.rootKeys = [newKey(), newKey(), newKey()];
    this.authority = newKey();
    this.roots.push(makeRoot(this.rootFacts(), [...old.slice(0, 2), ...this.rootKeys.slice(0, 2)]));
  }
  directoryFacts(change: Partial<Directory> = {}): Directory {
    const minRoot = this.roots.length;
    const version = this.directories.filter(({ value }) => value.minRoot === minRoot).length + 1;
    return {
      programme: this.programme,
      version,
      issued: START + version,
      softExpiry: START + version + 1000,
      minRoot,
      entries: [...this.entries.values()],
      ...change,
    };
  }
  sign(): void {
    const value = this.directoryFacts();
    this.directories.push({ value, bytes: makeDirectory(value, this.authority) });
  }
  enrol(office: WorldOffice): void {
    for (const entry of office.entries) this.entries.set(entry.subject, entry);
    this.certs.push(...office.certs);
    this.sign();
  }
  revoke(office: WorldOffice, cutOff: CutOff): void {
    this.entries.set(office.entries[1].subject, { ...office.entries[1], cutOff });
    this.sign();
  }
  /** What goes on a stick when directory number `n` (from 0) is the newest, with the roots there were by then. */
  packageAt(n: number): TrustPackage {
    const directory = this.directories[n];
    if (!directory) throw new Error('there is no such directory');
    return { roots: this.roots.slice(0, directory.value.minRoot), directory: directory.bytes, certs: this.certs };
  }
  get newest(): TrustPackage {
    return this.packageAt(this.directories.length - 1);
  }
  /** Somebody who has compared the words of the first root and holds nothing else. */
  pinned(): Held {
    const [first] = this.roots;
    const root = first && readRoot(first);
    return {
      programme: this.programme,
      roots: root ? [root] : [],
      directory: undefined,
      offices: new Map(),
      computers: new Map(),
    };
  }
}

/** What somebody holds after keeping a verdict. */
export const keep = (held: Held, verdict: Verdict | undefined): Held =>
  verdict
    ? {
        ...held,
        roots: [...held.roots, ...verdict.roots],
        directory: verdict.directory,
        offices: verdict.offices,
      }
    : held;

export const versionOf = (root: SignedRoot | undefined): number => root?.value.version ?? 0;
