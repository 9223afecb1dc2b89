import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identityToRecipient } from 'age-encryption';
import * as cborg from 'cborg';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dropping } from '#core/exchange/directory-changes.ts';
import type { Directory, DirectoryEntry, Root } from '#core/exchange/trust.ts';
import type { DeviceId, OfficeId, ProgrammeId, UserId } from '#core/ids.ts';
import {
  answersFor,
  belongsTo,
  hashOf,
  isLetInByRoot,
  letInByRoot,
  makeDeviceCertificate,
  makeOfficeCertificate,
  readDeviceCertificate,
  readOfficeCertificate,
} from '../../main/crypto/certificates.ts';
import { makeDirectory, readDirectory } from '../../main/crypto/directory.ts';
import { publicBytes, signingKey } from '../../main/crypto/ed25519.ts';
import { deviceIdOf } from '../../main/crypto/office-card.ts';
import { makePersonCertificate, readPersonCertificate } from '../../main/crypto/person-certificate.ts';
import { makeRoot, readRoot, succeeds } from '../../main/crypto/programme-root.ts';
import { packRequest, packTrust, readRequest, readTrust } from '../../main/crypto/trust-package.ts';
import { makeJoinRequest, makeSibling, readJoinRequest, readSibling, takenUp } from '../../main/crypto/sibling.ts';
import { SMALL_ORDER } from '../builders/small-order.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8')) as unknown;
const hexes = z.record(z.string(), z.string());

/** Keys, ids and times are of one value each, so that another implementation needs nothing but these. */
const key = (byte: number) => signingKey(new Uint8Array(32).fill(byte));
const id = <T extends string>(byte: number): T => Buffer.from(new Uint8Array(16).fill(byte)).toString('base64url') as T;
const AT = 1_767_225_600_000;
const [rootKeys, nextKeys] = [
  [0x80, 0x81, 0x82],
  [0x83, 0x84, 0x85],
].map((bytes) => bytes.map(key)) as [ReturnType<typeof key>[], ReturnType<typeof key>[]];
const [authority, admin, device, further] = [key(0x86), key(0x87), key(0x30), key(0x33)];
const office = id<OfficeId>(0x20);

const root: Root = {
  programme: id<ProgrammeId>(0x10),
  programmeName: 'Marabia',
  version: 1,
  threshold: 2,
  keys: rootKeys.map(publicBytes),
  authorities: [publicBytes(authority)],
  issued: AT,
};
const nextRoot: Root = { ...root, version: 2, keys: nextKeys.map(publicBytes) };

function objects(recipient: string) {
  const officeCert = makeOfficeCertificate(
    { office, code: 'KSM', name: 'Kisimani', admins: [publicBytes(admin)] },
    admin,
  );
  const [before, others] = [
    officeCert,
    makeOfficeCertificate({ office, code: 'KSM', name: 'Kisimani', admins: [publicBytes(key(0x88))] }, key(0x88)),
  ].map(readOfficeCertificate);
  if (!others) throw new Error('what was just signed does not count');
  const deviceId = deviceIdOf(publicBytes(device));
  const deviceCert = makeDeviceCertificate(
    { office, device: deviceId, signingKey: publicBytes(device), recipient },
    { device, admin },
  );
  const personCert = makePersonCertificate(
    { office, user: id<UserId>(0x40), name: 'Asha', signingKey: publicBytes(key(0x41)), n: 2, from: AT, ended: AT + 2 },
    admin,
  );
  const asked = { signingKey: publicBytes(further), recipient };
  const answered = makeSibling(
    {
      office,
      beforeKey: publicBytes(device),
      device: deviceIdOf(publicBytes(further)),
      ...asked,
      admin: publicBytes(admin),
      name: 'Front desk',
      at: AT,
    },
    { before: device, admin },
  );
  const sibling = readSibling(answered);
  if (!sibling) throw new Error('what was just signed does not count');
  const officeEntry: DirectoryEntry = { kind: 'office', subject: office, cert: hashOf(officeCert) };
  const entries: DirectoryEntry[] = [
    { kind: 'device', subject: deviceId, cert: hashOf(deviceCert), cutOff: { at: AT + 1, dseq: 7 } },
    officeEntry,
  ];
  const list: Directory = {
    programme: root.programme,
    version: 3,
    issued: AT,
    softExpiry: AT + 31_536_000_000,
    minRoot: 2,
    entries,
  };
  const dropped = dropping(officeEntry, entries.slice(0, 1), { at: AT + 3, why: 'merged' });
  const first = makeRoot(root, rootKeys.slice(0, 2));
  const second = makeRoot(nextRoot, [...rootKeys.slice(1), ...nextKeys.slice(0, 2)]);
  const directory = makeDirectory(list, authority);
  return {
    root: first,
    nextRoot: second,
    officeCertificate: officeCert,
    officeByRoot: letInByRoot(others, before, nextKeys.slice(1)),
    deviceCertificate: deviceCert,
    personCertificate: personCert,
    directory,
    directoryDropped: makeDirectory({ ...list, version: 4, entries: [...entries.slice(0, 1), ...dropped] }, authority),
    package: packTrust({ roots: [first, second], directory, certs: [officeCert, deviceCert] }),
    request: packRequest(officeCert, deviceCert, new Uint8Array(16).fill(0x10)),
    joinRequest: makeJoinRequest(asked, further),
    siblingAnswered: answered,
    sibling: takenUp(sibling, further),
  };
}

let made: ReturnType<typeof objects>;
beforeAll(async () => {
  const { sample } = z
    .looseObject({ sample: z.object({ identity: z.string() }) })
    .parse(read('bundle-format.vectors.json'));
  made = objects(await identityToRecipient(sample.identity));
});

describe('the published vectors of trust', () => {
  it('are what this version writes', () => {
    const written = Object.entries(made).map(([name, bytes]) => [name, Buffer.from(bytes).toString('hex')]);
    expect(Object.fromEntries(written)).toEqual(hexes.parse(read('trust.vectors.json')));
  });

  it('read back as what was put in, from the file', () => {
    const kept = new Map(
      Object.entries(hexes.parse(read('trust.vectors.json'))).map(([name, hex]) => [name, Buffer.from(hex, 'hex')]),
    );
    const bytes = (name: string): Buffer => kept.get(name) ?? Buffer.alloc(0);
    const [first, second] = [readRoot(bytes('root')), readRoot(bytes('nextRoot'))];
    expect(first?.value).toMatchObject({ programmeName: 'Marabia', version: 1, threshold: 2 });
    expect(first && second && succeeds(second, first)).toBe(true);
    const officeCert = readOfficeCertificate(bytes('officeCertificate'));
    const deviceCert = readDeviceCertificate(bytes('deviceCertificate'));
    expect(officeCert?.value).toMatchObject({ office, code: 'KSM', name: 'Kisimani' });
    const byRoot = readOfficeCertificate(bytes('officeByRoot'));
    expect(byRoot && second && isLetInByRoot(byRoot, officeCert, second.value)).toBe(true);
    expect(byRoot && first && isLetInByRoot(byRoot, officeCert, first.value)).toBe(false);
    expect(officeCert && deviceCert && belongsTo(deviceCert, officeCert)).toBe(true);
    const person = readPersonCertificate(bytes('personCertificate'));
    expect(person?.value).toMatchObject({ name: 'Asha', n: 2, from: AT, ended: AT + 2 });
    expect(officeCert && person && answersFor(officeCert, person)).toBe(true);
    const list = second && readDirectory(bytes('directory'), second.value);
    expect(list?.value.entries.map((entry) => [entry.kind, entry.cutOff])).toEqual([
      ['office', undefined],
      ['device', { at: AT + 1, dseq: 7 }],
    ]);
    const left = second && readDirectory(bytes('directoryDropped'), second.value);
    expect(left?.value.entries).toContainEqual(
      expect.objectContaining({ kind: 'office', subject: office, dropped: { at: AT + 3, why: 'merged' } }),
    );
    expect(readTrust(bytes('package'))?.certs).toHaveLength(2);
    expect(readRequest(bytes('request'))?.device.value.device).toBe(deviceCert?.value.device);
    const joining = readJoinRequest(bytes('joinRequest'))?.value;
    const [answered, sibling] = [readSibling(bytes('siblingAnswered')), readSibling(bytes('sibling'))];
    expect([answered?.whole, sibling?.whole]).toEqual([false, true]);
    expect(sibling?.value).toMatchObject({ ...joining, office, before: deviceCert?.value.device, name: 'Front desk' });
    // The new computer adds its signature to what the office has said, and changes nothing of it.
    expect(Buffer.from(sibling?.body ?? []).equals(Buffer.from(answered?.body ?? [0]))).toBe(true);
  });
});

describe('a list with an office that was dropped', () => {
  it('is one that a program before knew how to read: computers alone are out, each id stands once, in order', () => {
    const { b } = cborg.decode(made.directoryDropped) as { b: Uint8Array };
    const { e } = cborg.decode(b) as { e: [number, Uint8Array, Uint8Array, number, number, number][] };
    expect(e.map(([kind, , , status, at, dseq]) => [kind, status, at, dseq])).toEqual(
      expect.arrayContaining([
        [1, 1, AT + 1, 7],
        [1, 1, AT + 3, Number.MAX_SAFE_INTEGER - 2],
      ]),
    );
    for (const [kind, , , status, at, dseq] of e) {
      if (status === 0) expect([at, dseq]).toEqual([0, 0]);
      if (kind === 0) expect(status).toBe(0);
    }
    const ids = e.map(([kind, subject]) => `${String(kind)} ${Buffer.from(subject).toString('hex')}`);
    expect(ids).toEqual([...new Set(ids)].toSorted());
  });

  it('says "something else" for a reason that is not known yet, and takes no number of a real log for one', () => {
    const entry = (dseq: number): DirectoryEntry[] => [
      {
        kind: 'device',
        subject: office as string as DeviceId,
        cert: hashOf(made.officeCertificate),
        cutOff: { at: AT, dseq },
      },
    ];
    const facts = { programme: root.programme, version: 1, issued: AT, softExpiry: AT, minRoot: 2 };
    const readAs = (dseq: number) =>
      readDirectory(makeDirectory({ ...facts, entries: entry(dseq) }, authority), nextRoot)?.value.entries;
    expect(readAs(Number.MAX_SAFE_INTEGER - 200)).toMatchObject([
      { kind: 'office', dropped: { at: AT, why: 'other' } },
    ]);
    expect(readAs(Number.MAX_SAFE_INTEGER - 256)).toMatchObject([{ kind: 'device', cutOff: { at: AT } }]);
  });
});

describe('the readers of trust', () => {
  it('take nothing with a byte changed, cut, or with anything behind it', () => {
    const readers = [
      [made.root, readRoot],
      [made.officeCertificate, readOfficeCertificate],
      [made.deviceCertificate, readDeviceCertificate],
      [made.directory, (bytes: Uint8Array) => readDirectory(bytes, nextRoot)],
      [made.joinRequest, readJoinRequest],
      [made.siblingAnswered, readSibling],
    ] as const;
    for (const [whole, reader] of readers) {
      expect(reader(whole)).toBeDefined();
      expect(reader(Buffer.concat([whole, Buffer.alloc(1)]))).toBeUndefined();
      for (let i = 0; i < whole.length; i += whole.length > 1000 ? 13 : 1) {
        const copy = Uint8Array.from(whole);
        copy[i] = (copy[i] ?? 0) ^ (1 << (i % 8));
        // Of two signatures of which one is enough, either may be broken; what was signed never is.
        const body = reader(copy)?.body;
        if (body) expect(Buffer.from(body).equals(Buffer.from(reader(whole)?.body ?? []))).toBe(true);
        expect(reader(whole.subarray(0, i)), `cut at ${String(i)}`).toBeUndefined();
      }
    }
  });

  it('take one spelling only: keys in their order, no key twice, no signature twice', () => {
    const outer = cborg.decode(made.root) as { b: Uint8Array; s: { k: Uint8Array; g: Uint8Array }[] };
    expect(readRoot(cborg.encode(outer))).toBeDefined();
    expect(readRoot(cborg.encode({ ...outer, s: outer.s.toReversed() }))).toBeUndefined();
    expect(readRoot(cborg.encode({ ...outer, s: [outer.s[0], outer.s[0], outer.s[1]] }))).toBeUndefined();
    expect(readRoot(cborg.encode({ ...outer, x: 1 }))).toBeUndefined();
    // Maps whose keys stand in another order say the same to a lenient reader.
    const [b, s] = [Buffer.from(cborg.encode('b')), Buffer.from(cborg.encode('s'))];
    const parts = [s, cborg.encode(outer.s), b, cborg.encode(outer.b)];
    expect(readRoot(Buffer.concat([Buffer.from([0xa2]), ...parts]))).toBeUndefined();
  });

  it('take no key under which anybody can sign, and no root that one key alone could make', () => {
    for (const weak of SMALL_ORDER) {
      const bytes = new Uint8Array(weak);
      expect(readRoot(makeRoot({ ...root, authorities: [bytes] }, rootKeys.slice(0, 2)))).toBeUndefined();
      const admins = [publicBytes(admin), bytes];
      expect(
        readOfficeCertificate(makeOfficeCertificate({ office, code: 'KSM', name: 'K', admins }, admin)),
      ).toBeUndefined();
    }
    const [one] = rootKeys;
    if (!one) throw new Error('there is no key');
    expect(readRoot(makeRoot(root, [one]))).toBeUndefined();
    expect(readRoot(makeRoot({ ...root, threshold: 1 }, [one]))).toBeUndefined();
    expect(readRoot(makeRoot({ ...root, keys: [publicBytes(one), publicBytes(one)] }, [one]))).toBeUndefined();
  });
});
