import type { NamedPart, NumberView } from '../contracts/measures.contract.ts';
import type { Cell } from '../export/cell.ts';
import type { Language } from '../forms/types.ts';
import type { Translate } from '../reports/context.ts';

/** How a line or a column is called in a language; `say` has the messages of `measures.json`. */
export function partText({ id, label, name, word }: NamedPart, language: Language, say: Translate): string {
  if (label !== undefined) return label[language];
  return name ?? (word === undefined ? id : say(`measures.part_${word}`));
}

/** A star stands for what is hidden. */
const countCell = (count: number | null | undefined): Cell => count ?? (count === null ? '*' : '');

/** A number as lines of a table for a file: headings, its lines, and the sum. The first cell is what is counted. */
export function numberLines(number: NumberView, title: string, language: Language, say: Translate): Cell[][] {
  const days = number.shows === 'days';
  const named = (part: NamedPart): string => partText(part, language, say);
  const cells = (name: string, { cases, entries, days: took, by }: NumberView['total']): Cell[] => [
    title,
    name,
    countCell(cases),
    countCell(entries),
    ...(days ? [took?.median, took?.p90, took?.waiting].map(countCell) : []),
    ...by.map((one) => countCell(one.cases)),
  ];
  return [
    [
      say('measures.counted'),
      say('measures.line'),
      say('measures.children'),
      say('measures.entries'),
      ...(days ? ['median', 'p90', 'waiting'].map((key) => say(`measures.${key}`)) : []),
      ...number.columns.map(named),
    ],
    ...number.lines.map((line) => cells(named(line.part), line)),
    ...(number.shows === 'balance' ? [] : [cells(say('measures.total'), number.total)]),
  ];
}
