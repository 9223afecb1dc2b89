import type { Input, Output } from '#core/contracts/index.ts';
import { Refusal } from '#core/result.ts';
import { newId } from '../crypto/hashing.ts';
import type { GroupRow } from '../storage/group.repo.ts';
import { audit } from './audit.ts';
import { cleanName } from './clean-name.ts';
import type { OpenOffice } from './open-office.ts';
import { renewSubject } from './roles-in-force.ts';

export const listGroups = (open: OpenOffice): Output<'people.groups'> =>
  open.repos.groups.all().map(({ members, ...group }) => ({ ...group, members: [...members] }));

/** Who is in which group counts at once. */
function inForceNow(open: OpenOffice): void {
  renewSubject(open);
  open.emit({ type: 'changed', cases: [], all: true });
}

/** The groups with these ids. FORM_INVALID { field } for one that is not there. */
export function neededGroups(open: OpenOffice, ids: readonly string[]): readonly GroupRow[] {
  const all = open.repos.groups.all();
  if (!ids.every((id) => all.some(({ groupId }) => groupId === id)))
    throw new Refusal('FORM_INVALID', { field: 'groups' });
  return all.filter(({ groupId }) => ids.includes(groupId));
}

/** FORM_NEEDED { field } without a name, FORM_INVALID { field } for one that another group has, or a stranger in it. */
export function saveGroup(open: OpenOffice, input: Input<'people.saveGroup'>): Output<'people.saveGroup'> {
  const name = cleanName(input.name, 'name');
  const groupId = input.groupId ?? newId();
  const { groups, offices } = open.repos;
  const others = groups.all().filter((group) => group.groupId !== groupId);
  if (others.some((group) => group.name.toLocaleLowerCase() === name.toLocaleLowerCase()))
    throw new Refusal('FORM_INVALID', { field: 'name' });
  const here = input.members.every((user) => offices.personById(user)?.officeN === open.self.officeN);
  if (!here) throw new Refusal('FORM_INVALID', { field: 'members' });
  open.db.transaction(() => {
    groups.put({ groupId, name, members: input.members });
    audit(open, 'group.changed', groupId, 'done', input.members.join(' '));
  });
  inForceNow(open);
  return { groupId };
}

export function removeGroup(open: OpenOffice, { groupId }: Input<'people.removeGroup'>): Record<string, never> {
  open.db.transaction(() => {
    open.repos.groups.remove(groupId);
    audit(open, 'group.removed', groupId);
  });
  inForceNow(open);
  return {};
}
