import { beforeEach, describe, expect, test } from 'vitest';
import { scriptOf } from '#core/records/script.ts';
import { field, load, Scenario } from './scenario.ts';

const config = load({
  fields: [
    field('name', 'name'),
    field('latin_name', 'name', { prefill: 'latin(name)', follows: true, relevant: "script(name) != 'latin'" }),
    field('copied', 'name', { prefill: 'name' }),
    field('people', 'rows', {
      fields: [field('who', 'name'), field('spelt', 'name', { prefill: 'latin(who)', follows: true })],
    }),
  ],
});
let s: Scenario;
beforeEach(() => {
  s = new Scenario(config, {}, { values: {}, rows: {} });
});

describe('a field that follows', () => {
  test('keeps in step with what it reads while that is typed, and both go back as one step', () => {
    s.answer('name', 'مح').answer('name', 'محمد');
    expect(s.value('latin_name')).toBe('Mahamad');
    s.session.undo();
    expect([s.value('name'), s.value('latin_name')]).toEqual([undefined, undefined]);
  });

  test('stays as a person wrote it, or emptied it, whatever becomes of what it reads', () => {
    s.answer('name', 'محمد').answer('latin_name', 'Mohamed').answer('name', 'محمود');
    expect(s.value('latin_name')).toBe('Mohamed');
    s.session.clear({ field: 'latin_name' });
    s.answer('name', 'أحمد');
    expect(s.value('latin_name')).toBeUndefined();
  });

  test('goes when it is not asked any more, and comes again', () => {
    s.answer('name', 'محمد').answer('name', 'Mohamed');
    expect(s.value('latin_name')).toBeUndefined();
    s.answer('name', 'محمد');
    expect(s.value('latin_name')).toBe('Mahamad');
  });

  test('is empty when what it reads is emptied or unknown', () => {
    s.answer('name', 'محمد').answer('name', { missing: 'unknown' });
    expect(s.value('latin_name')).toBeUndefined();
  });

  test('follows in its own row only', () => {
    const rows = ['a', 'b'].map(() => {
      const added = s.session.addRow('people');
      return added.ok ? added.value : '';
    });
    const [a = '', b = ''] = rows;
    s.session.answer({ rows: 'people', row: a, field: 'who' }, 'محمد');
    const spelt = (id: string) => s.session.document.rows['people']?.find((row) => row.id === id)?.values['spelt'];
    expect(spelt(a)).toBe('Mahamad');
    expect(spelt(b)).toBeUndefined();
  });
});

test('a prefill that does not follow stays as it was put', () => {
  s.answer('name', 'Amina');
  expect(s.value('copied')).toBeUndefined();
});

test('a field that follows nothing is refused when the configuration loads', () => {
  expect(() => load({ fields: [field('name', 'name', { follows: true })] })).toThrow('follows_without_prefill');
});

test.each([
  ['Amina', 'latin'],
  ['محمد عبدالرحمن', 'arabic'],
  ['ሐና', 'ethiopic'],
  ['សុខ ចន្ទា', 'khmer'],
  ['မောင်မောင်', 'burmese'],
  ['आशा', 'devanagari'],
  ['রহিম', 'bengali'],
  ['Анна', 'cyrillic'],
  ['李明', 'other'],
  ['محمد (Mo)', 'arabic'],
  ['12', undefined],
])('the script of %s is %s', (name, script) => {
  expect(scriptOf(name)).toBe(script);
});
