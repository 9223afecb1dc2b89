import type { LayoutSection } from '#core/forms/layout-def.ts';
import type { FieldDef, Row } from '#core/forms/types.ts';
import { answerRuns } from './answers.ts';
import type { AnswerSetting } from './answers.ts';
import { marked } from './document.ts';
import type { Block, Cell, Column, Runs } from './document.ts';
import type { FilledCase } from './filled-case.ts';
import { recordBlocks } from './record-blocks.ts';
import { rowsInOrder } from './rows-in-order.ts';

/** Which rows of a subform, and what of them. */
export type ChosenRows = Omit<Extract<LayoutSection, { readonly show: 'rows' }>, 'show' | 'heading'> & {
  readonly heading?: string;
};

const isHeld = (row: Row, unless: ChosenRows['unless']): boolean =>
  Object.entries(unless ?? {}).every(([field, options]) => {
    const value = row.values[field];
    return typeof value !== 'string' || !options.includes(value);
  });

/** Long answers need room in a row of short ones. */
const weightOf = ({ type }: FieldDef): NonNullable<Column['weight']> =>
  type === 'long_text' ? 4 : type === 'date' || type === 'date_time' || type === 'age' ? 2 : 3;

interface Found {
  readonly field: FieldDef;
  readonly section: string;
}

/** A question of the case with the section it stands in; undefined when the configuration does not ask it. */
export function findField({ configuration }: AnswerSetting, id: string): Found | undefined {
  for (const form of configuration.forms) {
    for (const section of form.sections) {
      const field = section.fields.find((one) => one.id === id);
      if (field !== undefined) return { field, section: section.id };
    }
  }
  return undefined;
}

/**
 * Rows of a case as a table, or one under the other. Of a table that stands in records only the rows of `parent` count,
 * where one is given. Nothing at all for a subform that the configuration does not have.
 */
export function chosenRows(chosen: ChosenRows, setting: AnswerSetting, filled: FilledCase, parent?: string): Block[] {
  const found = findField(setting, chosen.rows);
  if (found === undefined) return [];
  const { field, section } = found;
  const { t, language } = setting.print;
  const inside = field.within;
  const columns = chosen.fields.flatMap((id) => (field.fields ?? []).filter((one) => one.id === id));
  const all = rowsInOrder(field, filled.document.rows[chosen.rows] ?? []).filter(
    (row) =>
      isHeld(row, chosen.unless) && (parent === undefined || inside === undefined || row.values[inside.by] === parent),
  );
  const rows = chosen.last === undefined ? all : all.slice(-chosen.last);
  const heading = chosen.heading ?? field.label[language];
  const left = all.length - rows.length;
  const head: Block = {
    kind: 'heading',
    level: 2,
    text: heading,
    ...(left > 0 ? { note: t('print.earlier_ones', { count: left }) } : {}),
  };
  if (chosen.long === true) {
    if (rows.length === 0) return [head, { kind: 'paragraph', runs: [marked(t('print.none_recorded'))] }];
    const choice = { fields: chosen.fields, blanks: 'left_out' } as const;
    return [head, ...rows.flatMap((row) => recordBlocks({ field, section, setting, choice }, row, filled))];
  }
  const cell = (column: FieldDef, row: Row): Cell => {
    const runs: Runs | 'blank' = answerRuns(column, `${field.id}.${column.id}`, row.values[column.id], setting);
    return runs === 'blank' ? [marked(t('print.blank'))] : runs;
  };
  return [
    head,
    {
      kind: 'table',
      caption: heading,
      columns: columns.map((column) => ({ label: column.label[language], weight: weightOf(column) })),
      rows: rows.map((row) => columns.map((column) => cell(column, row))),
      rowHeads: true,
      none: t('print.none_recorded'),
    },
  ];
}
