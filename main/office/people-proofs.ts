import { inOrderSaid, personProof, type PersonProof } from '#core/exchange/person-proof.ts';
import { answersFor, hashOf, readOfficeCertificate } from '../crypto/certificates.ts';
import { sha256 } from '../crypto/hashing.ts';
import { personHash, readPersonCertificate } from '../crypto/person-certificate.ts';
import type { SessionFacts } from '../crypto/session-certificate.ts';
import type { OfficeRow, SessionRow } from '../storage/office.repo.ts';
import { allHaveList, computersOf } from './cursors.ts';
import { heldDirectory } from './held-trust.ts';
import { linkState, linkTo } from './link-state.ts';
import { officeOfDevice } from './office-of-device.ts';
import type { OpenOffice } from './open-office.ts';
import type { SentBody } from './passed-over.ts';
import { isIntroduced } from './successions.ts';

/** Why a save is set aside whose author did not work at the office any more. */
export const PERSON_ENDED = 'person-ended';
/** How far beyond the last known number one of the own office may be that comes from elsewhere. */
const MOST_AHEAD = 1000;
/** Bytes of certificates in a bundle: with the list and the receipts a manifest may have 1 MiB (docs/bundle-format.md). */
const MOST_BYTES = 640 * 1024;
const MOST_OF_PEOPLE = 256 * 1024;

const textOf = (key: Uint8Array): string => Buffer.from(key).toString('base64url');

type Said = Pick<SessionFacts, 'office' | 'user' | 'start'> & { readonly userKey: Uint8Array };

/** Whether its office says that this person signs, or signed, under this key. */
export const isSaid = (open: OpenOffice, { office, user, userKey }: Omit<Said, 'start'>): boolean =>
  open.repos.people.of(office, user).some(({ signingKey }) => Buffer.compare(signingKey, userKey) === 0);

/** The name by which its office knows a person; undefined where it says nothing of them. */
export const nameSaid = (open: OpenOffice, { office, user }: Pick<Said, 'office' | 'user'>): string | undefined =>
  open.repos.people.of(office, user).at(-1)?.name;

/** What its office says of who wrote in a session. */
export const proofOf = (open: OpenOffice, { office, user, userKey, start }: Said): PersonProof =>
  personProof(
    open.repos.people.of(office, user).map((one) => ({ ...one, key: textOf(one.signingKey) })),
    { key: textOf(userKey), start },
  );

/**
 * Takes the certificates of people that a bundle brings, in the running transaction; others are passed over. One counts
 * when somebody signed it whom the certificate of its office names, and never for a person of another office. What was set
 * aside of somebody who is certified anew is judged again.
 */
export function takePeople(open: OpenOffice, certs: readonly Uint8Array[]): void {
  const { people, offices, trust } = open.repos;
  let back = false;
  for (const bytes of certs) {
    const read = readPersonCertificate(bytes);
    if (!read) continue;
    const { value } = read;
    const kept = trust.certificate('office', value.office);
    const answering = kept && readOfficeCertificate(kept);
    const office = offices.officeById(value.office);
    const person = offices.personById(value.user);
    if (!answering || !office || !answersFor(answering, read) || (person && person.officeN !== office.n)) continue;
    const before = people.of(value.office, value.user);
    // Numbers of this office that its own copy forgot come back; one that leaves it none to give out does not.
    if (office.isSelf && value.n > (before.at(-1)?.n ?? 0) + MOST_AHEAD) continue;
    if (!people.add({ ...value, hash: personHash(read), body: Buffer.from(bytes) }, open.clock.now())) continue;
    if (before.length > 0 && value.ended === undefined) back = true;
    // Of its own people this office says itself who they are.
    if (person && !office.isSelf && before.every((one) => inOrderSaid(one, value) <= 0))
      offices.putPerson({ ...person, name: value.name, signingKey: Buffer.from(value.signingKey) });
  }
  if (back) open.repos.commits.release(PERSON_ENDED);
}

/** What travels with the saves of a bundle so that the other office knows who wrote them. */
interface TravellingCertificates {
  readonly certs: Uint8Array<ArrayBuffer>[];
  /** Hashes of those that the office need not be told again once it confirmed the bundle. */
  readonly lasting: string[];
}

type Subject = Pick<Said, 'office' | 'user'>;

/**
 * Certificates of the sessions in a bundle and of their people, and what is said anew of people whom the office knows,
 * without those that each of its computers has. A session of another computer goes each time: its computer may not be known
 * there yet. So does a certificate of a person as long as the office may not know who answers for them.
 */
export function certificatesFor(
  open: OpenOffice,
  office: OfficeRow,
  sessions: readonly SessionRow[],
): TravellingCertificates {
  const { people, offices } = open.repos;
  const devices = computersOf(open, office).map(({ n }) => n);
  const isTold = (hash: Uint8Array): boolean => people.areTold(office.n, devices, hash);
  const certs: Uint8Array<ArrayBuffer>[] = [];
  const lasting: string[] = [];
  const subjects = new Map<string, Subject>();
  for (const { cert, deviceN, personN } of sessions) {
    const device = offices.device(deviceN);
    const user = offices.person(personN)?.userId;
    const from = officeOfDevice(open, device)?.officeId;
    if (user !== undefined && from !== undefined) subjects.set(from + user, { office: from, user });
    const hash = sha256(cert);
    const isOwn = deviceN === open.self.deviceN;
    if (isOwn && isTold(hash)) continue;
    certs.push(new Uint8Array(cert));
    if (isOwn) lasting.push(hash.toString('base64url'));
  }
  // What an office said of its own people it knows itself, unless it is another computer of it or put an older copy back:
  // it must not give out its numbers again.
  const isForgetful = office.isSelf || linkState(open, linkTo(open, office.officeId)).again !== undefined;
  const own = isForgetful ? people.usersOf(office.officeId).map((user) => ({ office: office.officeId, user })) : [];
  for (const one of [...own, ...people.toldAbout(office.n)]) subjects.set(one.office + one.user, one);
  const keeps = keepsPeople(open, office);
  let room = Math.min(MOST_OF_PEOPLE, MOST_BYTES - certs.reduce((sum, { length }) => sum + length, 0));
  for (const subject of subjects.values()) {
    if (subject.office === office.officeId && !isForgetful) continue;
    const untold = people.of(subject.office, subject.user).filter(({ hash }) => !isTold(hash));
    room -= untold.reduce((sum, { body }) => sum + body.length, 0);
    // All of a person or nothing: an end without what was said after it would take work away. The rest goes next time.
    if (room < 0) break;
    for (const { hash, body } of untold) {
      certs.push(new Uint8Array(body));
      if (keeps) lasting.push(hash.toString('base64url'));
    }
  }
  return { certs, lasting };
}

/** Whether an office keeps certificates of people that come to it: it has the list that says who answers for them. */
function keepsPeople(open: OpenOffice, office: OfficeRow): boolean {
  const state = linkState(open, linkTo(open, office.officeId));
  const held = heldDirectory(open);
  if (state.people !== true || held === undefined || !isIntroduced(open, office)) return false;
  return allHaveList(open, office, state, hashOf(held.bytes));
}

/** A computer of the office confirmed a bundle: it has the certificates that were in it. In the running transaction. */
export function markTold(open: OpenOffice, office: OfficeRow, deviceN: number, { certs }: SentBody): void {
  for (const hash of certs ?? []) open.repos.people.putTold(office.n, deviceN, Buffer.from(hash, 'base64url'));
}
