import type { UserId } from '#core/ids.ts';
import { removeUser, setRoles } from '../../crypto/key-file.ts';
import { readKeyFile, writeKeyFile } from '../../crypto/key-file-store.ts';
import { needKeyChange } from '../key-change.ts';
import { valueOf } from '../office-files.ts';
import type { OpenOffice } from '../open-office.ts';
import { rolesHeld } from '../roles-in-force.ts';

/** The role whose people the recovery kit opens the office for. */
const ADMINISTRATOR = 'administrator';

/**
 * The key file follows what was taken: roles as they are shown at the sign-in, and no keys for who has left. After the
 * transaction; done again with the next bundle where the disk refused it.
 */
export async function followInKeyFile(open: OpenOffice): Promise<void> {
  let file = valueOf(readKeyFile(open.dir));
  let changed = false;
  const told = file.users.flatMap((user) => {
    const person = open.repos.offices.personById(user.id as UserId);
    if (person?.officeN !== open.self.officeN) return [];
    const gone = !person.active && open.repos.accounts.get(person.n).leftAt !== undefined && user.id !== open.me.id;
    return [{ user, roles: rolesHeld(person.roles), gone }];
  });
  // The kit opens the office for an administrator of this file: where none would be left, each of them can be chosen.
  const some = told.some(({ roles, gone }) => !gone && roles.includes(ADMINISTRATOR));
  for (const { user, roles, gone } of told) {
    if (!some && user.roles.includes(ADMINISTRATOR)) continue;
    if (gone && file.users.length > 1) {
      file = valueOf(await removeUser(file, open.keys, user.id));
      // They may have kept the key.
      open.db.transaction(() => {
        needKeyChange(open, 'left');
      });
      changed = true;
    } else if ([...user.roles].sort().join(' ') !== [...roles].sort().join(' ')) {
      file = setRoles(file, open.keys, user.id, roles);
      changed = true;
    }
  }
  if (changed) valueOf(writeKeyFile(open.dir, file));
}
