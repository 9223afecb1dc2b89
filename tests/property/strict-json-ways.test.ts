import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMIT_JSON, parseStrictJson, readStrictJson, type Json } from '#core/exchange/strict-json.ts';

function theLongWay(text: string): Json | undefined {
  try {
    return readStrictJson(text, COMMIT_JSON);
  } catch {
    return undefined;
  }
}

const piece = fc.constantFrom(
  '{', '}', '[', ']', ',', ':', '"', '\\', ' ', '\n', '0', '1', '-', '.', 'e', '5', 'true', 'false', 'null', '"a"', '"b"',
  '"__proto__"', '"constructor"', '"1"', '\\u0041', '\\ud800', '\\n', '1e3', '-0', '01', '9007199254740993', 'é', '\u0000',
  '\ud800', '𝒜',
); // prettier-ignore

describe('the two ways of reading a commit’s JSON', () => {
  it('agree on whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 20 }), (value) => {
        const text = JSON.stringify(value);
        expect(parseStrictJson(text)).toEqual(theLongWay(text));
      }),
      { numRuns: 3000, seed: 20_260 },
    );
  });

  it('agree on what is nearly JSON', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join('');
        expect(parseStrictJson(text)).toEqual(theLongWay(text));
      }),
      { numRuns: 30_000, seed: 20_260 },
    );
  });

  it('agree on JSON in which something was put in, taken out or exchanged', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5 }),
        fc.array(fc.tuple(fc.nat(200), fc.nat(3), piece), { maxLength: 3 }),
        (value, edits) => {
          let text = JSON.stringify(value);
          for (const [at, gone, put] of edits) text = text.slice(0, at) + put + text.slice(at + gone);
          expect(parseStrictJson(text)).toEqual(theLongWay(text));
        },
      ),
      { numRuns: 20_000, seed: 20_260 },
    );
  });

  it('refuse the same depth', () => {
    for (const depth of [15, 16, 17, 18]) {
      const text = '['.repeat(depth) + ']'.repeat(depth);
      expect(parseStrictJson(text) === undefined).toBe(theLongWay(text) === undefined);
    }
    expect(parseStrictJson('['.repeat(100_000))).toBeUndefined();
  });
});
