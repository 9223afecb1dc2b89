import type { Input, Output } from '#core/contracts/index.ts';
import type { UserId } from '#core/ids.ts';
import { weakness } from '#core/people/passphrase.ts';
import { managesForGood } from '#core/rights/judge-roles.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { putUser, removeUser, unlock, unlockWithKit, type DatabaseKeys } from '../crypto/key-file.ts';
import type { KeyFile, KeyUser } from '../crypto/key-file-format.ts';
import { readKeyFile, writeKeyFile } from '../crypto/key-file-store.ts';
import { tuneKdf } from '../crypto/passphrase.ts';
import { SignInDelay } from '../crypto/sign-in-delay.ts';
import type { WritableDb } from '../storage/database.ts';
import { DraftRepo } from '../storage/draft.repo.ts';
import { OfficeRepo } from '../storage/office.repo.ts';
import { audit } from './audit.ts';
import { forgetKitSlots, freedByKit } from './backup-slots.ts';
import { beginSession } from './begin-session.ts';
import { refuseDuress } from './duress.ts';
import { needKeyChange } from './key-change.ts';
import type { Office } from './office.ts';
import { valueOf } from './office-files.ts';
import { settleDevice } from './go-on-as-new.ts';
import { officeConfiguration } from './office-configuration.ts';
import { openProved } from './open-proved.ts';
import { openSession } from './open-session.ts';
import { rolesHeld, rolesOfOffice } from './roles-in-force.ts';
import { withdrawRequests } from './wait-for-second.ts';

/** Wrong words are counted under this name, apart from the people's own tries. */
export const KIT = 'kit';

const notFitting = (): Refusal => new Refusal('KEY_KIT_PERSON');

function personOf(file: KeyFile, user: UserId): KeyUser {
  const found = file.users.find(({ id }) => id === user);
  if (!found) throw notFitting();
  return found;
}

/**
 * The roles of somebody whom the words may give back: one of them may manage people, for good, whatever it is called and
 * whoever made it. What a role gives stands in the database, which the words open; before them nobody is told.
 */
function managingRoles(office: Office, db: WritableDb, user: UserId): readonly string[] {
  const held = rolesHeld(new OfficeRepo(db).personById(user)?.roles ?? '[]');
  const { configuration } = officeConfiguration(db, office.options.resourcesDir, office.options.clock.now());
  if (!rolesOfOffice(db, configuration).some((role) => held.includes(role.id) && managesForGood(role)))
    throw notFitting();
  return held;
}

async function keysOfKit(
  office: Office,
  file: KeyFile,
  words: readonly string[],
  delay: SignInDelay,
  now: number,
): Promise<DatabaseKeys> {
  const kit = await unlockWithKit(file, words);
  if (kit.ok) return kit.value;
  // The words are those of this office, and open nothing any more: a backup may stand in its place.
  if (kit.error.code === 'KEY_FILE_DAMAGED') office.trouble = 'KEY_FILE_DAMAGED';
  if (kit.error.code !== 'KEY_KIT_WRONG') throw new Refusal(kit.error.code, kit.error.params);
  const { waitSeconds } = valueOf(await delay.failed(KIT, now));
  throw waitSeconds > 0 ? new Refusal('AUTH_WAIT', { seconds: waitSeconds }) : new Refusal('KEY_KIT_WRONG');
}

/**
 * Opens the office with the words of its recovery kit and gives somebody who manages people a new passphrase. The personal keys
 * behind the forgotten one are gone, and other offices hold a person's id and key together: the administrator goes on
 * under a new id with the same name, roles and drafts, and the old slot is taken away. AUTH_WAIT { seconds },
 * KEY_KIT_PERSON, AUTH_PASSPHRASE_WEAK { why }, KEY_KIT_WRONG, and everything that can be wrong with the files.
 */
export async function recoverOffice(
  office: Office,
  input: Input<'session.recover'>,
): Promise<Output<'session.recover'>> {
  if (office.open) throw new Refusal('AUTH_ALREADY_OPEN');
  const { dir, clock } = office.options;
  const file = valueOf(readKeyFile(dir));
  const delay = new SignInDelay(dir, file.audit.recipient);
  valueOf(delay.check(KIT, clock.now()));
  const before = personOf(file, input.user);
  const why = weakness(input.passphrase, [before.name, file.office.name, file.programme.name]);
  if (why !== undefined) throw new Refusal('AUTH_PASSPHRASE_WEAK', { why });
  const kit = await keysOfKit(office, file, input.words, delay, clock.now());
  const opened = openProved(office, kit);
  try {
    const roles = managingRoles(office, opened.database.db, before.id);
    await refuseDuress({ dir, db: opened.database.db }, input.passphrase);
    const person = { id: newId<UserId>(), name: before.name, roles: [...roles] };
    const cost = await tuneKdf(() => performance.now());
    const freed = await freedByKit(dir, file, input.words, kit, office.machine);
    const added = await putUser(freed, kit, person, input.passphrase, cost);
    const next = valueOf(await removeUser(added, kit, before.id));
    const keys = valueOf(await unlock(next, person.id, input.passphrase));
    const { db } = opened.database;
    await settleDevice(office, db, before.id);
    const open = db.transaction(() => {
      const offices = new OfficeRepo(db);
      const known = offices.personById(before.id);
      const officeN = offices.self()?.n ?? null;
      if (known) offices.putPerson({ ...known, active: false });
      offices.putPerson({
        userId: person.id,
        name: person.name,
        roles: JSON.stringify(person.roles),
        officeN,
        signingKey: Buffer.from(next.users.find((user) => user.id === person.id)?.signingKey ?? '', 'base64url'),
        active: true,
      });
      new DraftRepo(db).handOver(before.id, person.id);
      const session = openSession(office, opened, keys);
      // Whoever asked is somebody else by id now, and would be the second person for the own request.
      withdrawRequests(session, ({ by }) => by === before.id);
      needKeyChange(session, 'recovered');
      audit(session, 'session.recovered', person.id, 'done', `in place of ${before.id}`);
      // Last in the transaction: a key file that cannot be written undoes the person too.
      valueOf(writeKeyFile(dir, next));
      return session;
    });
    forgetKitSlots(dir);
    return await beginSession(office, open, delay, KIT);
  } catch (error) {
    opened.close();
    throw error;
  }
}
