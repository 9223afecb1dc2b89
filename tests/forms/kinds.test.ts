import { describe, expect, test } from 'vitest';
import { fieldValue } from '#core/contracts/values.ts';
import { readOp } from '#core/exchange/op.ts';
import { checkDigitFits } from '#core/forms/check-digit.ts';
import { normaliseValue } from '#core/forms/normalise.ts';
import type { FieldDef, FieldValue } from '#core/forms/types.ts';
import { changesBetween, sameValue } from '#core/records/changes.ts';
import { field, load, options, Scenario } from './scenario.ts';

const DEFS: FieldDef[] = [
  field('tick', 'tick'),
  field('moment', 'date_time'),
  field('span', 'date_range'),
  field('counts', 'tally', { options: 'colours' }),
  field('cost', 'money'),
  field('score', 'scale', { options: 'one_to_four' }),
  field('place', 'place', { minLevel: 2 }),
  field('photo', 'photo'),
  field('sign', 'signature'),
  field('luhn', 'identifier', { check: 'luhn' }),
  field('verhoeff', 'identifier', { check: 'verhoeff' }),
  field('heading', 'separator'),
  field('to_main', 'form_link', { to: 'main' }),
  field('list', 'rows', { fields: [field('x', 'text')] }),
  field('link', 'row_link', { of: 'list' }),
];
const config = load({ fields: DEFS, lists: [{ id: 'one_to_four', options: options('1', '2', '3', '4') }] });
const ID = 'AAECAwQFBgcICQoLDA0ODw';
const moment = (at: string, zone = 'Africa/Nairobi'): FieldValue => ({ at, zone });
const span = (more: object): FieldValue => ({ ...more, calendar: 'gregory' }) as FieldValue;

function stored(id: string, value: FieldValue): unknown {
  const def = DEFS.find((d) => d.id === id);
  if (def === undefined) throw new Error(id);
  const result = normaliseValue(config, def, value);
  return result.ok ? result.value : result.error.params['problem'];
}

const GOOD: readonly (readonly [string, FieldValue])[] = [
  ['tick', 'yes'],
  ['moment', moment('2026-11-24T09:30')],
  ['moment', moment('2028-02-29T23:59', 'UTC')],
  ['span', span({ from: '2026-01-01', to: '2026-02-01' })],
  ['span', span({ from: '2026-01-01' })],
  ['span', span({ to: '2026-02-01' })],
  ['counts', { tally: { blue: 0, red: 12 } }],
  ['cost', { amount: '-1500.505', currency: 'KES' }],
  ['score', 4],
  ['place', 'KND-02-01'],
  ['photo', [ID]],
  ['sign', [ID]],
  ['luhn', '4539 1488 0343 6467'],
  ['verhoeff', '2363'],
  ['link', ID],
  ['moment', { missing: 'refused' }],
];

describe('values that fit', () => {
  test.each(GOOD)('%s: %j is stored, and passes the gate and the exchange', (id, value) => {
    expect(stored(id, value)).toEqual(value);
    expect(fieldValue.safeParse(value).success).toBe(true);
    const op = ['set', 'case', 'case', 'f', value, []];
    expect(readOp(op)).toEqual(op);
    expect(readOp(['doc', 'case', 'case', { f: value }])).toEqual(['doc', 'case', 'case', { f: value }]);
  });

  test('digits and decimal signs of other keyboards are stored as ours', () => {
    expect(stored('cost', { amount: ' ١٢٫٥٠ ', currency: 'YER' })).toEqual({ amount: '12.50', currency: 'YER' });
    expect(stored('cost', { amount: '12,5', currency: 'EUR' })).toEqual({ amount: '12.5', currency: 'EUR' });
    expect(stored('score', '٣')).toBe(3);
  });

  test('the same counts are the same, whatever the order they were entered in', () => {
    expect(JSON.stringify(stored('counts', { tally: { red: 1, blue: 2 } }))).toBe('{"tally":{"blue":2,"red":1}}');
    expect(sameValue({ tally: { red: 1, blue: 2 } }, { tally: { blue: 2, red: 1 } })).toBe(true);
    expect(sameValue({ tally: { red: 1 } }, { tally: { red: 2 } })).toBe(false);
    const before = { values: { counts: { tally: { red: 1 } } }, rows: {} };
    expect(changesBetween(before, { values: { counts: { tally: { red: 2 } } }, rows: {} })).toHaveLength(1);
  });
});

describe('values that do not fit are refused with a word', () => {
  const BAD: readonly (readonly [string, unknown, string])[] = [
    ['tick', 'no', 'wrong_kind'],
    ['tick', 1, 'wrong_kind'],
    ['moment', moment('2026-02-30T09:30'), 'not_a_moment'],
    ['moment', moment('2026-11-24T24:00'), 'not_a_moment'],
    ['moment', moment('2026-11-24 09:30'), 'not_a_moment'],
    ['moment', moment('2026-11-24T09:30', 'Nowhere/Town'), 'not_a_moment'],
    ['moment', { at: 5, zone: 'UTC' }, 'not_a_moment'],
    ['moment', '2026-11-24T09:30', 'wrong_kind'],
    ['span', span({ from: '2026-02-01', to: '2026-01-01' }), 'range_backwards'],
    ['span', span({}), 'not_a_range'],
    ['span', span({ from: '2026-02' }), 'not_a_range'],
    ['span', { from: '2026-02-01', calendar: 'mayan' }, 'not_a_range'],
    ['counts', { tally: { pink: 1 } }, 'unknown_option'],
    ['counts', { tally: { red: -1 } }, 'too_small'],
    ['counts', { tally: { red: 1.5 } }, 'not_whole'],
    ['counts', { tally: null }, 'wrong_kind'],
    ['cost', { amount: '1.2345', currency: 'KES' }, 'not_money'],
    ['cost', { amount: '1e5', currency: 'KES' }, 'not_money'],
    ['cost', { amount: '5', currency: 'shillings' }, 'not_money'],
    ['cost', { amount: '1234567890123', currency: 'KES' }, 'not_money'],
    ['cost', 5, 'wrong_kind'],
    ['score', 5, 'unknown_option'],
    ['score', 'two', 'not_whole'],
    ['place', 'KND 02/../', 'wrong_kind'],
    ['photo', ['../../etc/passwd'], 'wrong_kind'],
    ['photo', ID, 'wrong_kind'],
    ['sign', [ID, ID.replace('AAE', 'BBE')], 'too_many'],
    ['luhn', '4539 1488 0343 6468', 'check_digit'],
    ['verhoeff', '2336', 'check_digit'],
    ['heading', 'x', 'wrong_kind'],
    ['to_main', 'main', 'wrong_kind'],
  ];
  test.each(BAD)('%s: %j is %s', (id, value, problem) => {
    expect(stored(id, value as FieldValue)).toBe(problem);
  });

  test.each([
    { at: '2026-11-24T9:30', zone: 'UTC' },
    { at: '2026-11-24T09:30', zone: '../etc' },
    { at: '2026-11-24T09:30', zone: 'UTC', more: 1 },
    { calendar: 'gregory' },
    { from: '2026-13-01', calendar: 'gregory' },
    { tally: { red: -1 } },
    { tally: { 'a b': 1 } },
    { tally: Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`o${String(i)}`, 1])) },
    { amount: 5, currency: 'KES' },
    { amount: '5', currency: 'kes' },
    {},
  ])('%j comes in through no gate', (value) => {
    expect(fieldValue.safeParse(value).success).toBe(false);
    expect(readOp(['set', 'case', 'case', 'f', value, []])).toBeUndefined();
    expect(readOp(['doc', 'case', 'case', { f: value }])).toBeUndefined();
  });
});

test('check digits: a wrong digit and swapped neighbours are found', () => {
  expect(checkDigitFits('verhoeff', '12345-1')).toBe(true);
  expect(checkDigitFits('luhn', '79927398713')).toBe(true);
  for (let i = 0; i + 1 < 6; i += 1) {
    const swapped = '123451'.replace(
      /./gu,
      (digit, at: number) => '123451'[at === i ? i + 1 : at === i + 1 ? i : at] ?? digit,
    );
    expect(checkDigitFits('verhoeff', swapped), swapped).toBe(false);
    for (let wrong = 0; wrong < 10; wrong += 1) {
      const other = '79927398713'.slice(0, i) + String(wrong) + '79927398713'.slice(i + 1);
      expect(checkDigitFits('luhn', other), other).toBe(other === '79927398713');
    }
  }
  for (const none of ['', '7', 'abc', '12a45', '1'.repeat(65)]) expect(checkDigitFits('luhn', none), none).toBe(false);
});

test('an area that is too wide is refused when the tree is known', () => {
  const levels = new Map([
    ['KND', 1],
    ['KND-02', 2],
  ]);
  const s = new Scenario(config, { places: { levelOf: (code) => levels.get(code), isDivided: () => undefined } });
  s.answer('place', 'KND');
  expect(s.view('place').problem).toBe('place_too_wide');
  s.answer('place', 'KND-02');
  expect(s.view('place').problem).toBeUndefined();
  s.answer('place', 'RETIRED');
  expect(s.view('place').problem).toBeUndefined();
});

test('a value of another kind than its field, from a newer version or a damaged file, is no answer', () => {
  const values = Object.fromEntries(
    DEFS.map(({ id }) => [id, { tally: null, at: 1, amount: [], calendar: 2 } as never]),
  );
  const s = new Scenario(config, {}, { values, rows: {} });
  for (const { id, type } of DEFS) {
    if (type !== 'rows' && type !== 'separator' && type !== 'form_link') expect(s.view(id).problem, id).toBeDefined();
  }
});
