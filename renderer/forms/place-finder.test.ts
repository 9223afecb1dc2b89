import { expect, test } from 'vitest';
import { readAreaFile } from '#core/forms/area-file.ts';
import { bindAreas, placeTreeOf } from '#core/forms/place-tree.ts';
import { areaFile, LARGE } from '../../tests/builders/area-file.ts';
import { load } from './form-page.fixture.ts';
import { placeFinder } from './place-finder.ts';

test('among 100,000 places those are found that a person means, in every language, and none that is gone', () => {
  const { configuration } = load();
  const { areas } = readAreaFile(areaFile(LARGE));
  bindAreas(configuration, areas);
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
