import type { UserId } from '#core/ids.ts';
import { NEW_ACCOUNT_DAYS } from '#core/rights/second-person.ts';
import type { OpenOffice } from './open-office.ts';

const NEW_MS = NEW_ACCOUNT_DAYS * 86_400_000;

type Office = Pick<OpenOffice, 'repos' | 'clock'>;
const isRecent = ({ clock }: Office, at: number | undefined): boolean => at !== undefined && clock.now() - at < NEW_MS;

/** Whether the office was made so short a while ago itself that nobody in it can be told from somebody made up. */
export const isNewOffice = (open: Office): boolean => isRecent(open, open.repos.audit.after(0, 1)[0]?.at);

/**
 * Whether an account was made a short while ago, by the line about it in the trail, which nobody can set back. Nobody is new
 * in an office that is new itself: those who set it up have all just come. Who came back with the kit, and who was added at
 * another computer of the office, has no such line here and is not new.
 */
export function isNewAccount(open: Office, user: UserId): boolean {
  const [added] = open.repos.audit.list({ action: 'person.added', object: user, limit: 1 });
  return isRecent(open, added?.at) && !isNewOffice(open);
}
