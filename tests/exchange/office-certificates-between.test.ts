import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyObject } from 'node:crypto';
import { hashOf, letInByRoot, makeOfficeCertificate, readOfficeCertificate } from '../../main/crypto/certificates.ts';
import { makeDirectory } from '../../main/crypto/directory.ts';
import { publicBytes } from '../../main/crypto/ed25519.ts';
import { judgeTrust } from '../../main/crypto/trust-chain.ts';
import { packTrust } from '../../main/crypto/trust-package.ts';
import { authorityKey } from '../../main/office/authority-key.ts';
import { heldDirectory } from '../../main/office/held-trust.ts';
import { TrustWorld, keep, newKey, worldOffice, type WorldOffice } from '../builders/trust-world.ts';
import { Offices, type TestOffice } from './office-pair.ts';
import { becomeAuthority, joinProgramme, takeTrust, trustFileOf } from './trust-steps.ts';

/** Who signs is one of the two whom it names. */
const naming = ({ id }: WorldOffice, by: KeyObject, to: KeyObject): Uint8Array =>
  makeOfficeCertificate({ office: id, code: 'KSM', name: 'Office', admins: [by, to].map(publicBytes) }, by);

describe('an office whose people all changed more than once between two lists', () => {
  it('is followed from hand to hand, and by no step that nobody before signed', async () => {
    const world = new TrustWorld();
    const office = await worldOffice();
    world.enrol(office);
    const held = keep(world.pinned(), judgeTrust(world.pinned(), world.newest));
    const people = [office.admin, newKey(), newKey(), newKey()] as const;
    const steps = people.slice(1).map((to, i) => naming(office, people[i] ?? office.admin, to));
    const last = steps.at(-1) ?? new Uint8Array();
    world.entries.set(office.id, { kind: 'office', subject: office.id, cert: hashOf(last) });
    world.sign();
    const judgedWith = (certs: readonly Uint8Array[]) => judgeTrust(held, { ...world.newest, certs: [...certs, last] });
    expect(judgedWith([])?.unproven).toEqual([office.id]);
    const followed = judgedWith(steps.slice(0, 2).toReversed());
    expect(followed?.unproven).toEqual([]);
    expect(followed?.offices.get(office.id)?.bytes).toEqual(last);
    expect(followed?.between.map(({ bytes }) => hashOf(bytes))).toEqual(steps.slice(0, 2).map(hashOf));
    expect(judgedWith(steps.slice(1, 2))?.unproven).toEqual([office.id]);
    const stranger = newKey();
    const forged = naming(office, stranger, people[1]);
    expect(judgedWith([forged, ...steps.slice(1, 2)])?.unproven).toEqual([office.id]);
    // Another office's people lead nowhere.
    const other = await worldOffice();
    const elsewhere = naming(other, office.admin, people[1]);
    expect(judgedWith([elsewhere, ...steps.slice(1, 2)])?.unproven).toEqual([office.id]);
  });
});

it('are followed also where holders of the programme’s keys let in the people between, by the keys in force alone', async () => {
  const world = new TrustWorld();
  const office = await worldOffice();
  world.enrol(office);
  const held = keep(world.pinned(), judgeTrust(world.pinned(), world.newest));
  const before = readOfficeCertificate(office.certs[0]);
  const [next, last] = [newKey(), newKey()];
  const alone = makeOfficeCertificate(
    { office: office.id, code: 'KSM', name: 'Office', admins: [publicBytes(next)] },
    next,
  );
  const made = readOfficeCertificate(alone);
  if (!before || !made) throw new Error('no certificate');
  const letIn = letInByRoot(made, before, world.rootKeys.slice(0, 2));
  const listed = naming(office, next, last);
  const list = (cert: Uint8Array): void => {
    world.entries.set(office.id, { kind: 'office', subject: office.id, cert: hashOf(cert) });
    world.sign();
  };
  list(listed);
  const judgedWith = (between: Uint8Array) => judgeTrust(held, { ...world.newest, certs: [between, listed] });
  expect(judgedWith(letIn)?.offices.get(office.id)?.bytes).toEqual(listed);
  expect(judgedWith(letIn)?.between.map(({ bytes }) => hashOf(bytes))).toEqual([hashOf(letIn)]);
  // Without the holders, or with too few of them, the step counts for nothing.
  expect(judgedWith(alone)?.unproven).toEqual([office.id]);
  expect(judgedWith(letInByRoot(made, before, world.rootKeys.slice(0, 1)))?.unproven).toEqual([office.id]);
  // Nor by keys that were replaced since.
  world.rotate();
  list(listed);
  expect(judgedWith(letIn)?.unproven).toEqual([office.id]);
});

describe('the certificates between', () => {
  const offices = new Offices();
  let all: TestOffice[];
  let stick: string;
  beforeAll(async () => {
    await offices.prepare(['KSM', 'BND'], ['LWN']);
    const taken = await offices.take('KSM', 'BND', 'LWN');
    [stick, all] = [taken.stick, taken.offices];
    const [a, b, c] = all as [TestOffice, TestOffice, TestOffice];
    await becomeAuthority(a, stick);
    await joinProgramme(b, a, stick);
    await joinProgramme(c, a, stick);
  }, 120_000);
  afterAll(() => {
    offices.remove();
  });

  it('are kept by whoever saw each, and go on with the list to somebody who saw none', async () => {
    const [a, b, c] = all as [TestOffice, TestOffice, TestOffice];
    const key = authorityKey(a.open);
    const start = heldDirectory(c.open)?.value;
    if (!key || !start) throw new Error('there is no authority');
    const office = await worldOffice();
    const people = [office.admin, newKey(), newKey()] as const;
    const certs = [office.certs[0], naming(office, people[0], people[1]), naming(office, people[1], people[2])];
    for (const [i, cert] of certs.entries()) {
      const entries = [...start.entries, { kind: 'office', subject: office.id, cert: hashOf(cert) } as const];
      const directory = makeDirectory({ ...start, version: start.version + 1 + i, entries }, key);
      const path = join(stick, 'list.hifadhi-trust');
      writeFileSync(path, packTrust({ roots: a.open.repos.trust.roots(), directory, certs: [cert] }));
      // B sees every list, C the first one only.
      for (const one of i === 0 ? [b, c] : [b]) await takeTrust(one, path);
    }
    await takeTrust(c, await trustFileOf(b, stick));
    const last = certs.at(-1) ?? new Uint8Array();
    expect(c.open.repos.trust.certificate('office', office.id)?.equals(last)).toBe(true);
    // And goes on from there.
    expect(c.open.repos.trust.pastCertificates(office.id).map(hashOf)).toEqual(
      expect.arrayContaining(certs.slice(0, 2).map(hashOf)),
    );
  });
});
