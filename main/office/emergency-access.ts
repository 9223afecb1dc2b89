import type { Input, Output } from '#core/contracts/index.ts';
import { EMERGENCY_MINUTES, type Ending } from '#core/safety/emergency-access.ts';
import { decide } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import type { EmergencyAccess } from '../storage/emergency-access.repo.ts';
import { audit } from './audit.ts';
import { permit } from './authorise-call.ts';
import { loadCaseRecord, resourceOf } from './case-document.ts';
import { emergencyOver, isBarred } from './case-exceptions.ts';
import { instantOf } from './clock.ts';
import { caseOfCode } from './family-cases.ts';
import type { OpenOffice } from './open-office.ts';
import { fromComputer } from './own-state/from-elsewhere.ts';
import { personName } from './person-name.ts';
import { renewSubject } from './roles-in-force.ts';

const MINUTE_MS = 60_000;
const MOST_LINES = 200;

/**
 * Opens a case to somebody whose roles do not reach it, for reading, until its time is over (security.md, Rights:
 * break-glass). A case with which they have a conflict of interest is not found, as one that never was; the failed try is
 * a line in the trail.
 */
export function openInEmergency(open: OpenOffice, { code, why }: Input<'protection.open'>): Output<'protection.open'> {
  const row = caseOfCode(open, code);
  if (row === undefined) {
    audit(open, 'case.broken-open', open.self.code, 'refused');
    throw new Refusal('FORM_CASE_NOT_FOUND');
  }
  const { caseId } = row;
  const resource = resourceOf(open, loadCaseRecord(open, row));
  const { allowed } = decide(open.subject, 'case.view', resource);
  if (allowed) return { caseId };
  // A role that opens no case at all opens none in an emergency either.
  permit(open, 'case.view', caseId);
  const fromAt = open.clock.now();
  const untilAt = fromAt + EMERGENCY_MINUTES * MINUTE_MS;
  open.db.transaction(() => {
    const auditN = audit(open, 'case.broken-open', caseId, 'done', String(EMERGENCY_MINUTES));
    open.repos.emergencies.begin({ caseN: row.n, user: open.me.id, why, fromAt, untilAt, auditN });
  });
  renewSubject(open);
  open.emit({ type: 'changed', cases: [], all: true });
  return { caseId, leftMs: untilAt - fromAt };
}

function finish(open: OpenOffice, one: EmergencyAccess, ending: Ending): void {
  const row = open.repos.cases.byNumber(one.caseN);
  if (row === undefined) return;
  open.db.transaction(() => {
    open.repos.emergencies.end(one.n, ending, open.clock.now());
    audit(open, 'case.emergency-ended', row.caseId, 'done', ending);
  });
  renewSubject(open);
  open.emit({ type: 'changed', cases: [row.caseId], all: false });
}

/** Closes what the person opened in an emergency and whose time is over. */
export function endEmergencies(open: OpenOffice): void {
  for (const one of open.repos.emergencies.runningFor(open.me.id)) {
    const ending = emergencyOver(open, one);
    if (ending !== undefined) finish(open, one, ending);
  }
}

export function endEmergency(open: OpenOffice, { access }: Input<'protection.end'>): Output<'protection.end'> {
  const one = open.repos.emergencies.runningFor(open.me.id).find(({ n }) => n === access);
  if (one === undefined) throw new Refusal('FORM_STALE');
  finish(open, one, 'self');
  return {};
}

type Line = Output<'protection.accesses'>['lines'][number];

/** An opening as the person may know of it: their own, of their own case, or one of those they look at. */
function lineOfAccess(open: OpenOffice, one: EmergencyAccess): Line | undefined {
  const row = open.repos.cases.byNumber(one.caseN);
  if (row === undefined || isBarred(open, row.caseId)) return undefined;
  const resource = resourceOf(open, loadCaseRecord(open, row));
  const own = one.user === open.me.id;
  const looks = decide(open.subject, 'case.protect', resource).allowed;
  if (!own && !looks && resource.ownerUser !== open.me.id) return undefined;
  const ended = emergencyOver(open, one);
  const { verdict, reviewedBy, reviewedAt } = one;
  return {
    access: one.n,
    caseId: row.caseId,
    code: row.code,
    who: personName(open, one.user),
    why: one.why,
    fromUtc: instantOf(one.fromAt),
    untilUtc: instantOf(one.untilAt),
    ...(ended === undefined ? {} : { ended }),
    own,
    ...(own && ended === undefined && one.device === null ? { leftMs: one.untilAt - open.clock.now() } : {}),
    ...(verdict === null
      ? {}
      : {
          review: {
            verdict,
            note: one.note ?? '',
            by: personName(open, reviewedBy ?? undefined),
            atUtc: instantOf(reviewedAt ?? 0),
          },
        }),
    mayReview: verdict === null && !own && looks,
    ...(one.device === null ? {} : { from: fromComputer(open, one.device, one.fromAt) }),
  };
}

/** Reading it also ends what is over: a page that counts down learns so that it is. */
export function listEmergencies(open: OpenOffice): Output<'protection.accesses'> {
  const lines = open.repos.emergencies.latest(MOST_LINES).flatMap((one) => lineOfAccess(open, one) ?? []);
  return { lines, waiting: lines.filter(({ mayReview }) => mayReview).length };
}

/** Accepts an opening, or questions it: what was said stays, and who opened the case reads it. */
export function reviewEmergency(open: OpenOffice, input: Input<'protection.review'>): Output<'protection.review'> {
  const one = open.repos.emergencies.get(input.access);
  const line = one && lineOfAccess(open, one);
  if (one === undefined || line === undefined || line.review !== undefined) throw new Refusal('FORM_STALE');
  if (!line.mayReview) throw new Refusal('PERM_DENIED', { rule: 'own-request' });
  open.db.transaction(() => {
    open.repos.emergencies.review(one.n, input.verdict, input.note, open.me.id, open.clock.now());
    audit(open, 'case.emergency-reviewed', line.caseId, 'done', input.verdict);
  });
  open.emit({ type: 'changed', cases: [], all: false });
  return {};
}
