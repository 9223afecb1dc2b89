import type { UserId } from '#core/ids.ts';
import { audit } from './audit.ts';
import { conflictsWith } from './case-exceptions.ts';
import type { OpenOffice } from './open-office.ts';
import { projectGuarded } from './project-case.ts';

/**
 * What keeps somebody from cases keeps them from these under another account too: whoever is added again after a forgotten
 * passphrase is the same person. Part of a transaction; each is a line in the trail.
 */
export function carryConflicts(open: OpenOffice, from: UserId, to: UserId, why: string): void {
  const { guards, cases } = open.repos;
  for (const caseId of guards.barredFor(from)) {
    const n = cases.byId(caseId)?.n;
    if (n === undefined || conflictsWith(open, n, to)) continue;
    const kind = guards.conflictsIn(n).find(({ user }) => user === from)?.kind ?? 'other';
    guards.addConflict({ caseN: n, user: to, kind, why, by: open.me.id, at: open.clock.now() });
    projectGuarded(open, n);
    audit(open, 'case.interest-recorded', caseId, 'done', `${to} ${kind}`);
  }
}

/**
 * Numbers of all cases that a person is responsible for here, those that are closed too. One that goes on under another code
 * is not among them: nothing more is written in it.
 */
export const everyCaseOf = (open: OpenOffice, user: UserId): readonly number[] =>
  open.repos.list.ownedBy(user).filter((n) => open.repos.merged.into(n) === undefined);
