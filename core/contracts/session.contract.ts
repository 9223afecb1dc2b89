import { z } from 'zod';
import { call, desktopCall } from './contract.ts';
import { session } from './app.contract.ts';
import { none, userId } from './values.ts';

export const sessionCalls = {
  /**
   * Fails with AUTH_WRONG_PASSPHRASE { triesLeft } or AUTH_WAIT { seconds }; the same for a wrong person and a wrong
   * passphrase.
   */
  signIn: call('public', z.strictObject({ user: userId, passphrase: z.string().max(1000) }), session),
  /** Locks at once: keys dropped, the page destroyed and made anew. Drafts stay. */
  lock: desktopCall('session', none, none),
  /** As lock, without waiting for anything: for the one-key panic lock. */
  panic: desktopCall('public', none, none),
  /** As lock; the sign-in screen then shows no person chosen. */
  signOut: desktopCall('session', none, none),
  /** The person is there: the idle time starts anew. Sent by the page at most every few seconds. */
  activity: desktopCall('session', none, none),
} as const;
