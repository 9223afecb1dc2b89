import { dayAt } from '#core/casework/working-time.ts';
import type { AlertLine, Finding } from '#core/contracts/alerts.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { AlertDef } from '#core/forms/alert-def.ts';
import { daysBetween } from '#core/forms/iso-date.ts';
import { decide, visibleClass, type CaseResource } from '#core/rights/decide.ts';
import { Refusal } from '#core/result.ts';
import type { AcceptedCheckRow } from '../storage/draft.repo.ts';
import { audit } from './audit.ts';
import { loadCase, resourceOf } from './case-document.ts';
import { lineOf } from './case-line.ts';
import { instantOf } from './clock.ts';
import { foundInCase, foundInOffice, type Found } from './findings.ts';
import { focalPointId } from './focal-point.ts';
import { reachOf, taskNow } from './list-tasks.ts';
import type { OpenOffice } from './open-office.ts';

const MOST_LINES = 1000;
/** From this class on an answer is sensitive: that a rule looks at it tells of it. */
const SECRET_FROM = 4;
const NAMED = 12;
const RANK = { alert: 0, warn: 1, info: 2 } as const;

/** The answer that an acceptance is kept under. */
const fieldOf = ({ alert, path }: Found): string =>
  path?.field ?? alert.reads[0]?.split('.').at(-1) ?? 'registration_date';

/** Whether the signed-in person hears of it: by what it is about, by whom it is for, by what they may see of the case. */
function hears(open: OpenOffice, { alert, path }: Found, resource: CaseResource): boolean {
  const supervises = decide(open.subject, 'case.approve', resource).allowed;
  if (alert.tells === 'focal_point') {
    const person = focalPointId(open);
    return person === undefined ? supervises : person === open.me.id;
  }
  if (alert.tells === 'supervisor' && !supervises) return false;
  const keys = alert.reads.map((key) => key.split('.'));
  const classes = keys.map(([first = '', inner]) =>
    open.fields.sensitivity(inner === undefined ? undefined : first, inner ?? first),
  );
  if (path !== undefined) classes.push(open.fields.sensitivity('rows' in path ? path.rows : undefined, path.field));
  const highest = Math.max(0, ...classes);
  return highest < SECRET_FROM || highest <= visibleClass(open.subject, resource);
}

/** An explanation holds for what was there when it was given. */
function acceptedOf(found: Found, accepted: readonly AcceptedCheckRow[]): AcceptedCheckRow | undefined {
  const field = fieldOf(found);
  return accepted.find((one) => one.rule === found.alert.id && one.field === field && one.at >= found.since);
}

function viewOf(open: OpenOffice, found: Found, accepted: AcceptedCheckRow | undefined): Finding {
  const { cases, offices } = open.repos;
  const { alert, path, from } = found;
  const today = dayAt(taskNow(open), open.self.timeZone);
  const days = from === undefined ? undefined : daysBetween(from, today);
  const by = found.byPerson === undefined ? undefined : offices.person(found.byPerson)?.name;
  return {
    rule: alert.id,
    kind: alert.kind,
    field: fieldOf(found),
    ...(path === undefined ? {} : { path }),
    sinceUtc: instantOf(found.since),
    ...(from === undefined ? {} : { from }),
    ...(days === undefined ? {} : { days }),
    others: found.others.slice(0, NAMED).flatMap((n) => {
      const row = cases.byNumber(n);
      return row === undefined ? [] : [{ caseId: row.caseId, code: row.code }];
    }),
    ...(by === undefined ? {} : { by }),
    explainable: alert.explainable === true,
    ...(accepted === undefined
      ? {}
      : {
          accepted: {
            reason: accepted.reason,
            by: offices.personById(accepted.userId)?.name ?? '',
            atUtc: instantOf(accepted.at),
          },
        }),
  };
}

/** What waits in the cases of the person, or of the office: alerts first, the longest standing first. */
export function listAlerts(open: OpenOffice, input: Input<'alerts.list'>): Output<'alerts.list'> {
  const { list, offices, drafts } = open.repos;
  const scope = reachOf(open.subject);
  const all = scope === 'office' && input.of === 'office';
  const lines = foundInOffice(open, taskNow(open)).flatMap((found): AlertLine[] => {
    const row = list.get(found.caseN);
    const ownerOffice = row && offices.office(row.ownerOfficeN)?.officeId;
    if (row === undefined || ownerOffice === undefined) return [];
    const resource = { ownerUser: row.ownerUser ?? undefined, ownerOffice };
    // What is for one person of the office is told wherever the case is.
    const mine = row.ownerUser === open.me.id || found.alert.tells === 'focal_point';
    if ((!all && !mine) || !hears(open, found, resource)) return [];
    if (acceptedOf(found, drafts.accepted(found.caseN)) !== undefined) return [];
    const mayOpen = decide(open.subject, 'case.view', resource).allowed;
    return [{ finding: viewOf(open, found, undefined), case: lineOf(open, row, false), mayOpen }];
  });
  lines.sort(
    (a, b) => RANK[a.finding.kind] - RANK[b.finding.kind] || (a.finding.sinceUtc < b.finding.sinceUtc ? -1 : 1),
  );
  return { reach: scope === 'office' ? 'office' : 'own', lines: lines.slice(0, MOST_LINES), count: lines.length };
}

/** What was found in one case. That codes of others were told is a line in the audit trail. */
export function alertsInCase(open: OpenOffice, { caseId }: Input<'alerts.ofCase'>): Output<'alerts.ofCase'> {
  const stored = loadCase(open, caseId);
  const resource = resourceOf(open, stored);
  const accepted = open.repos.drafts.accepted(stored.row.n);
  const found = foundInCase(open, stored.row.n, taskNow(open)).filter((one) => hears(open, one, resource));
  const others = found.reduce((sum, one) => sum + one.others.length, 0);
  if (others > 0) audit(open, 'case.matched', caseId, 'done', String(others));
  return found
    .map((one) => viewOf(open, one, acceptedOf(one, accepted)))
    .sort((a, b) => Number(a.accepted !== undefined) - Number(b.accepted !== undefined) || RANK[a.kind] - RANK[b.kind]);
}

const explains = (alert: AlertDef | undefined): boolean => alert?.explainable === true;

/** Keeps why it is right as it is. FORM_STALE when nothing of the kind is found any more. */
export function acceptAlert(open: OpenOffice, input: Input<'alerts.accept'>): Record<string, never> {
  const stored = loadCase(open, input.caseId);
  const resource = resourceOf(open, stored);
  const there = foundInCase(open, stored.row.n, taskNow(open)).some(
    (one) =>
      one.alert.id === input.rule && fieldOf(one) === input.field && explains(one.alert) && hears(open, one, resource),
  );
  if (!there) throw new Refusal('FORM_STALE');
  open.db.transaction(() => {
    open.repos.drafts.putAccepted({
      caseN: stored.row.n,
      rule: input.rule,
      field: input.field,
      reason: input.why,
      userId: open.me.id,
      at: taskNow(open),
    });
    audit(open, 'check.explained', input.caseId, 'done', `${input.rule} ${input.field}`);
  });
  open.emit({ type: 'changed', cases: [input.caseId], all: false });
  return {};
}
