import type { FieldDef, FieldType, Row } from '#core/forms/types.ts';
import { answerRuns } from './answers.ts';
import type { AnswerSetting } from './answers.ts';
import { marked, words } from './document.ts';
import type { Block, Cell } from './document.ts';
import { withMarks, type FilledCase } from './filled-case.ts';

/** More questions than this do not fit side by side on a page: the table is turned, each row becomes a column. */
const MOST_COLUMNS = 6;
const TURNED_AT_ONCE = 3;
const BLANK_ROWS = 4;
/** What stands between the questions and has no answer. */
const NO_ANSWER: ReadonlySet<FieldType> = new Set(['separator', 'form_link']);

interface Place {
  readonly field: FieldDef;
  readonly section: string;
  readonly setting: AnswerSetting;
  readonly filled: FilledCase | undefined;
}

function cellOf(column: FieldDef, row: Row | undefined, { field, section, setting, filled }: Place): Cell {
  if (row === undefined || filled === undefined) return 'blank';
  const { t } = setting.print;
  if (!filled.asked({ section, field: column.id, row })) return [marked(t('print.does_not_apply'))];
  const path = `${field.id}.${column.id}`;
  const answer = answerRuns(column, path, row.values[column.id], setting);
  const runs = answer === 'blank' ? [marked(t('print.blank'))] : answer;
  return withMarks(runs, { rows: field.id, row: row.id, field: column.id }, filled, t);
}

/** Parts of at most `most`, as even as can be: four rows make two and two, not three and one. */
function evenly<T>(list: readonly T[], most: number): (readonly T[])[] {
  const parts = Math.ceil(list.length / most);
  const size = Math.ceil(list.length / parts);
  return Array.from({ length: parts }, (_, index) => list.slice(index * size, (index + 1) * size));
}

function turned(place: Place, columns: readonly FieldDef[], rows: readonly (Row | undefined)[]): Block[] {
  const { print } = place.setting;
  const label = place.field.label[print.language];
  const parts = evenly(rows, TURNED_AT_ONCE);
  const first = parts[0]?.length ?? 0;
  return parts.map((part, index) => ({
    kind: 'table',
    turned: true,
    tall: place.filled === undefined,
    caption: label,
    rowHeads: true,
    columns: [
      // The heading stands above the first part alone; further parts may be on other pages.
      { label: index === 0 ? '' : label, weight: 1 },
      ...part.map((_, column) => ({
        label: print.t('print.row', { number: String(index * first + column + 1) }),
        weight: 1 as const,
      })),
    ],
    rows: columns.map((column) => [
      [words(column.label[print.language])],
      ...part.map((row) => cellOf(column, row, place)),
    ]),
  }));
}

/** The rows of a subform as a table with its heading; on a blank form with empty rows to write in. */
export function rowsBlocks(
  field: FieldDef,
  section: string,
  setting: AnswerSetting,
  filled: FilledCase | undefined,
): Block[] {
  const place: Place = { field, section, setting, filled };
  const { t, language } = setting.print;
  const columns = (field.fields ?? []).filter(({ id, type }) => !NO_ANSWER.has(type) && id !== field.within?.by);
  const heading: Block = { kind: 'heading', level: 3, text: field.label[language] };
  const given = filled?.document.rows[field.id] ?? [];
  const wide = columns.length > MOST_COLUMNS;
  const rows: readonly (Row | undefined)[] =
    filled === undefined ? Array.from({ length: wide ? TURNED_AT_ONCE : BLANK_ROWS }, () => undefined) : given;
  if (wide && rows.length > 0) return [heading, ...turned(place, columns, rows)];
  return [
    heading,
    {
      kind: 'table',
      caption: field.label[language],
      rowHeads: false,
      columns: columns.map((column) => ({ label: column.label[language] })),
      rows: rows.map((row) => columns.map((column) => cellOf(column, row, place))),
      none: t('print.no_rows'),
      tall: filled === undefined,
    },
  ];
}
