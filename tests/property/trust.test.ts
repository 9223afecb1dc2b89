import * as cborg from 'cborg';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId } from '#core/ids.ts';
import { compareDirectories, isAfterCutOff, isOld } from '#core/exchange/trust.ts';
import { makeDirectory } from '../../main/crypto/directory.ts';
import { makeRoot } from '../../main/crypto/programme-root.ts';
import { judgeTrust, type Fork, type Held } from '../../main/crypto/trust-chain.ts';
import { packTrust, readTrust, type TrustPackage } from '../../main/crypto/trust-package.ts';
import { TrustWorld, keep, newKey, versionOf, worldOffice, type WorldOffice } from '../builders/trust-world.ts';

const MOST = 4;
let offices: WorldOffice[];
beforeAll(async () => {
  offices = await Promise.all(Array.from({ length: MOST }, () => worldOffice()));
});

type Step = { readonly kind: 'enrol' | 'revoke' | 'rotate' | 'again'; readonly who: number };
const steps = fc.array(
  fc.record({ kind: fc.constantFrom<Step['kind']>('enrol', 'revoke', 'rotate', 'again'), who: fc.nat(MOST - 1) }),
  { maxLength: 8 },
);

/** A programme with a history, and who was taken out by which directory. */
function play(history: readonly Step[]): TrustWorld {
  const world = new TrustWorld();
  for (const { kind, who } of history) {
    const office = offices[who];
    if (!office) continue;
    if (kind === 'enrol') world.enrol(office);
    else if (kind === 'revoke' && world.entries.has(office.id)) world.revoke(office, { at: 1000 + who, dseq: 0 });
    else {
      if (kind === 'rotate') world.rotate();
      world.sign();
    }
  }
  return world;
}
const place = (held: Held): { minRoot: number; version: number } => held.directory?.value ?? { minRoot: 0, version: 0 };

describe('what an office comes to hold', () => {
  it('is a moment of the true history, never goes back, and is the newest once that arrived', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat(20), { maxLength: 12 }), (history, arrivals) => {
        const world = play(history);
        let held = world.pinned();
        for (const n of [...arrivals.map((one) => one % world.directories.length), world.directories.length - 1]) {
          const before = held;
          const verdict = judgeTrust(held, world.packageAt(n));
          expect(verdict?.forks).toEqual([]);
          expect(verdict?.unproven).toEqual([]);
          held = keep(held, verdict);
          expect(compareDirectories(place(held), place(before))).toBeGreaterThanOrEqual(0);
          expect(versionOf(held.roots.at(-1))).toBeGreaterThanOrEqual(versionOf(before.roots.at(-1)));
          const truth = world.directories.find(({ value }) => compareDirectories(value, place(held)) === 0);
          expect(held.directory && Buffer.from(held.directory.bytes)).toEqual(truth && Buffer.from(truth.bytes));
        }
        expect(compareDirectories(place(held), world.directories.at(-1)?.value ?? place(world.pinned()))).toBe(0);
        expect(held.roots).toHaveLength(world.roots.length);
        const [first] = [...world.entries.values()].filter((entry) => entry.kind === 'office');
        if (first) expect([...held.offices.keys()]).toContain(first.subject);
      }),
      { numRuns: 40 },
    );
  });

  it('takes nothing that other keys signed, that a former authority signed, or that lacks one signature', () => {
    fc.assert(
      fc.property(steps, fc.nat(3), (history, what) => {
        const world = play(history);
        const former = world.authority;
        const [one, two] = world.rootKeys;
        world.rotate();
        world.sign();
        const held = keep(world.pinned(), judgeTrust(world.pinned(), world.newest));
        const next = world.directoryFacts({ version: 1_000_000 });
        const root = world.rootFacts({ version: world.roots.length + 1 });
        const [three, four] = world.rootKeys;
        if (!one || !two || !three || !four) throw new Error('the programme has no keys');
        const keys = [newKey(), newKey(), newKey()];
        const fresh = { ...root, keys: world.rootFacts().keys };
        const forged: TrustPackage[] = [
          { ...world.newest, directory: makeDirectory(next, newKey()) },
          { ...world.newest, directory: makeDirectory({ ...next, minRoot: 1 }, former) },
          // One signature of the present keys where two are needed, and keys of the root before.
          { ...world.newest, roots: [...world.roots, makeRoot(fresh, [three, one, two])] },
          { ...world.newest, roots: [makeRoot({ ...root, version: 1 }, keys)] },
        ];
        const verdict = judgeTrust(held, forged[what] ?? world.newest);
        const after = keep(held, verdict);
        expect(after.directory?.body).toEqual(held.directory?.body);
        expect(after.roots).toHaveLength(held.roots.length);
      }),
      { numRuns: 40 },
    );
  });

  it('shows with both halves of the proof that two lists, or two roots, were signed under one number', () => {
    fc.assert(
      fc.property(steps, fc.boolean(), (history, first) => {
        const world = play(history);
        const { version } = world.directoryFacts();
        world.sign();
        const twin = makeDirectory(world.directoryFacts({ version, issued: 7 }), world.authority);
        const packages = [world.newest, { ...world.newest, directory: twin }];
        const [a, b] = first ? packages : packages.toReversed();
        if (!a || !b) throw new Error('there are two');
        const held = keep(world.pinned(), judgeTrust(world.pinned(), a));
        const forks: readonly Fork[] = judgeTrust(held, b)?.forks ?? [];
        const proof = { kind: 'directory', root: world.roots.length, number: version };
        expect(forks).toEqual([{ ...proof, a: a.directory, b: b.directory }]);
        expect(keep(held, judgeTrust(held, b)).directory?.bytes).toEqual(a.directory);
      }),
      { numRuns: 20 },
    );
    const world = new TrustWorld();
    const old = world.rootKeys;
    const twin = makeRoot(world.rootFacts({ version: 2 }), old.slice(0, 2));
    world.rotate();
    world.sign();
    const held = keep(world.pinned(), judgeTrust(world.pinned(), world.newest));
    const shown = judgeTrust(held, { ...world.newest, roots: [world.roots[0] ?? twin, twin] });
    expect(shown?.forks).toEqual([{ kind: 'root', root: 2, number: 0, a: world.roots[1], b: twin }]);
  });

  it('does not let an authority give an office other people, and with them another computer', async () => {
    const world = new TrustWorld();
    const [office] = offices;
    if (!office) throw new Error('there is no office');
    world.enrol(office);
    let held = keep(world.pinned(), judgeTrust(world.pinned(), world.newest));
    const ghost = await worldOffice(office.id);
    world.enrol(ghost);
    const verdict = judgeTrust(held, world.newest);
    expect(verdict?.unproven).toEqual([office.id]);
    expect(verdict?.devices.map(({ value }) => value.device)).toEqual([office.entries[1].subject]);
    held = keep(held, verdict);
    expect(held.offices.get(office.id)?.bytes).toEqual(office.certs[0]);
  });
});

describe('an office that is known by its card', () => {
  it('is not given to people whom its computer has not answered to', async () => {
    const world = new TrustWorld();
    const [office] = offices;
    if (!office) throw new Error('there is no office');
    const ghost = await worldOffice(office.id);
    world.enrol(ghost);
    const [, { subject }] = office.entries;
    const held: Held = { ...world.pinned(), computers: new Map([[office.id, new Set([subject as DeviceId])]]) };
    const verdict = judgeTrust(held, world.newest);
    expect(verdict?.unproven).toEqual([office.id]);
    expect(verdict?.devices).toEqual([]);
    world.enrol(office);
    expect(judgeTrust(held, world.newest)?.offices.get(office.id)?.bytes).toEqual(office.certs[0]);
  });

  it('is on no list that carries a signature besides that of the authority', () => {
    const world = new TrustWorld();
    const { b, s } = cborg.decode(world.newest.directory) as { b: Uint8Array; s: { k: Uint8Array; g: Uint8Array }[] };
    const more = [...s, { k: new Uint8Array(16).fill(255), g: new Uint8Array(64) }];
    const directory = new Uint8Array(cborg.encode({ b, s: more }));
    expect(judgeTrust(world.pinned(), { ...world.newest, directory })?.age).toBe('foreign');
  });

  it('shares its id with nobody’s computer', () => {
    const world = new TrustWorld();
    const [one, other] = offices;
    if (!one || !other) throw new Error('there are no offices');
    world.enrol(one);
    const twice = { ...other.entries[0], subject: one.entries[1].subject };
    const facts = world.directoryFacts({ entries: [...world.entries.values(), twice] });
    const directory = makeDirectory(facts, world.authority);
    expect(judgeTrust(world.pinned(), { ...world.newest, directory })?.age).toBe('foreign');
  });
});

describe('a package', () => {
  it('is read back as it was written, and is nothing with a byte changed in a part that counts', () => {
    const world = play([{ kind: 'enrol', who: 0 }]);
    const bytes = packTrust(world.newest);
    const read = readTrust(bytes);
    expect(read && packTrust(read)).toEqual(bytes);
    for (let at = 0; at < bytes.length; at += 61) {
      const copy = Uint8Array.from(bytes);
      copy[at] = (copy[at] ?? 0) ^ (1 << (at % 8));
      const package_ = readTrust(copy);
      const verdict = package_ && judgeTrust(world.pinned(), package_);
      const held = keep(world.pinned(), verdict);
      // Whatever is left of it is what was signed.
      if (held.directory)
        expect(held.directory.body).toEqual(judgeTrust(world.pinned(), world.newest)?.directory?.body);
      expect(held.roots).toHaveLength(1);
      expect(readTrust(bytes.subarray(0, at))).toBeUndefined();
    }
  });
});

describe('the rules of time', () => {
  it('set aside what comes after the cut-off, by number where it is known and by the clock otherwise', () => {
    expect(isAfterCutOff({ at: 100, dseq: 0 }, { wall: 100, dseq: 9 })).toBe(false);
    expect(isAfterCutOff({ at: 100, dseq: 0 }, { wall: 101, dseq: 1 })).toBe(true);
    expect(isAfterCutOff({ at: 100, dseq: 5 }, { wall: 999, dseq: 5 })).toBe(false);
    expect(isAfterCutOff({ at: 100, dseq: 5 }, { wall: 1, dseq: 6 })).toBe(true);
  });
  it('call a list old only when it is certain, whatever the clock says', () => {
    const list = new TrustWorld().directoryFacts({ issued: 1000, softExpiry: 2000 });
    expect([0, 1500, 2000, 2001].map((clock) => isOld(list, clock))).toEqual([false, false, false, true]);
  });
});
