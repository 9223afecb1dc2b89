import type { UserId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { unlock } from '../crypto/key-file.ts';
import { readKeyFile } from '../crypto/key-file-store.ts';
import { SignInDelay } from '../crypto/sign-in-delay.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';

/**
 * Somebody else of the office stands beside and types the own passphrase (security.md, four eyes). EMERGENCY_SECOND_NEEDED
 * for the same person, AUTH_WRONG_PASSPHRASE { triesLeft }, AUTH_WAIT { seconds }, and what
 * `MachineSecrets.of` says of a slot that is bound to another computer.
 */
export async function secondPerson(open: OpenOffice, user: UserId, passphrase: string): Promise<void> {
  if (user === open.me.id) throw new Refusal('EMERGENCY_SECOND_NEEDED');
  const file = valueOf(readKeyFile(open.dir));
  const delay = new SignInDelay(open.dir, file.audit.recipient);
  valueOf(delay.check(user, open.clock.now()));
  const slot = file.users.find(({ id }) => id === user);
  const result = await unlock(file, user, passphrase, slot && (await open.machine.of(slot)));
  if (!result.ok) {
    const { triesLeft, waitSeconds } = valueOf(await delay.failed(user, open.clock.now()));
    if (waitSeconds > 0) throw new Refusal('AUTH_WAIT', { seconds: waitSeconds });
    throw new Refusal('AUTH_WRONG_PASSPHRASE', { triesLeft });
  }
  valueOf(delay.succeeded(user, open.clock.now()));
}
