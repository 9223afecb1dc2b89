import { standingOf } from '#core/people/account.ts';
import type { ErrorCode } from '#core/errors.ts';
import { Refusal } from '#core/result.ts';
import type { OpenOffice } from './open-office.ts';

const CLOSED: Readonly<Partial<Record<string, ErrorCode>>> = { left: 'AUTH_LEFT', suspended: 'AUTH_SUSPENDED' };

/**
 * Ends the work of somebody who was suspended or left at another computer of the office, when this one hears of it while
 * they work: AUTH_SUSPENDED, AUTH_LEFT. Days on which an account is open are judged at the sign-in alone.
 */
export function refuseClosedElsewhere({ repos, me }: Pick<OpenOffice, 'repos' | 'me'>): void {
  const code = CLOSED[standingOf({ ...repos.accounts.get(me.n), from: undefined, until: undefined }, '')];
  if (code !== undefined) throw new Refusal(code);
}
