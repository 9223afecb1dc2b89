import { findCall, type CallName, type Input } from '#core/contracts/index.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { RIGHTS, type Right, type RoleDef } from '#core/rights/roles.ts';
import { listPeople } from './holders.ts';
import type { OpenOffice } from './open-office.ts';
import { packageInForce } from './list-packages.ts';
import { ownApprovalsOn, rolesHeld, rolesOfOffice } from './roles-in-force.ts';
import { secondKinds } from './second-kinds.ts';

/** The acts that can wait for a second person. */
export type SecondAct = Extract<
  CallName,
  | 'people.change'
  | 'people.leave'
  | 'roles.save'
  | 'roles.reset'
  | 'protection.hide'
  | 'protection.unhide'
  | 'seconds.setRule'
  | 'config.switch'
  | 'settings.setOwnApprovals'
>;

/** What says for everybody who may do what is agreed to by whoever manages people, too: that one is in the way otherwise. */
const FOR_EVERYBODY: readonly SecondAct[] = ['config.switch', 'settings.setOwnApprovals'];

/** The right that an act takes. */
export const rightOf = (call: SecondAct): Right | undefined => RIGHTS.find((right) => right === findCall(call)?.right);

/** What takes rights from people; whoever would lose the settings by it agrees, where nobody else manages people. */
const TAKES_RIGHTS: readonly SecondAct[] = ['people.change', 'people.leave', 'roles.save', 'roles.reset'];

/**
 * With any of these somebody else may agree to an act. `why`: the reason for which it waits; to one after which nobody could
 * agree to settings any more whoever has those agrees too.
 */
export function agreeingRights(call: SecondAct, why: string): readonly Right[] {
  const right = rightOf(call);
  return [
    ...(right === undefined ? [] : [right]),
    ...(FOR_EVERYBODY.includes(call) ? (['people.manage'] as const) : []),
    ...(why === 'rule' && TAKES_RIGHTS.includes(call) ? (['office.settings'] as const) : []),
    // Who may give cases to colleagues knows them, and could give each of these alone.
    ...(why === 'new-account' ? (['case.assign'] as const) : []),
  ];
}

const named = (roles: readonly RoleDef[], ids: readonly string[]): RoleDef[] =>
  roles.filter(({ id }) => ids.includes(id));

/** A person with what these roles and their own say; with `asked`, an agency that would be theirs, also which one is now. */
function person(open: OpenOffice, user: UserId, roles: readonly string[], asked?: string): unknown {
  const held = rolesHeld(open.repos.offices.personById(user)?.roles ?? '[]');
  const groups = open.repos.groups.all().filter(({ members }) => members.includes(user));
  const { agencies, accounts, offices } = open.repos;
  // Asked for in free text, before there was a list: what was written down then says nothing of the agency.
  const listed = asked === '' || agencies.all().some(({ agencyId }) => agencyId === asked);
  const agency = listed ? accounts.get(offices.personById(user)?.n ?? 0).agency : '';
  return {
    held,
    groups: groups.map(({ groupId }) => groupId).sort(),
    ...(agency === '' ? {} : { agency }),
    roles: named(rolesOfOffice(open.db, open.configuration.configuration), [...held, ...roles]),
  };
}

/** A role as it is here and in the configuration, with who holds it beside which others. */
function roleNow(open: OpenOffice, role: string): unknown {
  const { configuration } = open.configuration;
  return {
    here: named(rolesOfOffice(open.db, configuration), [role]),
    configured: named(configuration.roles ?? [], [role]),
    holders: listPeople(open)
      .filter(({ roles }) => roles.includes(role))
      .map(({ id, roles }) => ({ id, roles })),
  };
}

const hiddenNow = (open: OpenOffice, { caseId }: { readonly caseId: CaseId }): unknown =>
  open.repos.guards.hiddenNames(open.repos.cases.byId(caseId)?.n ?? 0);

const BASIS: { readonly [N in SecondAct]: (open: OpenOffice, input: Input<N>) => unknown } = {
  'people.change': (open, { user, roles, agency }) => person(open, user, roles, agency),
  'people.leave': (open, { user }) => person(open, user, []),
  'roles.save': (open, { role }) => roleNow(open, role.id),
  'roles.reset': (open, { role }) => roleNow(open, role),
  'protection.hide': hiddenNow,
  'protection.unhide': hiddenNow,
  'seconds.setRule': secondKinds,
  'config.switch': (open) => packageInForce(open).hash,
  'settings.setOwnApprovals': ({ db }) => ownApprovalsOn(db),
};

/**
 * What an act means now, as JSON: a request says ids, and whoever agrees must not agree to roles that came to say something
 * else, or for somebody who came to hold others, since it was asked for.
 */
export const basisOf = <N extends SecondAct>(open: OpenOffice, call: N, input: Input<N>): string =>
  JSON.stringify(BASIS[call](open, input));
