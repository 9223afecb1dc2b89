import { standingOf } from '#core/people/account.ts';
import { decide } from '#core/rights/decide.ts';
import { readOfficeCertificate } from '../../crypto/certificates.ts';
import type { OpenOffice } from '../open-office.ts';
import { rolesHeld, subjectOf } from '../roles-in-force.ts';
import { latestDay } from '../today.ts';

/**
 * Whether the person who signs with a key may say now that a computer works beside another one of this office (exchange.md
 * R4): somebody who is known here, works here, and decides on trust by a role or by the certificate of the office.
 */
export function mayAnswerHere(open: OpenOffice, key: Uint8Array): boolean {
  const { offices, accounts, trust } = open.repos;
  const person = offices
    .people()
    .find((one) => one.officeN === open.self.officeN && one.signingKey && Buffer.compare(one.signingKey, key) === 0);
  if (person?.active !== true || standingOf(accounts.get(person.n), latestDay(open)) !== 'open') return false;
  const bytes = trust.certificate('office', open.self.officeId);
  const named = bytes && readOfficeCertificate(bytes)?.value.admins.some((one) => Buffer.compare(one, key) === 0);
  return named === true || decide(subjectOf(open, person.userId, rolesHeld(person.roles)), 'exchange.trust').allowed;
}
