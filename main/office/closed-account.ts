import type { CallName } from '#core/contracts/index.ts';
import { standingOf } from '#core/people/account.ts';
import { Refusal } from '#core/result.ts';
import { audit } from './audit.ts';
import { suspendedCode } from './nobody-manages.ts';
import type { OpenOffice } from './open-office.ts';

/** What was typed before the account closed is kept: the own draft takes it, and tells nothing. */
const KEPT: ReadonlySet<string> = new Set<CallName>(['cases.saveDraft', 'cases.changeDraft']);

/**
 * Ends the work of somebody whose account closed while they work: AUTH_OVER { day } and AUTH_NOT_YET { day } by the latest
 * day that the session has seen, so that a clock that is set back opens nothing; AUTH_SUSPENDED, AUTH_NOBODY_MANAGES and
 * AUTH_LEFT when it was closed at another computer of the office and this one hears of it.
 */
export function refuseClosed(open: OpenOffice, name: string): void {
  const account = open.repos.accounts.get(open.me.n);
  const standing = standingOf(account, open.day);
  if (standing === 'left') throw new Refusal('AUTH_LEFT');
  if (standing === 'suspended') throw new Refusal(suspendedCode(open));
  if (standing === 'open' || KEPT.has(name)) return;
  const [code, day] =
    standing === 'over' ? (['AUTH_OVER', account.until] as const) : (['AUTH_NOT_YET', account.from] as const);
  // The line is what the next sign-in knows of this day, should the clock be set back before.
  audit(open, 'right.refused', name, 'refused', code);
  throw new Refusal(code, { day: day ?? '' });
}
