import { findCall, type Input, type Output } from '#core/contracts/index.ts';
import type { Gains } from '#core/contracts/seconds.contract.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { decide } from '#core/rights/decide.ts';
import { roleGains } from '#core/rights/role-gains.ts';
import { RIGHTS, withOwnApprovals, type Right, type RoleDef } from '#core/rights/roles.ts';
import { SECOND_REASONS } from '#core/rights/second-person.ts';
import { Refusal } from '#core/result.ts';
import type { WaitingRow } from '../storage/second-person.repo.ts';
import { audit } from './audit.ts';
import { authoriseCall } from './authorise-call.ts';
import { instantOf } from './clock.ts';
import { listPeople } from './holders.ts';
import { changePerson, letPersonGo } from './manage-people.ts';
import { resetRole, saveRole } from './manage-roles.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import { hideName, unhideName } from './protect-case.ts';
import { setOwnApprovals } from './own-approvals.ts';
import { ownApprovalsOn, rolesHeld, rolesOfOffice } from './roles-in-force.ts';
import { basisOf, type SecondAct } from './second-basis.ts';
import { provePerson } from './second-person.ts';
import { putSecondKinds, secondKinds } from './second-kinds.ts';
import { cameLaterThan } from './suspensions.ts';
import { dropWaitingPackage, switchConfiguration, waitingPackage } from './switch-configuration.ts';
import { asAgreed, needSecond, othersWho } from './wait-for-second.ts';

type Waiting = Output<'seconds.list'>[number];

/** What this office asks a second person for, and how many others could be one. */
export function getSecondRule(open: OpenOffice): Output<'seconds.rule'> {
  return { kinds: [...secondKinds(open)], others: othersWho(open, 'people.manage') };
}

/** It counts at once; asking for less waits for a second person. */
export function setSecondRule(open: OpenOffice, input: Input<'seconds.setRule'>): Output<'seconds.setRule'> {
  const fewer = secondKinds(open).some((kind) => !input.kinds.includes(kind));
  needSecond(open, fewer ? ['rule'] : [], 'people.manage', 'seconds.setRule', input);
  open.db.transaction(() => {
    putSecondKinds(open, input.kinds);
    audit(open, 'office.second-person', open.self.code, 'done', input.kinds.join(' '));
  });
  return {};
}

/** An act that can wait: how it is done, and what is said of it before. */
interface Act<N extends SecondAct> {
  readonly run: (open: OpenOffice, input: Input<N>) => unknown;
  readonly about: (open: OpenOffice, input: Input<N>) => Waiting['about'];
  /** It wraps keys anew, for which no transaction waits: done first, and then written down that it was agreed to. */
  readonly apart?: true;
  /** Takes away what was kept for it beside the input, whatever was decided. */
  readonly forget?: (open: OpenOffice, input: Input<N>) => void;
}
const aboutCase = (open: OpenOffice, { caseId }: { readonly caseId: CaseId }): Waiting['about'] => ({
  what: 'case',
  code: open.repos.cases.byId(caseId)?.code ?? '',
});
const aboutLeaver = (open: OpenOffice, { user }: { readonly user: UserId }): Waiting['about'] => ({
  what: 'leaver',
  name: personName(open, user),
});
const rolesNow = (open: OpenOffice): readonly RoleDef[] => rolesOfOffice(open.db, open.configuration.configuration);
const configuredRole = (open: OpenOffice, role: string): RoleDef | undefined =>
  open.configuration.configuration.roles?.find(({ id }) => id === role);
/** As it would count here, where whoever approves may decide the own requests too. */
const asHere = (open: OpenOffice, role: RoleDef): readonly RoleDef[] =>
  ownApprovalsOn(open.db) ? withOwnApprovals([role]) : [role];
const gainsOf = (before: readonly RoleDef[], after: readonly RoleDef[]): Gains => {
  const { gained, lost, forms, ...rest } = roleGains(before, after);
  return { ...rest, gained: [...gained], lost: [...lost], forms: [...forms] };
};
/** What somebody would have, and what that gives beside what they have now. */
function aboutPerson(open: OpenOffice, { user, roles, from, until }: Input<'people.change'>): Waiting['about'] {
  const held = rolesHeld(open.repos.offices.personById(user)?.roles ?? '[]');
  const [before, after] = [held, roles].map((ids) => rolesNow(open).filter(({ id }) => ids.includes(id)));
  const gains = gainsOf(before ?? [], after ?? []);
  return { what: 'person', name: personName(open, user), roles, from, until, gains };
}
/** What a role would say beside what it says now. */
function aboutRole(open: OpenOffice, role: string, next: RoleDef | undefined): Waiting['about'] {
  const people = listPeople(open).filter(({ roles }) => roles.includes(role)).length;
  const before = rolesNow(open).filter(({ id }) => id === role);
  return { what: 'role', role, people, gains: gainsOf(before, next === undefined ? [] : asHere(open, next)) };
}
function aboutPackage(open: OpenOffice, { hash }: Input<'config.switch'>): Waiting['about'] {
  const { label, version } = waitingPackage(open, hash).configuration;
  return { what: 'configuration', hash, label: { ...label }, version };
}
const ACTS: { readonly [N in SecondAct]: Act<N> } = {
  'people.change': {
    run: changePerson,
    about: aboutPerson,
  },
  'people.leave': { run: letPersonGo, about: aboutLeaver, apart: true },
  'roles.save': { run: saveRole, about: (open, { role }) => aboutRole(open, role.id, role) },
  'roles.reset': { run: resetRole, about: (open, { role }) => aboutRole(open, role, configuredRole(open, role)) },
  'protection.hide': { run: hideName, about: aboutCase },
  'protection.unhide': { run: unhideName, about: aboutCase },
  'config.switch': { run: switchConfiguration, about: aboutPackage, forget: dropWaitingPackage },
  'settings.setOwnApprovals': { run: setOwnApprovals, about: () => ({ what: 'own-approvals' }) },
  'seconds.setRule': { run: setSecondRule, about: (_open, { kinds }) => ({ what: 'rule', kinds }) },
};

/** An act as it waits, with its input read again; undefined for one that this version does not know. */
function waitingAct(row: WaitingRow) {
  const name = (Object.keys(ACTS) as SecondAct[]).find((one) => one === row.call);
  const contract = name && findCall(name);
  const right = RIGHTS.find((one): one is Right => one === contract?.right);
  const input = contract?.input.safeParse(JSON.parse(row.body));
  if (name === undefined || right === undefined || input?.success !== true) return undefined;
  const act = ACTS[name] as Act<SecondAct>;
  const given = input.data as Input<SecondAct>;
  return {
    name,
    right,
    input: given,
    run: (open: OpenOffice) => act.run(open, given as never),
    about: (open: OpenOffice) => act.about(open, given as never),
    basis: (open: OpenOffice) => basisOf(open, name, given as never),
    apart: act.apart === true,
    forget: (open: OpenOffice) => act.forget?.(open, given as never),
  };
}

/** Whether it may be shown to the person at all: it is theirs, or they could agree. Nothing is written down about it. */
function concerns(open: OpenOffice, row: WaitingRow, right: Right, input: object): boolean {
  const caseId = 'caseId' in input ? (input.caseId as CaseId) : undefined;
  if (caseId !== undefined && open.subject.exceptions.barred.has(caseId)) return false;
  return row.by === open.me.id || decide(open.subject, right).allowed;
}

/** What waits for a second person, oldest first. */
export function listSeconds(open: OpenOffice): Output<'seconds.list'> {
  return open.repos.seconds.waiting().flatMap((row): Waiting[] => {
    const act = waitingAct(row);
    const why = SECOND_REASONS.find((one) => one === row.why);
    if (!act || why === undefined || !concerns(open, row, act.right, act.input)) return [];
    return [
      {
        id: row.id,
        why,
        by: personName(open, row.by),
        mine: row.by === open.me.id,
        askedUtc: instantOf(row.at),
        about: act.about(open),
      },
    ];
  });
}

/**
 * Does what somebody else asked for, or not. Nobody agrees to the own request: PERM_DENIED. FORM_STALE when it does not wait
 * any more, or the roles or people that it is about are others than when it was asked for; SECOND_CAME_LATER, and what
 * `provePerson` refuses.
 */
export async function decideSecond(
  open: OpenOffice,
  input: Input<'seconds.decide'>,
): Promise<Output<'seconds.decide'>> {
  const { id, agrees } = input;
  const row = open.repos.seconds.waiting().find((one) => one.id === id);
  const act = row && waitingAct(row);
  if (!row || !act) throw new Refusal('FORM_STALE');
  const mine = row.by === open.me.id;
  if (mine && agrees) throw new Refusal('PERM_DENIED', { rule: 'own-request' });
  if (!mine) authoriseCall(open, act.name, act.right, act.input);
  const late = [open.me.id, row.by].some((id) => cameLaterThan(open, id as UserId, act.right));
  if (agrees && late) throw new Refusal('SECOND_CAME_LATER');
  if (agrees && row.basis !== act.basis(open)) throw new Refusal('FORM_STALE');
  // An unlocked laptop agrees to nothing.
  if (input.agrees) await provePerson(open, open.me.id, input);
  const doIt = (): unknown => (agrees ? asAgreed(open, () => act.run(open)) : undefined);
  if (act.apart) await doIt();
  const decision = mine ? 'withdrawn' : agrees ? 'agreed' : 'declined';
  open.db.transaction(() => {
    if (!act.apart) doIt();
    act.forget(open);
    open.repos.seconds.decide(id, open.me.id, open.clock.now(), decision);
    audit(open, 'second.decided', id, 'done', `${row.call} ${decision} ${row.by}`);
  });
  open.emit({ type: 'changed', cases: [], all: true });
  return {};
}
