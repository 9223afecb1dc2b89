import { beforeEach, describe, expect, test } from 'vitest';
import type { FieldValue } from '#core/forms/types.ts';
import { validateSave } from '#core/forms/validate.ts';
import { field, load, Scenario, text, TODAY } from './scenario.ts';

const day = (date: string): FieldValue => ({ date, precision: 'day', calendar: 'gregory' });
let s: Scenario;

describe('constraints and offered options', () => {
  const c = load({
    fields: [
      field('from', 'date'),
      field('until', 'date', { constraint: 'until >= from', constraintMessage: text('ends before it begins') }),
      field('kind', 'choice', { options: 'yes_no' }),
      field('service', 'choices', { options: 'services', optionFilter: { health: "kind = 'yes'" } }),
      field('visits', 'rows', { fields: [field('n', 'number', { constraint: 'n mod 2 = 0' })] }),
    ],
    lists: [
      {
        id: 'services',
        options: [
          { id: 'clinic', label: text('clinic'), tags: ['health'] },
          { id: 'school', label: text('school'), tags: ['school'] },
          { id: 'any', label: text('any') },
          { id: 'old', label: text('old'), active: false },
        ],
      },
    ],
  });
  beforeEach(() => {
    s = new Scenario(c);
  });

  test('a constraint stops an answer that breaks it, with its own words, and no other', () => {
    s.answer('from', day('2026-05-01')).answer('until', day('2026-04-01'));
    expect(s.check('CONSTRAINT')).toMatchObject({
      kind: 'E',
      field: 'until',
      message: { text: text('ends before it begins') },
    });
    s.answer('until', { missing: 'unknown' });
    expect(s.broken).toEqual([]);
    s.answer('until', day('2026-05-01'));
    expect(s.broken).toEqual([]);
    s.clear('until');
    expect(s.broken).toEqual([]);
  });

  test('a constraint that compares with what is not known is not broken', () => {
    s.answer('until', day('2026-04-01'));
    expect(s.broken).toEqual([]);
    s.answer('from', { missing: 'unknown' });
    expect(s.broken).toEqual([]);
  });

  test.each([
    ['n <= other', 5, 4, true],
    ['n <= other and n > 0', 5, undefined, false],
    ['n <= other and n > 0', 0, undefined, true],
    ['n <= other or n < 3', 5, undefined, false],
    ['n <= other or n < 3', 5, 4, true],
    ['not (n > other)', 5, 4, true],
    ['not (n > other)', 5, undefined, false],
    ['if(n > 3, other > 1, true)', 5, 1, true],
    ['if(n > 3, other > 1, true)', 5, undefined, false],
    ['answered(other)', 5, undefined, true],
    ['blank(other)', 5, 1, true],
    ['any(list, x = n)', 5, undefined, false],
    ['any(list, answered(x) and x = n)', 5, undefined, true],
    ['all(list, x < n)', 5, undefined, false],
    ['all(list, x < n)', 2, undefined, true],
    ['hours_between(now(), now()) = n', 5, undefined, false],
    ['false', 5, undefined, true],
    ['true', 5, undefined, false],
  ])('%s with n = %j, other = %j: broken %j', (constraint, n, other, broken) => {
    const one = load({
      fields: [
        field('other', 'number'),
        field('n', 'number', { constraint }),
        field('list', 'rows', { fields: [field('x', 'number')] }),
      ],
    });
    const values = { n, ...(other === undefined ? {} : { other }) };
    const rows = {
      list: [
        { id: 'a', values: { x: 2 } },
        { id: 'b', values: {} },
      ],
    };
    const found = new Scenario(one, {}, { values, rows }).broken;
    expect(found).toEqual(broken ? ['CONSTRAINT'] : []);
  });

  test('a constraint in a row stands at the row, with the words of the product', () => {
    const row = s.add('visits', { n: 3 });
    expect(s.check('CONSTRAINT')).toMatchObject({ rowId: row, message: { key: 'checks.constraint' } });
  });

  test('a save that touches what a constraint reads answers for it; another save does not', () => {
    const document = { values: { from: day('2026-05-01'), until: day('2026-04-01') }, rows: {} };
    const save = (touched: string) => validateSave(c, document, { today: TODAY }, [{ field: touched }]).ok;
    expect([save('from'), save('until'), save('kind')]).toEqual([false, false, true]);
  });

  test('options with a tag are offered when one of their tags holds or has no condition', () => {
    expect([...(s.view('service').offered ?? [])]).toEqual(['school', 'any']);
    s.answer('kind', 'yes');
    expect([...(s.view('service').offered ?? [])]).toEqual(['clinic', 'school', 'any']);
    expect(s.view('kind').offered).toBeUndefined();
  });

  test('what was chosen stays when it is no longer offered, with a warning', () => {
    s.answer('kind', 'yes').answer('service', ['clinic', 'any']).answer('kind', 'no');
    expect(s.value('service')).toEqual(['clinic', 'any']);
    expect(s.check('OPTION_NOT_OFFERED')).toMatchObject({ kind: 'W', field: 'service' });
    expect(validateSave(c, s.session.document, { today: TODAY }).ok).toBe(true);
  });
});
