import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinParts, MOST_PARTS, PART_BYTES, PART_CHARS, readPart, toParts } from '#core/exchange/code-parts.ts';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 3 * PART_BYTES });
const kinds = fc.constantFrom('card', 'relay', 'request', 'trust');

describe('what travels as codes', () => {
  it('is the same again, in any order and read twice', () => {
    fc.assert(
      fc.property(kinds, bytes, fc.infiniteStream(fc.nat()), (kind, whole, order) => {
        const parts = [...(toParts(kind, whole) ?? [])];
        expect(parts.every((part) => part.length <= PART_CHARS)).toBe(true);
        const shuffled = parts.map((part) => ({ part, by: order.next().value as number }));
        shuffled.sort((a, b) => a.by - b.by);
        expect(joinParts(kind, [...shuffled.map(({ part }) => part), ...parts.slice(0, 1)])).toEqual(whole);
      }),
    );
  });

  it('is refused with a sign changed, a code missing, or one of something else', () => {
    fc.assert(
      fc.property(bytes, fc.nat(), fc.nat(), (whole, at, sign) => {
        const parts = [...(toParts('card', whole) ?? [])];
        const i = at % parts.length;
        const text = parts[i] ?? '';
        const place = at % text.length;
        const other = String.fromCharCode(0x20 + (sign % 0x60));
        fc.pre(text.charAt(place) !== other);
        const changed = parts.with(i, text.slice(0, place) + other + text.slice(place + 1));
        const read = joinParts('card', changed);
        expect(read === undefined).toBe(true);
        expect(joinParts('card', parts.toSpliced(i, 1))).toBeUndefined();
        expect(joinParts('trust', parts)).toBeUndefined();
      }),
    );
  });

  it('never breaks on foreign text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 1050 }), { maxLength: 3 }), (texts) => {
        for (const text of texts) expect(readPart(text)).toBeUndefined();
        expect(joinParts('card', texts)).toBeUndefined();
        expect(
          joinParts(
            'card',
            texts.map((text) => `HIFADHI1:C:1:1:00000000:${text}`),
          ),
        ).toSatisfy((read) => read === undefined || read instanceof Uint8Array);
      }),
      { numRuns: 30 },
    );
  });

  it('is not made of what takes too many codes, or of nothing', () => {
    expect(toParts('trust', new Uint8Array(MOST_PARTS * PART_BYTES))).toHaveLength(MOST_PARTS);
    expect(toParts('trust', new Uint8Array(MOST_PARTS * PART_BYTES + 1))).toBeUndefined();
    expect(toParts('trust', new Uint8Array())).toBeUndefined();
  });

  it('has the form of the golden vector', () => {
    expect(toParts('card', new TextEncoder().encode('Hifadhi'))).toEqual(['HIFADHI1:C:1:1:860FF3D6:.69J.C9VCF2']);
  });
});
