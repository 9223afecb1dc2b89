import type { PrintContext } from './context.ts';
import { atMinute, dateText, dayAt } from './dates.ts';
import { data, marked, words } from './document.ts';
import type { Block, Cell, Column } from './document.ts';

export interface TimelineLine {
  readonly atUtc: string;
  readonly kind: 'registered' | 'changed' | 'decided' | 'shared' | 'received' | 'merged' | 'taken_apart';
  readonly by: string;
  readonly office: string;
}
/** What the case needs now: a task of it. */
export interface DueLine {
  readonly label: string;
  readonly dueUtc: string;
  readonly exact: boolean;
  readonly late: boolean;
}

const TIMELINE_LINES = 8;

function tableBlocks(
  heading: string,
  note: string | undefined,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  none: string,
): Block[] {
  return [
    { kind: 'heading', level: 2, text: heading, ...(note === undefined ? {} : { note }) },
    { kind: 'table', caption: heading, columns, rows, rowHeads: true, none },
  ];
}

/** What happened, newest first; the rest is counted. */
export function timelineBlocks(timeline: readonly TimelineLine[], print: PrintContext): Block[] {
  const { t, language } = print;
  const newest = [...timeline].sort((a, b) => (a.atUtc < b.atUtc ? 1 : a.atUtc > b.atUtc ? -1 : 0));
  const shown = newest.slice(0, TIMELINE_LINES);
  const more = newest.length - shown.length;
  return tableBlocks(
    t('print.timeline'),
    more > 0 ? t('print.timeline_more', { count: more }) : undefined,
    [
      { label: t('print.date'), weight: 1 },
      { label: t('print.what'), weight: 2 },
      { label: t('print.by'), weight: 2 },
      { label: t('print.office'), weight: 2 },
    ],
    shown.map((line) => [
      [words(dateText(dayAt(line.atUtc, print.timeZone), language))],
      [words(t(`print.event_${line.kind}`))],
      [data(line.by)],
      [data(line.office)],
    ]),
    t('print.none_recorded'),
  );
}

/** What is due, the earliest first, with a mark at what is late. */
export function dueBlocks(tasks: readonly DueLine[], print: PrintContext, heading: string): Block[] {
  const { t, language, timeZone } = print;
  return tableBlocks(
    heading,
    undefined,
    [
      { label: t('print.task'), weight: 4 },
      { label: t('print.due'), weight: 2 },
    ],
    tasks.map(({ label, dueUtc, exact, late }): readonly Cell[] => [
      [words(label)],
      [
        words(exact ? atMinute(dueUtc, timeZone, language) : dateText(dayAt(dueUtc, timeZone), language)),
        ...(late ? [marked(t('print.handover_late'))] : []),
      ],
    ]),
    t('print.none_recorded'),
  );
}
