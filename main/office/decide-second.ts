import { findCall, type Input, type Output } from '#core/contracts/index.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import { decide } from '#core/rights/decide.ts';
import type { Right } from '#core/rights/roles.ts';
import { SECOND_REASONS } from '#core/rights/second-person.ts';
import { Refusal } from '#core/result.ts';
import { ConfigurationRepo } from '../storage/configuration.repo.ts';
import type { WaitingRow } from '../storage/second-person.repo.ts';
import { audit } from './audit.ts';
import { authoriseCall } from './authorise-call.ts';
import { loadCaseRecord, resourceOf } from './case-document.ts';
import { instantOf } from './clock.ts';
import { changePerson, letPersonGo } from './manage-people.ts';
import { resetRole, saveRole } from './manage-roles.ts';
import { isNewAccount } from './new-accounts.ts';
import { workWith } from './office-configuration.ts';
import type { OpenOffice } from './open-office.ts';
import { setOwnApprovals } from './own-approvals.ts';
import { personName } from './person-name.ts';
import { hideName, unhideName } from './protect-case.ts';
import { rolesHeld, subjectOf } from './roles-in-force.ts';
import { agreeingRights, basisOf, rightOf, type SecondAct } from './second-basis.ts';
import { putSecondKinds, secondKinds } from './second-kinds.ts';
import { maySignIn, provePerson } from './second-person.ts';
import { cameLaterThan } from './suspensions.ts';
import { switchConfiguration } from './switch-configuration.ts';
import { asAgreed, needSecond, othersWho } from './wait-for-second.ts';
import {
  aboutHiding,
  aboutShowing,
  aboutLeaver,
  aboutPackage,
  aboutPerson,
  aboutRole,
  configuredRole,
  type About,
} from './what-waits.ts';

type Waiting = Output<'seconds.list'>[number];

/** What this office asks a second person for, and how many others could be one. */
export function getSecondRule(open: OpenOffice): Output<'seconds.rule'> {
  return { kinds: [...secondKinds(open)], others: othersWho(open, ['people.manage']) };
}

/** It counts at once; asking for less waits for a second person. */
export function setSecondRule(open: OpenOffice, input: Input<'seconds.setRule'>): Output<'seconds.setRule'> {
  const fewer = secondKinds(open).some((kind) => !input.kinds.includes(kind));
  needSecond(open, fewer ? ['rule'] : [], 'seconds.setRule', input);
  open.db.transaction(() => {
    putSecondKinds(open, input.kinds);
    audit(open, 'office.second-person', open.self.code, 'done', input.kinds.join(' '));
  });
  return {};
}

/** An act that can wait: how it is done, and what is said of it before. */
interface Act<N extends SecondAct> {
  readonly run: (open: OpenOffice, input: Input<N>) => unknown;
  readonly about: (open: OpenOffice, input: Input<N>) => About;
  /** It wraps keys anew, for which no transaction waits: done first, and then written down that it was agreed to. */
  readonly apart?: true;
}
const ACTS: { readonly [N in SecondAct]: Act<N> } = {
  'people.change': {
    run: changePerson,
    about: aboutPerson,
  },
  'people.leave': { run: letPersonGo, about: aboutLeaver, apart: true },
  'roles.save': { run: saveRole, about: (open, { role }) => aboutRole(open, role.id, role) },
  'roles.reset': { run: resetRole, about: (open, { role }) => aboutRole(open, role, configuredRole(open, role)) },
  'protection.hide': { run: hideName, about: aboutHiding },
  'protection.unhide': { run: unhideName, about: aboutShowing },
  'config.switch': { run: switchConfiguration, about: aboutPackage },
  'settings.setOwnApprovals': { run: setOwnApprovals, about: () => ({ what: 'own-approvals' }) },
  'seconds.setRule': { run: setSecondRule, about: (_open, { kinds }) => ({ what: 'rule', kinds }) },
};

interface ActThatWaits {
  readonly name: SecondAct;
  /** What it takes, and with any of which somebody else agrees. */
  readonly right: Right;
  readonly rights: readonly Right[];
  readonly input: Input<SecondAct>;
  readonly run: (open: OpenOffice) => unknown;
  readonly about: (open: OpenOffice) => About;
  readonly basis: (open: OpenOffice) => string;
  readonly apart: boolean;
}

/** An act as it waits, with its input read again; undefined for one that this version does not know. */
function waitingAct(row: WaitingRow): ActThatWaits | undefined {
  const name = (Object.keys(ACTS) as SecondAct[]).find((one) => one === row.call);
  const right = name && rightOf(name);
  const input = name && findCall(name)?.input.safeParse(JSON.parse(row.body));
  if (name === undefined || right === undefined || input?.success !== true) return undefined;
  const act = ACTS[name] as Act<SecondAct>;
  const given = input.data as Input<SecondAct>;
  return {
    name,
    right,
    rights: agreeingRights(name, row.why),
    input: given,
    run: (open: OpenOffice) => act.run(open, given as never),
    about: (open: OpenOffice) => act.about(open, given as never),
    basis: (open: OpenOffice) => basisOf(open, name, given as never),
    apart: act.apart === true,
  };
}

/** Whether it may be shown to the person at all: it is theirs, or they could agree. Nothing is written down about it. */
function concerns(open: OpenOffice, row: WaitingRow, { rights, input }: ActThatWaits): boolean {
  const caseId = 'caseId' in input ? (input.caseId as CaseId) : undefined;
  if (caseId !== undefined && open.subject.exceptions.barred.has(caseId)) return false;
  const stored = caseId && open.repos.cases.byId(caseId);
  const resource = stored && resourceOf(open, loadCaseRecord(open, stored));
  return row.by === open.me.id || rights.some((right) => decide(open.subject, right, resource).allowed);
}

/** What a request is about; one that cannot be read any more is declined or taken back, and hides no other. */
function aboutOf(open: OpenOffice, act: ActThatWaits): About {
  try {
    return act.about(open);
  } catch (error) {
    if (error instanceof Refusal) return { what: 'unreadable' };
    throw error;
  }
}

/** What waits for a second person, oldest first. */
export function listSeconds(open: OpenOffice): Output<'seconds.list'> {
  return open.repos.seconds.waiting().flatMap((row): Waiting[] => {
    const act = waitingAct(row);
    const why = SECOND_REASONS.find((one) => one === row.why);
    if (!act || why === undefined || !concerns(open, row, act)) return [];
    return [
      {
        id: row.id,
        why,
        by: personName(open, row.by),
        mine: row.by === open.me.id,
        askedUtc: instantOf(row.at),
        about: aboutOf(open, act),
      },
    ];
  });
}

/**
 * Whether whoever asked could still do so alone, if nobody had to agree: a request of somebody who was locked out, or has
 * lost the right, is nothing to agree to.
 */
function askerMay(open: OpenOffice, by: UserId, right: Right, input: object): boolean {
  const person = open.repos.offices.personById(by);
  if (person === undefined || !maySignIn(open, by)) return false;
  const row = 'caseId' in input ? open.repos.cases.byId(input.caseId as CaseId) : undefined;
  const resource = row && resourceOf(open, loadCaseRecord(open, row));
  return decide(subjectOf(open, by, rolesHeld(person.roles)), right, resource).allowed;
}

/** Refuses whoever may not agree to this act: PERM_DENIED with a line in the trail. */
function authoriseAgreeing(open: OpenOffice, { name, rights, input }: ActThatWaits): void {
  const [own] = rights;
  authoriseCall(open, name, rights.find((right) => decide(open.subject, right).allowed) ?? own ?? '', input);
}

/**
 * Does what somebody else asked for, or not. Nobody agrees to the own request: PERM_DENIED. FORM_STALE when it does not wait
 * any more, the roles or people that it is about are others than when it was asked for, or whoever asked may not do it any
 * more; SECOND_CAME_LATER, SECOND_NEW_ACCOUNT, and what `provePerson` refuses. Nothing of it is done by half, on the disk or in memory.
 */
export async function decideSecond(
  open: OpenOffice,
  input: Input<'seconds.decide'>,
): Promise<Output<'seconds.decide'>> {
  const { id, agrees } = input;
  const row = open.repos.seconds.waiting().find((one) => one.id === id);
  const act = row && waitingAct(row);
  if (!row || !act) throw new Refusal('FORM_STALE');
  const by = row.by as UserId;
  const mine = by === open.me.id;
  if (mine && agrees) throw new Refusal('PERM_DENIED', { rule: 'own-request' });
  if (!mine) authoriseAgreeing(open, act);
  const late = [open.me.id, by].some((one) => cameLaterThan(open, one, act.rights));
  if (agrees && late) throw new Refusal('SECOND_CAME_LATER');
  // Who may be made up vouches for nobody.
  if (agrees && row.why === 'new-account' && isNewAccount(open, open.me.id)) throw new Refusal('SECOND_NEW_ACCOUNT');
  if (agrees && (row.basis !== act.basis(open) || !askerMay(open, by, act.right, act.input)))
    throw new Refusal('FORM_STALE');
  // An unlocked laptop agrees to nothing.
  if (input.agrees) await provePerson(open, open.me.id, input);
  const doIt = (): unknown => (agrees ? asAgreed(open, () => act.run(open)) : undefined);
  if (act.apart) await doIt();
  const decision = mine ? 'withdrawn' : agrees ? 'agreed' : 'declined';
  const worked = open.configuration;
  try {
    open.db.transaction(() => {
      open.repos.seconds.decide(id, open.me.id, open.clock.now(), decision);
      audit(open, 'second.decided', id, 'done', `${row.call} ${decision} ${by}`);
      // Last in the transaction: what it writes beside the database is not undone with it.
      if (!act.apart) doIt();
      new ConfigurationRepo(open.db).dropUnasked();
    });
  } catch (error) {
    // The database is as before, and so are forms and rights.
    workWith(open, worked);
    throw error;
  }
  open.emit({ type: 'changed', cases: [], all: true });
  return {};
}
