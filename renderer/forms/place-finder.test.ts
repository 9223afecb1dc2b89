import { expect, test } from 'vitest';
import type { Area } from '#core/forms/area.ts';
import { bindAreas, placeTreeOf } from '#core/forms/place-tree.ts';
import { load } from './form-page.fixture.ts';
import { placeFinder } from './place-finder.ts';

const TOPS = 14;
const EACH = 19;

/** 101,360 areas in four levels. */
function manyAreas(): readonly Area[] {
  const areas: Area[] = [];
  const add = (code: string, level: number, parent?: string): void => {
    const label = { en: `Place ${code}, north`, fr: `Lieu ${code}`, ar: `مكان ${code}` };
    areas.push({ code, ...(parent === undefined ? {} : { parent }), label, active: true });
    for (let i = 1; level < 4 && i <= EACH; i += 1) add(`${code}-${String(i)}`, level + 1, code);
  };
  for (let i = 1; i <= TOPS; i += 1) add(`P${String(i)}`, 1);
  return areas;
}

test('among 100,000 places those are found that a person means, in every language, and none that is gone', () => {
  const { configuration } = load();
  bindAreas(configuration, manyAreas());
  const tree = placeTreeOf(configuration);
  const english = placeFinder(tree, ({ en }) => en, 1);
  const [first] = english.find('P7-3-11-5');
  expect(first).toEqual({
    value: 'P7-3-11-5',
    label: 'Place P7-3-11-5, north',
    note: 'Place P7, north › Place P7-3, north › Place P7-3-11, north',
  });
  expect(english.find('place p7-3-1,').map(({ value }) => value)[0]).toBe('P7-3-1');
  expect(english.find('').length).toBe(50);
  expect(english.find('mb010203')).toEqual([]);
  expect(english.wordsOf('mb010203')).toEqual({ label: 'Harbour', note: 'Coast › Kisimani' });
  const arabic = placeFinder(tree, ({ ar }) => ar, 4);
  expect(arabic.find('مكان P7-3-11-5')[0]?.value).toBe('P7-3-11-5');
  expect(arabic.find('P7-3-11').every(({ value }) => value.split('-').length === 4)).toBe(true);
});

test('a place that became part of another is found by its old name, and says where it is today', () => {
  const { configuration } = load();
  const label = (en: string): Area['label'] => ({ en, fr: en, ar: en });
  bindAreas(configuration, [
    { code: 'T', label: label('Coast'), active: true },
    { code: 'N', parent: 'T', label: label('New quarter'), active: true },
    { code: 'O', parent: 'T', label: label('Fishers'), active: false, mergedInto: 'N' },
  ]);
  const finder = placeFinder(placeTreeOf(configuration), ({ en }) => en, 1);
  expect(finder.find('fishers').map(({ value }) => value)).toEqual(['N']);
  expect(finder.wordsOf('O')).toEqual({ label: 'Fishers', note: 'Coast' });
  expect([finder.todayOf('O'), finder.todayOf('N')]).toEqual(['Coast › New quarter', undefined]);
});
