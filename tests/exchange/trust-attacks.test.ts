import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaseDocument } from '#core/forms/types.ts';
import type { OfficeId } from '#core/ids.ts';
import { hashOf, makeDeviceCertificate, makeOfficeCertificate } from '../../main/crypto/certificates.ts';
import { toBytes } from '../../main/crypto/cbor.ts';
import { makeDirectory } from '../../main/crypto/directory.ts';
import { publicBytes } from '../../main/crypto/ed25519.ts';
import { packRequest, packTrust } from '../../main/crypto/trust-package.ts';
import { authorityKey } from '../../main/office/authority-key.ts';
import type { Clock } from '../../main/office/clock.ts';
import { heldDirectory } from '../../main/office/held-trust.ts';
import { momentAt } from '../../main/office/moment-here.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { newKey } from '../builders/trust-world.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import {
  HOLDER_PASSPHRASES,
  besideAuthority,
  closedAuthority,
  enrol,
  joinProgramme,
  lookAt,
  openKey,
  refusedEnrolment,
  standings,
  takeTrust,
  trustFileOf,
  writeKeys,
  writeRequest,
} from './trust-steps.ts';

const HOUR = 60 * 60_000;
let time = Date.UTC(2026, 10, 20, 8);
const clock: Clock = { now: () => (time += 1000) };
const offices = new Offices(clock);
/** The authority as it was made, and a copy of it for each test; an office that it knows by its card and one that it has never met, until they join. */
let made: TestOffice;
let a: TestOffice;
let b: TestOffice;
let c: TestOffice;
let stick: string;
let document: CaseDocument;
let keys: string[];

beforeAll(async () => {
  [document] = demoCases(RESOURCES, 20_260, 1, '2026-11-20') as [CaseDocument];
  ({ made, keys } = await closedAuthority(offices));
}, 120_000);
beforeEach(async () => {
  ({ a, b, c, stick } = await besideAuthority(offices, made));
});
afterAll(() => {
  offices.remove();
});

/** A request that this computer makes, by somebody it calls its administrator, for an office of its choice. */
function requestAs(office: TestOffice, id: OfficeId): string {
  const admin = newKey();
  const { deviceId: device, deviceKey, recipient } = office.open.self;
  const facts = { office: id, code: 'BND', name: 'Bunda', admins: [publicBytes(admin)] };
  const computer = { office: id, device, signingKey: publicBytes(deviceKey), recipient };
  const path = join(stick, 'as-another.hifadhi-request');
  const programme = toBytes(office.open.self.programmeId);
  const certificates = [
    makeOfficeCertificate(facts, admin),
    makeDeviceCertificate(computer, { device: deviceKey, admin }),
  ] as const;
  writeFileSync(path, packRequest(...certificates, programme));
  return path;
}

/** A list that somebody signs with the authority's key, who has it from the authority's computer. */
function signedByThief(version: number): string {
  const key = authorityKey(a.open);
  const before = heldDirectory(a.open);
  if (!key || !before) throw new Error('this office is no authority');
  const directory = makeDirectory({ ...before.value, version }, key);
  const path = join(stick, 'thief.hifadhi-trust');
  writeFileSync(path, packTrust({ roots: a.open.repos.trust.roots(), directory, certs: [] }));
  return path;
}
async function renewAt(office: TestOffice): Promise<void> {
  expect(await office.caller.call('trust.begin', {})).toMatchObject({ oldNeeded: 2, oldOpened: 0 });
  for (const n of [0, 1]) await openKey(office, keys[n] ?? '', HOLDER_PASSPHRASES[n] ?? '');
  await writeKeys(office, offices.folderOf(office));
  await office.caller.call('trust.finish', {});
}

describe('a request in the name of another', () => {
  it('does not take over an office that is known by its card', async () => {
    expect(await refusedEnrolment(a, requestAs(c, b.id))).toBe('TRUST_UNPROVEN');
    expect(await standings(a, b)).toEqual(['known']);
    await joinProgramme(b, a, stick);
    expect(await standings(a, b)).toEqual(['listed']);
  });

  it('does not put an office under the id of a computer', async () => {
    const path = requestAs(c, b.open.self.deviceId as string as OfficeId);
    const reply = await a.caller.office.shell('readRequest', { path });
    expect(reply).toMatchObject({ ok: false, error: { code: 'TRUST_REQUEST_INVALID' } });
  });
});

describe('a key of the authority in other hands', () => {
  it('is told at the authority, and new keys of the programme end it', async () => {
    await joinProgramme(b, a, stick);
    const thief = signedByThief(Number.MAX_SAFE_INTEGER);
    await takeTrust(b, thief);
    const before = (await a.caller.call('trust.state', {})).directory;
    await takeTrust(a, thief);
    expect(await a.caller.call('trust.state', {})).toMatchObject({ directory: before, forks: [{ kind: 'stolen' }] });
    await renewAt(a);
    expect(await takeTrust(b, await trustFileOf(a, stick))).toMatchObject({
      root: { version: 2 },
      directory: { version: 1 },
    });
    await enrol(a, await writeRequest(c, stick));
    expect((await takeTrust(b, await trustFileOf(a, stick))).directory?.version).toBe(2);
  });

  it('is got rid of without the computer of the authority: that one may be what was stolen', async () => {
    await joinProgramme(b, a, stick);
    await b.caller.call('trust.begin', {});
    await writeKeys(b, stick);
    expect(await b.caller.refused('trust.finish', {})).toBe('ROOT_KEYS_MISSING');
    await renewAt(b);
    expect(await b.caller.call('trust.state', {})).toMatchObject({ authority: true, root: { version: 2 } });
    const { deviceId } = a.open.self;
    const goodUntil = momentAt(clock.now() - HOUR, 'UTC');
    await b.caller.call('trust.revoke', { deviceId, goodUntil, why: 'Stolen at night.' });
    expect(await takeTrust(a, await trustFileOf(b, stick))).toMatchObject({ authority: false });
    expect(await standings(b, a)).toEqual(['revoked']);
  });
});

describe('the people who answer for an office', () => {
  it('may change while one of those on the list is there, and nobody else can change them', async () => {
    const passphrase = 'a drum answers from the hill';
    const name = 'Baraka Otieno';
    await a.caller.call('seconds.setRule', { kinds: [] });
    const { id: user } = await withCheapKeys(() =>
      a.caller.call('people.add', { name, roles: ['administrator'], passphrase }),
    );
    expect(await a.caller.call('trust.request', {})).toMatchObject({ listed: false });
    await joinProgramme(b, a, stick);
    // Whom the list does not name cannot put themselves on it: the office stays the one that everybody knows.
    a.close();
    await a.caller.call('session.signIn', { user, passphrase });
    expect(await a.caller.call('trust.request', {})).toMatchObject({ listed: true });
    a.close();
    await a.signIn();
    await enrol(a, await writeRequest(a, stick));
    expect(await a.caller.call('trust.request', {})).toMatchObject({ listed: true });
    expect(await takeTrust(b, await trustFileOf(a, stick))).toMatchObject({ forks: [] });
    // The first one leaves, who alone had answered for the computer: the other does so from now on.
    const first = a.open.me.id;
    a.close();
    await a.caller.call('session.signIn', { user, passphrase });
    await a.caller.call('people.leave', { user: first, to: null, why: 'The contract ended.' });
    expect(await a.caller.call('trust.request', {})).toMatchObject({ listed: false });
    await enrol(a, await writeRequest(a, stick));
    await takeTrust(b, await trustFileOf(a, stick));
    expect(await standings(b, a)).toEqual(['listed']);
  });
});

describe('keys of the programme that are not in force yet', () => {
  it('are for three different people, and are forgotten when nobody goes on', async () => {
    await c.caller.call('trust.begin', {});
    const { place } = await c.caller.shell<{ place: string }>('namePlace', { path: stick });
    const input = { place, holder: 'Holder 1', passphrase: HOLDER_PASSPHRASES[0] };
    await withCheapKeys(() => c.caller.call('trust.writeKey', input));
    expect(await c.caller.refused('trust.writeKey', input)).toBe('ROOT_HOLDER_TWICE');
    await c.caller.call('trust.stop', {});
    expect(await c.caller.refused('trust.writeKey', { ...input, holder: 'Holder 2' })).toBe('ROOT_KEYS_MISSING');
  });
});

describe('a computer that is on no list', () => {
  it('is told so when its bundle is read', async () => {
    await joinProgramme(b, a, stick);
    const caseId = await b.register(document);
    const bundle = await b.write(a, stick, { cases: [caseId] });
    // The office goes on with another computer, and the list names that one alone.
    const key = authorityKey(a.open);
    const held = heldDirectory(a.open);
    if (!key || !held) throw new Error('this office is no authority');
    const entries = held.value.entries.filter(({ subject }) => subject !== b.open.self.deviceId);
    const directory = makeDirectory({ ...held.value, version: held.value.version + 1, entries }, key);
    a.open.repos.trust.putDirectory(directory, clock.now());
    const { place } = await lookAt(a, await trustFileOf(a, stick));
    await a.caller.call('trust.take', { place });
    expect(hashOf(directory)).toBe(hashOf(heldDirectory(a.open)?.bytes ?? new Uint8Array()));
    await takeTrust(c, await enrol(a, await writeRequest(c, stick)));
    expect(await standings(a, b)).toEqual(['unlisted']);
    expect(await a.refuses(bundle)).toBe('SYNC_NOT_LISTED');
  });
});
