import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { changePassphrase, shouldRaiseCost, unlock } from '../crypto/key-file.ts';
import { readKeyFile, writeKeyFile } from '../crypto/key-file-store.ts';
import { tuneKdf } from '../crypto/passphrase.ts';
import { SignInDelay } from '../crypto/sign-in-delay.ts';
import { beginSession } from './begin-session.ts';
import type { Office } from './office.ts';
import { valueOf } from './office-files.ts';
import { openProved } from './open-proved.ts';
import { openSession } from './open-session.ts';

/**
 * Opens the office with a person's passphrase. AUTH_WRONG_PASSPHRASE { triesLeft } for a wrong person or passphrase
 * alike, AUTH_WAIT { seconds }, AUTH_ALREADY_OPEN, and everything that can be wrong with the files.
 */
export async function signIn(office: Office, input: Input<'session.signIn'>): Promise<Output<'session.signIn'>> {
  if (office.open) throw new Refusal('AUTH_ALREADY_OPEN');
  const { dir, clock } = office.options;
  const file = valueOf(readKeyFile(dir));
  const delay = new SignInDelay(dir, file.audit.recipient);
  valueOf(delay.check(input.user, clock.now()));
  const result = await unlock(file, input.user, input.passphrase);
  if (!result.ok) {
    if (result.error.code !== 'AUTH_WRONG_PASSPHRASE') throw new Refusal(result.error.code, result.error.params);
    const { triesLeft, waitSeconds } = valueOf(await delay.failed(input.user, clock.now()));
    if (waitSeconds > 0) throw new Refusal('AUTH_WAIT', { seconds: waitSeconds });
    throw new Refusal('AUTH_WRONG_PASSPHRASE', { triesLeft });
  }
  const keys = result.value;
  const opened = openProved(office, keys);
  try {
    const open = openSession(office, opened, keys);
    // A slot of a removed person can come back with an older key file; the database remembers.
    if (!open.repos.offices.personById(open.me.id)?.active) {
      throw new Refusal('PERM_DENIED', { rule: 'removed' });
    }
    if (shouldRaiseCost(file, input.user)) {
      const cost = await tuneKdf(() => performance.now());
      valueOf(writeKeyFile(dir, await changePassphrase(file, keys, input.passphrase, cost)));
    }
    return await beginSession(office, open, opened, delay, input.user);
  } catch (error) {
    opened.close();
    throw error;
  }
}
