import { letInAgain } from '#core/exchange/crosswise.ts';
import type { UserId } from '#core/ids.ts';
import { readOfficeCertificate } from '../../crypto/certificates.ts';
import { audit } from '../audit.ts';
import type { OpenOffice } from '../open-office.ts';
import { rolesHeld, rolesOfOffice } from '../roles-in-force.ts';

/**
 * Lets one of the people who manage people in again where they suspended each other at two computers and nobody would be
 * left (decision 0074). Asked after the state of the office was taken; each computer comes to the same by itself. In the
 * caller's transaction.
 */
export function leaveAManager(open: OpenOffice): void {
  const { offices, accounts, suspensions, trust } = open.repos;
  const managing = new Set(
    rolesOfOffice(open.db, open.configuration.configuration)
      .filter(({ rights }) => rights.includes('people.manage'))
      .map(({ id }) => id),
  );
  // Whoever goes soon is not relied on, and no day is asked: the computers may have different ones.
  const managers = offices.people().filter(({ n, officeN, active, roles }) => {
    const { from, until, leftAt } = accounts.get(n);
    const lasts = from === undefined && until === undefined && leftAt === undefined;
    return officeN === open.self.officeN && active && lasts && rolesHeld(roles).some((role) => managing.has(role));
  });
  const away = managers.filter(({ n }) => accounts.get(n).suspendedAt !== undefined);
  if (away.length === 0 || away.length < managers.length) return;
  const rows = suspensions.all().filter(({ endedAt }) => endedAt === null);
  const bytes = trust.certificate('office', open.self.officeId);
  const admins = (bytes && readOfficeCertificate(bytes)?.value.admins) ?? [];
  const named = away.filter(({ signingKey }) =>
    admins.some((key) => signingKey && Buffer.compare(key, signingKey) === 0),
  );
  const user = letInAgain(
    away.map(({ userId }) => userId),
    rows,
    new Set(named.map(({ userId }) => userId)),
  );
  const person = user === undefined ? undefined : offices.personById(user as UserId);
  if (!person) return;
  accounts.change(person.n, { suspendedAt: undefined });
  // Not by this clock: both computers have to write the same.
  suspensions.end(person.userId, Math.max(...rows.filter((row) => row.user === person.userId).map(({ at }) => at)));
  audit(open, 'person.readmitted', person.userId, 'done', 'crosswise');
}
