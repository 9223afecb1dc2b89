import { describe, expect, test } from 'vitest';
import { loadConfiguration } from '#core/forms/config-schema.ts';
import { configuration, field, load, refusal, rule, text } from './scenario.ts';

const a = field('a', 'number');

describe('a configuration that is wrong is refused with the place', () => {
  test.each([null, 1, 'x', [], {}, { forms: [] }])('%j is none', (json) => {
    expect(loadConfiguration(json)).toMatchObject({ ok: false, error: { code: 'FORM_CONFIG_INVALID' } });
  });

  test('a stray key, a missing translation and a wrong type are named by their path', () => {
    const at = (json: unknown): unknown => {
      const loaded = loadConfiguration(json);
      return loaded.ok ? undefined : loaded.error.params['at'];
    };
    expect(at({ ...configuration({}), extra: 1 })).toBe('configuration');
    expect(at({ ...configuration({}), label: { en: 'x', fr: 'x' } })).toBe('label.ar');
    expect(at({ ...configuration({}), version: 1.5 })).toBe('version');
  });

  test.each([
    ['two fields', { fields: [a, a] }, { at: 'fields.a', problem: 'duplicate_id' }],
    [
      'two columns',
      { fields: [field('r', 'rows', { fields: [a, a] })] },
      { at: 'fields.r.a', problem: 'duplicate_id' },
    ],
    ['two rules', { fields: [a], rules: [rule('R1', 'a = 1'), rule('R1', 'a = 2')] }, { at: 'rules.R1' }],
    [
      'two sections',
      {
        sections: [
          { id: 's', label: text('s'), fields: [] },
          { id: 's', label: text('s'), fields: [] },
        ],
      },
      { at: 'forms.main.s', problem: 'duplicate_id' },
    ],
  ])('%s with one id', (_, parts, expected) => {
    expect(refusal(parts)).toMatchObject(expected);
  });

  test('two options of a list with one id', () => {
    const twice = { ...configuration({}), lists: [{ id: 'l', options: [{ id: 'x', label: text('x') }] }] };
    twice.lists[0]?.options.push({ id: 'x', label: text('x') });
    expect(loadConfiguration(twice)).toMatchObject({ ok: false, error: { params: { at: 'lists.l.x' } } });
  });

  test.each([
    [field('c', 'choice', { options: 'nowhere' }), { problem: 'unknown_list', name: 'nowhere' }],
    [field('c', 'choice'), { problem: 'options_do_not_fit' }],
    [field('c', 'text', { options: 'colours' }), { problem: 'options_do_not_fit' }],
    [field('c', 'rows'), { problem: 'row_fields_do_not_fit' }],
    [field('not', 'text'), { problem: 'reserved_word' }],
    [field('c', 'number', { min: 3, max: 2 }), { problem: 'min_above_max' }],
    [field('c', 'number', { calculate: '1', need: 'C1' }), { problem: 'computed_cannot_be_needed' }],
    [field('c', 'number', { calculate: "'x'" }), { problem: 'number_expected' }],
    [field('c', 'choices', { options: 'colours', calculate: "'red'" }), { problem: 'choices_expected' }],
    [field('c', 'choice', { options: 'colours', calculate: "'pink'" }), { problem: 'unknown_option', name: 'pink' }],
    [field('c', 'choice', { options: 'colours', protective: { order: ['pink'] } }), { problem: 'unknown_option' }],
    [field('c', 'choice', { options: 'colours', protective: { union: true } }), { problem: 'protective_does_not_fit' }],
  ])('a field that does not make sense: %j', (wrong, expected) => {
    expect(refusal({ fields: [wrong] })).toMatchObject(expected);
  });

  test.each([
    [rule('R', 'a = 1', { kind: 'C' }), { problem: 'step_does_not_fit' }],
    [rule('R', 'a = 1', { step: 'C1' }), { problem: 'step_does_not_fit' }],
    [rule('R', 'a = 1', { form: 'other' }), { problem: 'unknown_form' }],
    [rule('R', 'a = 1', { fields: ['zz'] }), { at: 'rules.R.fields', problem: 'unknown_field', name: 'zz' }],
    [rule('R', 'a = 1', { fields: ['r.x'] }), { problem: 'field_of_other_rows' }],
    [rule('R', 'a = 1', { eachRow: 'a' }), { problem: 'rows_expected' }],
    [rule('R', 'a = 1', { message: text('is {age}') }), { problem: 'unknown_placeholder', name: 'age' }],
    [rule('R', 'a = 1', { params: { n: 'zz' } }), { at: 'rules.R.params.n', name: 'zz' }],
    [rule('R', 'a = 1', { fixes: [{ label: text('f'), field: 'a', value: "'x'" }] }), { at: 'rules.R.fixes.0' }],
  ])('a rule that does not make sense: %j', (wrong, expected) => {
    expect(
      refusal({ fields: [a, field('r', 'rows', { fields: [field('x', 'number')] })], rules: [wrong] }),
    ).toMatchObject(expected);
  });
});

describe('fields that depend on one another in a circle', () => {
  test.each([
    ['one on itself', [field('a', 'number', { calculate: 'a + 1' })], 'a > a'],
    [
      'computed fields',
      [
        field('x', 'number', { calculate: 'y + 1' }),
        field('y', 'number', { calculate: 'z' }),
        field('z', 'number', { calculate: 'x' }),
      ],
      'x > y > z > x',
    ],
    [
      'relevance',
      [field('x', 'number', { relevant: 'answered(y)' }), field('y', 'number', { relevant: 'answered(x)' })],
      'x > y > x',
    ],
    [
      'a row and its sum',
      [
        field('total', 'number', { calculate: 'sum(r, part)' }),
        field('r', 'rows', { fields: [field('part', 'number', { calculate: 'total' })] }),
      ],
      'total > r.part > total',
    ],
  ])('%s', (_, fields, round) => {
    expect(refusal({ fields })).toMatchObject({ problem: 'cycle', name: round });
  });

  test('needing one another is no circle: a date of birth or an age', () => {
    const fields = [
      field('x', 'number', { need: 'save', needWhen: 'not answered(y)' }),
      field('y', 'number', { need: 'save', needWhen: 'not answered(x)' }),
    ];
    expect(refusal({ fields })).toBe('accepted');
  });

  test('a chain of 3,000 computed fields loads in order, whatever the order it is written in', () => {
    const fields = Array.from({ length: 3000 }, (_, i) =>
      i === 0 ? field('f0', 'number') : field(`f${String(i)}`, 'number', { calculate: `f${String(i - 1)} + 1` }),
    ).reverse();
    const order = load({ fields }).order.map((f) => f.key);
    expect(order[0]).toBe('f0');
    expect(order.at(-1)).toBe('f2999');
  });
});
