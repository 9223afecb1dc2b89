import { dayAt } from '#core/casework/working-time.ts';
import type { AlertLine, Finding } from '#core/contracts/alerts.contract.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { AlertDef } from '#core/forms/alert-def.ts';
import { daysBetween } from '#core/forms/iso-date.ts';
import { decide, type CaseResource } from '#core/rights/decide.ts';
import { isReferred, reaches, reachesOthers } from '#core/rights/reach.ts';
import { Refusal } from '#core/result.ts';
import type { AcceptedCheckRow } from '../storage/draft.repo.ts';
import { audit } from './audit.ts';
import { loadCase, resourceOf, sightIn } from './case-document.ts';
import { barredNumbers, isBarred, unnamedNumbers } from './case-exceptions.ts';
import { lineOf, resourceOfLine } from './case-line.ts';
import { instantOf } from './clock.ts';
import { foundInCase, foundInOffice, type Found } from './findings.ts';
import { focalPointId } from './focal-point.ts';
import { followedReach, taskNow } from './list-tasks.ts';
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
  const sight = sightIn(open, resource);
  const rows = path !== undefined && 'rows' in path ? `${path.rows}.` : '';
  const read = path === undefined ? alert.reads : [...alert.reads, `${rows}${path.field}`];
  return read.every((key) => {
    const [first = '', inner] = key.split('.');
    const { sensitivity } = open.fields.place(inner === undefined ? undefined : first, inner ?? first);
    return sensitivity < SECRET_FROM || sight.seesKey(key);
  });
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

/**
 * What was found, without the cases of others that the person may not know of, or not by what they have in common.
 * Undefined when nothing of it may be told.
 */
function toldOf(open: OpenOffice, found: Found): Found | undefined {
  if (found.others.length === 0) return found;
  const { barred, unnamed } = open.subject.exceptions;
  if (barred.size === 0 && unnamed.size === 0) return found;
  const closed = new Set([...barredNumbers(open), ...unnamedNumbers(open)]);
  const others = closed.has(found.caseN) ? [] : found.others.filter((n) => !closed.has(n));
  return others.length === 0 ? undefined : { ...found, others };
}

interface Heard {
  readonly found: Found;
  readonly resource: CaseResource;
}

/** What `hears` answers, asked once for all that is alike: thousands of cases belong to a few people. */
function hearing(open: OpenOffice): (found: Found, resource: CaseResource) => boolean {
  const known = new Map<string, boolean>();
  const { barred, lent, unnamed } = open.subject.exceptions;
  return (found, resource) => {
    const { caseId, ownerUser, ownerOffice } = resource;
    if ([barred, lent, unnamed].some((cases) => cases.has(caseId)) || isReferred(open.subject, resource))
      return hears(open, found, resource);
    const { alert, path } = found;
    const rows = path !== undefined && 'rows' in path ? path.rows : '';
    const key = [alert.id, rows, path?.field ?? '', ownerUser ?? '', ownerOffice].join(' ');
    const answer = known.get(key) ?? hears(open, found, resource);
    known.set(key, answer);
    return answer;
  };
}

/** What was found and nobody explained, as far as the person hears of it: in the own cases, or in all of the office. */
export function heardAlerts(open: OpenOffice, of: 'mine' | 'office'): readonly Heard[] {
  const { list, drafts } = open.repos;
  const reach = followedReach(open);
  const all = of === 'office' && reachesOthers(reach, open.me.id);
  const everything = foundInOffice(open, taskNow(open));
  const owners = list.ownersOf(everything.map(({ caseN }) => caseN));
  const explained = drafts.casesWithAccepted();
  const heard = hearing(open);
  return everything.flatMap((one): Heard[] => {
    const found = toldOf(open, one);
    const owner = found && owners.get(found.caseN);
    if (found === undefined || owner === undefined || isBarred(open, owner.caseId)) return [];
    const resource = resourceOfLine(open, owner);
    // What is for one person of the office is told wherever the case is.
    const mine = owner.ownerUser === open.me.id || found.alert.tells === 'focal_point';
    const followed = mine || (all && reaches(reach, open.subject, resource));
    if (!followed || !heard(found, resource)) return [];
    const accepted = explained.has(found.caseN) ? drafts.accepted(found.caseN) : [];
    return acceptedOf(found, accepted) === undefined ? [{ found, resource }] : [];
  });
}

/** What waits in the cases of the person, or of the office: alerts first, the longest standing first. */
export function listAlerts(open: OpenOffice, input: Input<'alerts.list'>): Output<'alerts.list'> {
  const heard = heardAlerts(open, input.of).toSorted(
    (a, b) => RANK[a.found.alert.kind] - RANK[b.found.alert.kind] || a.found.since - b.found.since,
  );
  const lines = heard.slice(0, MOST_LINES).flatMap(({ found, resource }): AlertLine[] => {
    const row = open.repos.list.get(found.caseN);
    if (row === undefined) return [];
    return [
      {
        finding: viewOf(open, found, undefined),
        case: lineOf(open, row, false),
        mayOpen: decide(open.subject, 'case.view', resource).allowed,
      },
    ];
  });
  const reach = reachesOthers(followedReach(open), open.me.id) ? 'office' : 'own';
  return { reach, lines, count: heard.length };
}

/** What was found in one case. That codes of others were told is a line in the audit trail. */
export function alertsInCase(open: OpenOffice, { caseId }: Input<'alerts.ofCase'>): Output<'alerts.ofCase'> {
  const stored = loadCase(open, caseId);
  const resource = resourceOf(open, stored);
  const accepted = open.repos.drafts.accepted(stored.row.n);
  const found = foundInCase(open, stored.row.n, taskNow(open))
    .filter((one) => hears(open, one, resource))
    .flatMap((one) => toldOf(open, one) ?? []);
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
