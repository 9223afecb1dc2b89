import { describe, expect, test } from 'vitest';
import { cleanText } from '#core/forms/clean-text.ts';
import { toAsciiDigits } from '#core/forms/digits.ts';
import { normaliseDocument, normaliseValue } from '#core/forms/normalise.ts';
import type { FieldDef, FieldValue } from '#core/forms/types.ts';
import { field, load, Scenario } from './scenario.ts';

const DEFS: FieldDef[] = [
  field('name', 'name', { max: 200 }),
  field('word', 'text'),
  field('story', 'long_text'),
  field('phone', 'phone'),
  field('doc', 'identifier'),
  field('code', 'case_code'),
  field('n', 'number', { min: 0, max: 99 }),
  field('c', 'choice', { options: 'colours', missing: ['unknown'] }),
  field('many', 'choices', { options: 'colours' }),
  field('d', 'date'),
  field('age', 'age'),
  field('links', 'case_links'),
  field('list', 'rows', { fields: [field('name', 'name')] }),
];
const config = load({ fields: DEFS });

/** The stored value, or the word for what is wrong. */
function stored(id: string, value: FieldValue): unknown {
  const def = DEFS.find((d) => d.id === id);
  if (def === undefined) throw new Error(id);
  const result = normaliseValue(config, def, value);
  if (result.ok) return result.value;
  expect(result.error).toMatchObject({ code: 'FORM_INVALID', params: { field: id } });
  return result.error.params['problem'];
}

describe('text', () => {
  test.each([
    ['spaces around and between', '  Sok   Chanda ', 'Sok Chanda'],
    ['decomposed letters', 'Ame\u0301lie', 'Am\u00E9lie'],
    ['controls', 'A\u0000m\u0007i\u001Bna\u007F\u0085', 'Amina'],
    ['line breaks in a line', 'Amina\r\nHassan\tAli', 'Amina Hassan Ali'],
    ['direction overrides', 'Amina\u202E\u2066 anih\u2069C\u200F', 'Amina anihC'],
    ['zero width and byte-order marks', '\uFEFFAm\u200Bi\u2060na\u00AD', 'Amina'],
    ['half a character', 'Am\uD83Dina', 'Amina'],
    ['hidden tag characters', 'Amina\u{E0041}\u{E007F}', 'Amina'],
  ])('%s', (_, typed, kept) => {
    expect(stored('name', typed)).toBe(kept);
  });

  test('joiners stay where the script needs them, and only there', () => {
    expect(stored('name', 'می\u200Cخواهم')).toBe('می\u200Cخواهم');
    expect(stored('name', 'क्\u200Dष')).toBe('क्\u200Dष');
    expect(stored('name', 'Am\u200Dina\u200C')).toBe('Amina');
    expect(stored('name', 'می\u200C\u200Cخواهم')).toBe('می\u200Cخواهم');
    expect(stored('name', 'محمد\u200C')).toBe('محمد');
  });

  test('a long text keeps its lines', () => {
    expect(stored('story', ' one\r\ntwo\u2028three\t! ')).toBe('one\ntwo\nthree\t!');
  });

  test('limits count characters, not halves', () => {
    expect(stored('name', '😀'.repeat(200))).toBe('😀'.repeat(200));
    expect(stored('name', 'a'.repeat(201))).toBe('too_long');
    expect(stored('word', 'a'.repeat(500))).toHaveLength(500);
    expect(stored('word', 'a'.repeat(501))).toBe('too_long');
    expect(stored('story', 'ب'.repeat(10_000))).toHaveLength(10_000);
    expect(stored('story', 'ب'.repeat(10_001))).toBe('too_long');
  });

  test('a megabyte pasted into a name is refused, and what was there stays', () => {
    const s = new Scenario(config).answer('name', 'Amina');
    const refused = s.session.answer({ field: 'name' }, 'x'.repeat(1_048_576));
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'FORM_INVALID', params: { field: 'name', problem: 'too_long' } },
    });
    expect(s.value('name')).toBe('Amina');
    expect(s.session.changes()).toHaveLength(1);
  });

  test('a little too much is kept in the draft and named, with the limit', () => {
    const s = new Scenario(config).answer('name', 'a'.repeat(300));
    expect(s.value('name')).toHaveLength(300);
    expect(s.check('INVALID')).toMatchObject({
      kind: 'E',
      field: 'name',
      message: { key: 'checks.too_long', params: { max: 200 } },
    });
  });

  test('cleaning twice changes nothing more', () => {
    const wild = 'a\u0301\r\n\u202Eم\u200C\u200Dم\u200D \uD800\u{E0001}';
    expect(cleanText(cleanText(wild, true), true)).toBe(cleanText(wild, true));
  });
});

describe('digits of every script', () => {
  test.each(['٠١٢٣٤٥٦٧٨٩', '۰۱۲۳۴۵۶۷۸۹', '०१२३४५६७८९', '০১২৩৪৫৬৭৮৯', '၀၁၂၃၄၅၆၇၈၉', '០១២៣៤៥៦៧៨៩', '𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡'])(
    '%s',
    (digits) => {
      expect(toAsciiDigits(digits)).toBe('0123456789');
    },
  );

  test('phones and codes are kept in ASCII, names as they are', () => {
    expect(stored('phone', '+٢٥٢ (٦١) ٥٠٠-١٢٣')).toBe('+25261500123');
    expect(stored('doc', ' A-၁၂၃ ')).toBe('A-123');
    expect(stored('code', 'ksm-26-7f3xr-k')).toBe('KSM-26-7F3XR-K');
    expect(stored('name', 'كريم ٢')).toBe('كريم ٢');
  });

  test('phones that are none', () => {
    for (const wrong of ['12', 'call me', '+12+34567', '1'.repeat(16)])
      expect(stored('phone', wrong)).toBe('not_a_phone');
  });

  test('numbers: typed in any script, whole, within their limits', () => {
    expect(stored('n', '١٢')).toBe(12);
    expect(stored('n', '')).toBe('');
    expect(stored('n', 1.5)).toBe('not_whole');
    expect(stored('n', 'NaN')).toBe('not_whole');
    expect(stored('n', Number.NaN)).toBe('not_whole');
    expect(stored('n', -1)).toBe('too_small');
    expect(stored('n', 100)).toBe('too_large');
    expect(stored('n', Number.MAX_SAFE_INTEGER + 1)).toBe('not_whole');
  });
});

describe('choices, dates and ages', () => {
  test('options', () => {
    expect(stored('c', 'red')).toBe('red');
    expect(stored('c', 'pink')).toBe('unknown_option');
    expect(stored('c', 'constructor')).toBe('unknown_option');
    expect(stored('many', ['red', 'red', 'blue'])).toEqual(['red', 'blue']);
    expect(stored('many', ['red', 'pink'])).toBe('unknown_option');
    expect(stored('c', { missing: 'unknown' })).toEqual({ missing: 'unknown' });
    expect(stored('c', { missing: 'refused' })).toBe('missing_not_offered');
  });

  test.each([
    ['2024-02-29', 'day', true],
    ['2023-02-29', 'day', false],
    ['2024-13', 'month', false],
    ['2024-04-31', 'day', false],
    ['2024', 'year', true],
    ['2024-05', 'year', false],
    ['2024', 'day', false],
    ['2024-05', 'about', true],
    ['0000', 'year', false],
    ['24-05-01', 'day', false],
  ] as const)('%s known to the %s: %s', (date, precision, right) => {
    const value: FieldValue = { date, precision, calendar: 'gregory' };
    expect(stored('d', value)).toEqual(right ? value : 'not_a_date');
  });

  test('ages', () => {
    const asOf = '2026-11-24';
    for (const right of [
      { years: 0, asOf },
      { months: 18, asOf },
      { years: 8, toYears: 10, asOf },
    ]) {
      expect(stored('age', right)).toEqual(right);
    }
    for (const wrong of [
      { asOf },
      { years: 8, months: 3, asOf },
      { years: -1, asOf },
      { years: 8.5, asOf },
      { years: 10, toYears: 8, asOf },
      { toYears: 8, asOf },
      { years: 400, asOf },
      { years: 8, asOf: '2026-02-30' },
    ]) {
      expect(stored('age', wrong), JSON.stringify(wrong)).toBe('not_an_age');
    }
  });

  test('a value of another kind is refused in every field', () => {
    const kinds: Record<string, FieldValue> = {
      text: 'x',
      list: ['red'],
      date: { date: '2024', precision: 'year', calendar: 'gregory' },
      age: { years: 3, asOf: '2026-11-24' },
    };
    const fits: Record<string, string[]> = {
      many: ['list'],
      links: ['list'],
      d: ['date'],
      age: ['age'],
      list: [],
      n: [],
    };
    for (const def of DEFS) {
      for (const [kind, value] of Object.entries(kinds)) {
        if ((fits[def.id] ?? ['text']).includes(kind)) continue;
        const expected = def.id === 'n' && kind === 'text' ? 'not_whole' : 'wrong_kind';
        expect(stored(def.id, value), `${def.id} ${kind}`).toBe(expected);
      }
    }
  });
});

test('a document is stored without blanks; fields of another configuration stay', () => {
  const document = {
    values: { name: '  ', phone: '0 1 2 3', many: [], newer_field: ' as it was ' },
    rows: { list: [{ id: 'r1', values: { name: ' Ali ', newer: 1 } }], newer_rows: [{ id: 'x', values: { z: 1 } }] },
  };
  expect(normaliseDocument(config, document)).toEqual({
    values: { phone: '0123', newer_field: ' as it was ' },
    rows: { list: [{ id: 'r1', values: { name: 'Ali', newer: 1 } }], newer_rows: [{ id: 'x', values: { z: 1 } }] },
  });
});
