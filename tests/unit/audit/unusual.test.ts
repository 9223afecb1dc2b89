import { expect, test } from 'vitest';
import { UNUSUAL_LIMITS, unusualIn, type AuditFact } from '#core/audit/unusual.ts';

const ZONE = 'Africa/Nairobi';
/** 10 o'clock in the morning at the office, a Monday. */
const TEN = Date.parse('2026-03-02T07:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const caseOf = (i: number): string => `case${String(i).padStart(17, '0')}A`.slice(0, 22).padEnd(22, 'A');

/** Lines in the order of writing; each has the number of its place. */
const trail = (...lines: readonly (Partial<AuditFact> & Pick<AuditFact, 'at'>)[]): AuditFact[] =>
  lines.map((line, i) => ({
    n: i + 1,
    who: 'amina',
    action: 'case.opened',
    object: caseOf(i),
    result: 'done',
    ...line,
  }));
const many = (
  count: number,
  each: (i: number) => Partial<AuditFact> & Pick<AuditFact, 'at'>,
): ReturnType<typeof trail> => trail(...Array.from({ length: count }, (_, i) => each(i)));
const kinds = (facts: readonly AuditFact[]): unknown[] =>
  unusualIn(facts, ZONE).map(({ kind, who, count }) => [kind, who, count]);

test('an ordinary day says nothing', () => {
  const day = many(30, (i) => ({ at: TEN + i * 10 * MINUTE }));
  expect(kinds(day)).toEqual([]);
});

test('many different cases within an hour stand out, the same case again and again does not', () => {
  const most = UNUSUAL_LIMITS.casesInHour;
  expect(kinds(many(most, (i) => ({ at: TEN + i * MINUTE })))).toEqual([]);
  expect(kinds(many(most + 1, (i) => ({ at: TEN + i * MINUTE })))).toEqual([['many-cases', 'amina', most + 1]]);
  expect(kinds(many(200, (i) => ({ at: TEN + i * 1000, object: caseOf(i % 5) })))).toEqual([]);
  // Spread over the day it is what a supervisor does.
  expect(kinds(many(200, (i) => ({ at: TEN + i * 2 * MINUTE })))).toEqual([]);
});

test('a rush is one thing from its beginning to its end, and one that comes later is another', () => {
  const most = UNUSUAL_LIMITS.casesInHour;
  const first = many(most + 20, (i) => ({ at: TEN + i * 1000 }));
  const second = many(most + 1, (i) => ({ at: TEN + 5 * HOUR + i * 1000, object: caseOf(1000 + i) }));
  const all = trail(...first, ...second).map((fact, i) => ({ ...fact, n: i + 1 }));
  const found = unusualIn(all, ZONE);
  expect(found.map(({ count }) => count)).toEqual([most + 1, most + 20]);
  expect(found.map(({ fromN, toN }) => [fromN, toN])).toEqual([
    [most + 21, all.length],
    [1, most + 20],
  ]);
  // What is added later does not give it another name.
  const before = unusualIn(all.slice(0, most + 10), ZONE)[0];
  expect(before).toMatchObject({ kind: 'many-cases', fromN: 1, toN: most + 10 });
});

test('much that is printed or put into files on one day stands out, each case once', () => {
  const most = UNUSUAL_LIMITS.casesTakenInDay;
  const taken = (count: number): AuditFact[] =>
    many(count, (i) => ({ at: TEN + i * 1000, action: i % 2 === 0 ? 'report.made' : 'case.exported' }));
  expect(kinds(taken(most))).toEqual([]);
  expect(kinds(taken(most + 1))).toEqual([['much-taken', 'amina', most + 1]]);
  expect(kinds(many(500, (i) => ({ at: TEN + i * 1000, action: 'report.made', object: caseOf(i % 3) })))).toEqual([]);
  expect(kinds(many(500, (i) => ({ at: TEN + i * 1000, action: 'report.made', object: 'case-list' })))).toEqual([]);
});

test('whoever looks at histories and photos, or takes attached files away, is seen like whoever opens and exports', () => {
  const [looks, takes] = [UNUSUAL_LIMITS.casesInHour + 1, UNUSUAL_LIMITS.casesTakenInDay + 1];
  const ways = ['case.history', 'attachment.opened', 'case.opened'] as const;
  const looked = many(looks, (i) => ({ at: TEN + i * 1000, action: ways[i % ways.length] ?? '' }));
  expect(kinds(looked)).toEqual([['many-cases', 'amina', looks]]);
  expect(kinds(many(takes, (i) => ({ at: TEN + i * 1000, action: 'attachment.saved' })))).toEqual([
    ['much-taken', 'amina', takes],
  ]);
});

test('the night is the office’s own, and one night is one thing also after midnight', () => {
  const at = (hour: number): number => Date.parse('2026-03-02T00:00:00+03:00') + hour * HOUR;
  const night = trail({ at: at(22) }, { at: at(25) }, { at: at(28.9) }, { at: at(29) }, { at: at(31) });
  expect(unusualIn(night, ZONE)).toMatchObject([{ kind: 'night', fromN: 1, toN: 3, count: 3 }]);
  expect(unusualIn(night, 'Pacific/Auckland')).not.toMatchObject([{ count: 3 }]);
  expect(kinds(trail({ at: at(23), action: 'session.signed-in' }))).toEqual([]);
});

test('refusals and wrong passphrases stand out from the fifth on; the account that was tried is named', () => {
  const refused = (count: number): AuditFact[] =>
    many(count, (i) => ({ at: TEN + i * MINUTE, action: 'right.refused', result: 'refused', object: 'cases.open' }));
  expect(kinds(refused(4))).toEqual([]);
  expect(kinds(refused(5))).toEqual([['refused', 'amina', 5]]);
  const wrong = many(5, (i) => ({ at: TEN + i * HOUR, action: 'session.failed', result: 'refused', object: 'halima' }));
  expect(kinds(wrong)).toEqual([['sign-in', 'halima', 5]]);
});

test('a clock that goes back is told of, a few minutes are not', () => {
  expect(kinds(trail({ at: TEN }, { at: TEN - 9 * MINUTE }))).toEqual([]);
  expect(kinds(trail({ at: TEN }, { at: TEN - 90 * MINUTE }))).toEqual([['clock-back', 'amina', 90]]);
});
