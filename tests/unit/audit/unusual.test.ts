import fc from 'fast-check';
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

/** What a stretch says when each line looks at the whole hour before it again. */
function slowly(facts: readonly AuditFact[]): unknown[] {
  const recent = new Map<string, AuditFact[]>();
  const open = new Map<string, { fromN: number; toN: number; count: number }>();
  const found: { fromN: number; toN: number; count: number }[] = [];
  for (const fact of facts) {
    const hour = [...(recent.get(fact.who) ?? []).filter(({ at }) => fact.at - at < HOUR), fact];
    recent.set(fact.who, hour);
    const count = new Set(hour.map(({ object }) => object)).size;
    const before = open.get(fact.who);
    if (count > UNUSUAL_LIMITS.casesInHour) {
      const fromN = before?.fromN ?? hour[0]?.n ?? 0;
      open.set(fact.who, { fromN, toN: fact.n, count: Math.max(before?.count ?? 0, count) });
    } else if (before !== undefined) {
      found.push(before);
      open.delete(fact.who);
    }
  }
  return [...found, ...open.values()].sort((a, b) => b.toN - a.toN);
}

test('a rush is the same however it is counted, also where the clock goes back and forth', () => {
  const steps = fc.array(
    fc.record({
      step: fc.oneof(
        { weight: 20, arbitrary: fc.integer({ min: 0, max: 3 * MINUTE }) },
        { weight: 1, arbitrary: fc.integer({ min: -2 * HOUR, max: 2 * HOUR }) },
      ),
      who: fc.constantFrom('amina', 'amina', 'zawadi'),
      object: fc.integer({ min: 0, max: 80 }).map(caseOf),
    }),
    { minLength: 60, maxLength: 400 },
  );
  fc.assert(
    fc.property(steps, (all) => {
      let at = TEN;
      const facts = trail(...all.map(({ step, ...fact }) => ({ ...fact, at: (at += step) })));
      const rushes = unusualIn(facts, ZONE).filter(({ kind }) => kind === 'many-cases');
      expect(rushes.map(({ fromN, toN, count }) => ({ fromN, toN, count }))).toEqual(slowly(facts));
    }),
    { numRuns: 60 },
  );
});

test('an hour of a program that opens one case after another is told of as one thing, and soon', () => {
  // Every line that looks at the whole hour again makes a billion of these: the page of a supervisor would stand still.
  const lines = 50_000;
  const rush = many(lines, (i) => ({ at: TEN + Math.floor((i * HOUR) / lines), object: caseOf(i % 5_000) }));
  expect(kinds(rush)).toEqual([['many-cases', 'amina', 5_000]]);
});
