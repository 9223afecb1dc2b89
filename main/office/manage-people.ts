import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { reasonsFor, type SecondReason } from '#core/rights/second-person.ts';
import { Refusal } from '#core/result.ts';
import { removeUser, setRoles } from '../crypto/key-file.ts';
import type { KeyFile } from '../crypto/key-file-format.ts';
import { readKeyFile, writeKeyFile } from '../crypto/key-file-store.ts';
import type { PersonRow } from '../storage/office.repo.ts';
import { neededAgency } from './agencies.ts';
import { carryConflicts, everyCaseOf } from './added-again.ts';
import { audit } from './audit.ts';
import { conflictsWith } from './case-exceptions.ts';
import { certifyOrName, certifyPeople } from './certify-people.ts';
import { needManager } from './manage-roles.ts';
import { needKeyChange } from './key-change.ts';
import { valueOf } from './office-files.ts';
import { isNewAccount } from './new-accounts.ts';
import type { OpenOffice } from './open-office.ts';
import { needKnownRoles } from './people.ts';
import { accountOf, type Holder } from './holders.ts';
import { recordChanges, together } from './record-changes.ts';
import { renewSubject, rolesHeld } from './roles-in-force.ts';
import { beginSuspension, endSuspension } from './suspensions.ts';
import { agreeingRights } from './second-basis.ts';
import { endsSeconds, needSecond, othersWho, staffingNow, withdrawRequests, type Staffing } from './wait-for-second.ts';
import { ownOf, rightsChange } from './rights-change.ts';
import { assigning, mayOwn } from './transfer-case.ts';
import { neededGroups } from './user-groups.ts';

/** A person of this office who still has keys here. FORM_STALE for anybody else. */
function personHere(open: OpenOffice, file: KeyFile, user: UserId): PersonRow {
  const person = open.repos.offices.personById(user);
  if (person?.officeN !== open.self.officeN || !file.users.some(({ id }) => id === user))
    throw new Refusal('FORM_STALE');
  return person;
}

/** Nobody locks themselves out by accident. */
function refuseOneself(open: OpenOffice, user: UserId): void {
  if (user === open.me.id) throw new Refusal('PERM_DENIED', { rule: 'own-account' });
}

/**
 * The office without a person, or with them as they would be (`stays`). ROLE_LAST_MANAGER when nobody would be left to manage
 * people: whoever is suspended does not count for that.
 */
function stillManaged(open: OpenOffice, user: UserId, stays: readonly Holder[] = []): Staffing {
  const { holders, away, roles } = staffingNow(open);
  const without = (list: readonly Holder[]): readonly Holder[] => list.filter(({ id }) => id !== user);
  const suspended = accountOf(open, user).account.suspendedAt !== undefined;
  const after = {
    holders: [...without(holders), ...(suspended ? [] : stays)],
    away: [...without(away), ...(away.some(({ id }) => id === user) ? stays : [])],
    roles,
  };
  needManager(roles, after.holders);
  return after;
}

/** Changes what a person may do and what their account holds. It counts at once. */
export function changePerson(open: OpenOffice, input: Input<'people.change'>): Record<string, never> {
  const { user, roles, from, until } = input;
  needKnownRoles(open, roles);
  if (from !== null && until !== null && until < from) throw new Refusal('FORM_INVALID', { field: 'until' });
  const file = valueOf(readKeyFile(open.dir));
  const person = personHere(open, file, user);
  neededGroups(open, input.groups);
  const agency = neededAgency(open, input.agency, open.repos.accounts.get(person.n).agency);
  const after = stillManaged(open, user, until === null && from === null ? [{ id: user, roles }] : []);
  const before = rolesHeld(person.roles);
  const reasons = [...reasonsFor([rightsChange(open, user, before, roles)]), ...endsSeconds(open, after)];
  needSecond(open, reasons, 'people.change', input);
  open.db.transaction(() => {
    open.repos.offices.putPerson({ ...person, roles: JSON.stringify(roles) });
    open.repos.accounts.change(person.n, {
      agency,
      position: input.position.trim(),
      from: from ?? undefined,
      until: until ?? undefined,
    });
    for (const group of open.repos.groups.all()) {
      const others = group.members.filter((id) => id !== user);
      const inIt = input.groups.includes(group.groupId);
      if (inIt !== group.members.includes(user))
        open.repos.groups.put({ ...group, members: inIt ? [...others, user] : others });
    }
    const limits = `${from ?? ''}..${until ?? ''}`;
    audit(
      open,
      'person.changed',
      user,
      'done',
      `${roles.join(' ')} ${limits} groups ${input.groups.join(' ')} agency ${agency}`,
    );
    // Last in the transaction: a key file that cannot be written undoes the change too.
    valueOf(writeKeyFile(open.dir, setRoles(file, open.keys, user, roles)));
  });
  renewSubject(open);
  // A contract that goes on after all: who works is certified (exchange.md §6.1).
  certifyPeople(open);
  open.emit({ type: 'changed', cases: [], all: true });
  return {};
}

/**
 * Closes an account at once, whoever it is: that protects, and does not wait. Who could agree counts as one who could for
 * days on (core/rights/suspension.ts). PERM_DENIED for oneself, ROLE_LAST_MANAGER, FORM_STALE.
 */
export function suspendPerson(open: OpenOffice, { user, why }: Input<'people.suspend'>): Output<'people.suspend'> {
  refuseOneself(open, user);
  const { n } = personHere(open, valueOf(readKeyFile(open.dir)), user);
  if (open.repos.accounts.get(n).suspendedAt !== undefined) throw new Refusal('FORM_STALE');
  stillManaged(open, user);
  open.db.transaction(() => {
    beginSuspension(open, user, why);
    withdrawRequests(open, ({ by }) => by === user);
    open.repos.accounts.change(n, { suspendedAt: open.clock.now() });
    audit(open, 'person.suspended', user, 'done', why);
  });
  const said = certifyOrName(open);
  open.emit({ type: 'changed', cases: [], all: false });
  return said;
}

export function readmitPerson(open: OpenOffice, { user, why }: Input<'people.readmit'>): Output<'people.readmit'> {
  const { n } = personHere(open, valueOf(readKeyFile(open.dir)), user);
  open.db.transaction(() => {
    endSuspension(open, user);
    open.repos.accounts.change(n, { suspendedAt: undefined });
    audit(open, 'person.readmitted', user, 'done', why);
  });
  const said = certifyOrName(open);
  open.emit({ type: 'changed', cases: [], all: false });
  return said;
}

/** The cases that would go to somebody else, when a person leaves or goes on under another account. */
const casesToGive = (open: OpenOffice, { user, again }: Input<'people.leave'>): readonly CaseId[] =>
  (again === true ? everyCaseOf(open, user) : open.repos.list.openOf(user)).flatMap(
    (n) => open.repos.cases.byNumber(n)?.caseId ?? [],
  );

/**
 * Why letting somebody go takes a second person: nobody could agree to anything afterwards, or whoever acts would take all
 * cases of a colleague to the own account, as the person who was added again, or to an account that may be made up.
 */
const leavingReasons = (
  open: OpenOffice,
  { to, again }: Input<'people.leave'>,
  after: Staffing,
  cases: number,
): SecondReason[] => [
  ...endsSeconds(open, after),
  ...(again === true && to !== null && ownOf(open, to) ? (['own-rights'] as const) : []),
  ...(cases > 0 && to !== null && isNewAccount(open, to) && !isAlone(open, again, after)
    ? (['new-account'] as const)
    : []),
];

/**
 * Whether nobody but the person who was added again could have agreed: somebody who forgot the passphrase agrees to nothing,
 * and the cases of the only supervisor would wait for two weeks.
 */
const isAlone = (open: OpenOffice, again: boolean | undefined, after: Staffing): boolean =>
  again === true && othersWho(open, agreeingRights('people.leave', 'new-account'), true, after) === 0;

/**
 * Takes a person's keys away and gives their open cases to a colleague, in one act: all of it is done or nothing. To whoever
 * was added again every case goes, the closed ones too, and what keeps the person from cases keeps them from these; to the
 * own account with a second person.
 * PERSON_HAS_CASES { count } when there is nobody to take them, PERSON_NOT_FITTING for somebody who may own none,
 * PERM_DENIED for oneself, ROLE_LAST_MANAGER, SECOND_WAITS.
 */
export async function letPersonGo(open: OpenOffice, input: Input<'people.leave'>): Promise<Output<'people.leave'>> {
  const { user, to, why, again } = input;
  refuseOneself(open, user);
  const file = valueOf(readKeyFile(open.dir));
  const person = personHere(open, file, user);
  const after = stillManaged(open, user);
  const cases = casesToGive(open, input);
  if (cases.length > 0 && to === null) throw new Refusal('PERSON_HAS_CASES', { count: cases.length });
  const keptFrom = [...(to === null ? [] : [to]), ...(again === true ? [user] : [])];
  const conflict = (caseId: CaseId): boolean =>
    keptFrom.some((one) => conflictsWith(open, open.repos.cases.byId(caseId)?.n ?? 0, one));
  // Whoever has no case goes on as anybody who is still here; and nobody goes on as nobody.
  const fits = (heir: UserId): boolean =>
    cases.length > 0 || again !== true ? mayOwn(open, heir) : personHere(open, file, heir).active;
  if (to === null ? again === true : to === user || !fits(to) || cases.some(conflict))
    throw new Refusal('PERSON_NOT_FITTING');
  needSecond(open, leavingReasons(open, input, after, cases.length), 'people.leave', input);
  const next = valueOf(await removeUser(file, open.keys, user));
  together(open, () => {
    if (to !== null)
      for (const caseId of cases) recordChanges(open, caseId, (stored) => assigning(open, stored, to, why));
    if (to !== null && again === true) carryConflicts(open, user, to, why);
    open.repos.offices.putPerson({ ...person, active: false });
    endSuspension(open, user);
    withdrawRequests(open, ({ by }) => by === user);
    open.repos.accounts.change(person.n, { leftAt: open.clock.now() });
    // They may have kept the key.
    needKeyChange(open, 'left');
    const how = again === true ? 'added again' : 'left';
    audit(open, 'person.removed', user, 'done', `${String(cases.length)} cases to ${to ?? 'nobody'} · ${how} · ${why}`);
    // Last in the transaction: a key file that cannot be written undoes the hand-over too.
    valueOf(writeKeyFile(open.dir, next));
  });
  const said = certifyOrName(open);
  void open.backups.start(open, 'key');
  return { cases: cases.length, ...said };
}
