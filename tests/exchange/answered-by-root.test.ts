import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OfficeId, ProgrammeId, UserId } from '#core/ids.ts';
import {
  isLetInByRoot,
  letInByRoot,
  makeOfficeCertificate,
  readOfficeCertificate,
  type SignedOffice,
} from '../../main/crypto/certificates.ts';
import { publicBytes, signingKey } from '../../main/crypto/ed25519.ts';
import { makeRoot, readRoot } from '../../main/crypto/programme-root.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { Offices, PASSPHRASE, type TestOffice } from './office-pair.ts';
import {
  HOLDER_PASSPHRASES,
  becomeAuthority,
  enrol,
  joinProgramme,
  openKey,
  refusedEnrolment,
  takeTrust,
  trustFileOf,
  writeRequest,
} from './trust-steps.ts';

// Nobody is left of the people who answered for an office: two holders of the programme's keys answer in their place (R4).

const offices = new Offices();
const passphrase = 'a drum answers from the hill';
let a: TestOffice;
let b: TestOffice;
let c: TestOffice;
let stick: string;
let keys: string[];
let second: UserId;

beforeAll(async () => {
  await offices.prepare(['KSM', 'BND', 'LWN']);
}, 240_000);
afterAll(() => {
  offices.remove();
});

const openHolders = async (count: number): Promise<void> => {
  await a.caller.call('trust.begin', {});
  for (let n = 0; n < count; n += 1) await openKey(a, keys[n] ?? '', HOLDER_PASSPHRASES[n] ?? '');
};
const standing = async (at: TestOffice, of: TestOffice): Promise<string[] | undefined> =>
  (await at.caller.call('trust.state', {})).offices
    .find((one) => one.officeId === of.id)
    ?.computers.map((one) => one.standing);
const certificate = (at: TestOffice, of: TestOffice): SignedOffice | undefined => {
  const bytes = at.open.repos.trust.certificate('office', of.id);
  return bytes && readOfficeCertificate(bytes);
};

describe('an office that nobody can answer for', () => {
  /** A keeps the list with B and C on it. At B the only one whom its certificate names has left; somebody else is there. */
  beforeEach(async () => {
    offices.closeAll();
    const taken = await offices.take('KSM', 'BND', 'LWN');
    stick = taken.stick;
    [a, b, c] = taken.offices as [TestOffice, TestOffice, TestOffice];
    keys = await becomeAuthority(a, stick);
    await joinProgramme(b, a, stick);
    await joinProgramme(c, a, stick);
    await b.caller.call('seconds.setRule', { kinds: [] });
    const one = { name: 'Neema Otieno', roles: ['administrator'], passphrase };
    second = (await withCheapKeys(() => b.caller.call('people.add', one))).id;
    const first = b.open.me.id;
    b.close();
    await b.caller.call('session.signIn', { user: second, passphrase });
    await b.caller.call('people.leave', { user: first, to: null, why: 'The contract ended.' });
  }, 240_000);
  it('lets the people who are there now answer, at the authority, at the office and at every other one', async () => {
    const before = certificate(c, b);
    const request = await writeRequest(b, stick);
    expect(await refusedEnrolment(a, request)).toBe('TRUST_UNPROVEN');
    // One holder alone is not enough, and what was opened is forgotten when nobody goes on.
    await openHolders(1);
    expect(await refusedEnrolment(a, request)).toBe('TRUST_UNPROVEN');
    await openHolders(2);
    await a.caller.call('trust.stop', {});
    expect(await refusedEnrolment(a, request)).toBe('TRUST_UNPROVEN');

    await openHolders(2);
    const answer = await enrol(a, request);
    expect(await standing(a, b)).toEqual(['listed']);
    const lines = a.open.repos.audit.list({ limit: 50 }).filter(({ action }) => action === 'trust.by-root');
    expect(lines).toMatchObject([{ object: b.id, result: 'done' }]);
    expect(await takeTrust(b, answer)).toMatchObject({ directory: { version: 4 } });
    expect(await b.caller.call('trust.request', {})).toMatchObject({ listed: true });
    await takeTrust(c, await trustFileOf(a, stick));
    const after = certificate(c, b);
    expect(Buffer.compare(after?.body ?? Buffer.alloc(0), before?.body ?? Buffer.alloc(0))).not.toBe(0);
    expect(await standing(c, b)).toEqual(['listed']);

    // They answer as anybody does from now on: the next change needs no holder.
    await b.caller.call('people.add', { name: 'Juma Kito', roles: ['administrator'], passphrase: `${PASSPHRASE} too` });
    await enrol(a, await writeRequest(b, stick));
    await takeTrust(c, await trustFileOf(a, stick));
    expect(certificate(c, b)?.value.admins).toHaveLength(2);
  }, 240_000);

  it('does not ask with new people while somebody is left whom the certificate names', async () => {
    await openHolders(2);
    await enrol(a, await writeRequest(b, stick));
    expect(certificate(a, b)?.value.admins).toHaveLength(1);
    // The opened keys served one answer.
    const again = await b.caller.call('people.add', { name: 'Juma Kito', roles: ['administrator'], passphrase });
    expect(again.id).not.toBe(second);
    b.close();
    await b.caller.call('session.signIn', { user: again.id, passphrase });
    await b.caller.call('people.leave', { user: second, to: null, why: 'Moved away.' });
    expect(await refusedEnrolment(a, await writeRequest(b, stick))).toBe('TRUST_UNPROVEN');
  }, 240_000);
});

it('counts for the certificate whose place it was signed to take, by enough keys of that very root', () => {
  const key = (byte: number) => signingKey(new Uint8Array(32).fill(byte));
  const office = (admin: number): SignedOffice => {
    const facts = { office: 'AAAAAAAAAAAAAAAAAAAAAA' as OfficeId, code: 'KSM', name: 'Kisimani' };
    const made = readOfficeCertificate(
      makeOfficeCertificate({ ...facts, admins: [publicBytes(key(admin))] }, key(admin)),
    );
    if (!made) throw new Error('no certificate');
    return made;
  };
  const holders = [0x80, 0x81, 0x82].map(key);
  const root = readRoot(
    makeRoot(
      {
        programme: 'BBBBBBBBBBBBBBBBBBBBBA' as ProgrammeId,
        programmeName: 'Marabia',
        version: 1,
        threshold: 2,
        keys: holders.map(publicBytes),
        authorities: [publicBytes(key(0x86))],
        issued: 1,
      },
      holders,
    ),
  )?.value;
  if (!root) throw new Error('no root');
  const [first, next, later] = [office(1), office(2), office(3)] as const;
  const letIn = (by: typeof holders, before: readonly SignedOffice[] = [first]): SignedOffice => {
    const read = readOfficeCertificate(letInByRoot(next, before[0], by));
    if (!read) throw new Error('the certificate does not count any more');
    return read;
  };
  const two = letIn(holders.slice(0, 2));
  expect(isLetInByRoot(two, first, root)).toBe(true);
  // Not in the place of a later one, nor of none, nor the certificate of others under these signatures.
  expect(isLetInByRoot(two, later, root)).toBe(false);
  expect(isLetInByRoot(two, undefined, root)).toBe(false);
  expect(isLetInByRoot({ ...two, body: later.body }, first, root)).toBe(false);
  expect(isLetInByRoot(letIn(holders.slice(0, 1)), first, root)).toBe(false);
  expect(isLetInByRoot(letIn([key(0x83), key(0x84)]), first, root)).toBe(false);
  // One key twice makes no certificate at all.
  expect(readOfficeCertificate(letInByRoot(next, first, [key(0x80), key(0x80)]))).toBeUndefined();
  expect(isLetInByRoot(letIn(holders.slice(0, 2), []), undefined, root)).toBe(true);
});
