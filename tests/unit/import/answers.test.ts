import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FieldValue } from '#core/forms/types.ts';
import { guessColumns, guessTarget } from '#core/import/guess-columns.ts';
import { guessDates } from '#core/import/guess-dates.ts';
import { joinRows } from '#core/import/join-rows.ts';
import { judgeRow } from '#core/import/judge-row.ts';
import { plainColumn, type ColumnPlan, type ImportPlan } from '#core/import/plan.ts';
import { readAnswer } from '#core/import/read-answer.ts';
import { documentOf, readRow } from '#core/import/row-document.ts';
import { SameInFile } from '#core/import/same-in-file.ts';
import { guessHeader } from '#core/import/table-format.ts';
import { importTargets } from '#core/import/targets.ts';
import { readConfiguration } from '../../../main/office/read-configuration.ts';

const loaded = readConfiguration(join(import.meta.dirname, '../../../resources'), 'full');
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
const config = loaded.value;
const targets = importTargets(config.configuration);
const TODAY = '2026-11-26';

function read(to: string, cell: string, more: Partial<ColumnPlan> = {}) {
  const target = targets.get(to);
  if (target === undefined) throw new Error(`no question ${to}`);
  return readAnswer(
    config,
    target.field,
    cell,
    { ...plainColumn('x'), to, ...more },
    { today: TODAY, zone: 'Africa/Nairobi' },
  );
}
const valueOf = (to: string, cell: string, more: Partial<ColumnPlan> = {}): FieldValue | undefined => {
  const answer = read(to, cell, more);
  return answer !== 'blank' && 'value' in answer ? answer.value : undefined;
};
const date = (cell: string, more: Partial<ColumnPlan> = {}) => valueOf('date_of_birth', cell, more);

describe('dates', () => {
  const may3 = { date: '2014-05-03', precision: 'day', calendar: 'gregory' };
  test.each([
    ['03/05/2014', {}],
    ['3-5-14', {}],
    ['05/03/2014', { order: 'mdy' }],
    ['2014-05-03', {}],
    ['2014-05-03T00:00', { calendar: 'ethiopic' }],
    ['3 May 2014', {}],
    ['May 3, 2014', {}],
    ['3 mai 2014', {}],
    ['٣/٥/٢٠١٤', {}],
    ['3 مايو 2014', {}],
  ] as const)('%s is the third of May', (cell, more) => {
    expect(date(cell, more)).toEqual(may3);
  });
  test('months and years alone keep their precision, what is about stays about', () => {
    expect(date('05/2014')).toMatchObject({ date: '2014-05', precision: 'month' });
    expect(date('2014')).toMatchObject({ date: '2014', precision: 'year' });
    expect(date('2014~')).toMatchObject({ date: '2014', precision: 'about' });
    expect(date('about 2014')).toMatchObject({ date: '2014', precision: 'about' });
  });
  test('days of other calendars become ours and keep their words', () => {
    expect(date('25/08/2006', { calendar: 'ethiopic' })).toEqual({ ...may3, calendar: 'ethiopic', text: '25/08/2006' });
    expect(date('04/07/1435', { calendar: 'islamic-umalqura' })).toMatchObject({
      date: '2014-05-03',
      calendar: 'islamic-umalqura',
    });
  });
  test.each(['31/02/2014', '13/13/2014', 'soon', '5/3', '#REF!', '2014-05-03-01'])('%s is none', (cell) => {
    expect(read('date_of_birth', cell)).toMatchObject({ problem: cell === '#REF!' ? 'broken_formula' : 'not_a_date' });
  });
  test('order and calendar are guessed from the cells', () => {
    expect(guessDates(['03/05/2014', '25/12/2013'])).toEqual({ order: 'dmy', calendar: 'gregory' });
    expect(guessDates(['03/05/2014', '12/25/2013'])).toEqual({ order: 'mdy', calendar: 'gregory' });
    expect(guessDates(['2014-05-03'])).toEqual({ order: 'ymd', calendar: 'gregory' });
    expect(guessDates(['04/07/1435', '12/01/1440'])).toEqual({ order: 'dmy', calendar: 'islamic-umalqura' });
    expect(guessDates(['unknown'])).toEqual({});
  });
});

test('ages, choices, numbers and ticks are read as people and exports write them', () => {
  expect(valueOf('age', '7')).toEqual({ years: 7, asOf: TODAY });
  expect(valueOf('age', '8 months')).toEqual({ months: 8, asOf: TODAY });
  expect(valueOf('age', '8-10')).toEqual({ years: 8, toYears: 10, asOf: TODAY });
  expect(valueOf('age', 'P5Y @ 2025-01-01')).toEqual({ years: 5, asOf: '2025-01-01' });
  expect(read('age', 'grown')).toEqual({ problem: 'not_an_age' });
  expect([valueOf('sex', 'F'), valueOf('sex', 'Garçon'), valueOf('sex', 'أنثى'), valueOf('sex', 'female')]).toEqual([
    'female',
    'male',
    'female',
    'female',
  ]);
  expect(read('sex', 'blue')).toEqual({ problem: 'unknown_option', word: 'blue' });
  expect(valueOf('sex', 'blue', { options: { blue: 'male' } })).toBe('male');
  expect(read('sex', 'blue', { options: { blue: '' } })).toBe('blank');
  expect(valueOf('sex', '[refused to answer]')).toEqual({ missing: 'refused' });
  expect(valueOf('sex', 'unknown')).toEqual({ missing: 'unknown' });
  expect(valueOf('full_name', 'Unknown')).toBe('Unknown');
  expect(valueOf('phone', "'+254 712 345-678")).toBe('+254712345678');
  expect(read('full_name', '  ')).toBe('blank');
});

test('headings in three languages, ids, and those of our own files find their question', () => {
  const found = (heading: string) => guessTarget(config.configuration, heading)?.id;
  expect(['full_name', 'NOM', 'الاسم', 'Registration › Full name, as the family writes it'].map(found)).toEqual(
    Array(4).fill('full_name'),
  );
  expect(['Gender', 'Sexe', 'الجنس', 'sex'].map(found)).toEqual(Array(4).fill('sex'));
  expect(found('DOB')).toBe('date_of_birth');
  expect(found('Something (family_members.phone)')).toBe('family_members.phone');
  expect(found('Shoe size')).toBeUndefined();
});

test('every question that can be imported is found again by the heading that our own file of labels or ids gives it', () => {
  for (const [id, { field, form, rows }] of targets) {
    if (rows !== undefined) continue;
    expect(guessTarget(config.configuration, id)?.id).toBe(id);
    const heading = guessTarget(config.configuration, `${form.label.en} › ${field.label.en} (${id})`);
    expect(heading?.id).toBe(id);
  }
});

test('a question is guessed for one column only, and headings are found below titles', () => {
  expect(guessColumns(config.configuration, ['Name', 'Nom', 'Sex'], () => []).map(({ to }) => to)).toEqual([
    'full_name',
    '',
    'sex',
  ]);
  expect(guessHeader([['Children 2024'], [], ['No', 'Name', 'Age'], ['1', 'Amina', '7']])).toBe(2);
  expect(guessHeader([['1', '2']])).toBe(0);
});

const planOf = (
  columns: readonly (readonly [to: string, more?: Partial<ColumnPlan>])[],
  more: Partial<ImportPlan> = {},
): ImportPlan => ({
  columns: columns.map(([to, rest], i) => ({ ...plainColumn(`c${String(i)}`), to, ...rest })),
  defaults: [],
  blanks: 'stop',
  ...more,
});
let rows = 0;
const newRow = (): string => Buffer.from(String((rows += 1)).padStart(16, '0')).toString('base64url');
function rowOf(plan: ImportPlan, cells: readonly string[]) {
  const read = readRow(config, plan, cells, { today: TODAY, zone: 'Africa/Nairobi' }, newRow);
  return { ...read, document: documentOf(read.said, { today: TODAY }) };
}

test('a name is put together from its columns, and parted where a person says how', () => {
  const parts = rowOf(planOf([['given_name'], ['family_name']]), ['Amina', 'Juma']);
  expect(parts.document.values).toMatchObject({ full_name: 'Amina Juma', given_name: 'Amina', family_name: 'Juma' });
  const joined = rowOf(planOf([['full_name'], ['full_name']]), ['Amina', 'Juma Ali']);
  expect(joined.document.values).toMatchObject({ full_name: 'Amina Juma Ali' });
  const whole = rowOf(planOf([['full_name', { split: 'given_first' }]]), ['Amina Juma Ali Hassan']);
  expect(whole.document.values).toMatchObject({
    given_name: 'Amina',
    middle_name: 'Juma',
    grandfather_name: 'Ali',
    family_name: 'Hassan',
  });
});

test('what stops a save stops the row, at its column; the same question may count as not asked', () => {
  const columns = [['full_name'], ['registration_date']] as const;
  const setting = { today: TODAY, lastKnownDate: TODAY };
  const cells = ['Amina', '01/01/2030'];
  const judged = judgeRow(config, planOf(columns), rowOf(planOf(columns), cells).document, setting);
  expect('problems' in judged && judged.problems.map(({ column, field }) => [column, field])).toEqual(
    expect.arrayContaining([
      [1, 'registration_date'],
      [undefined, 'sex'],
    ]),
  );
  const plan = planOf([['full_name']], { blanks: 'not_asked', defaults: [{ to: 'risk_level', text: 'low' }] });
  const ready = judgeRow(config, plan, rowOf(plan, ['Amina']).document, setting);
  expect('document' in ready && ready.document.values).toMatchObject({
    sex: { missing: 'not_asked' },
    age: { missing: 'not_asked' },
    risk_level: 'low',
    registration_date: { date: TODAY },
  });
});

test('an answer that cannot be is left out alone where the column says so', () => {
  const { document, problems, left } = rowOf(planOf([['full_name'], ['age', { otherwise: 'leave' }]]), [
    'Amina',
    'old',
  ]);
  expect([document.values['age'], problems, left]).toEqual([
    undefined,
    [],
    [{ column: 1, field: 'age', key: 'checks.not_an_age', params: {} }],
  ]);
});

test('the same child in two rows of a file is found, another of the same name is not', () => {
  const file = new SameInFile();
  const child = {
    names: ['Amina Juma'],
    caregivers: ['Rehema Ali'],
    places: [],
    phones: ['0712345678'],
    identifiers: [],
    sex: 'female',
    born: { from: 2014, to: 2014 },
  };
  file.add(2, child);
  expect(file.find({ ...child, names: ['Aminah Juma'] })).toEqual({ same: 2 });
  expect(file.find({ ...child, caregivers: ['Neema Said'], phones: [], born: { from: 2006, to: 2006 } })).toEqual({});
  expect(file.find({ names: ['Amina Juma Said'], caregivers: [], places: [], phones: [], identifiers: [] })).toEqual({
    maybe: 2,
  });
});

test('moments, amounts and counts are read as lists write them, and nothing else is', () => {
  expect(valueOf('services.service_created', '02/11/2026 9:30 pm')).toEqual({
    at: '2026-11-02T21:30',
    zone: 'Africa/Nairobi',
  });
  for (const cell of ['2026-11-02T09:05', '2026-11-02 09:05', '2 Nov 2026, 9.05', '٢٠٢٦-١١-٠٢ ٠٩:٠٥'])
    expect(valueOf('services.service_created', cell), cell).toMatchObject({ at: '2026-11-02T09:05' });
  for (const cell of ['02/11/2026', '02/11/2026 25:00', '31/02/2026 10:00', '10:00', '02/11/2026 13:00 pm'])
    expect(read('services.service_created', cell), cell).toEqual({ problem: 'not_a_moment' });
  for (const [cell, amount] of [
    ['1,500.50 KES', '1500.50'],
    ['KES 1500', '1500'],
    ['1.500,5 kes', '1500.5'],
    ['1 500 000 KES', '1500000'],
    ['12,50 KES', '12.50'],
  ] as const)
    expect(valueOf('services.service_amount', cell), cell).toEqual({ amount, currency: 'KES' });
  expect(valueOf('services.service_amount', '40', { currency: 'USD' })).toEqual({ amount: '40', currency: 'USD' });
  for (const cell of ['40', 'KES', '4-0 KES', '1.2345 KES'])
    expect(read('services.service_amount', cell), cell).toEqual({ problem: 'not_money' });
  for (const [cell, money] of [
    ['1.250 JOD', '1.250'],
    ['0.500 KWD', '0.500'],
    ['0,500 KES', '0.500'],
    ['1234.125 KES', '1234.125'],
    ['1,500,000 KES', '1500000'],
    ["1'500 KES", '1500'],
    ['1\u00a0500 KES', '1500'],
    ['1,234.125 JOD', '1234.125'],
  ] as const)
    expect(valueOf('services.service_amount', cell), cell).toMatchObject({ amount: money });
  // A thousand times too much, or too little, is never guessed.
  for (const cell of ['12.125 KES', '1,500 KES', '1,250 JOD', '25.000 IQD'])
    expect(read('services.service_amount', cell), cell).toEqual({ problem: 'unclear_amount' });
  expect(read('services.service_amount', '0 500 KES')).toEqual({ problem: 'not_money' });
  const groups = [...(config.options.get('household_groups')?.keys() ?? [])];
  const [one = '', two = ''] = groups;
  expect(valueOf('household_people', `${one}=2; ${two}=3`)).toEqual({ tally: { [one]: 2, [two]: 3 } });
  expect(valueOf('household_people', `2 ${one}, 0 ${two}`)).toMatchObject({ tally: { [one]: 2 } });
  expect(valueOf('household_people', '4 grown ups', { options: { 'grown ups': one } })).toEqual({
    tally: { [one]: 4 },
  });
  expect(read('household_people', 'many')).toEqual({ problem: 'not_whole' });
  expect(read('household_people', 'goats: 3')).toEqual({ problem: 'unknown_option', word: 'goats' });
});

test('a cell of many spaces or signs is answered at once', () => {
  const long = (inner: string): string => `a${inner.repeat(15_000)}b`;
  for (const inner of [' ', ' 1', '1', ' =', '\u00a0', '. '])
    for (const field of ['household_people', 'services.service_amount'])
      expect(read(field, long(inner)), `${field} ${inner}`).toMatchObject({
        problem: field === 'household_people' ? 'not_whole' : 'not_money',
      });
  expect(read('services.service_amount', `${'1 '.repeat(15_000)}!`)).toEqual({ problem: 'not_money' });
  const [one = ''] = config.options.get('household_groups')?.keys() ?? [];
  expect(valueOf('household_people', `${one}${' '.repeat(30_000)}=${' '.repeat(1_000)}2`)).toEqual({
    tally: { [one]: 2 },
  });
});

test('numbered columns make an entry each, and rows of one child join where they do not contradict', () => {
  const headings = ['Name', 'Family members 1 name', 'family_members.2.name', 'family_members 2 relation'];
  const guess = guessColumns(config.configuration, headings, () => []);
  expect(guess.map(({ to, entry }) => [to, entry])).toEqual([
    ['full_name', undefined],
    ['family_members.name', undefined],
    ['family_members.name', 2],
    ['family_members.relation', 2],
  ]);
  const plan: ImportPlan = { columns: guess, defaults: [], blanks: 'not_asked' };
  const values = (cells: readonly string[]) =>
    (rowOf(plan, cells).document.rows['family_members'] ?? []).map((row) => row.values);
  expect(values(['Amina', 'Neema', 'Baraka', 'brother'])).toEqual([
    { name: 'Neema' },
    { name: 'Baraka', relation: 'brother' },
  ]);
  expect(values(['Amina', '', 'Baraka', ''])).toEqual([{ name: 'Baraka' }]);

  const numbered = (cells: readonly string[], n: number) => ({ n, cells });
  const readOf = ({ cells }: { readonly cells: readonly string[] }) => rowOf(plan, cells);
  const joined = joinRows(
    [
      numbered(['Amina', 'Neema', '', ''], 2),
      numbered(['', 'Neema', '', ''], 3),
      numbered(['Amina', 'Juma', '', ''], 4),
    ],
    readOf,
    () => 0,
  );
  expect(joined.problems.size).toBe(0);
  expect(joined.read.said.values).toEqual({ full_name: 'Amina' });
  expect(joined.read.said.rows['family_members']?.map((row) => row.values['name'])).toEqual(['Neema', 'Juma']);
  const torn = joinRows([numbered(['Amina', '', '', ''], 2), numbered(['Asha', '', '', ''], 3)], readOf, () => 0);
  expect([...torn.problems]).toEqual([[3, [{ column: 0, field: 'full_name', key: 'checks.rows_differ', params: {} }]]]);

  const twins = joinRows([numbered(['Amina', 'Neema', 'Neema', ''], 2)], readOf, () => 0);
  expect(twins.read.said.rows['family_members']).toHaveLength(2);

  // A column that tells no children apart makes one of a whole file.
  const all = Array.from({ length: 20_000 }, (_, i) => numbered(['Amina', `Sibling ${String(i)}`, '', ''], i + 2));
  let seen = 0;
  const many = joinRows(
    all,
    (one) => ((seen += 1), readOf(one)),
    () => 0,
  );
  expect(seen).toBe(200);
  expect(many.read.said.rows['family_members']).toHaveLength(200);
  expect(many.problems.size).toBe(19_800);
  expect(many.problems.get(202)).toEqual([{ field: '', key: 'checks.rows_of_child_many', params: { most: 200 } }]);
});

test('no cell and no plan makes the reading throw', () => {
  const ids = [...targets.keys()];
  const cell = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('31/02/2014', 'P5Y @', '[unknown]', '#REF!', '__proto__', '1e999', '٣', '-'),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...ids),
      cell,
      fc.constantFrom('gregory', 'ethiopic', 'islamic-umalqura'),
      fc.constantFrom('dmy', 'mdy', 'ymd'),
      (to, text, calendar, order) => {
        const plan = planOf([[to, { calendar, order } as Partial<ColumnPlan>]]);
        const { document, problems } = rowOf(plan, [text]);
        expect(problems.length).toBeLessThanOrEqual(1);
        judgeRow(config, plan, document, { today: TODAY });
      },
    ),
    { numRuns: 150 },
  );
});
