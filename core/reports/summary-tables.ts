import type { PrintContext } from './context.ts';
import { dateText, dayAt } from './dates.ts';
import { data, marked, words } from './document.ts';
import type { Block, Cell, Column, Runs } from './document.ts';

export interface TimelineLine {
  readonly atUtc: string;
  readonly kind: 'registered' | 'changed' | 'decided' | 'shared' | 'received' | 'merged' | 'taken_apart';
  readonly by: string;
  readonly office: string;
}
export interface PlanLine {
  readonly goal: string;
  readonly action: string;
  readonly who: string;
  readonly by?: string;
  readonly status: string;
}
export interface ContactLine {
  readonly on: string;
  readonly how: string;
  readonly childSeen: string;
  readonly result: string;
}
export interface DueLine {
  readonly what: string;
  readonly due: string;
  readonly who: string;
}

/** Printed when given; an empty list says that there is nothing. */
export interface WorkLines {
  readonly print: PrintContext;
  readonly plan?: readonly PlanLine[];
  readonly contacts?: readonly ContactLine[];
  readonly overdue?: readonly DueLine[];
}

const TIMELINE_LINES = 8;
const CONTACT_LINES = 3;

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

/** What is overdue, the plan and the last contacts. */
export function workBlocks({ plan, contacts, overdue, print }: WorkLines): Block[] {
  const { t, language } = print;
  const none = t('print.none_recorded');
  const label = (key: string, weight: 1 | 2 | 3 = 1): Column => ({ label: t(`print.${key}`), weight });
  const day = (date: string): Runs => [words(dateText(date, language))];
  const text = (value: string): Runs => [data(value)];
  const planRows = plan?.map((line) => [
    text(line.goal),
    text(line.action),
    text(line.who),
    line.by === undefined ? [marked(t('print.blank'))] : day(line.by),
    text(line.status),
  ]);
  const lastFirst = [...(contacts ?? [])].sort((a, b) => b.on.localeCompare(a.on)).slice(0, CONTACT_LINES);
  return [
    ...(overdue === undefined
      ? []
      : tableBlocks(
          t('print.overdue'),
          undefined,
          [label('what', 3), label('due'), label('who', 2)],
          overdue.map((line) => [text(line.what), day(line.due), text(line.who)]),
          none,
        )),
    ...(planRows === undefined
      ? []
      : tableBlocks(
          t('print.plan'),
          undefined,
          [label('goal', 2), label('action', 3), label('who', 2), label('by_when'), label('state')],
          planRows,
          none,
        )),
    ...(contacts === undefined
      ? []
      : tableBlocks(
          t('print.contacts'),
          t('print.contacts_last', { count: CONTACT_LINES }),
          [label('date'), label('how', 2), label('child_seen'), label('result', 3)],
          lastFirst.map((line) => [day(line.on), text(line.how), text(line.childSeen), text(line.result)]),
          none,
        )),
  ];
}
