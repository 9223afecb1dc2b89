import { describe, expect, test } from 'vitest';
import type { EvaluationSetting } from '#core/forms/view.ts';
import { bindAreas, placeTreeOf } from '#core/forms/place-tree.ts';
import type { FieldDef, FieldValue } from '#core/forms/types.ts';
import { field, load, options, refusal, Scenario, text } from './scenario.ts';

const FIELDS: FieldDef[] = [
  field('d', 'date'),
  field('m', 'date_time'),
  field('m2', 'date_time'),
  field('r', 'date_range'),
  field('counts', 'tally', { options: 'colours' }),
  field('cost', 'money'),
  field('sc', 'scale', { options: 'digits' }),
  field('p', 'place'),
  field('name', 'name'),
  field('ok', 'tick'),
  field('files', 'photo'),
  field('line', 'separator'),
  field('visits', 'rows', {
    fields: [
      field('on', 'date'),
      field('n', 'number'),
      field('risk', 'choice', { options: 'colours' }),
      field('at', 'date_time'),
    ],
  }),
];
const lists = [{ id: 'digits', options: options('1', '2', '3') }];
const day = (date: string): FieldValue => ({ date, precision: 'day', calendar: 'gregory' });
const at = (when: string, zone = 'Africa/Nairobi'): FieldValue => ({ at: when, zone });

type Given = Readonly<Record<string, FieldValue>>;
interface More {
  readonly type?: FieldDef['type'];
  readonly rows?: readonly Given[];
  readonly setting?: Partial<EvaluationSetting>;
}
/** The value of an expression in a case: read through a computed field, as a configuration does. */
function compute(source: string, answers: Given = {}, { type = 'number', rows = [], setting = {} }: More = {}) {
  const list = type === 'choice' ? { options: 'colours' } : {};
  const s = new Scenario(
    load({ fields: [...FIELDS, field('out', type, { calculate: source, ...list })], lists }),
    setting,
    {
      values: answers,
      rows: { visits: rows.map((values, i) => ({ id: `v${String(i)}`, values })) },
    },
  );
  return s.value('out');
}
function holds(source: string, answers: Given = {}): boolean {
  const s = new Scenario(load({ fields: [...FIELDS, field('out', 'text', { relevant: source })], lists }));
  for (const [key, value] of Object.entries(answers)) s.answer(key, value);
  return s.visible('out');
}

describe('days and moments', () => {
  test('days are added over the ends of months and years', () => {
    const added = (n: number, from = '2027-12-31') =>
      compute(`add_days(d, ${String(n)})`, { d: day(from) }, { type: 'date' });
    expect(added(60)).toEqual(day('2028-02-29'));
    expect(added(-365)).toEqual(day('2026-12-31'));
    expect(added(0)).toEqual(day('2027-12-31'));
    expect(added(1_000_000_000)).toBeUndefined();
    const month: FieldValue = { date: '2027-12', precision: 'month', calendar: 'gregory' };
    expect(compute('add_days(d, 1)', { d: month }, { type: 'date' })).toBeUndefined();
    expect(compute('add_days(d, 1)', {}, { type: 'date' })).toBeUndefined();
  });

  test('hours are counted between places and over a clock change', () => {
    const hours = (from: FieldValue, to: FieldValue) => compute('hours_between(m, m2)', { m: from, m2: to });
    expect(hours(at('2026-11-24T09:00'), at('2026-11-25T08:59'))).toBe(23);
    expect(hours(at('2026-11-24T09:00', 'UTC'), at('2026-11-24T12:00'))).toBe(0);
    expect(hours(at('2026-11-25T09:00'), at('2026-11-24T09:00'))).toBe(-24);
    // The night the clocks of Beirut went forward has 23 hours.
    expect(hours(at('2026-03-28T12:00', 'Asia/Beirut'), at('2026-03-29T12:00', 'Asia/Beirut'))).toBe(23);
    expect(compute('hours_between(m, m2)', { m: at('2026-11-24T09:00') })).toBeUndefined();
  });

  test('now is the minute that the office gives, and unknown without it', () => {
    const setting = { moment: { at: '2026-11-24T12:00', zone: 'Africa/Nairobi' } };
    expect(compute('hours_between(m, now())', { m: at('2026-11-24T09:30') }, { setting })).toBe(2);
    expect(compute('now()', {}, { setting, type: 'date_time' })).toEqual(setting.moment);
    expect(compute('hours_between(m, now())', { m: at('2026-11-24T09:30') })).toBeUndefined();
  });

  test('moments are compared as instants, a moment and a date by the day', () => {
    const answers = { m: at('2026-11-24T12:00'), m2: at('2026-11-24T09:30', 'UTC'), d: day('2026-11-24') };
    expect(holds('m < m2', answers)).toBe(true);
    expect(holds('m = m2', { ...answers, m2: at('2026-11-24T09:00', 'UTC') })).toBe(true);
    expect(holds('m = d and m2 >= d and not (m > d)', answers)).toBe(true);
    expect(holds("m < '2026-11-25'", answers)).toBe(true);
    expect(compute('days_between(d, m)', { ...answers, d: day('2026-11-20') })).toBe(4);
  });

  test('the ends of a range are dates; an open end is not answered', () => {
    const open: FieldValue = { from: '2026-01-05', calendar: 'gregory' };
    expect(compute('range_start(r)', { r: open }, { type: 'date' })).toEqual(day('2026-01-05'));
    expect(compute('range_end(r)', { r: open }, { type: 'date' })).toBeUndefined();
    expect(
      holds('range_end(r) < range_start(r)', { r: { from: '2026-01-05', to: '2026-01-06', calendar: 'gregory' } }),
    ).toBe(false);
  });
});

describe('counts, scores and areas', () => {
  test('a tally adds up; blank and missing are no zero', () => {
    expect(compute('tally_total(counts)', { counts: { tally: { red: 2, blue: 3 } } })).toBe(5);
    expect(compute('tally_total(counts)', { counts: { tally: {} } })).toBe(0);
    expect(compute('tally_total(counts)')).toBeUndefined();
    expect(compute('tally_total(counts)', { counts: { missing: 'unknown' } })).toBeUndefined();
  });

  test('a score is a number', () => {
    expect(compute('score(sc) * 2 + sc', { sc: 3 })).toBe(9);
    expect(compute('score(sc)', { sc: { missing: 'refused' } })).toBeUndefined();
  });

  test('the level of a place is known when the office gives the tree', () => {
    const setting = {
      places: { levelOf: (code: string) => (code === 'KND-02' ? 2 : undefined), isDivided: () => true },
    };
    expect(compute('if(place_divided(p), 1, 0)', { p: 'KND-02' }, { setting })).toBe(1);
    expect(compute('if(place_divided(p), 1, 0)', { p: 'KND-02' })).toBe(0);
    expect(compute('place_level(p)', { p: 'KND-02' }, { setting })).toBe(2);
    expect(compute('place_level(p)', { p: 'NOWHERE' }, { setting })).toBeUndefined();
    expect(compute('place_level(p)', { p: 'KND-02' })).toBeUndefined();
  });

  test('a tick is yes or nothing', () => {
    expect([holds("ok = 'yes'"), holds("ok = 'yes'", { ok: 'yes' })]).toEqual([false, true]);
    expect(holds('count_selected(files) > 0 and answered(files)', { files: ['AAECAwQFBgcICQoLDA0ODw'] })).toBe(true);
  });
});

describe('over rows', () => {
  const rows: readonly Given[] = [
    { on: day('2026-03-01'), n: 1, risk: 'red' },
    { on: day('2026-05-01'), n: 4 },
    { n: 9, risk: 'blue' },
    { on: day('2026-04-01'), n: 2, risk: 'green' },
  ];
  test('the average is the nearest whole number of the answers there are', () => {
    expect(compute('avg(visits, n)', {}, { rows })).toBe(4);
    expect(compute('avg(visits, n * 10)', {}, { rows: [{ n: 1 }, { n: 2 }] })).toBe(15);
    expect(compute('avg(visits, n)', {}, { rows: [{ n: 1 }, { n: 2 }, {}] })).toBe(2);
    expect(compute('avg(visits, n)')).toBeUndefined();
    expect(compute("sum(visits, if(risk = 'red', n, 0))", {}, { rows })).toBe(1);
  });

  test('first and last pass over rows without an answer or without a place in the order', () => {
    const of = (source: string) => compute(source, {}, { rows, type: 'choice' });
    expect(of('last(visits, risk)')).toBe('green');
    expect(of('first(visits, risk)')).toBe('red');
    expect(of('last(visits, risk, on)')).toBe('green');
    expect(of('first(visits, risk, n)')).toBe('red');
    expect(of('last(visits, risk, n)')).toBe('blue');
    expect(compute('last(visits, n, on)', {}, { rows })).toBe(4);
    expect(compute('last(visits, risk)', {}, { type: 'choice' })).toBeUndefined();
  });

  test('a streak is the unbroken run up to the last row in the order, whatever the order of adding', () => {
    const visit = (on: string | undefined, n: number) => ({ ...(on === undefined ? {} : { on: day(on) }), n });
    const of = (list: readonly Given[]) => compute('streak(visits, n = 0, on)', {}, { rows: list });
    expect(of([visit('2026-03-04', 0), visit('2026-03-01', 0), visit('2026-03-02', 1), visit('2026-03-03', 0)])).toBe(
      2,
    );
    expect(of([visit('2026-03-01', 0), visit('2026-03-02', 1), visit(undefined, 0)])).toBe(0);
    expect(of([visit('2026-03-01', 0), visit('2026-03-02', 0)])).toBe(2);
    expect(of([visit('2026-03-01', 0), { on: day('2026-03-02') }])).toBe(0);
    expect(of([])).toBe(0);
  });

  test('of two rows on one day the one that was added first, or last, counts', () => {
    const same = [
      { on: day('2026-03-01'), n: 1 },
      { on: day('2026-03-01'), n: 2 },
    ];
    expect(compute('first(visits, n, on)', {}, { rows: same })).toBe(1);
    expect(compute('last(visits, n, on)', {}, { rows: same })).toBe(2);
  });
});

test('a name in another script has a suggestion in Latin letters, one in no known script has none', () => {
  const latin = (name: string) => compute('latin(name)', { name }, { type: 'text' });
  expect(latin('ሐና')).toBe('Hena');
  expect(latin('Коваль')).toBe('Koval');
  expect(latin('محمد')).toBe('Mahamad');
  expect(latin('Amélie N’Guessan')).toBe('Amélie N’Guessan');
  expect(latin('김민준')).toBeUndefined();
  expect(compute('latin(name)', {}, { type: 'text' })).toBeUndefined();
});

describe('what is wrong is found at loading', () => {
  test.each([
    ['line = 1', { problem: 'field_without_value', name: 'line' }],
    ['answered(line)', { problem: 'field_without_value', name: 'line' }],
    ["ok = 'no'", { problem: 'unknown_option', name: 'no' }],
    ['cost > 1', { problem: 'cannot_compare' }],
    ['counts = 1', { problem: 'cannot_compare' }],
    ['r < today()', { problem: 'cannot_compare' }],
    ['tally_total(sc) = 1', { problem: 'tally_expected', name: 'tally_total' }],
    ['range_start(d) = today()', { problem: 'date_range_expected', name: 'range_start' }],
    ['place_level(name) = 1', { problem: 'place_expected', name: 'place_level' }],
    ['score(counts) = 1', { problem: 'scale_expected', name: 'score' }],
    ['hours_between(d, m) = 1', { problem: 'date_time_expected', name: 'd' }],
    ['add_days(name, 1) = today()', { problem: 'date_expected', name: 'name' }],
    ['add_days(d) = today()', { problem: 'wrong_number_of_arguments', name: 'add_days' }],
    ['avg(visits, risk) = 1', { problem: 'number_expected', name: 'avg' }],
    ["last(visits, risk, risk) = 'red'", { problem: 'order_expected', name: 'last' }],
    ['last(visits, n > 1)', { problem: 'value_expected', name: 'last' }],
    ['streak(visits, n, on) = 1', { problem: 'boolean_expected', name: 'n' }],
    ['streak(visits, n = 1, risk) = 1', { problem: 'order_expected', name: 'streak' }],
    ["last(visits, risk) = 'pink'", { problem: 'unknown_option', name: 'pink' }],
    ['last(d, d) = today()', { problem: 'rows_expected', name: 'd' }],
    ["latin(sc) = 'x'", { problem: 'text_expected', name: 'sc' }],
    ["m = 'soon'", { problem: 'cannot_compare' }],
  ])('%s', (source, expected) => {
    const found = refusal({ fields: [...FIELDS, field('out', 'text', { relevant: source })], lists });
    expect(found).toMatchObject({ at: 'forms.main.out.relevant', ...expected });
  });
});

test('an area is divided while smaller ones in it can be chosen, however deep the tree is', () => {
  const { configuration } = load({ fields: [field('a', 'text')] });
  const area = (code: string, parent?: string, active = true) => ({
    code,
    ...(parent === undefined ? {} : { parent }),
    label: text(code),
    active,
  });
  bindAreas(configuration, [area('N'), area('N1', 'N'), area('S'), area('S1', 'S', false)]);
  const { isDivided } = placeTreeOf(configuration);
  expect(['N', 'N1', 'S', 'S1', 'X'].map(isDivided)).toEqual([true, false, false, false, undefined]);
});

test('an area that became part of another has the place of that one in the tree', () => {
  const { configuration } = load({ fields: [field('a', 'text')] });
  bindAreas(configuration, [
    { code: 'N', label: text('N'), active: true },
    { code: 'N1', parent: 'N', label: text('N1'), active: true },
    { code: 'OLD', label: text('Old'), active: false, mergedInto: 'N1' },
    { code: 'OLDER', label: text('Older'), active: false, mergedInto: 'OLD' },
  ]);
  const { levelOf, isDivided, nowOf } = placeTreeOf(configuration);
  expect(['OLD', 'OLDER', 'N', 'X'].map(nowOf)).toEqual(['N1', 'N1', 'N', 'X']);
  expect(['OLDER', 'N'].map(levelOf)).toEqual([2, 1]);
  expect(['OLDER', 'N'].map(isDivided)).toEqual([false, true]);
});
