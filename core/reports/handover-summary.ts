import type { CaseDocument, Configuration, FieldDef, Row, Values } from '#core/forms/types.ts';
import { placeIsSecret } from '#core/sharing/consent.ts';
import { answerRuns, type AnswerSetting } from './answers.ts';
import { frameOf, type PrintContext } from './context.ts';
import { code, data, marked, words } from './document.ts';
import type { Block, Cell, Column, GridItem, PrintDocument, Runs, Span } from './document.ts';
import { namesIn } from './redaction.ts';
import type { FilledCase } from './filled-case.ts';
import { formVersion } from './registration-form.ts';
import { riskBadge } from './risk.ts';
import { dueBlocks } from './summary-tables.ts';
import type { DueLine } from './summary-tables.ts';

export interface HandoverSummary {
  readonly print: PrintContext;
  readonly configuration: Configuration;
  readonly filled: FilledCase;
  /** The case before anything was withheld: its names are taken out of the texts of a copy with codes. */
  readonly whole: CaseDocument;
  /** The row of `transfers`. */
  readonly transfer: Row;
  /** Open tasks, the earliest first. */
  readonly tasks: readonly DueLine[];
}

const TRANSFERS = 'transfers';
const HEAD: readonly (readonly [string, Span])[] = [
  ['transfer_from_office', 4],
  ['transfer_from', 4],
  ['transfer_date', 4],
  ['transfer_to_office', 4],
  ['transfer_status', 4],
  ['transfer_answered', 4],
  ['transfer_reason', 4],
  ['transfer_reason_details', 8],
  ['transfer_consent', 4],
  ['transfer_child_told', 4],
  ['transfer_caregiver_told', 4],
  ['transfer_joint_visit', 4],
];
const CHILD: readonly (readonly [string, Span])[] = [
  ['full_name', 4],
  ['sex', 4],
  ['date_of_birth', 4],
  ['age', 4],
  ['languages', 4],
  ['current_address', 4],
  ['phone', 4],
  ['location_confidential', 4],
  ['primary_concern', 4],
];
const TEXTS = ['transfer_summary', 'transfer_safety', 'transfer_plan', 'transfer_services'] as const;
/** Tables of the case, each with the columns that whoever takes over needs first; and which of its rows count. */
const TABLES: readonly {
  readonly rows: string;
  readonly heading: string;
  readonly columns: readonly string[];
  readonly counts?: (values: Values) => boolean;
}[] = [
  {
    rows: 'plan_actions',
    heading: 'handover_actions',
    columns: ['action_need', 'action_what', 'action_responsible', 'action_deadline', 'action_status'],
    counts: ({ action_status: status }) => status !== 'completed' && status !== 'cancelled',
  },
  {
    rows: 'services',
    heading: 'handover_services',
    columns: ['service_type', 'service_agency', 'service_provider', 'service_result'],
    counts: ({ service_implemented: given }) => given === undefined,
  },
  {
    rows: 'care_arrangements',
    heading: 'handover_caregivers',
    columns: ['caregiver_name', 'caregiver_relation', 'caregiver_phone', 'caregiver_address'],
    counts: ({ end_date: end }) => end === undefined,
  },
  {
    rows: 'transfer_documents',
    heading: 'handover_papers',
    columns: ['handed_title', 'handed_type', 'handed_pages', 'handed_form'],
  },
];

/**
 * Two to four pages for whoever takes a case over (reference.md §6.2, §3.9): why, risk and safety, what is due, the open
 * actions of the plan, running services, people to call. The child is named: it is handed over sealed.
 */
export function handoverSummary(summary: HandoverSummary): PrintDocument {
  const { print, configuration, filled, transfer } = summary;
  const { t, language } = print;
  const fields = configuration.forms.flatMap((form) => form.sections.flatMap((section) => section.fields));
  const byId = new Map(fields.map((field) => [field.id, field]));
  const columnsOf = (rows: string): ReadonlyMap<string, FieldDef> =>
    new Map((byId.get(rows)?.fields ?? []).map((field) => [field.id, field]));
  const setting: AnswerSetting = {
    print,
    configuration,
    caseCode: filled.code,
    names: namesIn(configuration, summary.whole, print.names),
    closed: filled.closed,
    withheld: filled.withheld,
    rows: filled.document.rows,
    placeSecret: placeIsSecret(filled.document.values),
  };
  const inRow = columnsOf(TRANSFERS);
  const told = (id: string): Runs | undefined => {
    const field = inRow.get(id);
    const runs = field && answerRuns(field, `${TRANSFERS}.${id}`, transfer.values[id], setting);
    return runs === 'blank' ? undefined : runs;
  };
  const item = (label: string | undefined, value: Runs | undefined, span: Span): GridItem[] =>
    label === undefined || value === undefined ? [] : [{ label, value, span }];
  const childItem = ([id, span]: readonly [string, Span]): GridItem[] => {
    const field = byId.get(id);
    if (field === undefined) return [];
    const runs = answerRuns(field, id, filled.document.values[id], setting);
    return runs === 'blank' ? [] : item(field.label[language], runs, span);
  };
  const textBlocks = (id: string): Block[] => {
    const runs = told(id);
    const label = inRow.get(id)?.label[language];
    if (runs === undefined || label === undefined) return [];
    return [
      { kind: 'heading', level: 2, text: label },
      { kind: 'paragraph', runs, long: true },
    ];
  };
  const tableBlocks = ({ rows, heading, columns, counts }: (typeof TABLES)[number]): Block[] => {
    const known = columnsOf(rows);
    const shown = columns.flatMap((id) => known.get(id) ?? []);
    if (shown.length === 0) return [];
    const list = (filled.document.rows[rows] ?? []).filter(({ values }) => counts?.(values) ?? true);
    const cell = (field: FieldDef, row: Row): Cell => {
      const runs = answerRuns(field, `${rows}.${field.id}`, row.values[field.id], setting);
      return runs === 'blank' ? [marked(t('print.blank'))] : runs;
    };
    return [
      { kind: 'heading', level: 2, text: t(`print.${heading}`) },
      {
        kind: 'table',
        caption: t(`print.${heading}`),
        columns: shown.map((field): Column => ({ label: field.label[language], weight: 2 })),
        rows: list.map((row) => shown.map((field) => cell(field, row))),
        rowHeads: false,
        none: t(filled.withheld?.has(rows) === true ? 'print.withheld_by_consent' : 'print.none_recorded'),
      },
    ];
  };
  const risk = filled.document.values['risk_level'];
  const badge =
    typeof risk === 'string' && !filled.closed.has('risk_level')
      ? riskBadge(risk, (level) => t(`print.risk_${level}`))
      : undefined;
  const reasonField = byId.get('risk_reason');
  const reason = reasonField && answerRuns(reasonField, 'risk_reason', filled.document.values['risk_reason'], setting);
  const to = transfer.values['transfer_to_office'];
  const blocks: Block[] = [
    {
      kind: 'cover',
      report: t('print.report_handover'),
      title: [code(filled.code)],
      line: typeof to === 'string' ? [words(t('print.handover_to')), words(' '), data(to)] : [],
      ...(badge === undefined ? {} : { risk: badge }),
    },
    { kind: 'notice', title: t('print.handover_sealed'), runs: [words(t('print.handover_counts'))] },
    { kind: 'grid', items: HEAD.flatMap(([id, span]) => item(inRow.get(id)?.label[language], told(id), span)) },
    { kind: 'heading', level: 2, text: t('print.child') },
    { kind: 'grid', items: CHILD.flatMap(childItem) },
    ...(reason === undefined || reason === 'blank'
      ? []
      : ([
          { kind: 'heading', level: 2, text: t('print.why_this_risk') },
          { kind: 'paragraph', runs: reason, long: true },
        ] satisfies Block[])),
    ...TEXTS.flatMap(textBlocks),
    ...dueBlocks(summary.tasks, print, t('print.handover_tasks')),
    ...TABLES.flatMap(tableBlocks),
  ];
  const forms = configuration.forms.filter(({ id }) => id === 'transfer');
  return {
    ...frameOf(print, {
      report: 'handover',
      name: t('print.report_handover'),
      code: filled.code,
      formVersion: formVersion(forms, print),
    }),
    blocks,
  };
}
