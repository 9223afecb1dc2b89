import type { Input, Output } from '#core/contracts/index.ts';
import type { UserId } from '#core/ids.ts';
import { weakness } from '#core/people/passphrase.ts';
import { standingOf } from '#core/people/account.ts';
import { reasonsFor } from '#core/rights/second-person.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import { putUser } from '../crypto/key-file.ts';
import { readKeyFile, writeKeyFile } from '../crypto/key-file-store.ts';
import { tuneKdf } from '../crypto/passphrase.ts';
import type { Colleague } from '#core/contracts/people.contract.ts';
import { neededAgency } from './agencies.ts';
import { audit } from './audit.ts';
import { lockAnew } from './bind-slots.ts';
import { barredNumbers } from './case-exceptions.ts';
import { certifyPeople } from './certify-people.ts';
import { cleanName } from './clean-name.ts';
import { valueOf } from './office-files.ts';
import { isNewOffice } from './new-accounts.ts';
import type { OpenOffice } from './open-office.ts';
import { conductToAccept } from './conduct.ts';
import { refuseDuress } from './duress.ts';
import { accountOf, listPeople } from './holders.ts';
import { rightsChange } from './rights-change.ts';
import { renewSubject, rolesHere } from './roles-in-force.ts';
import { agreeingRights } from './second-basis.ts';
import { provePerson } from './second-person.ts';
import { cameLaterThan } from './suspensions.ts';
import { holdsUp } from './wait-for-second.ts';
import { latestDay } from './today.ts';
import { neededGroups } from './user-groups.ts';

function refuseWeak(open: OpenOffice, passphrase: string, name: string): void {
  const why = weakness(passphrase, [name, open.self.name, open.self.programme]);
  if (why !== undefined) throw new Refusal('AUTH_PASSPHRASE_WEAK', { why });
}

/** Everybody who has keys here, with what their accounts hold. */
export function listAccounts(open: OpenOffice): Output<'people.list'> {
  const groups = open.repos.groups.all();
  const agencies = new Set(open.repos.agencies.all().map(({ agencyId }) => agencyId));
  const day = latestDay(open);
  const barred = barredNumbers(open);
  return listPeople(open).map(({ id, name, roles }): Colleague => {
    const { n, account } = accountOf(open, id);
    const standing = standingOf(account, day);
    return {
      id,
      name,
      roles: [...roles],
      agency: agencies.has(account.agency) ? account.agency : '',
      position: account.position,
      from: account.from ?? null,
      until: account.until ?? null,
      groups: groups.filter(({ members }) => members.includes(id)).map(({ groupId }) => groupId),
      // Whoever left has no keys: an older key file that was put back does not make them a colleague again.
      standing: standing === 'left' ? 'suspended' : standing,
      newPassphrase: account.newPassphrase,
      conductAccepted: conductToAccept(open, n) === undefined,
      secondFactor: open.repos.factors.get(n) !== undefined,
      cases: open.repos.list.loadOf(id, barred).open,
    };
  });
}

/** FORM_INVALID { field } for a role that this office does not have. */
export function needKnownRoles(open: OpenOffice, roles: readonly string[]): void {
  const known = new Set(rolesHere(open.db, open.configuration.configuration).map(({ role }) => role.id));
  if (!roles.every((id) => known.has(id))) throw new Refusal('FORM_INVALID', { field: 'roles' });
}

/** Gives a person keys of their own and a slot that their passphrase opens. */
export async function addPerson(open: OpenOffice, input: Input<'people.add'>): Promise<Output<'people.add'>> {
  const name = cleanName(input.name, 'name');
  needKnownRoles(open, input.roles);
  neededGroups(open, input.groups ?? []);
  const agency = neededAgency(open, input.agency ?? '', '');
  refuseWeak(open, input.passphrase, name);
  await refuseDuress(open, input.passphrase);
  // A passphrase is not kept until somebody agrees: the roles are given afterwards.
  const given = rightsChange(open, open.me.id, [], input.roles, !isNewOffice(open));
  const own = cameLaterThan(open, open.me.id, ['people.manage']);
  if (holdsUp(open, reasonsFor([{ ...given, own }]), (why) => agreeingRights('people.change', why)) !== undefined)
    throw new Refusal('ROLE_SECOND_ADD');
  const person = { id: newId<UserId>(), name, roles: input.roles };
  const file = valueOf(readKeyFile(open.dir));
  const next = await putUser(file, open.keys, person, input.passphrase, await tuneKdf(() => performance.now()));
  const key = next.users.find((user) => user.id === person.id)?.signingKey ?? '';
  open.db.transaction(() => {
    const n = open.repos.offices.putPerson({
      userId: person.id,
      name: person.name,
      roles: JSON.stringify(person.roles),
      officeN: open.self.officeN,
      signingKey: Buffer.from(key, 'base64url'),
      active: true,
    });
    open.repos.accounts.change(n, {
      newPassphrase: input.newPassphrase === true,
      agency,
      position: (input.position ?? '').trim(),
    });
    // As they are by now: whoever else is in them may have come or gone while the key was made.
    const groups = neededGroups(open, input.groups ?? []);
    for (const group of groups) open.repos.groups.put({ ...group, members: [...group.members, person.id] });
    const belongs = [
      ...(groups.length === 0 ? [] : [`groups ${groups.map(({ groupId }) => groupId).join(' ')}`]),
      ...(agency === '' ? [] : [`agency ${agency}`]),
    ];
    audit(open, 'person.added', person.id, 'done', [person.roles.join(' '), ...belongs].join(' '));
    // Last in the transaction: a key file that cannot be written undoes the person too.
    valueOf(writeKeyFile(open.dir, next));
  });
  // Whoever shares a group or an organisation with them reaches their cases from now on.
  renewSubject(open);
  certifyPeople(open);
  if (open.repos.groups.teamOf(person.id).size > 0 || agency !== '')
    open.emit({ type: 'changed', cases: [], all: true });
  return { id: person.id, name: person.name, roles: [...input.roles] };
}

/** AUTH_PASSPHRASE_WEAK { why } for the next passphrase, and what `provePerson` refuses for the current one. */
export async function changeOwnPassphrase(
  open: OpenOffice,
  input: Input<'people.changePassphrase'>,
): Promise<Output<'people.changePassphrase'>> {
  refuseWeak(open, input.next, open.me.name);
  if (open.before.has('passphrase') && input.next === input.current)
    throw new Refusal('AUTH_PASSPHRASE_WEAK', { why: 'same' });
  const { current: passphrase, code } = input;
  const keys = await provePerson(open, open.me.id, { passphrase, ...(code === undefined ? {} : { code }) });
  await refuseDuress(open, input.next);
  const file = valueOf(readKeyFile(open.dir));
  const cost = await tuneKdf(() => performance.now());
  valueOf(writeKeyFile(open.dir, await lockAnew(open.dir, file, keys, input.next, cost)));
  open.db.transaction(() => {
    open.repos.accounts.change(open.me.n, { newPassphrase: false });
    audit(open, 'person.passphrase', open.me.id);
  });
  open.before.delete('passphrase');
  return {};
}
