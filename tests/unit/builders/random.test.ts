import { describe, expect, test } from 'vitest';
import { isId16 } from '#core/ids.ts';
import { Random } from '../../builders/random.ts';

describe('Random', () => {
  test('the same labels give the same numbers, other labels others', () => {
    const draw = (...labels: (string | number)[]) =>
      Array.from(
        { length: 20 },
        (
          (r) => () =>
            r.next()
        )(Random.from(...labels)),
      );
    expect(draw(7, 'case', 3)).toEqual(draw(7, 'case', 3));
    expect(draw(7, 'case', 3)).not.toEqual(draw(7, 'case', 4));
    expect(draw(7, 'case', 3)).not.toEqual(draw(8, 'case', 3));
  });

  test('a branch does not depend on what its trunk drew before', () => {
    const trunk = Random.from(1);
    const early = trunk.split('names').next();
    trunk.next();
    expect(trunk.split('names').next()).toBe(early);
  });

  test('numbers are spread evenly, also over neighbouring labels', () => {
    const buckets = new Map<number, number>();
    for (let i = 0; i < 20_000; i++) {
      const bucket = Math.floor(Random.from('spread', i).float() * 10);
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
    }
    for (let bucket = 0; bucket < 10; bucket++) expect(Math.abs((buckets.get(bucket) ?? 0) - 2000)).toBeLessThan(200);
  });

  test('weights decide how often; weight nothing is never drawn', () => {
    const random = Random.from('weights');
    const drawn = Array.from({ length: 10_000 }, () =>
      random.weighted([
        ['a', 1],
        ['never', 0],
        ['b', 3],
      ]),
    );
    expect(drawn).not.toContain('never');
    expect(drawn.filter((item) => item === 'b').length / drawn.length).toBeCloseTo(0.75, 1);
  });

  test('both ends of a range come up, nothing outside does', () => {
    const random = Random.from('range');
    expect([...new Set(Array.from({ length: 500 }, () => random.int(-1, 2)))].sort()).toEqual([-1, 0, 1, 2]);
  });

  test('ids are in their one spelling and do not repeat', () => {
    const random = Random.from('ids');
    const ids = Array.from({ length: 5000 }, () => random.id());
    expect(ids.every(isId16)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
