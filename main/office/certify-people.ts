import type { KeyObject } from 'node:crypto';
import type { PersonCertificate } from '#core/exchange/trust.ts';
import { standingOf } from '#core/people/account.ts';
import { decide } from '#core/rights/decide.ts';
import { answersFor, readOfficeCertificate, type SignedOffice } from '../crypto/certificates.ts';
import { publicBytes, signingKey } from '../crypto/ed25519.ts';
import {
  PERSON_NAME_LIMIT,
  makePersonCertificate,
  personHash,
  readPersonCertificate,
} from '../crypto/person-certificate.ts';
import type { PersonRow } from '../storage/office.repo.ts';
import type { PersonCertificateRow } from '../storage/person-certificate.repo.ts';
import { audit } from './audit.ts';
import type { OpenOffice } from './open-office.ts';
import { PERSON_ENDED } from './people-proofs.ts';
import { latestDay } from './today.ts';

interface Standing {
  readonly key: Buffer;
  readonly ended: number | undefined;
}

const DAY = 86_400_000;

/** What is to be said of a person now. A contract that is over ends when somebody says so, and not before. */
function standingNow(open: OpenOffice, person: PersonRow): Standing | undefined {
  if (!person.signingKey) return undefined;
  const account = open.repos.accounts.get(person.n);
  const standing = standingOf(account, latestDay(open));
  const works = person.active && (standing === 'open' || standing === 'not-yet');
  const now = open.clock.now();
  // By a clock that was set back they would have ended before they wrote what everybody has: it counts as long as is known.
  // What begins in days to come is no reason to let them go on until then.
  const ended = Math.max(
    account.leftAt ?? account.suspendedAt ?? now,
    open.repos.offices.lastSessionOf(person.n, now + DAY) + 1,
  );
  return { key: person.signingKey, ended: works ? undefined : ended };
}

/** A name as long as a certificate takes it, without half a character at its end. */
const nameIn = ({ name }: PersonRow): string => name.slice(0, PERSON_NAME_LIMIT).replace(/[\uD800-\uDBFF]$/u, '');

/** Whether somebody signed it whom the office's certificate names today: otherwise nobody takes it any more. */
function isAnswered(office: SignedOffice, { body }: PersonCertificateRow): boolean {
  const read = readPersonCertificate(body);
  return read !== undefined && answersFor(office, read);
}

/** The next certificate of a person; undefined when the last one still says what is so, or nothing was ever said. */
function next(open: OpenOffice, office: SignedOffice, person: PersonRow): PersonCertificate | undefined {
  const now = standingNow(open, person);
  const said = open.repos.people.of(open.self.officeId, person.userId);
  const last = said.at(-1);
  if (!now || (!last && now.ended !== undefined)) return undefined;
  const same = last && Buffer.compare(last.signingKey, now.key) === 0;
  const [ended, ends] = [last?.ended !== undefined, now.ended !== undefined];
  const name = nameIn(person);
  const isSo = same && ended === ends;
  if (isSo && last.name === name && isAnswered(office, last)) return undefined;
  const end = isSo ? last.ended : now.ended;
  // Who is let in again is trusted again: what they wrote meanwhile on a computer that had not heard of it counts too.
  const letIn = same && ended && !ends ? last.ended : undefined;
  return {
    office: open.self.officeId,
    user: person.userId,
    name,
    signingKey: now.key,
    n: (last?.n ?? 0) + 1,
    from: letIn ?? (same ? last.from : open.clock.now()),
    ...(end === undefined ? {} : { ended: end }),
  };
}

/** The signed certificate as it is kept; undefined where others would not take it. */
function signed(office: SignedOffice, value: PersonCertificate, admin: KeyObject): PersonCertificateRow | undefined {
  try {
    const read = readPersonCertificate(makePersonCertificate(value, admin));
    return read && answersFor(office, read)
      ? { ...read.value, hash: personHash(read), body: Buffer.from(read.bytes) }
      : undefined;
  } catch {
    // A row that cannot be spelt out: nobody may be kept from signing in by it.
    return undefined;
  }
}

interface Due {
  readonly office: SignedOffice;
  readonly values: readonly PersonCertificate[];
}
/** What is to be said of people of this office and was not; undefined where the office has no certificate. */
function due(open: OpenOffice): Due | undefined {
  const bytes = open.repos.trust.certificate('office', open.self.officeId);
  const office = bytes && readOfficeCertificate(bytes);
  if (!office) return undefined;
  const people = open.repos.offices.people().filter(({ officeN }) => officeN === open.self.officeN);
  return { office, values: people.flatMap((person) => next(open, office, person) ?? []) };
}

/**
 * Says of everybody here who has keys under which key they sign, and of who left or was suspended that they do not any more
 * (exchange.md §6.1), as far as it was not said yet. Somebody says it whom the office's certificate names (R4): the first of
 * them who signs in, or who changes people. Where the programme has no authority nobody could check it, and nothing is said.
 * In a transaction of its own. Answers how many certificates were made.
 */
export function certifyPeople(open: OpenOffice): number {
  const what = decide(open.subject, 'exchange.trust').allowed ? due(open) : undefined;
  if (!what || what.values.length === 0) return 0;
  const { office, values } = what;
  const admin = signingKey(open.keys.signingSeed);
  const mine = publicBytes(admin);
  if (!office.value.admins.some((key) => mine.equals(key))) return 0;
  const { people, commits } = open.repos;
  return open.db.transaction(() => {
    const made = values.flatMap((value) => {
      const row = signed(office, value, admin);
      const action = value.ended === undefined ? 'person.certified' : 'person.uncertified';
      audit(open, action, value.user, row ? 'done' : 'refused');
      return row ?? [];
    });
    for (const row of made) people.add(row, open.clock.now());
    // What is set aside here of somebody who is certified anew is judged again.
    if (made.some(({ ended }) => ended === undefined)) commits.release(PERSON_ENDED);
    return made.length;
  });
}

/**
 * Certifies people, and says who has to sign in for what could not be said: nothing where everything is said, nobody where
 * none of those whom the office's certificate names works here any more.
 */
export function certifyOrName(open: OpenOffice): { signs?: string[] } {
  certifyPeople(open);
  const left = due(open);
  if (!left || left.values.length === 0) return {};
  const may = left.office.value.admins;
  const signs = open.repos.offices
    .people()
    .filter(({ signingKey: key }) => key !== null && may.some((one) => key.equals(one)))
    .filter((person) => standingNow(open, person)?.ended === undefined)
    .map(({ name }) => name);
  return { signs };
}
