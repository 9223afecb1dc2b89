import type { Input, Output } from '#core/contracts/index.ts';
import { numberKey } from '#core/records/match.ts';
import { audit } from './audit.ts';
import { isBarred, isUnnamed } from './case-exceptions.ts';
import type { OpenOffice } from './open-office.ts';

const NAMED = 5;

/**
 * The other cases in which these numbers stand too, whatever their digits, dashes and country codes (reference.md DQ28,
 * DQ29). Answers codes only, for the whole office but the cases whose names are hidden: that a number is theirs would
 * tell who they are. What was found is a line in the audit trail.
 */
export function findSameNumbers(open: OpenOffice, input: Input<'cases.sameNumbers'>): Output<'cases.sameNumbers'> {
  const { search, list } = open.repos;
  const asked = new Map(
    input.numbers.flatMap((number) => {
      const key = numberKey(number.kind, number.text);
      return key === undefined ? [] : [[key, number] as const];
    }),
  );
  const found = [...asked].flatMap(([key, number]) => {
    const lines = search.holders(key).flatMap((n) => list.get(n) ?? []);
    const others = lines.filter(
      ({ caseId }) => caseId !== input.except && !isBarred(open, caseId) && !isUnnamed(open, caseId),
    );
    if (others.length === 0) return [];
    const cases = others.slice(0, NAMED).map(({ caseId, code, status }) => ({
      caseId,
      code,
      status: (['closed', 'transferred', 'duplicate'] as const).find((s) => s === status) ?? ('open' as const),
    }));
    return [{ number, cases, count: others.length }];
  });
  if (found.length > 0) audit(open, 'case.matched', input.except ?? 'office', 'done', String(found.length));
  return found;
}
