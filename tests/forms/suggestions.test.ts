import { beforeEach, describe, expect, test } from 'vitest';
import type { Naming } from '#core/records/naming.ts';
import { field, load, Scenario } from './scenario.ts';

const PARTS = 'given, father, grand, family, order';
const config = load({
  fields: [
    field('name', 'name', { prefill: `name_from(${PARTS})`, follows: true }),
    field('given', 'name', { suggest: ["name_part(name, 'given', order)"] }),
    field('father', 'name', { suggest: ["name_part(name, 'father', order)"] }),
    field('grand', 'name'),
    field('family', 'name'),
    field('order', 'text'),
    field('script', 'text', { prefill: 'script(name)', follows: true }),
    field('other', 'name', {
      suggest: ["spelling(name, 'latin')", "spelling(name, 'arabic')", "spelling(name, 'ethiopic')"],
      suggestWith: 'name',
    }),
    field('people', 'rows', {
      fields: [
        field('who', 'name'),
        field('spelt', 'name', { suggest: ["spelling(who, 'arabic')"], suggestWith: 'who' }),
      ],
    }),
  ],
});
const naming: Naming = { order: 'given_first', letters: ['arabic', 'ethiopic'] };
const under = (how: Naming | undefined): Scenario =>
  new Scenario(config, how === undefined ? {} : { naming: how }, { values: {}, rows: {} });
let s: Scenario;
beforeEach(() => {
  s = under(naming);
});

describe('what is suggested', () => {
  test('is offered in the letters of the office, and never written by itself', () => {
    s.answer('name', 'Amina Yusuf');
    expect(s.view('other').suggestions).toEqual(['أمينة يوسف', 'አሚና ዩሱፍ']);
    expect(s.value('other')).toBeUndefined();
    s.answer('name', 'أمينة');
    expect(s.view('other').suggestions).toEqual(['Amina']);
  });

  test('goes once it was taken, and comes again when the name is another', () => {
    s.answer('name', 'Amina').answer('other', 'አሚና');
    expect(s.view('other').suggestions).toEqual([]);
    s.answer('name', 'Salim');
    expect(s.view('other').suggestions).toContain('سليم');
    expect(s.value('other')).toBe('አሚና');
  });

  test('is nothing where no page asks, or the office uses no other letters', () => {
    for (const quiet of [under(undefined), under({ ...naming, letters: [] })]) {
      quiet.answer('name', 'Amina');
      expect(quiet.view('other').suggestions).toEqual([]);
    }
  });

  test('is for the own row', () => {
    const [first, second] = [s.session.addRow('people'), s.session.addRow('people')];
    if (!first.ok || !second.ok) throw new Error('no rows');
    s.session.answer({ rows: 'people', row: second.value, field: 'who' }, 'Salim');
    const of = (row: string) => s.session.view.fields.get(`people/${row}/spelt`)?.suggestions;
    expect([of(first.value), of(second.value)]).toEqual([[], ['سليم']]);
  });

  test('stands with the field that it names', () => {
    expect(config.suggestedWith.get('name')?.map(({ key }) => key)).toEqual(['other']);
    expect(config.suggestedWith.get('people.who')?.map(({ key }) => key)).toEqual(['people.spelt']);
  });
});

describe('a name in parts', () => {
  test('is put together in the order of the office, or of the person', () => {
    s.answer('family', 'Sok').answer('given', 'Dara');
    expect(s.value('name')).toBe('Dara Sok');
    s.answer('order', 'family_first');
    expect(s.value('name')).toBe('Sok Dara');
    const khmer = under({ ...naming, order: 'family_first' });
    khmer.answer('given', 'Dara').answer('family', 'Sok');
    expect(khmer.value('name')).toBe('Sok Dara');
  });

  test('does not touch a whole name that somebody wrote, and is offered out of it', () => {
    s.answer('name', 'Amina Yusuf Ali').answer('given', 'Amina');
    expect(s.value('name')).toBe('Amina Yusuf Ali');
    expect(s.view('father').suggestions).toEqual(['Yusuf']);
  });

  test('stands in place of "unknown", and of a refusal that came later not', () => {
    s.answer('name', { missing: 'unknown' }).answer('given', 'Amina');
    expect(s.value('name')).toBe('Amina');
    s.answer('name', { missing: 'refused' }).answer('given', 'Amin');
    expect(s.value('name')).toEqual({ missing: 'refused' });
  });
});

test('a form whose name is known from the search is opened for the first time all the same', () => {
  const found = new Scenario(config, { naming }, { values: { name: 'Amina' }, rows: {} });
  found.session.openForm('main');
  expect([found.value('name'), found.value('script')]).toEqual(['Amina', 'latin']);
});

test.each([
  ['suggestion_does_not_fit', field('a', 'number', { suggest: ['latin(name)'] })],
  ['unknown_field', field('a', 'name', { suggest: ['latin(name)'], suggestWith: 'stray' })],
  ['unknown_field', field('a', 'name', { suggestWith: 'name' })],
  ['text_expected', field('a', 'name', { suggest: ['length(name)'] })],
  ['unknown_option', field('a', 'name', { suggest: ["spelling(name, 'runic')"] })],
  ['literal_expected', field('a', 'name', { suggest: ['spelling(name, name)'] })],
  ['unknown_option', field('a', 'name', { suggest: ["name_part(name, 'middle', name)"] })],
])('%s', (problem, wrong) => {
  expect(() => load({ fields: [field('name', 'name'), wrong] })).toThrow(problem);
});
