import type { UserId } from '#core/ids.ts';
import { standingOf } from '#core/people/account.ts';
import { Refusal } from '#core/result.ts';
import { unlock, type UnlockedKeys } from '../crypto/key-file.ts';
import { readKeyFile } from '../crypto/key-file-store.ts';
import { SignInDelay } from '../crypto/sign-in-delay.ts';
import { wayIn } from './bind-slots.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { proveSecondFactor } from './prove-second-factor.ts';
import { latestDay } from './today.ts';

/** What somebody types to show that it is they. `code`: of whoever has a second factor. */
export interface Proof {
  readonly passphrase: string;
  readonly code?: string;
}

/**
 * Somebody of the office shows who they are as at the sign-in, while it is open: whoever found a computer unlocked, or has
 * looked over a shoulder, decides nothing for them. AUTH_WRONG_PASSPHRASE { triesLeft }, AUTH_WAIT { seconds },
 * AUTH_CODE_NEEDED, AUTH_WRONG_CODE { triesLeft }, and what `MachineSecrets.of` says of a slot that is bound to another
 * computer. Gives their keys.
 */
export async function provePerson(open: OpenOffice, user: UserId, { passphrase, code }: Proof): Promise<UnlockedKeys> {
  const file = valueOf(readKeyFile(open.dir));
  const delay = new SignInDelay(open.dir, file.audit.recipient);
  valueOf(delay.check(user, open.clock.now()));
  const slot = file.users.find(({ id }) => id === user);
  const way = await wayIn(open.machine, open.dir, slot);
  const result = await unlock(file, user, passphrase, way.machine, way.slot);
  if (!result.ok) {
    const { triesLeft, waitSeconds } = valueOf(await delay.failed(user, open.clock.now()));
    if (waitSeconds > 0) throw new Refusal('AUTH_WAIT', { seconds: waitSeconds });
    throw new Refusal('AUTH_WRONG_PASSPHRASE', { triesLeft });
  }
  const n = open.repos.offices.personById(user)?.n ?? 0;
  const { db, repos, clock } = open;
  await proveSecondFactor({ db, repos, clock, me: { id: user, n } }, code, delay);
  valueOf(delay.succeeded(user, open.clock.now()));
  return result.value;
}

/** Whether somebody may stand beside: whoever could sign in here today. */
export function maySignIn(open: OpenOffice, user: UserId): boolean {
  const person = open.repos.offices.personById(user);
  return person?.active === true && standingOf(open.repos.accounts.get(person.n), latestDay(open)) === 'open';
}

/**
 * Somebody else of the office stands beside and shows who they are (security.md, four eyes). EMERGENCY_SECOND_NEEDED for the
 * same person and for one who could not sign in, and what `provePerson` refuses.
 */
export async function secondPerson(open: OpenOffice, user: UserId, proof: Proof): Promise<void> {
  if (user === open.me.id || !maySignIn(open, user)) throw new Refusal('EMERGENCY_SECOND_NEEDED');
  await provePerson(open, user, proof);
}
