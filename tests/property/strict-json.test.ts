import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMIT_JSON, parseStrictJson } from '#core/exchange/strict-json.ts';

const SEED = 20_260;
const limits = COMMIT_JSON;

/** What commits hold: integers, strings, lists and objects; no key that would change what an object is. */
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', maxDepth: 12 },
    fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }).map((n) => n + 0),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('tree'), { maxLength: 5 }),
    fc.dictionary(
      fc.string({ unit: 'grapheme' }).filter((key) => key !== '__proto__'),
      tie('tree'),
      {
        maxKeys: 5,
        noNullPrototype: true,
      },
    ),
  ),
}));

/** Text that is nearly JSON: its own pieces in any order, and real JSON with one place changed. */
const pieces = fc
  .array(
    fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"', '"a"', '"b"', '\\', '\\u00', '\\ud800', '0', '-', '-0', '1', '1.5', '1e3'],
      ...[
        '9007199254740993',
        'true',
        'null',
        'nul',
        ' ',
        '\n',
        '\t',
        '\u00a0',
        '\ufeff',
        '"__proto__"',
        "'",
        '/*',
        'NaN',
      ],
    ),
    { maxLength: 14 },
  )
  .map((list) => list.join(''));
const nearly = fc
  .tuple(tree, fc.nat(), fc.constantFrom('', ',', '"', '1', '.', ' ', '\\', '\u0000', 'e'), fc.nat(1))
  .map(([value, at, put, drop]) => {
    const text = JSON.stringify(value);
    const place = at % (text.length + 1);
    return text.slice(0, place) + put + text.slice(place + drop);
  });

describe('strict JSON', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        expect(parseStrictJson(JSON.stringify(value, undefined, indent))).toEqual(value);
      }),
      { numRuns: 3000, seed: SEED },
    );
  });

  it('never throws, and what it accepts JSON.parse reads the same', () => {
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(pieces, nearly, fc.string({ unit: 'binary', maxLength: 30 })), (text) => {
        const value = parseStrictJson(text);
        if (value === undefined) return;
        accepted += 1;
        expect(value).toEqual(JSON.parse(text));
      }),
      { numRuns: 30_000, seed: SEED },
    );
    expect(accepted).toBeGreaterThan(2000);
  });

  it('refuses a name that stands twice, at any depth and however it is spelled', () => {
    fc.assert(
      fc.property(tree, tree, fc.nat(10), fc.string({ maxLength: 6 }), (a, b, depth, key) => {
        const escaped = [...key].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
        const object = `{${JSON.stringify(key)}:${JSON.stringify(a)},"${escaped}":${JSON.stringify(b)}}`;
        expect(parseStrictJson('['.repeat(depth) + object + ']'.repeat(depth))).toBeUndefined();
      }),
      { numRuns: 1000, seed: SEED },
    );
  });

  it.each([
    '1.0',
    '0.5',
    '-0',
    '1e2',
    '1E2',
    '01',
    '+1',
    '.5',
    '9007199254740992',
    '-9007199254740993',
    '12345678901234567',
  ])('refuses the number %s', (text) => {
    expect(parseStrictJson(text)).toBeUndefined();
    expect(parseStrictJson(`{"a":[${text}]}`)).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['something behind the end', '1 1'],
    ['a comma too many', '[1,]'],
    ['a byte order mark', '\ufeff1'],
    ['half of a character', '"\\ud800"'],
    ['a raw half of a character', '"\udc00"'],
    ['a line end in a string', '"a\nb"'],
    ['a name that changes what an object is', '{"__proto__":{}}'],
    ['the same, hidden', '{"\\u005f_proto__":{}}'],
    ['a name without quotes', '{a:1}'],
  ])('refuses %s', (_what, text) => {
    expect(parseStrictJson(text)).toBeUndefined();
  });

  it('goes no deeper than allowed, whatever stands there', () => {
    const nested = (depth: number, open: string, close: string): string =>
      open.repeat(depth) + '1' + close.repeat(depth);
    expect(parseStrictJson(nested(limits.depth, '[', ']'))).toBeDefined();
    expect(parseStrictJson(nested(limits.depth + 1, '[', ']'))).toBeUndefined();
    expect(parseStrictJson(nested(limits.depth + 1, '{"a":', '}'))).toBeUndefined();
    expect(parseStrictJson('['.repeat(1_900_000))).toBeUndefined();
  });

  it('takes text up to the allowed length and no more', () => {
    const fits = JSON.stringify('é'.repeat(limits.characters - 2));
    expect(parseStrictJson(fits)).toBe(JSON.parse(fits));
    expect(parseStrictJson(`${fits} `)).toBeUndefined();
  });
});
