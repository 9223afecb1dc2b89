import type { Input, Output } from '#core/contracts/index.ts';
import { decide } from '#core/rights/decide.ts';
import { CONFLICT_KINDS } from '#core/rights/conflict-kinds.ts';
import { Refusal } from '#core/result.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import type { CaseRow } from '../storage/case.repo.ts';
import { audit, type AuditAction } from './audit.ts';
import { loadCase, ownerOf, resourceOf } from './case-document.ts';
import { conflictsWith } from './case-exceptions.ts';
import { instantOf } from './clock.ts';
import { carriedBy, deciderName } from './kept-at-handover.ts';
import type { OpenOffice } from './open-office.ts';
import { personName } from './person-name.ts';
import { projectGuarded } from './project-case.ts';
import { renewSubject, rolesHere } from './roles-in-force.ts';
import { needSecond } from './wait-for-second.ts';

const peopleHere = ({ repos, self }: OpenOffice): readonly { readonly user: UserId; readonly name: string }[] =>
  repos.offices
    .people()
    .filter(({ officeN, active }) => active && officeN === self.officeN)
    .map(({ userId, name }) => ({ user: userId, name }));

/** What the office has put in place for one case, as far as the person may know. */
export function protectionOf(open: OpenOffice, { caseId }: Input<'protection.ofCase'>): Output<'protection.ofCase'> {
  const stored = loadCase(open, caseId);
  const mayProtect = decide(open.subject, 'case.protect', resourceOf(open, stored)).allowed;
  const hidden = open.repos.guards.hiddenName(stored.row.n);
  const from = hidden && carriedBy(open, hidden.caseN, 'hidden', hidden).from;
  const owner = ownerOf(stored);
  return {
    code: stored.row.code,
    ...(hidden === undefined
      ? {}
      : {
          hidden: {
            people: hidden.people.map((user) => ({ user, name: personName(open, user) })),
            roles: [...hidden.roles],
            why: mayProtect ? hidden.why : '',
            by: deciderName(open, hidden.caseN, hidden),
            atUtc: instantOf(hidden.at),
            ...(from === undefined ? {} : { from }),
          },
        }),
    conflicts: !mayProtect
      ? []
      : open.repos.guards.conflictsIn(stored.row.n).map(({ n, user, kind, why, by, at }) => ({
          conflict: n,
          user,
          name: personName(open, user),
          kind: CONFLICT_KINDS.find((one) => one === kind) ?? 'other',
          why,
          by: personName(open, by),
          atUtc: instantOf(at),
          owns: owner === user,
        })),
    mayProtect,
    people: mayProtect ? [...peopleHere(open)] : [],
  };
}

/** After cases were merged or taken apart: from now on they are guarded as one, or each by itself. */
export function guardAnew(open: OpenOffice, cases: readonly CaseId[]): void {
  open.db.transaction(() => {
    for (const caseId of cases) {
      const row = open.repos.cases.byId(caseId);
      if (row) projectGuarded(open, row.n);
    }
  });
  renewSubject(open);
}

/** Writes what changes for the case, with its line in the trail; it counts at once, for everybody. */
function protect(
  open: OpenOffice,
  caseId: CaseId,
  action: AuditAction,
  extra: string,
  write: (row: CaseRow) => void,
): Record<string, never> {
  const row = open.repos.cases.byId(caseId);
  if (row === undefined) throw new Refusal('FORM_CASE_NOT_FOUND');
  open.db.transaction(() => {
    write(row);
    projectGuarded(open, row.n);
    audit(open, action, caseId, 'done', extra);
  });
  renewSubject(open);
  open.emit({ type: 'changed', cases: [], all: true });
  return {};
}

/**
 * Hides who the child is. FORM_NEEDED { field } without anybody who sees it: nobody could work with the case then.
 * FORM_STALE for a person or a role that is gone, SECOND_WAITS.
 */
export function hideName(open: OpenOffice, input: Input<'protection.hide'>): Output<'protection.hide'> {
  const { caseId, people, roles, why } = input;
  if (people.length === 0 && roles.length === 0) throw new Refusal('FORM_NEEDED', { field: 'people' });
  const here = peopleHere(open);
  const known = rolesHere(open.db, open.configuration.configuration);
  if (!people.every((id) => here.some(({ user }) => user === id))) throw new Refusal('FORM_STALE');
  if (!roles.every((id) => known.some(({ role }) => role.id === id))) throw new Refusal('FORM_STALE');
  const n = open.repos.cases.byId(caseId)?.n ?? 0;
  // To whoever comes in addition the name is shown again.
  const more = open.repos.guards
    .hiddenNames(n)
    .some((now) => !people.every((id) => now.people.includes(id)) || !roles.every((id) => now.roles.includes(id)));
  needSecond(open, more ? ['hidden-name'] : [], 'protection.hide', input);
  return protect(open, caseId, 'case.name-hidden', [...people, ...roles].join(' '), ({ n: caseN }) => {
    open.repos.guards.hide({ caseN, people, roles, why, by: open.me.id, at: open.clock.now() });
  });
}

export function unhideName(open: OpenOffice, input: Input<'protection.unhide'>): Output<'protection.unhide'> {
  const { caseId, why } = input;
  needSecond(open, ['hidden-name'], 'protection.unhide', input);
  return protect(open, caseId, 'case.name-unhidden', why, ({ n }) => {
    if (open.repos.guards.hiddenName(n) === undefined) throw new Refusal('FORM_STALE');
    open.repos.guards.unhide(n);
  });
}

/** FORM_STALE for somebody who is gone, or for whom it is recorded already. */
export function recordInterest(open: OpenOffice, input: Input<'protection.record'>): Output<'protection.record'> {
  const { caseId, user, kind, why } = input;
  if (!peopleHere(open).some((one) => one.user === user)) throw new Refusal('FORM_STALE');
  return protect(open, caseId, 'case.interest-recorded', `${user} ${kind}`, ({ n: caseN }) => {
    if (conflictsWith(open, caseN, user)) throw new Refusal('FORM_STALE');
    open.repos.guards.addConflict({ caseN, user, kind, why, by: open.me.id, at: open.clock.now() });
  });
}

export function declareInterest(
  open: OpenOffice,
  { code, ...input }: Input<'protection.declare'>,
): Output<'protection.declare'> {
  if (open.repos.cases.byId(input.caseId)?.code !== code) throw new Refusal('FORM_STALE');
  return recordInterest(open, { ...input, user: open.me.id });
}

export function liftInterest(open: OpenOffice, input: Input<'protection.lift'>): Output<'protection.lift'> {
  const { caseId, conflict, why } = input;
  return protect(open, caseId, 'case.interest-lifted', why, ({ n }) => {
    if (!open.repos.guards.conflictsIn(n).some((one) => one.n === conflict)) throw new Refusal('FORM_STALE');
    open.repos.guards.liftConflict(conflict, open.me.id, open.clock.now(), why);
  });
}
