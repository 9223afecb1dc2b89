import { beforeEach, describe, expect, test } from 'vitest';
import { closedChanges } from '#core/forms/closed-changes.ts';
import { FieldIndex } from '#core/forms/field-index.ts';
import { rowsToShow } from '#core/forms/row-order.ts';
import type { FieldValue } from '#core/forms/types.ts';
import { field, form, load, rule, Scenario, TODAY } from './scenario.ts';

const day = (date: string): FieldValue => ({ date, precision: 'day', calendar: 'gregory' });

const plans = form(
  'plan',
  [
    field('plans', 'rows', {
      record: true,
      summary: ['made', 'goal'],
      sortBy: { field: 'made', descending: true },
      fields: [
        field('made', 'date', { prefill: 'today()', need: 'C3' }),
        field('goal', 'long_text'),
        field('number', 'number', { prefill: 'count(plans)' }),
        field('open_actions', 'number', { calculate: "sum(actions, if(done = 'yes', 0, 1))" }),
        field('last_what', 'text', { calculate: 'last(actions, what)' }),
      ],
    }),
    field('actions', 'rows', {
      within: { rows: 'plans', by: 'of_plan' },
      initialRows: 2,
      fields: [
        field('of_plan', 'row_link', { of: 'plans' }),
        field('what', 'text', { need: 'C3' }),
        field('done', 'tick'),
        field('who', 'text', { prefill: 'last(actions, who)' }),
      ],
    }),
  ],
  { step: 'C3' },
);

const config = load({
  fields: [
    field('child_name', 'name'),
    field('birth', 'date'),
    field('wants_plan', 'choice', { options: 'yes_no' }),
    field('all_actions', 'number', { calculate: 'count(actions)' }),
    field('seen_visits', 'number', { calculate: 'count(visits)' }),
  ],
  forms: [
    plans,
    form('closing', [
      field('called', 'name', { prefill: 'child_name' }),
      field('called_latin', 'text', { prefill: 'latin(called)' }),
      field('born', 'date', { prefill: 'birth' }),
      field('colours_seen', 'rows', {
        rowsFrom: { list: 'colours', field: 'colour' },
        fields: [field('colour', 'choice', { options: 'colours' }), field('seen', 'tick')],
      }),
      field('visits', 'rows', {
        rowRelevant: "not (kind = 'red')",
        fields: [field('kind', 'choice', { options: 'colours' }), field('remark', 'text', { need: 'C1' })],
      }),
    ]),
    form(
      'journal',
      [
        field('notes', 'rows', {
          appendOnly: true,
          fields: [field('said', 'long_text'), field('on', 'date', { prefill: 'today()' })],
        }),
      ],
      { relevant: "wants_plan != 'no' or not answered(wants_plan)" },
    ),
    form('office', [field('approvals', 'rows', { fields: [field('by', 'text', { need: 'C1' })] })], { system: true }),
  ],
  rules: [rule('R1', 'count(approvals) > 0', { fields: ['child_name'] })],
});

let s: Scenario;
beforeEach(() => {
  s = new Scenario(config);
});

describe('a record form with a child table', () => {
  test('a new plan is prefilled, has its first actions, and says so to undo as one step', () => {
    const plan = s.add('plans');
    expect(s.value('/plans/1/made')).toEqual(day(TODAY));
    expect(s.view('/plans/1/made').copiedFrom).toBeUndefined();
    expect(s.view('actions').rows.map((row) => row.parent)).toEqual([plan, plan]);
    s.session.undo();
    expect(s.session.document).toEqual({ values: {}, rows: {} });
    s.session.redo();
    expect(s.view('actions').rows).toHaveLength(2);
  });

  test('inside a plan only its own actions count; the case counts all', () => {
    s.add('plans');
    const second = s.add('plans');
    s.add('actions', { what: 'enrol at school' }, second);
    s.answer('/plans/1/actions/1/what', 'visit the aunt').answer('/plans/1/actions/2/done', 'yes');
    expect([s.value('/plans/1/open_actions'), s.value('/plans/2/open_actions')]).toEqual([1, 3]);
    expect([s.value('/plans/1/last_what'), s.value('/plans/2/last_what')]).toEqual([
      'visit the aunt',
      'enrol at school',
    ]);
    expect(s.value('all_actions')).toBe(5);
  });

  test('an action needs a plan that is there', () => {
    const plan = s.add('plans');
    expect(s.session.addRow('actions').ok).toBe(false);
    expect(s.session.addRow('actions', {}, 'gone').ok).toBe(false);
    expect(s.session.addRow('actions', { of_plan: 'gone' }, plan).ok).toBe(true);
    expect(s.view('actions').rows.every((row) => row.parent === plan)).toBe(true);
  });

  test('removing a plan removes its actions and no others, and undo brings all of it back', () => {
    const first = s.add('plans');
    const second = s.add('plans');
    s.session.removeRow('plans', first);
    expect(s.view('actions').rows.map((row) => row.parent)).toEqual([second, second]);
    s.session.undo();
    expect(s.view('actions').rows).toHaveLength(4);
  });

  test('an action that arrived for a plan that is gone is kept and stands in no plan', () => {
    s = new Scenario(
      config,
      {},
      { values: {}, rows: { plans: [], actions: [{ id: 'a', values: { of_plan: 'gone' } }] } },
    );
    expect(rowsToShow(config, s.view('actions'), 'p')).toEqual([]);
    expect(s.value('all_actions')).toBe(1);
  });

  test('a new row takes over what the last one of its table said', () => {
    const plan = s.add('plans');
    s.answer('/plans/1/actions/1/who', 'Neema');
    s.add('actions', {}, plan);
    expect(s.value('/plans/1/actions/3/who')).toBe('Neema');
  });

  test('rows are shown in their order, those without a date at the end', () => {
    for (const made of ['2026-02-01', '2026-03-01', '2026-01-01']) s.add('plans', { made: day(made) });
    s.add('plans');
    s.clear('/plans/4/made');
    const shown = rowsToShow(config, s.view('plans')).map((row) => row.fields[0]?.value);
    expect(shown).toEqual([day('2026-03-01'), day('2026-02-01'), day('2026-01-01'), undefined]);
  });

  test('the form says how many records it holds, and rows count for completeness', () => {
    const plan = (): unknown => s.session.view.forms.find(({ def }) => def.id === 'plan');
    expect(plan()).toMatchObject({ records: 0, completeness: { needed: 0, filled: 0 } });
    s.add('plans');
    expect(plan()).toMatchObject({ records: 1, completeness: { needed: 3, filled: 1 } });
    s.answer('/plans/1/actions/1/what', 'x');
    expect(plan()).toMatchObject({ completeness: { needed: 3, filled: 2 } });
  });
});

describe('a form that is opened', () => {
  test('takes over what is known, keeps all a date says, and names where it comes from', () => {
    const about: FieldValue = { date: '2014', precision: 'about', calendar: 'ethiopic', text: 'before the flood' };
    s.answer('child_name', 'فاطمة').answer('birth', about);
    s.session.openForm('closing');
    expect([s.value('called'), s.value('born')]).toEqual(['فاطمة', about]);
    expect(s.value('called_latin')).toMatch(/^F.*a$/);
    expect([s.view('called').copiedFrom, s.view('called_latin').copiedFrom, s.view('born').copiedFrom]).toEqual([
      'child_name',
      'called',
      'birth',
    ]);
    s.answer('called', 'Fatima');
    expect(s.view('called').copiedFrom).toBeUndefined();
  });

  test('has one row per option that is offered', () => {
    s.session.openForm('closing');
    expect(s.view('colours_seen').rows.map((row) => row.fields[0]?.value)).toEqual(['red', 'green', 'blue']);
  });

  test('is filled once: not again after undo, and not when it was begun before', () => {
    s.answer('child_name', 'Amina');
    s.session.openForm('closing');
    s.session.undo();
    s.session.openForm('closing');
    expect([s.value('called'), s.view('colours_seen').rows.length]).toEqual([undefined, 0]);
    const begun = new Scenario(config, {}, { values: { child_name: 'Amina', called: 'A' }, rows: {} });
    begun.session.openForm('closing');
    expect([begun.value('born'), begun.view('colours_seen').rows.length]).toEqual([undefined, 0]);
  });

  test('a form that does not exist or belongs to the system opens nothing', () => {
    const before = s.session.document;
    s.session.openForm('nowhere');
    s.session.openForm('office');
    expect(s.session.document).toBe(before);
  });
});

describe('rows with a condition of their own', () => {
  test('are kept, and neither shown nor counted nor missed while it does not hold', () => {
    s.add('visits', { kind: 'red' });
    s.add('visits');
    expect(s.view('visits').rows.map((row) => row.relevant)).toEqual([false, true]);
    expect(s.value('seen_visits')).toBe(1);
    expect(s.visible('/visits/1/remark')).toBe(false);
    expect(s.session.view.gaps.filter(({ path }) => 'rows' in path && path.rows === 'visits')).toHaveLength(1);
    expect(s.session.view.hidden).toContainEqual({ rows: 'visits', row: s.row('visits', 1), field: 'kind' });
    s.answer('/visits/1/kind', 'green');
    expect(s.value('seen_visits')).toBe(2);
  });
});

describe('a form with a condition', () => {
  test('is not offered while it does not hold, and asks nothing', () => {
    const journal = (): unknown => s.session.view.forms.find(({ def }) => def.id === 'journal');
    expect(journal()).toMatchObject({ relevant: true });
    s.answer('wants_plan', 'no');
    expect(journal()).toMatchObject({ relevant: false, sections: [{ relevant: false }] });
    expect(s.visible('notes')).toBe(false);
  });
});

describe('rows that are only added', () => {
  beforeEach(() => {
    s = new Scenario(config, {}, { values: {}, rows: { notes: [{ id: 'old', values: { said: 'first' } }] } });
  });

  test('what was saved can neither be changed nor removed; what was not can', () => {
    expect(s.refused('notes/old/said', 'other')).toBe('row_locked');
    expect(s.session.clear({ rows: 'notes', row: 'old', field: 'said' }).ok).toBe(false);
    expect(s.session.removeRow('notes', 'old').ok).toBe(false);
    const row = s.add('notes');
    s.answer(`notes/${row}/said`, 'second').answer(`notes/${row}/said`, 'second, put right');
    expect([s.session.isLocked('notes', 'old'), s.session.isLocked('notes', row)]).toEqual([true, false]);
    s.session.saved();
    expect(s.refused(`notes/${row}/said`, 'third')).toBe('row_locked');
  });

  test('undo does not take back what was saved, and goes on to the step before', () => {
    s.answer('child_name', 'Amina');
    s.add('notes', { said: 'second' });
    s.session.saved();
    expect(s.session.undo()).toEqual({ field: 'child_name' });
    expect(s.value('child_name')).toBeUndefined();
    expect(s.view('notes').rows).toHaveLength(2);
    expect(s.session.changes()).toEqual([
      { kind: 'set', collection: 'case', row: 'case', field: 'child_name', value: null },
    ]);
    s.session.redo();
    expect([s.value('child_name'), s.view('notes').rows.length]).toEqual(['Amina', 2]);
  });

  test('changes from a page to saved rows are found, new rows are not', () => {
    const at = { collection: 'notes', row: 'old' };
    const set = { kind: 'set', ...at, field: 'said', value: 'x' } as const;
    const remove = { kind: 'remove', ...at } as const;
    const add = { kind: 'add', collection: 'notes', row: 'new', values: { said: 'x' } } as const;
    const elsewhere = { kind: 'set', collection: 'case', row: 'case', field: 'child_name', value: 'x' } as const;
    expect(closedChanges(config, [set, remove, add, elsewhere])).toEqual([set, remove]);
  });
});

describe('a form of the system', () => {
  const document = { values: {}, rows: { approvals: [{ id: 'r', values: {} }] } };

  test('is in no list, no count and no gap, but rules read it', () => {
    s = new Scenario(config, {}, document);
    const { forms, gaps, fields, steps } = s.session.view;
    expect(forms.map(({ def }) => def.id)).toEqual(['main', 'plan', 'closing', 'journal']);
    expect([gaps.length, steps.C6.needed, fields.has('approvals')]).toEqual([0, 0, false]);
    expect(s.broken).toContain('R1');
  });

  test('is known to whoever stores and shares', () => {
    const index = new FieldIndex(config.configuration);
    expect([index.find('approvals', 'by')?.id, index.formOf('approvals', 'by')]).toEqual(['by', 'office']);
  });

  test('takes nothing from a page', () => {
    s = new Scenario(config, {}, document);
    expect(s.session.addRow('approvals').ok).toBe(false);
    expect(s.refused('approvals/r/by', 'me')).toBe('read_only');
    const change = { kind: 'add', collection: 'approvals', row: 'x', values: {} } as const;
    expect(closedChanges(config, [change])).toEqual([change]);
  });
});
