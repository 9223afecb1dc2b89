import { z } from 'zod';
import { call, desktopCall } from './contract.ts';
import { session } from './app.contract.ts';
import { typedCode } from './second-factor.contract.ts';
import { KIT_WORDS } from '../people/kit-words.ts';
import { line, none, userId } from './values.ts';

export const sessionCalls = {
  /**
   * Fails with AUTH_WRONG_PASSPHRASE { triesLeft } or AUTH_WAIT { seconds }; the same for a wrong person and a wrong
   * passphrase. Somebody with a second factor is asked for a `code` when the passphrase was right: AUTH_CODE_NEEDED,
   * AUTH_WRONG_CODE { triesLeft }.
   */
  signIn: call(
    'public',
    z.strictObject({ user: userId, passphrase: z.string().max(1000), code: typedCode.exactOptional() }),
    session,
  ),
  /**
   * For the day when nobody can sign in: the words of the recovery kit open the office and give somebody
   * who manages people a new passphrase. KEY_KIT_WRONG, AUTH_WAIT { seconds }, AUTH_PASSPHRASE_WEAK { why }, KEY_KIT_PERSON
   * for a person whose roles do not.
   */
  recover: call(
    'public',
    z.strictObject({ words: z.array(line).length(KIT_WORDS), user: userId, passphrase: z.string().max(1000) }),
    session,
  ),
  // The shell alone answers these: a lock must not wait until the engine has finished what it is doing.
  /** Locks at once: keys dropped, the page destroyed and made anew. Drafts stay. */
  lock: desktopCall('public', none, none),
  /** As lock, without waiting for anything: for the one-key panic lock. */
  panic: desktopCall('public', none, none),
  /** As lock; the sign-in screen then shows no person chosen. */
  signOut: desktopCall('public', none, none),
  /** The person is there: the idle time starts anew. Sent by the page at most every few seconds. */
  activity: desktopCall('public', none, none),
} as const;
