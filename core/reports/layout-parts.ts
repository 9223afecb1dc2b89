import type { LayoutPart } from '#core/forms/layout-def.ts';
import type { Text } from '#core/forms/types.ts';
import type { PrintContext } from './context.ts';
import { atMinute, dateText, dayAt } from './dates.ts';
import { data, marked, words } from './document.ts';
import type { Block, Cell, Column } from './document.ts';
import { dueBlocks, timelineBlocks } from './summary-tables.ts';
import type { DueLine, TimelineLine } from './summary-tables.ts';

export interface FileLine {
  /** Label of the question that it answers. */
  readonly question: Text;
  readonly kind: 'photo' | 'audio' | 'document' | 'signature';
  /** The name the file came with; it may hold a child's name. */
  readonly name: string;
  readonly bytes: number;
  readonly addedUtc: string;
  readonly addedBy: string;
}
export interface AuditExtractLine {
  readonly atUtc: string;
  readonly who: string;
  /** In the words of the print. */
  readonly action: string;
  readonly result: string;
}
export interface ChecklistLine {
  readonly number?: string;
  readonly label: Text;
  /** Needed questions that are answered, and that are asked. */
  readonly filled: number;
  readonly needed: number;
  /** For forms that hold records: how many. */
  readonly records?: number;
  /** Questions that still need an answer. */
  readonly missing: readonly Text[];
}
export interface RecipientLine {
  readonly to: string;
  readonly atUtc: string;
  readonly how: 'referral' | 'transfer' | 'office';
}

/** What the office makes from more than answers; asked only by the parts that a paper has. */
export interface LayoutFacts {
  readonly timeline: () => readonly TimelineLine[];
  readonly family: () => readonly Block[];
  readonly tasks: () => readonly DueLine[];
  readonly files: () => readonly FileLine[];
  /** Undefined: no extract was asked for. */
  readonly audit: () => readonly AuditExtractLine[] | undefined;
  readonly checklist: () => readonly ChecklistLine[];
  readonly recipients: () => readonly RecipientLine[];
}

const KIB = 1024;
const sizeText = (bytes: number, { t }: PrintContext): string =>
  bytes < KIB * KIB
    ? t('print.kilobytes', { count: Math.max(1, Math.round(bytes / KIB)) })
    : t('print.megabytes', { count: Math.round(bytes / KIB / KIB) });

/** A table under its heading, which the caller's words may replace. */
function table(
  print: PrintContext,
  heading: string,
  columns: readonly (readonly [string, Column['weight']])[],
  rows: readonly (readonly Cell[])[],
  note?: string,
): Block[] {
  const { t } = print;
  return [
    { kind: 'heading', level: 2, text: heading, ...(note === undefined ? {} : { note }) },
    {
      kind: 'table',
      caption: heading,
      columns: columns.map(([key, weight = 1]) => ({ label: t(`print.${key}`), weight })),
      rows,
      rowHeads: true,
      none: t('print.none_recorded'),
    },
  ];
}

function filesBlocks(lines: readonly FileLine[], print: PrintContext, heading: string): Block[] {
  const { t, language, names, timeZone } = print;
  const named = names === 'full';
  return table(
    print,
    heading,
    [
      ['question', 3],
      ['file_kind', 2],
      ...(named ? ([['file_name', 4]] as const) : []),
      ['size', 2],
      ['date', 2],
      ['by', 3],
    ],
    lines.map((line) => [
      [words(line.question[language])],
      [words(t(`print.file_${line.kind}`))],
      ...(named ? [[data(line.name)]] : []),
      [words(sizeText(line.bytes, print))],
      [words(dateText(dayAt(line.addedUtc, timeZone), language))],
      [data(line.addedBy)],
    ]),
    t('print.files_total', { count: lines.length }),
  );
}

function checklistBlocks(lines: readonly ChecklistLine[], print: PrintContext, heading: string): Block[] {
  const { t, language } = print;
  const used = lines.filter(({ records, needed }) => records !== 0 || needed > 0);
  const complete = (line: ChecklistLine): boolean => line.needed === line.filled;
  const done = used.filter(complete).length;
  const open = lines.filter(({ missing }) => missing.length > 0);
  return [
    ...table(
      print,
      heading,
      [
        ['complete', 2],
        ['form_no', 1],
        ['form', 4],
        ['answered', 2],
        ['records', 2],
      ],
      lines.map((line) => [
        used.includes(line)
          ? { ticked: complete(line), label: t(complete(line) ? 'print.is_complete' : 'print.is_not_complete') }
          : [marked(t('print.not_used'))],
        [words(line.number ?? '')],
        [words(line.label[language])],
        line.needed === 0 ? [words('')] : [words(t('print.answered_of', { count: line.filled, of: line.needed }))],
        [words(line.records === undefined ? '' : String(line.records))],
      ]),
      t('print.complete_of', { count: done, of: used.length }),
    ),
    ...(open.length === 0
      ? []
      : [
          { kind: 'heading', level: 2, text: t('print.still_needed') } satisfies Block,
          {
            kind: 'grid',
            items: open.map((line) => ({
              label: line.label[language],
              value: [words(line.missing.map((text) => text[language]).join(t('print.list_semicolon')))],
              span: 12 as const,
            })),
          } satisfies Block,
        ]),
  ];
}

/** One part of a paper. `heading`: the layout's own words for it. */
export function partBlocks(part: LayoutPart, facts: LayoutFacts, print: PrintContext, heading?: string): Block[] {
  const { t, language, timeZone } = print;
  const titled = (key: string): string => heading ?? t(`print.${key}`);
  switch (part) {
    case 'contents':
      // Filled in by whoever knows all that follows.
      return [{ kind: 'contents', heading: titled('contents'), entries: [] }];
    case 'timeline':
      return timelineBlocks(facts.timeline(), print);
    case 'family':
      return [...facts.family()];
    case 'files':
      return filesBlocks(facts.files(), print, titled('attachments'));
    case 'checklist':
      return checklistBlocks(facts.checklist(), print, titled('forms'));
    case 'tasks':
      return dueBlocks(facts.tasks(), print, titled('handover_tasks'));
    case 'recipients':
      return table(
        print,
        titled('recipients'),
        [
          ['recipient', 4],
          ['date', 2],
          ['how', 3],
        ],
        facts
          .recipients()
          .map(({ to, atUtc, how }) => [
            [data(to)],
            [words(dateText(dayAt(atUtc, timeZone), language))],
            [words(t(`print.recipient_${how}`))],
          ]),
      );
    case 'audit': {
      const lines = facts.audit();
      if (lines === undefined) return [];
      return table(
        print,
        titled('audit_extract'),
        [
          ['date', 3],
          ['by', 3],
          ['what', 4],
          ['result', 2],
        ],
        lines.map(({ atUtc, who, action, result }) => [
          [words(atMinute(atUtc, timeZone, language))],
          [data(who)],
          [words(action)],
          [words(result)],
        ]),
      );
    }
  }
}
