import type { Input, Output } from '#core/contracts/index.ts';
import type { UserId } from '#core/ids.ts';
import { weakness } from '#core/people/passphrase.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { changePassphrase, putUser, removeUser, unlock } from '../crypto/key-file.ts';
import { readKeyFile, writeKeyFile } from '../crypto/key-file-store.ts';
import { tuneKdf } from '../crypto/passphrase.ts';
import { audit } from './audit.ts';
import { cleanName } from './clean-name.ts';
import { valueOf } from './office-files.ts';
import type { OpenOffice } from './open-office.ts';
import { roleList } from './open-session.ts';

function refuseWeak(open: OpenOffice, passphrase: string, name: string): void {
  const why = weakness(passphrase, [name, open.self.name, open.self.programme]);
  if (why !== undefined) throw new Refusal('AUTH_PASSPHRASE_WEAK', { why });
}

/** Everybody who can sign in at this office. */
export const listPeople = (open: OpenOffice): Output<'people.list'> =>
  valueOf(readKeyFile(open.dir)).users.map((user) => ({ id: user.id, name: user.name, roles: roleList(user.roles) }));

/** Gives a person keys of their own and a slot that their passphrase opens. */
export async function addPerson(open: OpenOffice, input: Input<'people.add'>): Promise<Output<'people.add'>> {
  const name = cleanName(input.name, 'name');
  refuseWeak(open, input.passphrase, name);
  const person = { id: newId<UserId>(), name, roles: input.roles };
  const file = valueOf(readKeyFile(open.dir));
  const next = await putUser(file, open.keys, person, input.passphrase, await tuneKdf(() => performance.now()));
  const key = next.users.find((user) => user.id === person.id)?.signingKey ?? '';
  open.db.transaction(() => {
    open.repos.offices.putPerson({
      userId: person.id,
      name: person.name,
      roles: JSON.stringify(person.roles),
      officeN: open.self.officeN,
      signingKey: Buffer.from(key, 'base64url'),
      active: true,
    });
    audit(open, 'person.added', person.id, 'done', person.roles.join(' '));
    // Last in the transaction: a key file that cannot be written undoes the person too.
    valueOf(writeKeyFile(open.dir, next));
  });
  return { id: person.id, name: person.name, roles: [...input.roles] };
}

/** AUTH_WRONG_PASSPHRASE when the current one is not right, AUTH_PASSPHRASE_WEAK { why } for the next. */
export async function changeOwnPassphrase(
  open: OpenOffice,
  input: Input<'people.changePassphrase'>,
): Promise<Output<'people.changePassphrase'>> {
  refuseWeak(open, input.next, open.me.name);
  const file = valueOf(readKeyFile(open.dir));
  const keys = valueOf(await unlock(file, open.me.id, input.current));
  const cost = await tuneKdf(() => performance.now());
  valueOf(writeKeyFile(open.dir, await changePassphrase(file, keys, input.next, cost)));
  audit(open, 'person.passphrase', open.me.id);
  return {};
}

/** Takes a person's slot away. PERM_DENIED for oneself: nobody locks the office by accident. */
export async function removePerson(
  open: OpenOffice,
  { user }: Input<'people.remove'>,
): Promise<Output<'people.remove'>> {
  if (user === open.me.id) throw new Refusal('PERM_DENIED', { rule: 'own-account' });
  const file = valueOf(readKeyFile(open.dir));
  const next = valueOf(await removeUser(file, open.keys, user));
  open.db.transaction(() => {
    const person = open.repos.offices.personById(user);
    if (person) open.repos.offices.putPerson({ ...person, active: false });
    audit(open, 'person.removed', user);
    valueOf(writeKeyFile(open.dir, next));
  });
  return {};
}
