import type { UserId } from '#core/ids.ts';
import { NEW_ACCOUNT_DAYS } from '#core/rights/second-person.ts';
import type { AuditRow } from '../storage/audit-chain.ts';
import type { OpenOffice } from './open-office.ts';

const NEW_MS = NEW_ACCOUNT_DAYS * 86_400_000;

type Office = Pick<OpenOffice, 'repos' | 'clock'>;

/**
 * Whether a line of the trail was written a short while ago. By the office's own clock, which never goes back: setting the
 * clock of the computer back makes no colleague new again, and no account that is added meanwhile an old one.
 */
const isRecent = ({ repos: { audit }, clock }: Office, line: AuditRow): boolean =>
  Math.max(clock.now(), audit.latest()) - line.clock < NEW_MS;

/** Whether the office was made so short a while ago itself that nobody in it can be told from somebody made up. */
export function isNewOffice(open: Office): boolean {
  const [first] = open.repos.audit.after(0, 1);
  return first !== undefined && isRecent(open, first);
}

/**
 * Whether an account was made a short while ago, by the line about it in the trail. Nobody is new in an office that is new
 * itself: those who set it up have all just come. Who came back with the kit, and who was added at another computer of the
 * office, has no such line here and is not new.
 */
export function isNewAccount(open: Office, user: UserId): boolean {
  const [added] = open.repos.audit.list({ action: 'person.added', object: user, limit: 1 });
  return added !== undefined && isRecent(open, added) && !isNewOffice(open);
}
