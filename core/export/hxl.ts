import type { NamedPart, NumberView } from '../contracts/measures.contract.ts';
import type { Language } from '../forms/types.ts';
import { partText } from '../measures/number-lines.ts';
import type { Translate } from '../reports/context.ts';
import type { Cell } from './cell.ts';

/** The sector of the UN clusters; the same in every language. */
const SECTOR = 'child_protection';

export interface HxlTable {
  readonly number: NumberView;
  readonly title: string;
  /** At which level of the tree of areas its lines or columns lie, where they are areas; 1 is the widest. */
  readonly areas?: { readonly of: 'lines' | 'columns'; readonly level: number };
}

export interface HxlFile {
  /** The code of the office. */
  readonly office: string;
  /** The first and last day that were counted; both the day of the file for what has no period. */
  readonly from: string;
  readonly to: string;
  readonly tables: readonly HxlTable[];
}

/** Of a line all of it, of a part of one the children alone. */
type Counted = Pick<NumberView['total'], 'cases' | 'days'>;

/**
 * Numbers as one long table under a row of HXL hashtags (hxlstandard.org, 1.1): a row for each line, column and total.
 * Hidden numbers are blank and say so. `say` has the messages of `measures.json`.
 *
 * @param file its numbers are those for outside of the office (`forOutside`).
 */
export function hxlLines({ office, from, to, tables }: HxlFile, language: Language, say: Translate): Cell[][] {
  const levels = [...new Set(tables.flatMap(({ areas }) => areas?.level ?? []))].sort((a, b) => a - b);
  const head: readonly (readonly [string, string])[] = [
    [say('measures.hxl_office'), '#org+code'],
    [say('measures.hxl_sector'), '#sector+code'],
    [say('measures.from'), '#date+start'],
    [say('measures.to'), '#date+end'],
    [say('measures.hxl_code'), '#indicator+code'],
    [say('measures.hxl_indicator'), '#indicator+name'],
    [say('measures.hxl_line_code'), '#indicator+line+code'],
    [say('measures.hxl_line'), '#indicator+line+name'],
    [say('measures.hxl_column_code'), '#indicator+column+code'],
    [say('measures.hxl_column'), '#indicator+column+name'],
    ...levels.map((level) => [`${say('measures.hxl_area')} ${String(level)}`, `#adm${String(level)}+code`] as const),
    [say('measures.children'), '#reached+children'],
    [say('measures.median'), '#indicator+days+median'],
    [say('measures.p90'), '#indicator+days+ninetieth'],
    [say('measures.hxl_hidden'), '#meta+hidden'],
  ];
  const rows = tables.flatMap(({ number, title, areas }) => {
    const row = (line: NamedPart | undefined, column: NamedPart | undefined, { cases, days }: Counted): Cell[] => {
      const area = areas?.of === 'lines' ? line : column;
      return [
        office,
        SECTOR,
        { day: from },
        { day: to },
        number.id,
        title,
        line?.id ?? '',
        line === undefined ? say('measures.total') : partText(line, language, say),
        column?.id ?? '',
        column === undefined ? say('measures.total') : partText(column, language, say),
        ...levels.map((level) => (areas?.level === level ? (area?.id ?? '') : '')),
        cases ?? '',
        days?.median ?? '',
        days?.p90 ?? '',
        cases === null ? 'yes' : 'no',
      ];
    };
    const both = (line: NamedPart | undefined, counted: NumberView['total']): Cell[][] => [
      row(line, undefined, counted),
      ...number.columns.map((column, i) => row(line, column, { cases: counted.by[i]?.cases ?? null })),
    ];
    const totals = number.shows === 'balance' ? [] : both(undefined, number.total);
    return [...number.lines.flatMap((line) => both(line.part, line)), ...totals];
  });
  return [head.map(([label]) => label), head.map(([, tag]) => tag), ...rows];
}
