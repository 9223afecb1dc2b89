import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonCertificate } from '#core/exchange/trust.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { answersFor, makeOfficeCertificate, readOfficeCertificate } from '../../main/crypto/certificates.ts';
import { publicBytes, signingKey } from '../../main/crypto/ed25519.ts';
import { makePersonCertificate, readPersonCertificate } from '../../main/crypto/person-certificate.ts';
import { personProof } from '#core/exchange/person-proof.ts';
import type { Clock } from '../../main/office/clock.ts';
import { takePeople } from '../../main/office/people-proofs.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { SMALL_ORDER } from '../builders/small-order.ts';
import { withCheapKeys } from '../builders/cheap-keys.ts';
import { Offices, PASSPHRASE, RESOURCES, type TestOffice } from './office-pair.ts';
import { becomeAuthority, joinProgramme } from './trust-steps.ts';

let time = Date.UTC(2026, 10, 20, 8);
const clock: Clock = { now: () => (time += 1000) };
const offices = new Offices(clock);
let a: TestOffice;
let b: TestOffice;
let stick: string;
let caseId: CaseId;
const OTHER = 'green boats sleep under mango trees';

/** What the history of B says of who wrote, of saves of A. */
const certifiedAtB = async (): Promise<(boolean | undefined)[]> =>
  (await b.caller.call('history.entries', { caseId }))
    .filter(({ office }) => office !== b.open.self.name)
    .map(({ certified }) => certified);
const signInAs = (user: UserId): Promise<unknown> =>
  a.caller.call('session.signIn', { user, passphrase: user === a.user ? PASSPHRASE : OTHER });

/** Bundles to B and back until both have each other's list and words. */
async function settle(): Promise<void> {
  await b.read(await a.write(b, stick));
  await a.read(await b.write(a, stick));
}

beforeAll(async () => {
  await offices.prepare(['KSM', 'BND']);
  const taken = await offices.take('KSM', 'BND');
  stick = taken.stick;
  [a, b] = taken.offices as [TestOffice, TestOffice];
}, 120_000);
afterAll(() => {
  offices.remove();
});

describe('what an office says of its people', () => {
  it('travels with what they write and is shown at the other office, once the programme has an authority', async () => {
    const [document] = demoCases(RESOURCES, 20_260, 1, '2026-11-20') as [CaseDocument];
    caseId = await a.register(document);
    await b.read(await a.write(b, stick, { cases: [caseId] }));
    expect(await certifiedAtB()).toEqual((await certifiedAtB()).map(() => undefined));

    await becomeAuthority(a, stick);
    await joinProgramme(b, a, stick);
    await a.edit(caseId, { phone: '+99970000001' });
    await settle();
    expect(await certifiedAtB()).toEqual((await certifiedAtB()).map(() => true));
    expect(b.open.repos.people.of(a.id, a.user)).toMatchObject([{ n: 1, office: a.id }]);
    expect((await a.caller.call('history.entries', { caseId })).every((one) => one.certified === undefined)).toBe(true);
  });

  it('goes once: a bundle is smaller when the other office has the certificates, and goes whole after it lost them', async () => {
    await a.edit(caseId, { phone: '+99970000002' });
    await settle();
    await a.edit(caseId, { phone: '+99970000003' });
    const told = await a.write(b, stick);
    const small = readFileSync(told).length;
    // Some 1,800 of it are the post-quantum recipient; before, two receipts more and both certificates went each time.
    expect(small).toBeLessThan(3500);
    await b.read(told);
    await a.read(await b.write(a, stick));
    a.open.repos.people.forgetTold(a.open.repos.offices.officeById(b.id)?.n ?? 0);
    await a.edit(caseId, { phone: '+99970000004' });
    expect(readFileSync(await a.write(b, stick)).length).toBeGreaterThan(small + 200);
    await settle();
  });

  it('tells that somebody was suspended, and what they begin afterwards is set aside until they are let in again', async () => {
    const { id } = await withCheapKeys(() =>
      a.caller.call('people.add', { name: 'Theodora Mwita', roles: ['supervisor'], passphrase: OTHER }),
    );
    a.close();
    await signInAs(id);
    await a.edit(caseId, { phone: '+99970000005' });
    a.close();
    await a.signIn();
    await settle();
    expect(b.open.repos.people.of(a.id, id)).toMatchObject([{ n: 1, name: 'Theodora Mwita' }]);
    expect((await b.values(caseId))['phone']).toBe('+99970000005');

    await a.caller.call('people.suspend', { user: id, why: 'Lost the trust of the office.' });
    await a.edit(caseId, { phone: '+99970000006' });
    await settle();
    const said = (): unknown[] => b.open.repos.people.of(a.id, id).map(({ n, ended }) => [n, ended !== undefined]);
    const twice = [
      [1, false],
      [2, true],
    ];
    expect(said()).toEqual(twice);
    // What they wrote before goes on to count.
    expect(await certifiedAtB()).not.toContain(false);

    // As on a computer that has not heard of it: they work on, and nobody of their office says that they may.
    const account = a.open.repos.offices.personById(id)?.n ?? 0;
    const { suspendedAt } = a.open.repos.accounts.get(account);
    a.open.repos.accounts.change(account, { suspendedAt: undefined });
    a.close();
    await signInAs(id);
    await a.edit(caseId, { phone: '+99970000007' });
    a.open.repos.accounts.change(account, { suspendedAt });
    a.close();
    await a.signIn();
    expect(await b.read(await a.write(b, stick))).toMatchObject({ quarantined: 1 });
    expect((await b.values(caseId))['phone']).toBe('+99970000006');
    expect((await b.caller.call('aside.list', {})).here).toMatchObject([{ reason: 'person_ended' }]);
    const [entry] = (await b.caller.call('aside.list', {})).here;
    const ids = entry ? [entry.id] : [];
    expect(await b.caller.call('aside.judge', { ids })).toMatchObject({
      applied: 0,
      still: [{ reason: 'person_ended' }],
    });
    const phoned = { ids, why: 'Their supervisor says by phone that she works there.' };
    expect(await b.caller.call('aside.judge', phoned)).toMatchObject({ applied: 1, still: [] });
    expect((await b.values(caseId))['phone']).toBe('+99970000007');
    expect(await certifiedAtB()).toContain(false);
    await a.read(await b.write(a, stick));

    expect(await a.caller.call('people.readmit', { user: id, why: 'It was a mistake.' })).toEqual({});
    a.close();
    await signInAs(id);
    await a.edit(caseId, { nickname: 'Zuri' });
    await settle();
    expect(await b.values(caseId)).toMatchObject({ nickname: 'Zuri', phone: '+99970000007' });
    expect((await b.caller.call('aside.list', {})).here).toEqual([]);
    expect(said()).toEqual([...twice, [3, false]]);
  });
});

describe('the certificate of a person', () => {
  const key = (byte: number) => signingKey(new Uint8Array(32).fill(byte));
  const [admin, stranger, signs] = [key(1), key(2), key(3)];
  const made = (change: Partial<PersonCertificate> = {}, by = admin): Uint8Array =>
    makePersonCertificate(
      {
        office: b.id,
        user: Buffer.alloc(16, 7).toString('base64url') as UserId,
        name: 'Asha',
        signingKey: publicBytes(signs),
        n: 1,
        from: 5,
        ...change,
      },
      by,
    );

  it('counts by the signature of its office alone, in one spelling, with a sound key', () => {
    const cert = { office: b.id, code: 'BND', name: 'Bandari', admins: [publicBytes(admin)] };
    const office = readOfficeCertificate(makeOfficeCertificate(cert, admin));
    const counts = (bytes: Uint8Array): boolean => {
      const read = readPersonCertificate(bytes);
      return read !== undefined && office !== undefined && answersFor(office, read);
    };
    const whole = made();
    expect(counts(whole)).toBe(true);
    expect(counts(made({}, stranger))).toBe(false);
    expect(counts(made({ office: a.id }))).toBe(false);
    for (const bad of SMALL_ORDER) expect(readPersonCertificate(made({ signingKey: bad }))).toBeUndefined();
    expect(readPersonCertificate(made({ n: 0 }))).toBeUndefined();
    for (let i = 0; i < whole.length; i += 1) {
      const copy = Uint8Array.from(whole);
      copy[i] = (copy[i] ?? 0) ^ (1 << (i % 8));
      expect(counts(copy), `byte ${String(i)}`).toBe(false);
      expect(counts(whole.subarray(0, i))).toBe(false);
    }
    expect(counts(Buffer.concat([whole, Buffer.alloc(1)]))).toBe(false);
  });

  it('is not taken from anybody else, nor for a person of another office', () => {
    const before = b.open.repos.people.of(a.id, a.user);
    const evil = signingKey(Buffer.from(b.open.keys.signingSeed));
    const foreign = { office: a.id, user: a.user, signingKey: publicBytes(evil), n: 9, from: 1, ended: 1 };
    takePeople(b.open, [made(foreign, evil), made({ ...foreign, office: b.id }, evil), Buffer.from('junk')]);
    expect(b.open.repos.people.of(a.id, a.user)).toEqual(before);
    expect(b.open.repos.people.of(b.id, a.user)).toEqual([]);
  });

  it('says until when a person worked under which key, whatever order the words came in', () => {
    const said = [
      { n: 3, key: 'K', from: 30 },
      { n: 1, key: 'K', from: 10 },
      { n: 2, key: 'K', from: 10, ended: 20 },
      { n: 4, key: 'L', from: 40 },
    ];
    const at = (start: number, key = 'K', words = said) => personProof(words, { key, start });
    expect([5, 15, 20, 29, 30, 39, 40].map((start) => at(start))).toEqual([
      'certified',
      'certified',
      'ended',
      'ended',
      'certified',
      'certified',
      'ended',
    ]);
    expect([at(39, 'L'), at(40, 'L'), at(39, 'M'), at(40, 'M'), at(1, 'K', [])]).toEqual([
      'certified',
      'certified',
      'ended',
      'ended',
      'unsaid',
    ]);
  });
});
