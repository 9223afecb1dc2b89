import type { Input, Output } from '#core/contracts/index.ts';
import { standingOf } from '#core/people/account.ts';
import { Refusal } from '#core/result.ts';
import { shouldRaiseCost, unlock } from '../crypto/key-file.ts';
import { readKeyFile, writeKeyFile } from '../crypto/key-file-store.ts';
import { tuneKdf } from '../crypto/passphrase.ts';
import { SignInDelay } from '../crypto/sign-in-delay.ts';
import { audit } from './audit.ts';
import { beginSession } from './begin-session.ts';
import { lockAnew, wayIn } from './bind-slots.ts';
import type { Office } from './office.ts';
import { suspendedCode } from './nobody-manages.ts';
import { valueOf } from './office-files.ts';
import { eraseUnderDuress } from './duress.ts';
import { settleDevice } from './go-on-as-new.ts';
import type { OpenOffice } from './open-office.ts';
import { openProved } from './open-proved.ts';
import { openSession } from './open-session.ts';
import { proveSecondFactor } from './prove-second-factor.ts';
import { latestDay } from './today.ts';

const CLOSED = {
  left: 'AUTH_LEFT',
  over: 'AUTH_OVER',
  'not-yet': 'AUTH_NOT_YET',
} as const;

/**
 * The passphrase was right, and the account is not open: AUTH_LEFT, AUTH_SUSPENDED, AUTH_NOBODY_MANAGES,
 * AUTH_OVER { day }, AUTH_NOT_YET { day }. A clock that is set back opens none again.
 */
function refuseClosed(open: OpenOffice): void {
  const account = open.repos.accounts.get(open.me.n);
  const standing = standingOf(account, latestDay(open));
  // A slot of a removed person can come back with an older key file; the database remembers.
  if (standing === 'open' && open.repos.offices.personById(open.me.id)?.active === true) return;
  const code = standing === 'suspended' ? suspendedCode(open) : CLOSED[standing === 'open' ? 'left' : standing];
  const day = standing === 'over' ? account.until : account.from;
  audit(open, 'session.failed', open.me.id, 'refused', code);
  throw new Refusal(code, day === undefined ? {} : { day });
}

/**
 * Opens the office with a person's passphrase. AUTH_WRONG_PASSPHRASE { triesLeft } for a wrong person or passphrase
 * alike, AUTH_WAIT { seconds }, AUTH_ALREADY_OPEN, what `refuseClosed` says of a closed account and
 * `proveSecondFactor` of a code, what `MachineSecrets.of` says of a slot that is bound to another computer, and everything that can be wrong with the files.
 */
export async function signIn(office: Office, input: Input<'session.signIn'>): Promise<Output<'session.signIn'>> {
  if (office.open) throw new Refusal('AUTH_ALREADY_OPEN');
  const { dir, clock } = office.options;
  const file = valueOf(readKeyFile(dir));
  const delay = new SignInDelay(dir, file.audit.recipient);
  valueOf(delay.check(input.user, clock.now()));
  const slot = file.users.find(({ id }) => id === input.user);
  // Said before a passphrase is tried: no try counts where none can be right.
  const way = await wayIn(office.machine, dir, slot);
  const result = await unlock(file, input.user, input.passphrase, way.machine, way.slot);
  if (!result.ok) {
    // The passphrase was right, and what it opens is not what the file says: a backup may stand in its place.
    if (result.error.code === 'KEY_FILE_DAMAGED' && result.error.params['at'] !== 'slot')
      office.trouble = 'KEY_FILE_DAMAGED';
    if (result.error.code !== 'AUTH_WRONG_PASSPHRASE') throw new Refusal(result.error.code, result.error.params);
    await eraseUnderDuress(office, file, input.passphrase);
    const { triesLeft, waitSeconds } = valueOf(await delay.failed(input.user, clock.now()));
    if (waitSeconds > 0) throw new Refusal('AUTH_WAIT', { seconds: waitSeconds });
    throw new Refusal('AUTH_WRONG_PASSPHRASE', { triesLeft });
  }
  const keys = result.value;
  const opened = openProved(office, keys);
  try {
    await settleDevice(office, opened.database.db, input.user);
    const open = openSession(office, opened, keys);
    // A slot of a removed person can come back with an older key file; the database remembers.
    refuseClosed(open);
    await proveSecondFactor(open, input.code, delay);
    if (shouldRaiseCost(file, input.user)) {
      const cost = await tuneKdf(() => performance.now());
      valueOf(writeKeyFile(dir, await lockAnew(dir, file, keys, input.passphrase, cost)));
    }
    return await beginSession(office, open, delay, input.user);
  } catch (error) {
    opened.close();
    throw error;
  }
}
