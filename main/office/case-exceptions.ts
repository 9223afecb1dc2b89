import { overBecause, type Ending } from '#core/safety/emergency-access.ts';
import type { CaseId, UserId } from '#core/ids.ts';
import type { CaseExceptions, Subject } from '#core/rights/decide.ts';
import { isReferred } from '#core/rights/reach.ts';
import type { RoleDef } from '#core/rights/roles.ts';
import { Refusal } from '#core/result.ts';
import type { WritableDb } from '../storage/database.ts';
import type { EmergencyAccess } from '../storage/emergency-access.repo.ts';
import { loadCaseRecord, resourceOf } from './case-document.ts';
import type { OpenOffice } from './open-office.ts';

type Office = Pick<OpenOffice, 'db' | 'repos' | 'clock'>;

/** When each opening was first met since the office was opened, and what was left of it then. */
const met = new WeakMap<WritableDb, Map<number, { readonly at: number; readonly left: number }>>();

/** Why an opening in an emergency is over; undefined while it lasts. */
export function emergencyOver({ db, repos, clock }: Office, one: EmergencyAccess): Ending | undefined {
  if (one.ended !== null) return one.ended;
  const now = clock.now();
  // Of one at another computer that did not tell how it ended it is known when it ended at the latest.
  if (one.device !== null) return now >= one.untilAt ? 'time' : undefined;
  const known = met.get(db) ?? new Map<number, { readonly at: number; readonly left: number }>();
  met.set(db, known);
  const first = known.get(one.n) ?? { at: performance.now(), left: one.untilAt - now };
  known.set(one.n, first);
  const ran = { for: performance.now() - first.at, left: first.left };
  return overBecause(now, { ...one, latest: repos.emergencies.latestSince(one.auditN), ran });
}

/** What holds for single cases for a person of this office who holds these roles, but for what referrals give. */
export function exceptionsOf(open: Office, user: UserId, roles: readonly RoleDef[]): Omit<CaseExceptions, 'referred'> {
  const { guards, emergencies, cases, restrictions } = open.repos;
  const mayOpen = roles.some(({ rights }) => rights.includes('case.break-glass'));
  const running = mayOpen ? emergencies.runningFor(user).filter((one) => emergencyOver(open, one) === undefined) : [];
  return {
    barred: new Set(guards.barredFor(user)),
    unnamed: new Set(
      guards.unnamedFor(
        user,
        roles.map(({ id }) => id),
      ),
    ),
    restricted: { has: (caseId) => restrictions.holds(caseId) },
    lent: new Set(running.flatMap(({ caseN }) => cases.byNumber(caseN)?.caseId ?? [])),
  };
}

/** With this case the person has a conflict of interest: nothing tells them that there is one. */
export const isBarred = ({ subject }: OpenOffice, caseId: CaseId): boolean => subject.exceptions.barred.has(caseId);
/** Who the child of this case is, is hidden from the person. */
export const isUnnamed = ({ subject }: OpenOffice, caseId: CaseId): boolean => subject.exceptions.unnamed.has(caseId);

/** Nothing is done with this case but keeping it. */
export const isRestricted = ({ subject }: OpenOffice, caseId: CaseId): boolean =>
  subject.exceptions.restricted.has(caseId);

/**
 * The cases that no list, count or number of this person holds: those with a conflict of interest, and those in which a
 * referral says what they see.
 */
export function unlisted(open: OpenOffice, subject = open.subject): number[] {
  const { referred } = subject.exceptions;
  const closed = [...referred.keys()].filter((caseId) => {
    const row = open.repos.cases.byId(caseId);
    return row !== undefined && isReferred(subject, resourceOf(open, loadCaseRecord(open, row)));
  });
  return [...barredNumbers(open, subject), ...numbersOf(open, closed)];
}

/** The numbers of cases in this database. */
const numbersOf = ({ repos }: OpenOffice, ids: Iterable<CaseId>): number[] =>
  [...ids].flatMap((id) => repos.cases.byId(id)?.n ?? []);

/** By the exceptions that they stand in: those are made anew whenever one changes, and each page of a list asks. */
const numbers = new WeakMap<ReadonlySet<CaseId>, readonly number[]>();
function numbersIn(open: OpenOffice, exceptions: ReadonlySet<CaseId>): readonly number[] {
  const known = numbers.get(exceptions) ?? numbersOf(open, exceptions);
  numbers.set(exceptions, known);
  return known;
}
/** The cases with which the person has a conflict of interest, by their numbers. */
export const barredNumbers = (open: OpenOffice, { exceptions }: Subject = open.subject): readonly number[] =>
  numbersIn(open, exceptions.barred);
/** Those in which who the child is, is hidden from the person. */
export const unnamedNumbers = (open: OpenOffice): readonly number[] => numbersIn(open, open.subject.exceptions.unnamed);

/**
 * FORM_CASE_NOT_FOUND when a call names a case with which the person has a conflict of interest, wherever it names it:
 * the same answer as for a case that never was.
 */
export function refuseBarred({ subject }: OpenOffice, input: unknown): void {
  const { barred } = subject.exceptions;
  if (barred.size === 0) return;
  const text = JSON.stringify(input);
  for (const caseId of barred) if (text.includes(caseId)) throw new Refusal('FORM_CASE_NOT_FOUND');
}

/** Whether a colleague has a conflict of interest with a case. */
export const conflictsWith = ({ repos }: OpenOffice, caseN: number, user: string): boolean =>
  repos.guards.conflictsIn(caseN).some((one) => one.user === user);
