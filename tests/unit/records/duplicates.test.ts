import { describe, expect, test } from 'vitest';
import { answersFor, checkedOffice, type Known } from '../../builders/duplicate-check.ts';

/** A district office of five years, of three seeds: nothing here may fit one set of children only. */
const OFFICES = [20260101, 7, 99].map((seed) => ({
  seed,
  office: checkedOffice({ seed, count: 1500, officeCode: 'KSM', today: '2026-07-01', defects: 'saveable' }),
}));
const PRECISION: Readonly<Record<Known, number>> = { everything: 0.9, 'name-sex-age': 0.75 };

describe.each(OFFICES)('1,500 children of seed $seed', ({ office }) => {
  test.each(['everything', 'name-sex-age'] as const)('asked with %s', { timeout: 120_000 }, (known) => {
    const found = office.pairs.filter(([first, again]) =>
      /^(very-likely|possible)$/.test(answersFor(office, again, known).get(first) ?? 'none'),
    );
    expect(found.length / office.pairs.length).toBeGreaterThanOrEqual(0.95);
    for (const [other, n] of office.nearMisses) {
      expect(answersFor(office, n, known).get(other) ?? 'none', `${String(other)} ${String(n)}`).toMatch(
        /^(weak|none)$/,
      );
    }
    let right = 0;
    const wrong: string[] = [];
    // Every child in turn as it comes to the office: one in forty was registered before.
    for (let n = 0; n < 1500; n += 5) {
      for (const [other, strength] of answersFor(office, n, known)) {
        if (strength !== 'very-likely') continue;
        if (office.childOf[other] === office.childOf[n]) right += 1;
        else wrong.push(`${String(n)} ${String(other)}`);
      }
    }
    const precision = right + wrong.length === 0 ? 1 : right / (right + wrong.length);
    expect(precision, wrong.join(', ')).toBeGreaterThanOrEqual(PRECISION[known]);
    if (known === 'everything') expect(right).toBeGreaterThan(0);
  });
});
