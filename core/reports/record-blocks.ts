import { childRows } from '#core/forms/child-rows.ts';
import type { FieldDef, FieldType, Row } from '#core/forms/types.ts';
import { pathKey } from '#core/forms/view.ts';
import { answerRuns } from './answers.ts';
import type { AnswerSetting } from './answers.ts';
import { blankItem, spanOf } from './blank-item.ts';
import { marked } from './document.ts';
import type { Block, GridItem, Runs } from './document.ts';
import { withMarks, type FilledCase } from './filled-case.ts';
import { rowsBlocks } from './row-tables.ts';
import { picturesOf } from './signed.ts';
import { rowsInOrder } from './rows-in-order.ts';

/** Which records of a form are printed, and whether questions without an answer are said. */
export interface RecordChoice {
  /** The only row that is printed. */
  readonly row?: string | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly blanks: 'shown' | 'left_out';
}

interface Place {
  readonly field: FieldDef;
  readonly section: string;
  readonly setting: AnswerSetting;
  readonly choice: RecordChoice;
}

const HOLDS_NOTHING: ReadonlySet<FieldType> = new Set(['form_link', 'row_link']);

/**
 * Whether the next question was answered and has a name that others of the record have too ("What follows"): then only
 * this one says what it is about, and is printed without an answer as well.
 */
function explainsNext(inner: FieldDef, row: Row, { field, setting }: Place): boolean {
  const all = field.fields ?? [];
  const next = all[all.indexOf(inner) + 1];
  if (next === undefined || row.values[next.id] === undefined) return false;
  const { language } = setting.print;
  return all.filter(({ label }) => label[language] === next.label[language]).length > 1;
}

function itemOf(inner: FieldDef, row: Row, place: Place, filled: FilledCase): GridItem | undefined {
  const { field, section, setting, choice } = place;
  const { t, language } = setting.print;
  const path = `${field.id}.${inner.id}`;
  if (setting.inBlock?.has(pathKey({ rows: field.id, row: row.id, field: inner.id })) === true) return undefined;
  const answer = answerRuns(inner, path, row.values[inner.id], setting);
  const asked = filled.asked({ section, field: inner.id, row });
  const silent = choice.blanks === 'left_out' && !explainsNext(inner, row, place);
  if (answer === 'blank' && (silent || !asked)) return undefined;
  const runs: Runs = answer === 'blank' ? [marked(t('print.blank'))] : answer;
  const long = inner.type === 'long_text';
  return {
    label: inner.label[language],
    value: withMarks(runs, { rows: field.id, row: row.id, field: inner.id }, filled, t),
    span: long ? 12 : spanOf(inner),
    long,
    ...picturesOf(inner, path, row.values[inner.id], setting),
  };
}

/** The questions of one record in their order; what stands between them as headings is a heading on paper too. */
function questionBlocks(
  fields: readonly FieldDef[],
  itemFor: (field: FieldDef) => GridItem | undefined,
  language: AnswerSetting['print']['language'],
): Block[] {
  const blocks: Block[] = [];
  let heading: string | undefined;
  let items: GridItem[] = [];
  const flush = (): void => {
    if (items.length > 0) {
      if (heading !== undefined) blocks.push({ kind: 'heading', level: 3, text: heading });
      blocks.push({ kind: 'grid', items });
    }
    heading = undefined;
    items = [];
  };
  for (const field of fields) {
    if (field.type === 'separator') {
      flush();
      heading = field.label[language];
      continue;
    }
    const item = HOLDS_NOTHING.has(field.type) ? undefined : itemFor(field);
    if (item !== undefined) items.push(item);
  }
  flush();
  return blocks;
}

/** One record with the tables that stand in it. */
export function recordBlocks(place: Place, row: Row, filled: FilledCase): Block[] {
  const { field, section, setting, choice } = place;
  const { language } = setting.print;
  const { fields } = choice;
  const shown = (field.fields ?? []).filter(({ id }) => fields === undefined || fields.includes(id));
  const questions = questionBlocks(shown, (inner) => itemOf(inner, row, place, filled), language);
  if (fields !== undefined) return questions;
  const children = childTables(setting, field.id).flatMap((child): Block[] => {
    const rows = childRows(filled.document, child, row.id);
    if (rows.length === 0 && choice.blanks === 'left_out') return [];
    const document = { ...filled.document, rows: { ...filled.document.rows, [child.id]: rows } };
    return rowsBlocks(child, section, setting, { ...filled, document });
  });
  return [...questions, ...children];
}

const childTables = ({ configuration }: AnswerSetting, rows: string): readonly FieldDef[] =>
  configuration.forms.flatMap((form) =>
    form.sections.flatMap((section) => section.fields.filter(({ within }) => within?.rows === rows)),
  );

/** Every record of a form one after the other, or one blank record to write on. */
export function recordsBlocks(place: Place, filled: FilledCase | undefined): Block[] {
  const { field, setting, choice, section } = place;
  const { t, language } = setting.print;
  if (filled === undefined) {
    return [
      ...questionBlocks(field.fields ?? [], (inner) => blankItem(inner, setting), language),
      ...childTables(setting, field.id).flatMap((child) => rowsBlocks(child, section, setting, undefined)),
    ];
  }
  const all = rowsInOrder(field, filled.document.rows[field.id] ?? []);
  const rows = all.filter(({ id }) => choice.row === undefined || id === choice.row);
  const heading: Block = { kind: 'heading', level: 2, text: field.label[language] };
  if (rows.length === 0) {
    return [heading, { kind: 'paragraph', runs: [marked(t('print.no_rows'))] }];
  }
  return rows.flatMap((row, index): Block[] => [
    {
      kind: 'heading',
      level: 2,
      text:
        rows.length === 1
          ? field.label[language]
          : t('print.record', { name: field.label[language], number: index + 1 }),
      ...(filled.drafts?.has(row.id) === true ? { note: t('print.draft') } : {}),
    },
    ...recordBlocks(place, row, filled),
  ]);
}
