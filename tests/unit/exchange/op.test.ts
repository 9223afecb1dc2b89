import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldValue } from '#core/contracts/values.ts';
import { readOp } from '#core/exchange/op.ts';

const row = 'AAAAAAAAAAAAAAAAAAAAAA';
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ minLength: 190, maxLength: 210 }),
  fc.array(fc.string({ maxLength: 3 }), { maxLength: 4 }),
  fc.record(
    {
      missing: fc.constantFrom('unknown', 'refused', 'other'),
      date: fc.constantFrom('2020', '2020-01-02', 'x', 5),
      precision: fc.constantFrom('day', 'about', 'week'),
      calendar: fc.constantFrom('gregory', 'ethiopic', 'mayan'),
      years: fc.oneof(fc.nat(200), fc.constant(1.5)),
      asOf: fc.constantFrom('2020-01-02', 'never'),
    },
    { requiredKeys: [] },
  ),
);

describe('reading an operation', () => {
  it('takes exactly the values that the contract takes', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const taken = readOp(['doc', 'case', 'case', { notes: value }]) !== undefined;
        expect(taken).toBe(fieldValue.safeParse(value).success);
      }),
      { numRuns: 20_000, seed: 20_260 },
    );
  });

  it('refuses names that every object has of its own, which would be found where nothing was put', () => {
    expect(readOp(['set', 'case', 'case', 'constructor', 'x', []])).toBeUndefined();
    expect(readOp(['doc', 'constructor', row, {}])).toBeUndefined();
    expect(readOp(['doc', 'case', 'case', { constructor: 'x' }])).toBeUndefined();
    expect(readOp(['doc', 'case', 'case', JSON.parse('{"__proto__":"x"}')])).toBeUndefined();
    expect(readOp(['doc', 'case', 'case', []])).toBeUndefined();
  });

  it('knows one record of the case, which no other may stand beside', () => {
    for (const op of [
      ['doc', 'case', row, {}],
      ['set', 'case', row, 'risk_level', 'low', []],
      ['del', 'case', row, []],
      ['doc', 'rows', 'case', {}],
      ['set', 'rows', 'case', 'name', 'x', []],
    ])
      expect(readOp(op)).toBeUndefined();
    expect(readOp(['set', 'case', 'case', 'risk_level', 'low', []])).toBeDefined();
  });

  it('keeps what a newer version writes, and refuses what is known and wrong', () => {
    expect(readOp(['later', 1, 2])).toEqual({ unknown: 'later' });
    expect(readOp(['constructor'])).toEqual({ unknown: 'constructor' });
    expect(readOp(['del', 'rows', row, ['short']])).toBeUndefined();
    expect(readOp(['set', 'case', 'case', 'name', 1.5, []])).toBeUndefined();
    expect(readOp('set')).toBeUndefined();
  });
});
