import { dueSpan } from '#core/casework/due-span.ts';
import type { TaskGroup } from '#core/casework/task-order.ts';
import type { TaskLine } from '#core/contracts/tasks.contract.ts';
import { deadlineClass } from '#core/casework/deadline-class.ts';
import type { LoadedConfiguration } from '#core/forms/config-index.ts';
import { keptNotice, noticeOf } from './case-list.ts';
import { frameOf, type PrintContext } from './context.ts';
import { atMinute, dateText, dayAt } from './dates.ts';
import { code, data, marked, words } from './document.ts';
import type { Block, Cell, Column, PrintDocument, Runs } from './document.ts';
import { riskBadge } from './risk.ts';

export interface ReminderSheet {
  readonly print: PrintContext;
  readonly configuration: LoadedConfiguration;
  /** In the order of the screen. Names only where the print shows them. */
  readonly lines: readonly TaskLine[];
  /** Tasks that have no line because this person may not print their case. */
  readonly kept: number;
  /** Tasks that are due; more than `lines` and `kept` when they are too many for paper. */
  readonly total: number;
  readonly of: 'mine' | 'office';
  /** The office's latest instant: a clock that was set back makes nothing less late. */
  readonly nowUtc: string;
}

/** What stands together under one heading, as on "My day". */
const PARTS: readonly { readonly id: string; readonly groups: readonly TaskGroup[] }[] = [
  { id: 'now', groups: ['late', 'clock'] },
  { id: 'today', groups: ['today'] },
  { id: 'soon', groups: ['soon'] },
  { id: 'later', groups: ['later'] },
];
/** From this class on a sheet of paper does not say what a task is about. */
const SENSITIVE = 5;

const wordIn = (config: LoadedConfiguration, list: string, option: string, print: PrintContext): string =>
  config.options.get(list)?.get(option)?.label[print.language] ?? option;

type Of = Pick<ReminderSheet, 'configuration' | 'print'>;

/** What a task asks for, as far as a sheet of paper says it. */
export function taskRuns({ configuration, print }: Of, task: TaskLine['task']): Runs {
  const deadline = configuration.workflow?.deadlines.find(({ def }) => def.id === task.deadline);
  if (deadline === undefined || deadlineClass(configuration, deadline) >= SENSITIVE) {
    return [words(print.t('print.sensitive_task'))];
  }
  return [words(deadline.def.label[print.language])];
}

/** When a task is due: to the minute where it is. */
export function dueRuns({ print }: Pick<Of, 'print'>, task: TaskLine['task']): Runs {
  const { timeZone, language } = print;
  return [
    words(
      task.exact ? atMinute(task.dueAtUtc, timeZone, language) : dateText(dayAt(task.dueAtUtc, timeZone), language),
    ),
  ];
}

/** "3 days late", "31 h left", "today". */
function awayOf({ print, nowUtc }: ReminderSheet, { task }: TaskLine): Runs {
  const span = dueSpan({ dueAt: Date.parse(task.dueAtUtc), exact: task.exact }, Date.parse(nowUtc), print.timeZone);
  if (span.kind === 'today') return [words(print.t('print.due_today'))];
  return [words(print.t(`print.due_${span.kind}_${span.unit}`, { count: span.count }))];
}

function childOf({ print, configuration }: ReminderSheet, line: TaskLine['case']): Runs {
  const { t } = print;
  const { ageMonths, ageYears, ageAbout, sex } = line;
  const age =
    ageMonths === undefined
      ? ageYears === undefined
        ? undefined
        : t('print.age_years', { years: ageYears })
      : t('print.age_months', { months: ageMonths });
  const told = age !== undefined && ageAbout ? t('print.age_about', { age }) : age;
  const parts = [sex === undefined ? undefined : wordIn(configuration, 'sex', sex, print), told];
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? [marked(t('print.blank'))] : [words(known.join(t('print.list_comma')))];
}

/** What is due this week, in the order of the screen: codes, no names (reference.md §6.2, reminder list). */
export function reminders(sheet: ReminderSheet): PrintDocument {
  const { print, configuration, lines, kept, total, of } = sheet;
  const { t } = print;
  const column = (key: string, weight: NonNullable<Column['weight']>): Column => ({ label: t(`print.${key}`), weight });
  const named = print.names === 'code' ? [] : [column(print.names === 'full' ? 'name' : 'initials', 4)];
  const nameOf = ({ case: line }: TaskLine): Runs[] => {
    if (print.names === 'code') return [];
    const shown = print.names === 'full' ? (line.name ?? line.initials) : line.initials;
    return [shown === '' ? [marked(t('print.blank'))] : [data(shown)]];
  };
  const riskOf = ({ case: { risk } }: TaskLine): Cell =>
    (risk === undefined
      ? undefined
      : riskBadge(risk, (level) => wordIn(configuration, 'risk_levels', level, print))) ?? [marked(t('print.blank'))];
  const blocks = PARTS.flatMap(({ id, groups }): readonly Block[] => {
    const part = lines.filter(({ task }) => groups.includes(task.group));
    if (part.length === 0) return [];
    return [
      { kind: 'heading', level: 2, text: t(`print.tasks_${id}`), note: String(part.length) },
      {
        kind: 'table',
        caption: t(`print.tasks_${id}`),
        rowHeads: false,
        columns: [
          column('risk', 3),
          column('task', 6),
          column('code', 5),
          ...named,
          column('child', 4),
          column('due', 5),
          column('late_or_left', 4),
          column('owner', 4),
          column('done_mark', 4),
        ],
        rows: part.map((line): readonly Cell[] => [
          riskOf(line),
          taskRuns(sheet, line.task),
          [code(line.case.code)],
          ...nameOf(line),
          childOf(sheet, line.case),
          dueRuns(sheet, line.task),
          awayOf(sheet, line),
          line.case.owner === undefined ? [marked(t('print.blank'))] : [data(line.case.owner.name)],
          [words('')],
        ]),
      },
    ];
  });
  return {
    ...frameOf(print, {
      report: 'reminders',
      name: t('print.report_reminders'),
      formVersion: t('print.configuration_version', { version: String(configuration.configuration.version) }),
      landscape: true,
    }),
    blocks: [
      {
        kind: 'cover',
        report: print.office,
        title: [words(t('print.report_reminders'))],
        line: [
          words(of === 'mine' ? t('print.filter_mine', { name: print.printedBy }) : t('print.tasks_office')),
          words(' · '),
          words(t('print.tasks_count', { count: total })),
        ],
      },
      ...(lines.length + kept < total ? [noticeOf(t('print.tasks_cut', { count: lines.length + kept, total }))] : []),
      ...keptNotice(print, kept),
      ...(blocks.length === 0 ? [{ kind: 'paragraph', runs: [words(t('print.no_tasks'))] } satisfies Block] : blocks),
    ],
  };
}
