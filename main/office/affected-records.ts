import type { Input, Output } from '#core/contracts/index.ts';
import { instantOf as instantOfMoment } from '#core/forms/date-time.ts';
import { isId16, type CaseId } from '#core/ids.ts';
import { Refusal } from '#core/result.ts';
import { sortOf } from './audit-lines.ts';
import { isBarred } from './case-exceptions.ts';
import { instantOf } from './clock.ts';
import type { OpenOffice } from './open-office.ts';

/** As many as one entry of the register can name. */
const MOST = 5000;
type Case = Output<'breaches.affected'>['cases'][number];

/**
 * The cases that were opened, printed or put into files between two moments, as the audit log tells it, by everybody or
 * by one person; those that left the program first. FORM_INVALID { field } for moments that do not exist.
 */
export function affectedRecords(open: OpenOffice, input: Input<'breaches.affected'>): Output<'breaches.affected'> {
  const from = instantOfMoment(input.from);
  const to = instantOfMoment(input.to);
  if (from === undefined) throw new Refusal('FORM_INVALID', { field: 'from' });
  if (to === undefined || to < from) throw new Refusal('FORM_INVALID', { field: 'to' });
  const lines = open.repos.audit.tally({
    from,
    until: to + 60_000,
    ...(input.who === undefined ? {} : { who: input.who }),
  });
  const cases = new Map<string, Case>();
  // For somebody with a conflict of interest there is no such case.
  let lists = 0;
  for (const { object, action, times, at } of lines) {
    if (action === 'case.names-shown') lists += times;
    const sort = sortOf(action);
    if (sort === undefined || sort === 'changed' || !isId16(object) || isBarred(open, object as CaseId)) continue;
    const known = open.repos.cases.byId(object as CaseId);
    if (known === undefined) continue;
    const one = cases.get(object) ?? {
      caseId: known.caseId,
      code: known.code,
      opened: 0,
      printed: 0,
      exported: 0,
      lastUtc: instantOf(at),
    };
    const lastUtc = instantOf(Math.max(at, Date.parse(one.lastUtc)));
    cases.set(object, { ...one, [sort]: one[sort] + times, lastUtc });
  }
  const found = [...cases.values()].sort(
    (a, b) => b.printed + b.exported - (a.printed + a.exported) || a.code.localeCompare(b.code),
  );
  return { cases: found.slice(0, MOST), more: found.length > MOST, lists };
}
