import { standingOf } from '#core/people/account.ts';
import { decide } from '#core/rights/decide.ts';
import { answersFor, readOfficeCertificate } from '../crypto/certificates.ts';
import { publicBytes, signingKey } from '../crypto/ed25519.ts';
import { sha256 } from '../crypto/hashing.ts';
import { makePersonCertificate, readPersonCertificate } from '../crypto/person-certificate.ts';
import type { PersonRow } from '../storage/office.repo.ts';
import { audit } from './audit.ts';
import type { OpenOffice } from './open-office.ts';
import { latestDay } from './today.ts';

interface Standing {
  readonly key: Buffer;
  readonly ended: number | undefined;
}

/** What is to be said of a person now. A contract that is over ends when somebody says so, and not before. */
function standingNow(open: OpenOffice, person: PersonRow): Standing | undefined {
  if (!person.signingKey) return undefined;
  const account = open.repos.accounts.get(person.n);
  const standing = standingOf(account, latestDay(open));
  const works = person.active && (standing === 'open' || standing === 'not-yet');
  // By a clock that was set back they would have ended before they wrote what everybody has: it counts as long as is known.
  const ended = Math.max(
    account.leftAt ?? account.suspendedAt ?? open.clock.now(),
    open.repos.offices.lastSessionOf(person.n) + 1,
  );
  return { key: person.signingKey, ended: works ? undefined : ended };
}

/** The next certificate of a person; undefined when the last one still says what is so, or nothing was ever said. */
function next(
  open: OpenOffice,
  person: PersonRow,
): { readonly n: number; readonly from: number; readonly now: Standing } | undefined {
  const now = standingNow(open, person);
  const said = open.repos.people.of(open.self.officeId, person.userId);
  const last = said.at(-1);
  if (!now || (!last && now.ended !== undefined)) return undefined;
  const same = last && Buffer.compare(last.signingKey, now.key) === 0;
  const [ended, ends] = [last?.ended !== undefined, now.ended !== undefined];
  if (same && last.name === person.name && ended === ends) return undefined;
  // Who is let in again is trusted again: what they wrote meanwhile on a computer that had not heard of it counts too.
  return { n: (last?.n ?? 0) + 1, from: same ? (last.ended ?? last.from) : open.clock.now(), now };
}

/**
 * Says of everybody here who has keys under which key they sign, and of who left or was suspended that they do not any more
 * (exchange.md §6.1), as far as it was not said yet. Somebody says it whom the office's certificate names (R4): the first of
 * them who signs in, or who changes people. Where the programme has no authority nobody could check it, and nothing is said.
 * In a transaction of its own. Answers how many certificates were made.
 */
export function certifyPeople(open: OpenOffice): number {
  const bytes = open.repos.trust.certificate('office', open.self.officeId);
  const office = bytes && readOfficeCertificate(bytes);
  if (!office || !decide(open.subject, 'exchange.trust').allowed) return 0;
  const admin = signingKey(open.keys.signingSeed);
  const mine = publicBytes(admin);
  if (!office.value.admins.some((key) => mine.equals(key))) return 0;
  const due = open.repos.offices
    .people()
    .filter(({ officeN }) => officeN === open.self.officeN)
    .flatMap((person) => {
      const one = next(open, person);
      return one ? [{ person, ...one }] : [];
    });
  if (due.length === 0) return 0;
  open.db.transaction(() => {
    for (const { person, n, from, now } of due) {
      const ended = now.ended === undefined ? {} : { ended: now.ended };
      const value = {
        office: open.self.officeId,
        user: person.userId,
        name: person.name,
        signingKey: now.key,
        n,
        from,
      };
      const body = Buffer.from(makePersonCertificate({ ...value, ...ended }, admin));
      const read = readPersonCertificate(body);
      if (!read || !answersFor(office, read)) throw new Error('a certificate of a person that nobody would take');
      open.repos.people.add({ ...read.value, hash: sha256(body), body }, open.clock.now());
      audit(open, ended.ended === undefined ? 'person.certified' : 'person.uncertified', person.userId);
    }
  });
  return due.length;
}
