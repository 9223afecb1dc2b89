import { standingOf } from '#core/people/account.ts';
import { Refusal } from '#core/result.ts';
import { suspendedCode } from './nobody-manages.ts';
import type { OpenOffice } from './open-office.ts';

/**
 * Ends the work of somebody who was suspended or left at another computer of the office, when this one hears of it while
 * they work: AUTH_SUSPENDED, AUTH_NOBODY_MANAGES, AUTH_LEFT. Days on which an account is open are judged at the sign-in
 * alone.
 */
export function refuseClosedElsewhere(open: OpenOffice): void {
  const { repos, me } = open;
  const standing = standingOf({ ...repos.accounts.get(me.n), from: undefined, until: undefined }, '');
  if (standing === 'left') throw new Refusal('AUTH_LEFT');
  if (standing === 'suspended') throw new Refusal(suspendedCode(open));
}
