import { Refusal } from '#core/result.ts';
import type { SignInDelay } from '../crypto/sign-in-delay.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { takeCode } from './second-factor.ts';

/** Whose code it is; at the sign-in the one who signs in. */
type WhoProves = Pick<OpenOffice, 'db' | 'repos' | 'clock'> & { readonly me: Pick<OpenOffice['me'], 'id' | 'n'> };

/**
 * Asks somebody whose phone is known for a code, after the passphrase was right and before the office is theirs.
 * AUTH_CODE_NEEDED without one: nothing is counted then. A wrong one counts like a wrong passphrase: AUTH_WRONG_CODE
 * { triesLeft }, AUTH_WAIT { seconds }.
 */
export async function proveSecondFactor(open: WhoProves, typed: string | undefined, delay: SignInDelay): Promise<void> {
  if (open.repos.factors.get(open.me.n) === undefined) return;
  if (typed === undefined || typed.trim() === '') throw new Refusal('AUTH_CODE_NEEDED');
  if (takeCode(open, typed)) return;
  const { triesLeft, waitSeconds } = valueOf(await delay.failed(open.me.id, open.clock.now()));
  throw waitSeconds > 0
    ? new Refusal('AUTH_WAIT', { seconds: waitSeconds })
    : new Refusal('AUTH_WRONG_CODE', { triesLeft });
}
