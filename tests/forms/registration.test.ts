import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { partsIn } from '#core/forms/dates.ts';
import { optionalQuestions } from '#core/forms/optional-questions.ts';
import type { DateValue, FieldValue } from '#core/forms/types.ts';
import { validateSave } from '#core/forms/validate.ts';
import { readConfiguration } from '../../main/office/read-configuration.ts';
import { Scenario, TODAY } from './scenario.ts';

const loaded = readConfiguration(join(import.meta.dirname, '../../resources'), 'full');
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
const config = loaded.value;

const day = (date: string): DateValue => ({ date, precision: 'day', calendar: 'gregory' });
const unknown: FieldValue = { missing: 'unknown' };
const save = (s: Scenario) => validateSave(config, s.session.document, { today: TODAY });

let s: Scenario;
beforeEach(() => {
  s = new Scenario(config);
});

describe('saving', () => {
  test('an empty case misses exactly what is needed to save', () => {
    expect(s.checks.filter((c) => c.kind === 'E').map((c) => c.field)).toEqual([
      'registration_date',
      'full_name',
      'sex',
      'date_of_birth',
      'age',
    ]);
    expect(save(s)).toMatchObject({
      ok: false,
      error: { code: 'FORM_NEEDED', params: { field: 'registration_date', count: 5 } },
    });
  });

  test('a toddler found with no name and no age can be registered', () => {
    s.answer('registration_date', day(TODAY));
    for (const field of ['full_name', 'sex', 'date_of_birth', 'age']) s.answer(field, unknown);
    const saved = save(s);
    expect(saved.ok && saved.value).toEqual(s.session.document);
  });

  test('a date of birth or an age is enough', () => {
    s.answer('registration_date', day(TODAY)).answer('full_name', 'Sadia').answer('sex', 'female');
    s.answer('age', { years: 9, asOf: TODAY });
    expect(s.view('date_of_birth').need).toBe('none');
    expect(save(s).ok).toBe(true);
    s.clear('age').answer('date_of_birth', day('2017-03-02'));
    expect(s.view('age').need).toBe('none');
    expect(save(s).ok).toBe(true);
  });

  test('the day of registration cannot be unknown', () => {
    s.answer('registration_date', unknown);
    expect(s.check('INVALID')).toMatchObject({ field: 'registration_date', kind: 'E' });
    expect(s.view('registration_date').problem).toBe('missing_not_offered');
  });

  test('a date in the future stops saving; a clock that was set back does not make one', () => {
    s.answer('registration_date', day('2026-11-25'));
    expect(s.check('DQ01')).toMatchObject({ kind: 'E', field: 'registration_date' });
    s.session.setSetting({ today: '2019-01-01', lastKnownDate: '2026-11-25' });
    expect(s.broken).not.toContain('DQ01');
  });

  test('a save answers only for what it touches', () => {
    s.answer('registration_date', day(TODAY)).answer('full_name', 'Sadia').answer('sex', 'female');
    s.answer('date_of_birth', day('2017-03-02')).answer('separation_date', day('2016-01-01'));
    s.answer('protection_status', 'separated');
    const { document } = s.session;
    const touching = (field: string) => validateSave(config, document, { today: TODAY }, [{ field }]).ok;
    expect(s.broken).toContain('DQ09');
    expect(touching('nickname')).toBe(true);
    // It stands at the separation, and reads the birth: a change of either has to answer for it.
    expect(touching('separation_date')).toBe(false);
    expect(touching('date_of_birth')).toBe(false);
    expect(touching('shoe_size')).toBe(false);
  });
});

describe('age and date of birth', () => {
  beforeEach(() => {
    s.answer('registration_date', day('2026-11-20'));
  });

  test('an age that does not fit is questioned with both numbers and two repairs, the case can be saved', () => {
    s.answer('date_of_birth', day('2016-05-01')).answer('age', { years: 13, asOf: TODAY });
    const check = s.check('DQ04');
    expect(check).toMatchObject({ kind: 'W', explainable: true, message: { params: { computed: 10, stated: 13 } } });
    expect(check.fixes.map((f) => [f.path, f.value])).toEqual([
      [{ field: 'age' }, { years: 10, asOf: TODAY }],
      [{ field: 'date_of_birth' }, { date: '2016', precision: 'year', calendar: 'gregory' }],
    ]);
  });

  test('using a repair settles it', () => {
    s.answer('date_of_birth', day('2016-05-01')).answer('age', { years: 13, asOf: TODAY });
    const [first] = s.check('DQ04').fixes;
    s.answer('age', first?.value ?? '');
    expect(s.broken).not.toContain('DQ04');
  });

  test('with a birth date known to the year, one year more or less is no question', () => {
    s.answer('date_of_birth', { date: '2016', precision: 'year', calendar: 'gregory' });
    s.answer('age', { years: 9, asOf: '2026-11-20' });
    expect(s.broken).not.toContain('DQ04');
    s.answer('age', { years: 7, asOf: '2026-11-20' });
    expect(s.broken).toContain('DQ04');
  });

  test('1 January as an exact day is questioned, also 1 Hamal and 1 Meskerem', () => {
    for (const [date, calendar] of [
      ['2016-01-01', 'gregory'],
      ['2016-03-20', 'persian'],
      ['2016-09-11', 'ethiopic'],
    ] as const) {
      s.answer('date_of_birth', { date, precision: 'day', calendar });
      expect(s.broken, date).toContain('DQ05');
    }
    s.answer('date_of_birth', { date: '2016', precision: 'year', calendar: 'gregory' });
    expect(s.broken).not.toContain('DQ05');
  });

  test('"only the year is known" keeps the year of the calendar in which the date was told', () => {
    for (const [date, calendar, year] of [
      ['2016-09-11', 'ethiopic', 2009],
      ['2016-03-20', 'persian', 1395],
      ['2016-01-01', 'gregory', 2016],
    ] as const) {
      const told: DateValue = { date, precision: 'day', calendar };
      expect(partsIn(told, calendar)?.year).toBe(year);
      s.answer('date_of_birth', told);
      const repaired = s.check('DQ05').fixes[0]?.value as DateValue;
      expect(repaired).toMatchObject({ precision: 'year', calendar });
      expect(partsIn(repaired, calendar), calendar).toEqual({ year });
    }
  });

  test('the age at registration is computed and never stored', () => {
    s.answer('date_of_birth', day('2016-05-01'));
    expect(s.value('age_at_registration')).toBe(10);
    expect(s.session.answer({ field: 'age_at_registration' }, 3)).toMatchObject({
      ok: false,
      error: { code: 'FORM_INVALID', params: { problem: 'read_only' } },
    });
    s.answer('full_name', 'Sadia').answer('sex', 'female');
    const stored = { ...s.session.document, values: { ...s.session.document.values, age_at_registration: 99 } };
    const checked = validateSave(config, stored, { today: TODAY });
    expect(checked.ok && 'age_at_registration' in checked.value.values).toBe(false);
  });
});

describe('what is asked', () => {
  test('a hidden answer is kept, named as hidden, and counts for nothing', () => {
    s.answer('consent_giver', 'caregiver').answer('consent_giver_name', 'Rahel');
    expect(s.visible('consent_giver_name')).toBe(true);
    const before = s.session.view.steps.C1;
    s.answer('consent_giver', 'child');
    expect(s.visible('consent_giver_name')).toBe(false);
    expect(s.session.document.values['consent_giver_name']).toBe('Rahel');
    expect(s.session.view.hidden).toEqual([{ field: 'consent_giver_name' }]);
    expect(s.session.view.steps.C1.filled).toBe(before.filled - 1);
    s.answer('consent_giver', 'caregiver');
    expect(s.value('consent_giver_name')).toBe('Rahel');
  });

  test('religion and ethnicity are asked only where the office turned them on', () => {
    const off = optionalQuestions(config.configuration).map(({ id }) => id);
    expect(off).toEqual(['ethnicity', 'religion']);
    for (const id of off) expect(s.visible(id), id).toBe(false);
    const asked = readConfiguration(join(import.meta.dirname, '../../resources'), 'full', off);
    if (!asked.ok) throw new Error(asked.error.code);
    const turned = new Scenario(asked.value, {}, s.session.document);
    for (const id of off) expect(turned.visible(id), id).toBe(true);
  });

  test('completeness follows what is asked', () => {
    const first = s.session.view.forms.find((f) => f.def.id === 'registration')?.completeness;
    s.answer('protection_status', 'unaccompanied');
    const then = s.session.view.forms.find((f) => f.def.id === 'registration')?.completeness;
    expect(then?.needed).toBeGreaterThan(first?.needed ?? 0);
    expect(then?.filled).toBe((first?.filled ?? 0) + 1);
    // "Unknown" fills a question.
    s.answer('separation_date', unknown);
    expect(s.session.view.forms.find((f) => f.def.id === 'registration')?.completeness.filled).toBe(
      (then?.filled ?? 0) + 1,
    );
  });
});

describe('difficulties (reference.md §4.11)', () => {
  const asked = (): string[] =>
    config.configuration.forms
      .flatMap((f) => f.sections.flatMap((section) => section.fields))
      .filter((f) => f.id.startsWith('functioning_') && s.visible(f.id))
      .map((f) => f.id);
  const NO_DIFFICULTY: Readonly<Record<string, string>> = {
    difficulty: 'none',
    behaviour_frequency: 'not_at_all',
    feeling_frequency: 'never',
  };
  const answerAll = (): void => {
    for (const id of asked()) s.answer(id, NO_DIFFICULTY[config.fields.get(id)?.def.options ?? ''] ?? '');
  };
  beforeEach(() => {
    s.answer('registration_date', day(TODAY)).answer('disability_screened', 'yes');
  });

  test.each([
    [3, 8],
    [9, 13],
  ])('at %i years %i domains are asked, and "no" is said only when each is answered', (years, count) => {
    s.answer('age', { years, asOf: TODAY });
    expect(asked()).toHaveLength(count);
    expect(s.visible('disability_indicated')).toBe(false);
    answerAll();
    expect(s.value('disability_indicated')).toBe('no');
    s.clear(asked()[0] ?? '');
    expect(s.visible('disability_indicated')).toBe(false);
  });

  test('one great difficulty is enough for "yes", whatever is not answered yet', () => {
    s.answer('age', { years: 9, asOf: TODAY }).answer('functioning_hearing', 'a_lot');
    expect(s.value('disability_indicated')).toBe('yes');
  });

  test('nothing is said of a child under two, or whose age nobody knows', () => {
    for (const age of [{ months: 20, asOf: TODAY }, unknown]) {
      s.answer('age', age);
      expect(asked()).toEqual([]);
      expect(s.visible('disability_indicated')).toBe(false);
    }
  });
});

describe('rows', () => {
  test('a rule is judged in each row and names it', () => {
    const mother = s.add('family_members');
    const father = s.add('family_members');
    s.answer(`family_members/${mother}/relation`, 'mother').answer(`family_members/${mother}/sex`, 'male');
    s.answer(`family_members/${father}/relation`, 'father').answer(`family_members/${father}/sex`, 'male');
    expect(s.broken.filter((id) => id.startsWith('DQ11'))).toEqual([`DQ11 ${mother}`]);
    expect(s.check('DQ11').paths[0]).toEqual({ rows: 'family_members', row: mother, field: 'relation' });
  });

  test('an orphan whose mother lives is questioned until the warning is explained', () => {
    s.answer('protection_concerns', ['orphan']);
    const row = s.add('family_members');
    s.answer(`family_members/${row}/relation`, 'mother').answer(`family_members/${row}/alive`, 'alive');
    expect(s.check('DQ14').accepted).toBeUndefined();
    s.session.setSetting({ today: TODAY, accepted: [{ rule: 'DQ14', reason: 'Father died, the mother cannot care' }] });
    expect(s.check('DQ14').accepted).toBe('Father died, the mother cannot care');
  });

  test('removing the row removes its checks; undo brings both back', () => {
    const row = s.add('family_members');
    s.answer(`family_members/${row}/relation`, 'mother').answer(`family_members/${row}/sex`, 'male');
    s.session.removeRow('family_members', row);
    expect(s.broken).not.toContain(`DQ11 ${row}`);
    s.session.undo();
    expect(s.broken).toContain(`DQ11 ${row}`);
  });
});

describe('the step', () => {
  test('high risk without an action at once stops the step and not the save', () => {
    s.answer('risk_level', 'high');
    expect(s.check('DQ16')).toMatchObject({ kind: 'C', step: 'C1', field: 'immediate_action' });
    s.answer('immediate_action', 'Taken to the clinic');
    expect(s.broken).not.toContain('DQ16');
  });

  test('gaps name what the step still needs, in the order of the forms', () => {
    const gaps = s.session.view.gaps.map((gap) => ('rows' in gap.path ? gap.path.rows : gap.path.field));
    expect(gaps.slice(0, 2)).toEqual(['consent_date', 'consent_giver']);
    expect(gaps).toContain('risk_level');
    s.answer('risk_level', 'low');
    expect(s.session.view.gaps.some((g) => g.path.field === 'risk_level')).toBe(false);
  });
});
