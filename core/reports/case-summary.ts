import { MEMBERS } from '../family/member-rows.ts';
import type { AgeValue, CaseDocument, Configuration, DateValue, FieldDef, FieldValue } from '#core/forms/types.ts';
import { placeIsSecret } from '#core/sharing/consent.ts';
import { answerRuns, optionLabel } from './answers.ts';
import type { AnswerSetting } from './answers.ts';
import { chosenRows } from './chosen-rows.ts';
import type { ChosenRows } from './chosen-rows.ts';
import { frameOf } from './context.ts';
import type { PrintContext } from './context.ts';
import { ageToday, dateText, dayAt } from './dates.ts';
import { data, marked, words } from './document.ts';
import type { Block, GridItem, PrintDocument, Runs, Span } from './document.ts';
import { familyBlocks } from './family-table.ts';
import type { PrintedFamily } from './family-table.ts';
import { namesIn } from './redaction.ts';
import { codesOf } from './registration-form.ts';
import { withMarks, type FilledCase } from './filled-case.ts';
import { riskBadge } from './risk.ts';
import { dueBlocks, timelineBlocks } from './summary-tables.ts';
import type { DueLine, TimelineLine } from './summary-tables.ts';

export interface CaseSummaryHeader {
  readonly owner?: string;
  readonly supervisor?: string;
  /** `YYYY-MM-DD`. */
  readonly openedOn?: string;
  readonly riskSince?: string;
  readonly officeOfCase: string;
}

export interface CaseSummary {
  readonly print: PrintContext;
  readonly configuration: Configuration;
  readonly filled: FilledCase;
  readonly header: CaseSummaryHeader;
  readonly family: PrintedFamily;
  /** Oldest or newest first: printed newest first. */
  readonly timeline: readonly TimelineLine[];
  /** What the case needs now, the earliest first; absent: not told. */
  readonly tasks?: readonly DueLine[];
}

/** The plan as it goes on, and the last contacts (reference.md §6.2). */
const PLAN: ChosenRows = {
  rows: 'plan_actions',
  fields: ['action_need', 'action_what', 'action_responsible', 'action_deadline', 'action_status'],
  unless: { action_status: ['completed', 'cancelled'] },
};
const CONTACTS: ChosenRows = {
  rows: 'followups',
  fields: ['followup_done', 'followup_mode', 'child_seen', 'followup_child_view', 'followup_risk'],
  last: 3,
};

const CASE_ITEMS: readonly (readonly [string, Span])[] = [
  ['source', 4],
  ['protection_concerns', 8],
  ['primary_concern', 4],
  ['urgent_protection_concern', 4],
  ['urgent_reasons', 4],
  ['consent_giver', 4],
  ['consent_date', 4],
  ['assent_child', 4],
  ['consent_services', 4],
  ['consent_share', 4],
  ['withhold', 4],
];
const CHILD_ITEMS: readonly (readonly [string, Span])[] = [
  ['full_name', 4],
  ['sex', 2],
  ['date_of_birth', 3],
  ['age', 3],
  ['birth_registered', 4],
  ['languages', 4],
  ['in_school', 4],
  ['displacement_status', 4],
  ['current_area', 4],
  ['disability_indicated', 4],
  ['protection_status', 4],
  ['separation_date', 4],
  ['separation_cause', 4],
];

interface Found {
  readonly field: FieldDef;
  readonly section: string;
}
type Fields = ReadonlyMap<string, Found>;

function fieldsOf(configuration: Configuration): Fields {
  const all = configuration.forms.flatMap((form) =>
    form.sections.flatMap((section) =>
      section.fields.map((field) => [field.id, { field, section: section.id }] as const),
    ),
  );
  return new Map(all);
}

interface Place {
  readonly setting: AnswerSetting;
  readonly fields: Fields;
  readonly filled: FilledCase;
}

/** Undefined: the profile does not ask it, or skip logic hides it here. */
function answerOf(id: string, { setting, fields, filled }: Place): Runs | undefined {
  const found = fields.get(id);
  if (found === undefined) return undefined;
  const { field, section } = found;
  if (!filled.asked({ section }) || !filled.asked({ section, field: id })) return undefined;
  const { t } = setting.print;
  const answer = answerRuns(field, id, filled.document.values[id], setting);
  const runs = answer === 'blank' ? [marked(t('print.blank'))] : answer;
  return withMarks(runs, { field: id }, filled, t);
}

function itemsOf(list: readonly (readonly [string, Span])[], place: Place): GridItem[] {
  const { language } = place.setting.print;
  return list.flatMap(([id, span]) => {
    const value = answerOf(id, place);
    const field = place.fields.get(id)?.field;
    return value === undefined || field === undefined ? [] : [{ label: field.label[language], value, span }];
  });
}

function headItems({ header, print }: CaseSummary, place: Place): GridItem[] {
  const { t, language } = print;
  const item = (key: string, value: Runs): GridItem => ({ label: t(key), value, span: 4 });
  const status = answerOf('status', place);
  return [
    ...(header.owner === undefined ? [] : [item('print.owner', [data(header.owner)])]),
    ...(header.supervisor === undefined ? [] : [item('print.supervisor', [data(header.supervisor)])]),
    item('print.office', [data(header.officeOfCase)]),
    ...(status === undefined ? [] : [item('print.status', status)]),
    ...(header.openedOn === undefined ? [] : [item('print.opened', [words(dateText(header.openedOn, language))])]),
  ];
}

/** Long answers stand below their own heading, as they were typed. */
function narrative(id: string, heading: string, place: Place): Block[] {
  if (place.filled.document.values[id] === undefined) return [];
  const runs = answerOf(id, place);
  if (runs === undefined) return [];
  return [
    { kind: 'heading', level: 2, text: heading },
    { kind: 'paragraph', runs, long: true },
  ];
}

const isDate = (value: FieldValue | undefined): value is DateValue =>
  typeof value === 'object' && !Array.isArray(value) && 'date' in value;
const isAge = (value: FieldValue | undefined): value is AgeValue =>
  typeof value === 'object' && !Array.isArray(value) && 'asOf' in value;

/** "Boy, about 9 years". Unknown parts are left out here: the grid below says what is unknown. */
function personLine(document: CaseDocument, setting: AnswerSetting, print: PrintContext): Runs {
  const { closed } = setting;
  const sex = document.values['sex'];
  const birth = closed.has('date_of_birth') ? undefined : document.values['date_of_birth'];
  const stated = closed.has('age') ? undefined : document.values['age'];
  const today = dayAt(print.nowUtc, print.timeZone);
  const age = ageToday(isDate(birth) ? birth : undefined, isAge(stated) ? stated : undefined, today, print.t);
  const sexRuns = typeof sex === 'string' && !closed.has('sex') ? optionLabel(setting, 'sex', sex) : [];
  const between = sexRuns.length > 0 && age !== undefined ? [words(' · ')] : [];
  return [...sexRuns, ...between, ...(age === undefined ? [] : [words(age)])];
}

/**
 * One or two pages for supervision (reference.md §6.2): who, how high the risk and why, what happened, what is due.
 * Never an address, and a name only when `print.names` is `full`.
 */
export function caseSummary(summary: CaseSummary): PrintDocument {
  const { print, configuration, filled, header } = summary;
  const { t, language } = print;
  const setting: AnswerSetting = {
    print,
    configuration,
    caseCode: filled.code,
    names: namesIn(configuration, filled.document, print.names),
    closed: filled.closed,
    placeSecret: placeIsSecret(filled.document.values),
    rows: filled.document.rows,
  };
  const place: Place = { setting, fields: fieldsOf(configuration), filled };
  const risk = filled.document.values['risk_level'];
  const badge =
    typeof risk === 'string' && !filled.closed.has('risk_level')
      ? riskBadge(risk, (level) => t(`print.risk_${level}`))
      : undefined;
  const since = header.riskSince;
  const leftOut = t(print.names === 'full' ? 'print.summary_left_out_named' : 'print.summary_left_out');
  const frame = frameOf(print, {
    report: 'case-summary',
    name: t('print.report_case_summary'),
    code: filled.code,
    formVersion: t('print.configuration_version', { version: String(configuration.version) }),
  });
  const blocks: Block[] = [
    {
      kind: 'cover',
      report: t('print.report_case_summary'),
      title: codesOf(filled, t),
      line: personLine(filled.document, setting, print),
      ...(badge === undefined ? {} : { risk: badge }),
      ...(badge === undefined || since === undefined
        ? {}
        : { riskNote: t('print.since', { date: dateText(since, language) }) }),
    },
    { kind: 'heading', level: 2, text: t('print.case') },
    { kind: 'grid', items: [...headItems(summary, place), ...itemsOf(CASE_ITEMS, place)] },
    { kind: 'heading', level: 2, text: t('print.child'), note: t(`print.names_${print.names}`) },
    { kind: 'grid', items: itemsOf(CHILD_ITEMS, place) },
    ...familyBlocks(summary.family, filled.document.rows[MEMBERS] ?? [], setting, print),
    ...narrative('risk_reason', t('print.why_this_risk'), place),
    ...narrative('immediate_action', t('print.action_taken'), place),
    ...(summary.tasks === undefined ? [] : dueBlocks(summary.tasks, print, t('print.handover_tasks'))),
    ...chosenRows({ ...PLAN, heading: t('print.plan') }, setting, filled),
    ...chosenRows({ ...CONTACTS, heading: t('print.contacts') }, setting, filled),
    ...timelineBlocks(summary.timeline, print),
    ...(filled.undecided.size > 0
      ? [
          {
            kind: 'notice',
            runs: [words(t('print.undecided_count', { count: filled.undecided.size }))],
          } satisfies Block,
        ]
      : []),
    { kind: 'paragraph', small: true, runs: [words(leftOut)] },
  ];
  return { ...frame, blocks };
}

/** The summaries of several cases one after the other, each on pages of its own. */
export function caseSummaries(summaries: readonly CaseSummary[], print: PrintContext, version: number): PrintDocument {
  const { t } = print;
  return {
    ...frameOf(print, {
      report: 'case-summaries',
      name: t('print.report_case_summaries'),
      formVersion: t('print.configuration_version', { version: String(version) }),
    }),
    blocks: summaries.flatMap((summary, i): readonly Block[] => [
      ...(i === 0 ? [] : [{ kind: 'page-break' } as const]),
      ...caseSummary(summary).blocks,
    ]),
  };
}
