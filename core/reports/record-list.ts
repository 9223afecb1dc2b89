import type { RecordLine } from '#core/contracts/lists.contract.ts';
import type { LoadedConfiguration } from '#core/forms/config-index.ts';
import { placeTreeOf } from '#core/forms/place-tree.ts';
import type { FieldDef } from '#core/forms/types.ts';
import { ageOf, childCells, childColumns, keptNotice, narrowedBy, noticeOf } from './case-list.ts';
import { frameOf, type PrintContext, type Translate } from './context.ts';
import { dateText, dayAt } from './dates.ts';
import { code, data, marked, words } from './document.ts';
import type { Cell, Column, PrintDocument, Runs } from './document.ts';
import { dueRuns, taskRuns } from './reminders.ts';
import { riskBadge } from './risk.ts';

/** A column of a list of records, beside risk and child. */
export interface RecordColumn {
  /** A question of the record, `@…` for what is made of several, `case:…` for what the case list shows. */
  readonly id: string;
  readonly label: string;
  readonly field?: FieldDef | undefined;
}

export interface RecordListPaper {
  readonly print: PrintContext;
  readonly configuration: LoadedConfiguration;
  /** Messages of `cases.json`, `finding.json` and `lists.json` in the language of the print. */
  readonly say: Translate;
  /** What the list is called. */
  readonly name: string;
  /** As many as a page has room for are printed; the others are named. */
  readonly columns: readonly RecordColumn[];
  /** Names only where the print shows them. */
  readonly lines: readonly RecordLine[];
  /** Records that have no line because this person may not print their case. */
  readonly kept: number;
  /** Records that the filter leaves; more than `lines` when they are too many for paper. */
  readonly total: number;
  /** Records in the list that the person may see. */
  readonly of: number;
  /** What was typed into the search. */
  readonly text: string;
  /** The conditions of the list in words; empty without any. */
  readonly filter: string;
}

const CASE = 'case:';
const option = ({ configuration, print }: RecordListPaper, list: string | undefined, id: string): string =>
  (list === undefined ? undefined : configuration.options.get(list)?.get(id)?.label[print.language]) ?? id;

/** What the case list says of the case of a record. */
function caseRuns(paper: RecordListPaper, fact: string, line: RecordLine['case']): Runs | undefined {
  const { print, say } = paper;
  const { language } = print;
  switch (fact) {
    case 'age': {
      const sex =
        line.sex === undefined ? [] : [words(option(paper, 'sex', line.sex)), words(print.t('print.list_comma'))];
      return [...sex, ...ageOf(line, print)];
    }
    case 'status':
      return [words(option(paper, 'case_status', line.status))];
    case 'registered':
      return line.registered === undefined ? undefined : [words(dateText(line.registered, language))];
    case 'updated':
      return [words(dateText(dayAt(line.updatedAtUtc, print.timeZone), language))];
    case 'owner':
      return line.owner === undefined ? undefined : [data(line.owner.name)];
    case 'office':
      return [code(line.office.code)];
    case 'exchange':
      return [words(say(`cases.exchange_${line.exchange}`))];
    default:
      return undefined;
  }
}

/** One value of an answer; what was typed is told apart from the words of the configuration. */
function valueRuns(paper: RecordListPaper, { field }: RecordColumn, value: string | number): Runs {
  const { print, configuration, say } = paper;
  switch (field?.type) {
    case 'date':
    case 'date_time':
    case 'date_range':
      return [words(dateText(String(value), print.language))];
    case 'tick':
      return [words(say('finding.ticked'))];
    case 'place': {
      const place = placeTreeOf(configuration.configuration).pathOf(String(value)).at(-1);
      return [place === undefined ? code(String(value)) : words(place.label[print.language])];
    }
    default:
      return field?.options === undefined
        ? [data(String(value))]
        : [words(option(paper, field.options, String(value)))];
  }
}

function cellOf(paper: RecordListPaper, column: RecordColumn, line: RecordLine): Cell {
  const { print, say } = paper;
  const blank: Runs = [marked(print.t('print.blank'))];
  const { id } = column;
  if (line.sensitive.includes(id)) return [marked(say('cases.sensitive'))];
  if (id.startsWith(CASE)) return caseRuns(paper, id.slice(CASE.length), line.case) ?? blank;
  if (line.task !== undefined && id === '@task') return taskRuns(paper, line.task);
  if (line.task !== undefined && id === '@due') return dueRuns(paper, line.task);
  const values = line.cells[id] ?? [];
  const comma = words(print.t('print.list_comma'));
  if (values.length === 0) return blank;
  return values.flatMap((value, i) => [
    ...(i === 0 ? [] : [comma]),
    ...(id.startsWith('@') ? [code(String(value))] : valueRuns(paper, column, value)),
  ]);
}

/** Beside code, name and risk. */
const MOST_COLUMNS = 9;
const WIDE: ReadonlySet<string> = new Set(['@task', '@children']);
const NARROW: ReadonlySet<string> = new Set(['case:office', 'case:status']);

/**
 * Records of a list in landscape as the screen shows them: by the code of their case, names only when the order asks for
 * them (reference.md §6.2, as the case list). A sensitive answer is told to be there and nothing else.
 */
export function recordList(paper: RecordListPaper): PrintDocument {
  const { print, configuration, name, lines, kept, total, of, text, filter } = paper;
  const { t } = print;
  const columns = paper.columns.slice(0, MOST_COLUMNS);
  const without = paper.columns.slice(MOST_COLUMNS).map(({ label }) => label);
  const riskOf = (risk: string | undefined): Cell =>
    (risk === undefined ? undefined : riskBadge(risk, (level) => option(paper, 'risk_levels', level))) ?? [
      risk === undefined ? marked(t('print.blank')) : words(option(paper, 'risk_levels', risk)),
    ];
  return {
    ...frameOf(print, {
      report: 'record-list',
      name,
      formVersion: t('print.configuration_version', { version: String(configuration.configuration.version) }),
      landscape: true,
    }),
    blocks: [
      {
        kind: 'cover',
        report: print.office,
        title: [words(name)],
        line: [words(t('print.records_of', { count: total, of })), ...narrowedBy([filter], text, print)],
      },
      ...(lines.length + kept < total ? [noticeOf(t('print.records_cut', { count: lines.length + kept, total }))] : []),
      ...keptNotice(print, kept),
      ...(without.length > 0
        ? [noticeOf(t('print.columns_cut', { columns: without.join(t('print.list_comma')) }))]
        : []),
      {
        kind: 'table',
        caption: name,
        rowHeads: true,
        columns: [
          ...childColumns(print),
          { label: t('print.risk'), weight: 4 },
          ...columns.map(({ id, label }): Column => ({ label, weight: WIDE.has(id) ? 6 : NARROW.has(id) ? 3 : 5 })),
        ],
        rows: lines.map((line): readonly Cell[] => [
          ...childCells(print, line.case),
          riskOf(line.case.risk),
          ...columns.map((column) => cellOf(paper, column, line)),
        ]),
        none: t('print.no_records'),
      },
    ],
  };
}
