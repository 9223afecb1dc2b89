import { AUDIT_AREAS } from '#core/audit/areas.ts';
import { addDays } from '#core/forms/iso-date.ts';
import { startOfDay } from '#core/casework/working-time.ts';
import type { Input, Output } from '#core/contracts/index.ts';
import type { CaseId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import type { AuditFilter } from '../storage/audit.repo.ts';
import { auditWords } from './audit-words.ts';
import { isBarred } from './case-exceptions.ts';
import { instantOf } from './clock.ts';
import type { OpenOffice } from './open-office.ts';

function filterOf(open: OpenOffice, input: Input<'audit.list'>): AuditFilter {
  const { caseId, who, area, trouble, from, to, before } = input;
  const zone = open.self.timeZone;
  const after = to === undefined ? undefined : addDays(to, 1);
  return {
    ...(trouble === undefined ? {} : { trouble }),
    ...(caseId === undefined ? {} : { object: caseId }),
    ...(who === undefined ? {} : { who }),
    ...(area === undefined ? {} : { areas: AUDIT_AREAS[area] }),
    ...(from === undefined ? {} : { from: startOfDay(from, zone) }),
    ...(after === undefined ? {} : { until: startOfDay(after, zone) }),
    ...(before === undefined ? {} : { before }),
  };
}

/** Lines of the audit trail, newest first, in words for people: names of staff and codes of cases. */
export function auditLines(open: OpenOffice, input: Input<'audit.list'>): Output<'audit.list'> {
  const found = open.repos.audit.list({ ...filterOf(open, input), limit: input.limit + 1 });
  const { nameOf, objectOf } = auditWords(open);
  const rows = found.slice(0, input.limit).filter(({ object }) => !isBarred(open, object as CaseId));
  return {
    lines: rows.map((row) => ({
      n: row.n,
      atUtc: instantOf(row.at),
      who: nameOf(row.who),
      device: row.device,
      action: row.action,
      object: objectOf(row.object),
      result: row.result,
      detail: row.extra,
    })),
    more: found.length > input.limit,
  };
}

export function auditPeople(open: OpenOffice): Output<'audit.people'> {
  const { nameOf } = auditWords(open);
  return open.repos.audit.people().map(({ who, lines }) => ({ who, name: nameOf(who), lines }));
}

/** What somebody does with a case, in the words of a summary; undefined for what is none of them. */
export function sortOf(action: string): 'opened' | 'changed' | 'printed' | 'exported' | undefined {
  if (['case.opened', 'case.history', 'case.compared', 'attachment.opened'].includes(action)) return 'opened';
  if (action === 'report.made') return 'printed';
  if (action === 'case.exported' || action === 'attachment.saved') return 'exported';
  return /^(case|note|flag|approval|attachment|conflict|family|incident|task|transfer|referral|dispute)\./.test(action)
    ? 'changed'
    : undefined;
}

/** Who had to do with a case. FORM_CASE_NOT_FOUND. */
export function auditOfCase(open: OpenOffice, { caseId }: Input<'audit.ofCase'>): Output<'audit.ofCase'> {
  const known = open.repos.cases.byId(caseId);
  if (known === undefined) throw new Refusal('FORM_CASE_NOT_FOUND');
  const { nameOf } = auditWords(open);
  const people = new Map<string, { opened: number; changed: number; printed: number; exported: number; at: number }>();
  for (const { who, action, times, at } of open.repos.audit.about(caseId)) {
    const sort = sortOf(action);
    if (sort === undefined) continue;
    const one = people.get(who) ?? { opened: 0, changed: 0, printed: 0, exported: 0, at: 0 };
    one[sort] += times;
    one.at = Math.max(one.at, at);
    people.set(who, one);
  }
  return {
    code: known.code,
    people: [...people]
      .sort(([, a], [, b]) => b.at - a.at)
      .map(([who, { at, ...counts }]) => ({ who, name: nameOf(who), ...counts, lastUtc: instantOf(at) })),
  };
}
