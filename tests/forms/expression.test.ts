import { describe, expect, test } from 'vitest';
import { parseExpression } from '#core/forms/expression-parser.ts';
import { printExpression } from '#core/forms/expression-print.ts';
import type { FieldDef, FieldValue } from '#core/forms/types.ts';
import { field, load, refusal, rule, Scenario, TODAY } from './scenario.ts';

const row: FieldDef[] = [
  field('name', 'name'),
  field('size', 'number'),
  field('a', 'number'),
  field('colour', 'choice', { options: 'colours' }),
];
const FIELDS: FieldDef[] = [
  field('a', 'number'),
  field('b', 'number'),
  field('t', 'text'),
  field('c', 'choice', { options: 'colours' }),
  field('many', 'choices', { options: 'colours' }),
  field('d', 'date'),
  field('d2', 'date'),
  field('born', 'age'),
  field('list', 'rows', { fields: row }),
];
const day = (date: string): FieldValue => ({
  date,
  precision: date.length === 10 ? 'day' : date.length === 7 ? 'month' : 'year',
  calendar: 'gregory',
});

/** The value of an expression in a case: read through a computed field, as a configuration does. */
function compute(
  source: string,
  answers: Readonly<Record<string, FieldValue>> = {},
  type: FieldDef['type'] = 'number',
) {
  const s = new Scenario(load({ fields: [...FIELDS, field('out', type, { calculate: source })] }));
  for (const [key, value] of Object.entries(answers)) s.answer(key, value);
  return s.value('out');
}
/** Whether a condition holds: read through the relevance of a field. */
function holds(source: string, answers: Readonly<Record<string, FieldValue>> = {}): boolean {
  const s = new Scenario(load({ fields: [...FIELDS, field('out', 'text', { relevant: source })] }));
  for (const [key, value] of Object.entries(answers)) s.answer(key, value);
  return s.visible('out');
}

describe('operators', () => {
  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 3 - 2', 5],
    ['7 div 2', 3],
    ['-7 div 2', -3],
    ['7 mod 4', 3],
    ['--5', 5],
    ['abs(3 - 8)', 5],
    ['min(3, 1, 2) + max(3, 1, 2)', 4],
    ['if(1 < 2, 10, 20)', 10],
  ])('%s = %i', (source, expected) => {
    expect(compute(source)).toBe(expected);
  });

  test.each(['1 div 0', '1 mod 0', 'a + 1', '9007199254740991 + 1', '9007199254740991 * 9007199254740991'])(
    '%s is not answered, and no error',
    (source) => {
      expect(compute(source)).toBeUndefined();
    },
  );

  test('"and" binds more than "or", "not" more than "and"', () => {
    expect(holds('true or true and false')).toBe(true);
    expect(holds('not false and false')).toBe(false);
    expect(holds('not (true and false)')).toBe(true);
  });

  // Every comparison with something that was not answered is false, its opposite too.
  const states: [string, Readonly<Record<string, FieldValue>>][] = [
    ['blank', {}],
    ['unknown', { a: { missing: 'unknown' } }],
    ['refused', { a: { missing: 'refused' } }],
    ['not asked', { a: { missing: 'not_asked' } }],
  ];
  test.each(states)('comparisons with %s are false', (_, answers) => {
    for (const by of ['=', '!=', '<', '<=', '>', '>=']) {
      expect(holds(`a ${by} 1`, answers), by).toBe(false);
      expect(holds(`1 ${by} a`, answers), by).toBe(false);
      expect(holds(`a ${by} b`, answers), by).toBe(false);
      expect(holds(`not (a ${by} 1)`, answers), by).toBe(true);
    }
  });

  test('blank, unknown and answered are told apart', () => {
    const table = (value?: FieldValue) =>
      ['answered(c)', 'blank(c)', 'missing(c)', "missing(c, 'unknown')", "missing(c, 'refused')"].map((source) =>
        holds(source, value === undefined ? {} : { c: value }),
      );
    expect(table()).toEqual([false, true, false, false, false]);
    expect(table({ missing: 'unknown' })).toEqual([false, false, true, true, false]);
    expect(table({ missing: 'refused' })).toEqual([false, false, true, false, true]);
    expect(table('red')).toEqual([true, false, false, false, false]);
  });
});

describe('functions', () => {
  test('selected, of one choice and of several', () => {
    expect(holds("selected(c, 'red')", { c: 'red' })).toBe(true);
    expect(holds("selected(c, 'red')", { c: 'blue' })).toBe(false);
    expect(holds("selected(many, 'red')", { many: ['blue', 'red'] })).toBe(true);
    expect(holds('selected(many, c)', { many: ['blue'], c: 'blue' })).toBe(true);
    expect(holds('selected(many, c)', { many: ['blue'] })).toBe(false);
    expect(compute('count_selected(many)', { many: ['blue', 'red'] })).toBe(2);
    expect(compute('count_selected(many)')).toBe(0);
  });

  test('ages: from a birth date, and as stated', () => {
    expect(compute("age_at(d, '2026-11-24')", { d: day('2016-11-24') })).toBe(10);
    expect(compute("age_at(d, '2026-11-23')", { d: day('2016-11-24') })).toBe(9);
    expect(compute('age_at(d, today())', { d: day('2016') })).toBe(10);
    expect(compute('age_at(d, today())', { d: day('2027-01-01') })).toBeUndefined();
    expect(compute('age_now(born, today())', { born: { years: 8, asOf: '2024-11-25' } })).toBe(9);
    expect(compute('age_now(born, today())', { born: { years: 8, toYears: 10, asOf: '2024-11-24' } })).toBe(10);
    expect(compute('age_now(born, today())', { born: { months: 20, asOf: '2026-07-24' } })).toBe(2);
    // Told today to be ten, the child was ten last week too.
    expect(compute("age_now(born, '2026-11-17')", { born: { years: 10, asOf: TODAY } })).toBe(10);
  });

  test('parts and spans of dates', () => {
    expect(compute('year(d) * 10000 + month(d) * 100 + day(d)', { d: day('2026-02-03') })).toBe(20260203);
    expect(compute('day(d)', { d: day('2026-02') })).toBeUndefined();
    expect(compute('days_between(d, d2)', { d: day('2024-02-28'), d2: day('2024-03-01') })).toBe(2);
    expect(compute('days_between(d, d2)', { d: day('2024'), d2: day('2024-03-01') })).toBeUndefined();
    expect(holds("precision(d) = 'month'", { d: day('2026-02') })).toBe(true);
    expect(holds("calendar(d) = 'gregory'", { d: day('2026-02') })).toBe(true);
  });

  test('a partial date is neither before nor after a day within it', () => {
    const answers = { d: day('2024'), d2: day('2024-03-01') };
    expect(holds('d < d2', answers)).toBe(false);
    expect(holds('d > d2', answers)).toBe(false);
    expect(holds('d < d2', { d: day('2023'), d2: day('2024-03-01') })).toBe(true);
    expect(holds('d > today()', { d: day('2027-01') })).toBe(true);
  });

  test('rows: the field of the row comes before the one of the case', () => {
    const s = new Scenario(
      load({
        fields: [
          ...FIELDS,
          field('small', 'number', { calculate: 'count(list)' }),
          field('total', 'number', { calculate: 'sum(list, size)' }),
          field('any_row', 'text', { relevant: 'any(list, a = 1 and size > b)' }),
          field('all_rows', 'text', { relevant: "all(list, colour = 'red')" }),
        ],
      }),
    );
    expect([s.value('small'), s.value('total'), s.visible('any_row'), s.visible('all_rows')]).toEqual([
      0,
      0,
      false,
      true,
    ]);
    s.answer('a', 1).answer('b', 3);
    const first = s.add('list');
    const second = s.add('list');
    s.answer(`list/${first}/size`, 5).answer(`list/${second}/size`, 2);
    expect([s.value('small'), s.value('total'), s.visible('any_row'), s.visible('all_rows')]).toEqual([
      2,
      7,
      false,
      false,
    ]);
    s.answer(`list/${first}/a`, 1);
    expect(s.visible('any_row')).toBe(true);
  });

  test('texts', () => {
    expect(compute("concat(t, ' / ', a, b)", { t: 'x', a: 5 }, 'text')).toBe('x / 5');
    expect(compute('length(t)', { t: '😀é' })).toBe(2);
    expect(compute('lower(t)', { t: 'ÀB' }, 'text')).toBe('àb');
    expect(holds("contains(lower(t), 'amin')", { t: 'Amina' })).toBe(true);
    expect(holds("t = 'it''s'", { t: "it's" })).toBe(true);
    // Two texts are two texts, even when they look like dates.
    expect(holds("t = '2019'", { t: '2019-05' })).toBe(false);
  });
});

describe('what is wrong is found at loading, with its place', () => {
  test.each([
    ['nope = 1', { problem: 'unknown_field', name: 'nope' }],
    ["c = 'purple'", { problem: 'unknown_option', name: 'purple' }],
    ["selected(many, 'purple')", { problem: 'unknown_option', name: 'purple' }],
    ["selected(many, if(a = 1, 'red', 'purple'))", { problem: 'unknown_option', name: 'purple' }],
    ["missing(c, 'lost')", { problem: 'unknown_option', name: 'lost' }],
    ["precision(d) = 'week'", { problem: 'unknown_option', name: 'week' }],
    ['fetch(a)', { problem: 'unknown_function', name: 'fetch' }],
    ["a = 'x'", { problem: 'cannot_compare', name: 'number, text' }],
    ['t < t', { problem: 'cannot_compare', name: 'text, text' }],
    ["many = 'red'", { problem: 'cannot_compare', name: 'choices, text' }],
    ["d > '2026-13-01'", { problem: 'cannot_compare', name: 'date, text' }],
    ['a', { problem: 'boolean_expected' }],
    ['a and true', { problem: 'boolean_expected', name: 'a' }],
    ['t + 1 = 2', { problem: 'number_expected', name: 't' }],
    ['age_at(a, today()) = 1', { problem: 'date_expected', name: 'a' }],
    ['age_now(d, today()) = 1', { problem: 'age_expected', name: 'age_now' }],
    ['count(a) = 1', { problem: 'rows_expected', name: 'a' }],
    ['any(list, name)', { problem: 'boolean_expected', name: 'name' }],
    ['sum(list, name) = 1', { problem: 'number_expected', name: 'sum' }],
    ['answered(1)', { problem: 'field_expected' }],
    ['today(1) = today()', { problem: 'wrong_number_of_arguments', name: 'today' }],
    ['if(true, 1, true) = 1', { problem: 'branches_differ' }],
    ['1 < 2 < 3', { problem: 'unexpected', name: '<' }],
    ['a = ', { problem: 'unexpected_end', name: '4' }],
    ["t = 'open", { problem: 'unknown_sign', name: '3' }],
    ['a = 1; drop', { problem: 'unknown_sign', name: '5' }],
    ['size = 1', { problem: 'unknown_field', name: 'size' }],
    ['a = 99999999999999999999', { problem: 'number_too_large', name: '4' }],
    [`${'('.repeat(5000)}true${')'.repeat(5000)}`, { problem: 'expression_too_long' }],
    [`${'('.repeat(500)}true${')'.repeat(500)}`, { problem: 'too_deep' }],
    [`a = ${'1 + '.repeat(1000)}1`, { problem: 'too_deep' }],
    [`${'not '.repeat(1000)}true`, { problem: 'too_deep' }],
  ])('%s', (source, expected) => {
    const found = refusal({ fields: [...FIELDS, field('out', 'text', { relevant: source })] });
    expect(found).toMatchObject({ at: 'forms.main.out.relevant', ...expected });
  });

  test('an expression in a rule is named by the rule', () => {
    expect(refusal({ fields: FIELDS, rules: [rule('DQ01', 'nope = 1')] })).toEqual({
      at: 'rules.DQ01.brokenWhen',
      problem: 'unknown_field',
      name: 'nope',
    });
  });
});

test('the text of a tree has no more parentheses than it needs', () => {
  for (const source of ["not (a = 1 or c != 'it''s') and any(list, x > -1)", 'a - (b - 1) - 2', '(1 + 2) * 3 div 4']) {
    const tree = parseExpression(source);
    expect(tree.ok && printExpression(tree.value)).toBe(source);
  }
});
