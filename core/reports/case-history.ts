import type { HistoryChange, HistoryEntry } from '#core/contracts/history.contract.ts';
import { knownFields } from '#core/forms/known-fields.ts';
import type { Configuration, FieldDef, FieldValue } from '#core/forms/types.ts';
import { CASE_RECORD } from '#core/records/changes.ts';
import { placeIsSecret } from '#core/sharing/consent.ts';
import { answerRuns, type AnswerSetting } from './answers.ts';
import { frameOf, type PrintContext } from './context.ts';
import { atMinute } from './dates.ts';
import { code, data, marked, words } from './document.ts';
import type { Block, Cell, Column, PrintDocument, Runs } from './document.ts';
import { namesIn } from './redaction.ts';
import type { FilledCase } from './filled-case.ts';

export interface CaseHistoryPrint {
  readonly print: PrintContext;
  readonly configuration: Configuration;
  readonly filled: FilledCase;
  /** Newest first, with what the person may see. */
  readonly entries: readonly HistoryEntry[];
}

/** About forty pages. A longer history says that it was cut. */
const MOST_LINES = 1000;

/** Labels of a question, and of the rows it stands in; an unknown one by its id. */
class Questions {
  readonly #fields: ReadonlyMap<string, FieldDef>;
  readonly #setting: AnswerSetting;

  constructor(setting: AnswerSetting) {
    const top = knownFields(setting.configuration);
    const inner = top.flatMap((field) => (field.fields ?? []).map((one) => [`${field.id}.${one.id}`, one] as const));
    this.#fields = new Map([...top.map((field) => [field.id, field] as const), ...inner]);
    this.#setting = setting;
  }
  #label(path: string): string {
    return this.#fields.get(path)?.label[this.#setting.print.language] ?? path;
  }
  of({ record, field }: HistoryChange): Runs {
    if (record === CASE_RECORD) return [words(this.#label(field ?? record))];
    const rows = this.#label(record);
    return [words(field === undefined ? rows : `${rows}: ${this.#label(`${record}.${field}`)}`)];
  }
  answer({ record, field = '' }: HistoryChange, value: FieldValue | null | undefined): Runs {
    const path = record === CASE_RECORD ? field : `${record}.${field}`;
    const def = this.#fields.get(path);
    const { t } = this.#setting.print;
    if (value === null || value === undefined) return [marked(t('print.blank'))];
    // Whether an answer without a question is a name or an address, nobody knows here: it is in no copy.
    if (def === undefined) return [marked(t('print.not_in_this_copy'))];
    const runs = answerRuns(def, path, value, this.#setting);
    return runs === 'blank' ? [marked(t('print.blank'))] : runs;
  }
}

function changeCells(change: HistoryChange, questions: Questions, { t, names }: PrintContext): readonly Cell[] {
  const why: Runs = change.why === undefined || names !== 'full' ? [words('')] : [data(change.why)];
  if (change.kind === 'row-added' || change.kind === 'row-removed')
    return [questions.of(change), [words('')], [words(t(`print.${change.kind.replace('-', '_')}`))], why];
  const closed: Runs = [marked(t('print.closed_to_printer'))];
  if (change.masked) return [questions.of(change), closed, closed, why];
  return [questions.of(change), questions.answer(change, change.from), questions.answer(change, change.to), why];
}

/**
 * Who changed what, from what to what, when and on which computer, newest first (issue: history that can be printed).
 * Names and addresses stand as on any other copy; reasons are free text and only in a copy with names.
 */
export function caseHistoryReport({ print, configuration, filled, entries }: CaseHistoryPrint): PrintDocument {
  const { t, language, timeZone } = print;
  const setting: AnswerSetting = {
    print,
    configuration,
    caseCode: filled.code,
    names: namesIn(configuration, filled.document, print.names),
    closed: filled.closed,
    placeSecret: placeIsSecret(filled.document.values),
    rows: filled.document.rows,
  };
  const questions = new Questions(setting);
  const lines = entries.flatMap((entry): (readonly Cell[])[] => {
    const head: readonly Cell[] = [
      [words(atMinute(entry.atUtc, timeZone, language))],
      [
        data(entry.by),
        words(' · '),
        data(entry.office),
        words(' · '),
        ...(entry.computer.isThis
          ? [words(t('print.this_computer'))]
          : [words(t('print.computer')), words(' '), code(entry.computer.code)]),
      ],
    ];
    const told = entry.kind === 'registered' ? [] : entry.changes;
    if (told.length === 0)
      return [[...head, [words(t(`print.event_${entry.kind}`))], [words('')], [words('')], [words('')]]];
    return told.map((change) => [...head, ...changeCells(change, questions, print)]);
  });
  const column = (key: string, weight: NonNullable<Column['weight']>): Column => ({ label: t(`print.${key}`), weight });
  const blocks: Block[] = [
    {
      kind: 'cover',
      report: print.office,
      title: [words(t('print.report_case_history'))],
      line: [code(filled.code), words(' · '), words(t('print.history_saves', { count: entries.length }))],
    },
    ...(lines.length > MOST_LINES
      ? [
          {
            kind: 'notice',
            runs: [words(t('print.history_cut', { count: MOST_LINES, total: lines.length }))],
          } satisfies Block,
        ]
      : []),
    {
      kind: 'table',
      caption: t('print.report_case_history'),
      rowHeads: false,
      columns: [
        column('date', 3),
        column('by', 4),
        column('question', 4),
        column('before', 4),
        column('after', 4),
        column('why_changed', 3),
      ],
      rows: lines.slice(0, MOST_LINES),
    },
  ];
  return {
    ...frameOf(print, {
      report: 'case-history',
      name: t('print.report_case_history'),
      code: filled.code,
      formVersion: t('print.configuration_version', { version: String(configuration.version) }),
      landscape: true,
    }),
    blocks,
  };
}
