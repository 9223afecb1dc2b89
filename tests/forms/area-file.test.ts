import { expect, test } from 'vitest';
import { readAreaFile } from '#core/forms/area-file.ts';

const HEAD = 'code,parent,level,name';
const faultsOf = (...lines: string[]): readonly unknown[] =>
  readAreaFile([HEAD, ...lines].join('\n')).faults.map(({ line, problem, about }) => [line, problem, about]);

test('a tree is read with its names, whatever separates the cells and ends the lines', () => {
  const text = '\uFEFFCode;Parent;Level;Name;name_ar\r\nSO;;1;"Bay; ""north"""\r\n\r\nSO01;SO;2;Baidoa;بيدوا\r\n';
  const short = readAreaFile(text);
  expect(short.faults).toEqual([{ line: 2, problem: 'cells', about: 'SO' }]);
  const { areas, faults } = readAreaFile(text.replace('"""', '""";'));
  expect(faults).toEqual([]);
  expect(areas).toEqual([
    { code: 'SO', label: { en: 'Bay; "north"', fr: 'Bay; "north"', ar: 'Bay; "north"' }, active: true },
    { code: 'SO01', parent: 'SO', label: { en: 'Baidoa', fr: 'Baidoa', ar: 'بيدوا' }, active: true },
  ]);
});

test('a child may stand before its parent', () => {
  expect(faultsOf('B,A,2,Below', 'A,,1,Top')).toEqual([]);
});

test.each([
  [
    ['A,,1,Top', 'A,,1,Again'],
    [3, 'twice', 'A'],
  ],
  [['A b,,1,Top'], [2, 'code', 'A b']],
  [
    ['A,,1,Top', 'B,C,2,Below'],
    [3, 'parent', 'C'],
  ],
  [
    ['A,,1,Top', 'B,A,3,Below'],
    [3, 'level', 'B'],
  ],
  [
    ['A,B,2,One', 'B,A,2,Other'],
    [2, 'level', 'A'],
  ],
  [['A,,2,Top'], [2, 'level', 'A']],
  [['A,,one,Top'], [2, 'level', 'A']],
  [['A,,1,'], [2, 'name', 'A']],
  [['A,,1'], [2, 'cells', 'A']],
  [['A,,1,"Top'], [2, 'quote', '']],
])('%j is refused at its line', (lines, fault) => {
  expect(faultsOf(...lines)).toContainEqual(fault);
});

test('a place that is part of another one today names it, and nothing lies in it any more', () => {
  const head = 'code,parent,level,name,merged_into';
  const read = (...lines: string[]): ReturnType<typeof readAreaFile> => readAreaFile([head, ...lines].join('\n'));
  const { areas, faults } = read('A,,1,Top,', 'OLD,,,Old quarter,B', 'B,A,2,Harbour,');
  expect(faults).toEqual([]);
  expect(areas.find(({ code }) => code === 'OLD')).toEqual({
    code: 'OLD',
    label: { en: 'Old quarter', fr: 'Old quarter', ar: 'Old quarter' },
    active: false,
    mergedInto: 'B',
  });
  const problems = (...lines: string[]): unknown => read(...lines).faults.map(({ problem, about }) => [problem, about]);
  expect(problems('A,,1,Top,', 'B,,,Gone,C')).toEqual([['merged', 'C']]);
  expect(problems('A,,1,Top,', 'B,,,Gone,B')).toEqual([['merged', 'B']]);
  expect(problems('A,,1,Top,', 'B,,,Gone,C', 'C,,,Gone too,A')).toEqual([['merged', 'C']]);
  expect(problems('A,,1,Top,', 'B,,1,Gone,A', 'C,B,2,Below what is gone,')).toEqual([['parent', 'B']]);
});

test('a file without areas or columns is refused, and no more than twenty lines are named', () => {
  expect(faultsOf()).toEqual([[1, 'empty', '']]);
  expect(readAreaFile('name,code\nA,B').faults).toEqual([{ line: 1, problem: 'columns', about: 'parent' }]);
  expect(readAreaFile('').faults).toEqual([{ line: 1, problem: 'empty', about: '' }]);
  expect(faultsOf(...Array.from({ length: 500 }, () => '?,,1,x')).length).toBe(20);
});
