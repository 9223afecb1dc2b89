import { beforeEach, expect, test } from 'vitest';
import { openSession } from '#core/forms/session.ts';
import { field, load, Scenario, TODAY } from './scenario.ts';

const config = load({
  fields: [
    field('name', 'name'),
    field('n', 'number'),
    field('twice', 'number', { calculate: 'n * 2' }),
    field('code', 'case_code', { readOnly: true }),
    field('many', 'choices', { options: 'colours' }),
    field('list', 'rows', { fields: [field('who', 'name'), field('age', 'number')] }),
  ],
});
let s: Scenario;
beforeEach(() => {
  s = new Scenario(config, {}, { values: { name: 'Amina', code: 'KSM-26-7F3XR-K' }, rows: {} });
});

test('typing in one field is one step to take back; another field begins a new one', () => {
  s.answer('name', 'Amin').answer('name', 'Ami').answer('n', 1).answer('n', 12).answer('name', 'Am');
  expect(s.session.undo()).toEqual({ field: 'name' });
  expect(s.value('name')).toBe('Ami');
  expect(s.session.undo()).toEqual({ field: 'n' });
  expect(s.value('n')).toBeUndefined();
  expect(s.session.undo()).toEqual({ field: 'name' });
  expect(s.value('name')).toBe('Amina');
  expect(s.session.undo()).toBeUndefined();
  expect(s.session.canUndo).toBe(false);
});

test('leaving a field ends its step', () => {
  s.answer('name', 'A');
  s.session.endRun();
  s.answer('name', 'B');
  s.session.undo();
  expect(s.value('name')).toBe('A');
});

test('what was taken back can be done again, until something else is answered', () => {
  s.answer('n', 3);
  s.session.undo();
  expect(s.session.redo()).toEqual({ field: 'n' });
  expect([s.value('n'), s.value('twice')]).toEqual([3, 6]);
  s.session.undo();
  s.answer('name', 'B');
  expect(s.session.canRedo).toBe(false);
  expect(s.session.redo()).toBeUndefined();
});

test('changes name only what differs from the document as it was opened', () => {
  expect(s.session.changes()).toEqual([]);
  const row = s.add('list');
  s.answer(`list/${row}/who`, 'Ali').answer('n', 3).clear('name');
  expect(s.session.changes()).toEqual([
    { kind: 'set', collection: 'case', row: 'case', field: 'name', value: null },
    { kind: 'set', collection: 'case', row: 'case', field: 'n', value: 3 },
    { kind: 'add', collection: 'list', row, values: { who: 'Ali' } },
  ]);
  s.answer('name', 'Amina').clear('n');
  s.session.removeRow('list', row);
  expect(s.session.changes()).toEqual([]);
});

test('after saving, changes count from there, and undo still goes back', () => {
  s.answer('n', 3);
  s.session.saved();
  expect(s.session.changes()).toEqual([]);
  s.session.undo();
  expect(s.session.changes()).toEqual([{ kind: 'set', collection: 'case', row: 'case', field: 'n', value: null }]);
});

test('what cannot be answered is refused and changes nothing', () => {
  const row = s.add('list');
  const before = s.session.document;
  const problem = (key: string, value: string): unknown => {
    const result = s.session.answer(Scenario.path(key), value);
    return result.ok ? 'accepted' : result.error.params['problem'];
  };
  expect(problem('nowhere', 'x')).toBe('unknown_field');
  expect(problem('twice', '4')).toBe('read_only');
  expect(problem('code', 'X')).toBe('read_only');
  expect(problem('n', 'four')).toBe('not_whole');
  expect(problem('list', 'x')).toBe('wrong_kind');
  expect(problem(`list/gone/who`, 'x')).toBe('unknown_field');
  expect(problem(`list/${row}/nowhere`, 'x')).toBe('unknown_field');
  expect(s.session.addRow('name').ok).toBe(false);
  expect(s.session.addRow('constructor').ok).toBe(false);
  expect(s.session.removeRow('list', 'gone').ok).toBe(false);
  expect(s.session.document).toBe(before);
});

test('an empty answer is blank, a space while typing is not lost', () => {
  s.answer('name', 'Amina ');
  expect(s.session.document.values['name']).toBe('Amina ');
  s.answer('name', '');
  expect('name' in s.session.document.values).toBe(false);
  s.answer('many', ['red']).answer('many', []);
  expect('many' in s.session.document.values).toBe(false);
});

test('"nobody known" about all rows goes when a row is added', () => {
  s.answer('list', { missing: 'unknown' });
  expect(s.view('list').state).toBe('missing');
  s.add('list');
  expect(s.view('list').state).toBe('answered');
  expect('list' in s.session.document.values).toBe(false);
});

test('a document handed out never changes afterwards; listeners hear of each change', () => {
  let heard = 0;
  const stop = s.session.subscribe(() => {
    heard += 1;
  });
  const before = s.session.document;
  const copy = structuredClone(before);
  const view = s.session.view;
  s.answer('name', 'B').answer('n', 2);
  s.add('list');
  s.session.undo();
  expect(before).toEqual(copy);
  expect(s.session.view).not.toBe(view);
  expect(s.session.view).toBe(s.session.view);
  expect(heard).toBe(4);
  stop();
  s.answer('n', 3);
  expect(heard).toBe(4);
});

test('the minute goes on with what is done, and not while somebody reads', () => {
  const timed = load({
    fields: [
      field('seen_at', 'date_time', { constraint: 'seen_at <= now()' }),
      field('calls', 'rows', { fields: [field('at', 'date_time', { prefill: 'now()' })] }),
    ],
  });
  const at = (time: string) => ({ at: `${TODAY}T${time}`, zone: 'UTC' });
  let minute = at('09:00');
  const setting = { today: TODAY, moment: minute };
  const session = openSession(
    timed,
    { values: {}, rows: {} },
    setting,
    () => 'row',
    () => minute,
  );
  void session.view;
  minute = at('09:20');
  session.answer({ field: 'seen_at' }, at('09:20'));
  expect(session.view.checks).toEqual([]);
  minute = at('09:10');
  expect(session.view.checks).toEqual([]);
  minute = at('10:00');
  session.addRow('calls');
  expect(session.document.rows['calls']).toEqual([{ id: 'row', values: { at: at('10:00') } }]);
  session.answer({ field: 'seen_at' }, at('10:01'));
  expect(session.view.checks.map((check) => check.rule)).toEqual(['CONSTRAINT']);
});
