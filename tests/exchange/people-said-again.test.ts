import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonCertificate } from '#core/exchange/trust.ts';
import { inOrderSaid, personProof } from '#core/exchange/person-proof.ts';
import type { CaseDocument } from '#core/forms/types.ts';
import type { CaseId, SessionId, UserId } from '#core/ids.ts';
import { answersFor, readOfficeCertificate } from '../../main/crypto/certificates.ts';
import { publicBytes, signingKey } from '../../main/crypto/ed25519.ts';
import { makePersonCertificate, personHash, readPersonCertificate } from '../../main/crypto/person-certificate.ts';
import { sessionSays } from '../../main/crypto/session-certificate.ts';
import { signedAlsoBy } from '../../main/crypto/signed-object.ts';
import { certifyPeople } from '../../main/office/certify-people.ts';
import { Sessions } from '../../main/office/incoming-commit.ts';
import { linkState, linkTo, putLinkState } from '../../main/office/link-state.ts';
import { certificatesFor, takePeople } from '../../main/office/people-proofs.ts';
import type { PersonCertificateRow } from '../../main/storage/person-certificate.repo.ts';
import { demoCases } from '../../scripts/demo/demo-cases.ts';
import { Offices, RESOURCES, type TestOffice } from './office-pair.ts';
import { becomeAuthority, joinProgramme } from './trust-steps.ts';

const PERSON = 'application/vnd.hifadhi.person.v1+cbor';
const offices = new Offices();
let a: TestOffice;
let b: TestOffice;
let stick: string;
let caseId: CaseId;

const made = (value: PersonCertificate, seed: Uint8Array): PersonCertificateRow => {
  const read = readPersonCertificate(makePersonCertificate(value, signingKey(seed)));
  if (!read) throw new Error('a certificate that cannot be read');
  return { ...read.value, hash: personHash(read), body: Buffer.from(read.bytes) };
};
const said = (at: TestOffice, of = a): PersonCertificateRow[] => at.open.repos.people.of(of.id, of.user);
const last = (at: TestOffice): PersonCertificateRow => said(at).at(-1) as PersonCertificateRow;
const seedOf = (office: TestOffice): Buffer => Buffer.from(office.open.keys.signingSeed);
const answered = (row: PersonCertificateRow): boolean => {
  const bytes = a.open.repos.trust.certificate('office', a.id);
  const office = bytes && readOfficeCertificate(bytes);
  const read = readPersonCertificate(row.body);
  return office !== undefined && read !== undefined && answersFor(office, read);
};
async function settle(): Promise<void> {
  await b.read(await a.write(b, stick));
  await a.read(await b.write(a, stick));
}

beforeAll(async () => {
  await offices.prepare(['KSM', 'BND']);
  const taken = await offices.take('KSM', 'BND');
  stick = taken.stick;
  [a, b] = taken.offices as [TestOffice, TestOffice];
  await becomeAuthority(a, stick);
  await joinProgramme(b, a, stick);
  const [document] = demoCases(RESOURCES, 20_260, 1, '2026-11-20') as [CaseDocument];
  caseId = await a.register(document);
  await b.read(await a.write(b, stick, { cases: [caseId] }));
  await a.read(await b.write(a, stick));
}, 120_000);
afterAll(() => {
  offices.remove();
});

describe('an office that put an older copy back', () => {
  it('does not judge its own work by the end of a person, and says that they work', () => {
    const { hash: _hash, body: _body, ...before } = last(a);
    a.open.repos.people.add(made({ ...before, n: before.n + 1, ended: 1 }, seedOf(a)), 1);
    const session = a.open.repos.offices.session(1);
    const id = session && sessionSays(session.cert)?.session;
    expect(new Sessions(a.open).find(id as SessionId)).toMatchObject({ ended: false });
    expect(certifyPeople(a.open)).toBe(1);
    expect(last(a)).toMatchObject({ n: before.n + 2, from: 1 });
    expect(last(a)).not.toHaveProperty('ended');
  });

  it('gets back what it said, so that it gives no number out again', async () => {
    await a.edit(caseId, { phone: '+99970000001' });
    await settle();
    const before = said(a);
    expect(said(b)).toEqual(before);
    a.open.db.write<[Buffer]>(`DELETE FROM person_certificate WHERE n > 1 AND hash != ?`).run(Buffer.alloc(32));
    expect(said(a)).toHaveLength(1);
    const link = linkTo(b.open, a.id);
    const n = b.open.repos.offices.officeById(a.id)?.n ?? 0;
    b.open.repos.people.forgetTold(n);
    putLinkState(b.open, link, n, { ...linkState(b.open, link), again: 'asked' });
    await b.edit(caseId, { phone: '+99970000002' });
    await a.read(await b.write(a, stick));
    expect(said(a)).toEqual(before);
    expect(certifyPeople(a.open)).toBe(0);
  });

  it('tells its other computers what it said of its people', () => {
    const self = a.open.repos.offices.self();
    const sent = self ? certificatesFor(a.open, self, []).certs.map((one) => Buffer.from(one)) : [];
    expect(sent).toEqual(said(a).map(({ body }) => body));
  });

  it('of two with one number takes the one that names the later moment, and of one moment the end', () => {
    const all = [
      { n: 2, key: 'K', from: 10, ended: 20 },
      { n: 2, key: 'K', from: 30 },
      { n: 2, key: 'K', from: 20 },
    ];
    expect(all.toSorted(inOrderSaid).map(({ from }) => from)).toEqual([20, 10, 30]);
    expect(personProof(all, { key: 'K', start: 25 })).toBe('ended');
    expect(personProof(all, { key: 'K', start: 35 })).toBe('certified');
  });
});

describe('a certificate of a person', () => {
  it('is signed anew when nobody whom the office names signed the last one', () => {
    const { hash: _hash, body: _body, ...before } = last(a);
    a.open.repos.people.add(made({ ...before, n: before.n + 1 }, Buffer.alloc(32, 9)), 1);
    expect(answered(last(a))).toBe(false);
    expect(certifyPeople(a.open)).toBe(1);
    expect(last(a)).toMatchObject({ n: before.n + 2, from: before.from });
    expect(answered(last(a))).toBe(true);
    expect(certifyPeople(a.open)).toBe(0);
  });

  it('is spelt in one way, and of one person the last fifty are kept', async () => {
    await settle();
    const read = readPersonCertificate(last(a).body);
    const more = read && signedAlsoBy(PERSON, read, signingKey(Buffer.alloc(32, 9)));
    expect(more && readPersonCertificate(more)).toBeUndefined();
    const { hash: _hash, body: _body, ...value } = last(a);
    const user = Buffer.alloc(16, 7).toString('base64url') as UserId;
    const many = Array.from({ length: 60 }, (_, i) => made({ ...value, user, n: i + 1 }, seedOf(a)).body);
    takePeople(b.open, many);
    expect(b.open.repos.people.of(a.id, user).map(({ n }) => n)).toEqual(Array.from({ length: 50 }, (_, i) => i + 11));
    takePeople(b.open, [many[0] as Buffer]);
    expect(b.open.repos.people.of(a.id, user)).toHaveLength(50);
  });

  it('of an own person leaves numbers to give out, and nobody is kept from signing in by a name', () => {
    const { hash: _hash, body: _body, ...value } = last(a);
    takePeople(a.open, [made({ ...value, n: 1_000_000 }, seedOf(a)).body]);
    expect(last(a).n).toBe(value.n);
    const person = a.open.repos.offices.personById(a.user);
    if (!person) throw new Error('nobody');
    a.open.repos.offices.putPerson({ ...person, name: `${'n'.repeat(499)}\u{1F600}` });
    expect(certifyPeople(a.open)).toBe(1);
    expect(last(a).name).toBe('n'.repeat(499));
    a.open.repos.offices.putPerson({ ...person, name: '' });
    expect(certifyPeople(a.open)).toBe(0);
    a.open.repos.offices.putPerson(person);
    expect(publicBytes(signingKey(seedOf(a))).equals(last(a).signingKey)).toBe(true);
  });
});
