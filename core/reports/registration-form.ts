import { knownFields } from '#core/forms/known-fields.ts';
import { leftOver } from '#core/forms/left-over.ts';
import type { CaseDocument, Configuration, FieldDef, FormDef, Row } from '#core/forms/types.ts';
import { placeIsSecret } from '#core/sharing/consent.ts';
import { answerRuns } from './answers.ts';
import type { AnswerSetting } from './answers.ts';
import { frameOf } from './context.ts';
import type { PrintContext } from './context.ts';
import { code, marked, words } from './document.ts';
import type { Block, GridItem, PrintDocument, Runs, Span, Tick } from './document.ts';
import { namesIn } from './redaction.ts';
import { riskBadge } from './risk.ts';
import { rowsBlocks } from './row-tables.ts';
import { signatureBlock } from './signature-block.ts';

/** Whether a section, a field, or a field of a row is asked, given all answers (skip logic of `core/forms`). */
export type Asked = (where: { readonly section: string; readonly field?: string; readonly row?: Row }) => boolean;

export interface FilledCase {
  readonly code: string;
  /** Of cases that were merged into it. */
  readonly otherCodes?: readonly string[];
  readonly document: CaseDocument;
  readonly asked: Asked;
  /** `field` or `rows.field`: answers closed to the person who prints. */
  readonly closed: ReadonlySet<string>;
  /** `field` or `rows.field`: two offices answered differently and nobody has decided. */
  readonly undecided: ReadonlySet<string>;
}

export interface FormReport {
  readonly print: PrintContext;
  readonly configuration: Configuration;
  /** Ids of the forms to print, in this order: `consent`, `registration`. */
  readonly forms: readonly string[];
  /** Address of the child's photo, where there is consent to one (reference.md DQ35). */
  readonly photo?: string;
  /** Absent: a blank form for writing on. */
  readonly filled?: FilledCase;
}

/**
 * Lists up to this length are printed as boxes to tick; longer ones get a line to write on. One answer of many is
 * written faster than found.
 */
const MOST_TICKS = { choice: 16, choices: 40 } as const;
const NO_NAMES: readonly string[] = [];

const spanOf = (field: FieldDef): Span => (field.type === 'long_text' ? 12 : (field.width ?? 6));

function ticksOf(field: FieldDef, setting: AnswerSetting): readonly Tick[] | undefined {
  if (field.type !== 'choice' && field.type !== 'choices') return undefined;
  const options = setting.configuration.lists.find((list) => list.id === field.options)?.options ?? [];
  const offered = options.filter((option) => option.active !== false);
  if (offered.length === 0 || offered.length > MOST_TICKS[field.type]) return undefined;
  return offered.map((option) => ({ label: option.label[setting.print.language], ticked: false }));
}

/** Boxes need room: four fit a third of the line, six half of it, more a whole one. */
function tickSpan(field: FieldDef, ticks: number): Span {
  const least: Span = ticks <= 4 ? 4 : ticks <= 6 ? 6 : 12;
  return spanOf(field) > least ? spanOf(field) : least;
}

function blankItem(field: FieldDef, setting: AnswerSetting): GridItem {
  const { t, language } = setting.print;
  const note = field.relevant === undefined ? {} : { note: t('print.if_it_applies') };
  const ticks = ticksOf(field, setting);
  if (ticks !== undefined) {
    return { label: field.label[language], ...note, value: { ticks }, span: tickSpan(field, ticks.length) };
  }
  const lines = field.type === 'long_text' ? 3 : 1;
  return { label: field.label[language], ...note, value: 'blank', span: spanOf(field), lines };
}

function filledItem(field: FieldDef, setting: AnswerSetting, filled: FilledCase): GridItem {
  const { t, language } = setting.print;
  const answer = answerRuns(field, field.id, filled.document.values[field.id], setting);
  const runs: Runs = answer === 'blank' ? [marked(t('print.blank'))] : answer;
  return {
    label: field.label[language],
    value: filled.undecided.has(field.id) ? [...runs, marked(t('print.undecided'))] : runs,
    span: spanOf(field),
    long: field.type === 'long_text',
  };
}

function sectionBlocks(section: FormDef['sections'][number], setting: AnswerSetting, report: FormReport): Block[] {
  const { filled } = report;
  if (filled !== undefined && !filled.asked({ section: section.id })) return [];
  const blocks: Block[] = [{ kind: 'heading', level: 2, text: section.label[setting.print.language] }];
  let items: GridItem[] = [];
  const flush = (): void => {
    if (items.length > 0) blocks.push({ kind: 'grid', items });
    items = [];
  };
  for (const field of section.fields) {
    if (!isPrinted(field, section.id, report)) continue;
    if (field.type === 'rows') {
      flush();
      blocks.push(...rowsBlocks(field, section.id, setting, filled));
    } else {
      items.push(filled === undefined ? blankItem(field, setting) : filledItem(field, setting, filled));
    }
  }
  flush();
  return blocks.length === 1 ? [] : blocks;
}

/** What was answered while the form still asked it: a paper that was signed told it too. */
function leftOverBlocks(form: FormDef, setting: AnswerSetting, filled: FilledCase): Block[] {
  const left = leftOver(setting.configuration, filled.document).find((one) => one.form?.id === form.id);
  if (left === undefined) return [];
  const items = left.answers.flatMap(({ def }) => (def === undefined ? [] : [filledItem(def, setting, filled)]));
  return [
    { kind: 'heading', level: 2, text: setting.print.t('print.no_longer_asked') },
    ...(items.length === 0 ? [] : [{ kind: 'grid', items } satisfies Block]),
    ...left.tables.flatMap(({ id, def, rows }) => {
      if (def === undefined) return [];
      const lost = new Set(rows.flatMap(({ answers }) => answers.map((answer) => answer.id)));
      const known = knownFields(setting.configuration).find((one) => one.id === id)?.fields ?? [];
      const fields = known.filter((one) => lost.has(one.id));
      return fields.length === 0 ? [] : rowsBlocks({ ...def, fields }, '', setting, filled);
    }),
  ];
}

function isPrinted(field: FieldDef, section: string, { filled }: FormReport): boolean {
  const off = field.offByDefault === true;
  if (filled === undefined) return !off && field.calculate === undefined;
  if (off && filled.document.values[field.id] === undefined) return false;
  return filled.asked({ section, field: field.id });
}

function formBlocks(form: FormDef, setting: AnswerSetting, report: FormReport): Block[] {
  const { t, language } = setting.print;
  const number = form.number === undefined ? t('print.form') : t('print.form_number', { number: form.number });
  const risk = report.filled?.document.values['risk_level'];
  const showsRisk = typeof risk === 'string' && form.sections.some((s) => s.fields.some((f) => f.id === 'risk_level'));
  const badge = showsRisk ? riskBadge(risk, (level) => t(`print.risk_${level}`)) : undefined;
  return [
    {
      kind: 'cover',
      report: number,
      title: [words(form.label[language])],
      line: report.filled === undefined ? [words(t('print.blank_form'))] : codesOf(report.filled, t),
      ...(badge === undefined ? {} : { risk: badge }),
      ...(report.photo === undefined || form.id !== 'registration'
        ? {}
        : { photo: { address: report.photo, shows: t('print.photo') } }),
    },
    ...(report.filled === undefined ? [{ kind: 'notice', runs: [words(t('print.how_to_fill'))] } satisfies Block] : []),
    ...form.sections.flatMap((section) => sectionBlocks(section, setting, report)),
    ...(report.filled === undefined ? [] : leftOverBlocks(form, setting, report.filled)),
    signatureBlock(setting, report.filled),
  ];
}

/**
 * The consent and registration forms for signing, filled or blank (reference.md §6.2). A question that skip logic
 * hides is left out of a filled form. Forms that the configuration does not have are left out.
 */
export function registrationForm(report: FormReport): PrintDocument {
  const { print, configuration, filled } = report;
  const forms = report.forms.flatMap((id) => configuration.forms.filter((form) => form.id === id));
  const setting: AnswerSetting = {
    print,
    configuration,
    caseCode: filled?.code ?? '',
    names: filled === undefined ? NO_NAMES : namesIn(configuration, filled.document),
    closed: filled?.closed ?? new Set(),
    placeSecret: filled !== undefined && placeIsSecret(filled.document.values),
    rows: filled?.document.rows,
  };
  const frame = frameOf(print, {
    report: filled === undefined ? 'blank-registration' : 'registration',
    name: filled === undefined ? print.t('print.report_blank_registration') : print.t('print.report_registration'),
    ...(filled === undefined ? {} : { code: filled.code }),
    formVersion: formVersion(forms, print),
  });
  const blocks = forms.flatMap((form, index): Block[] => [
    ...(index === 0 ? [] : [{ kind: 'page-break' } satisfies Block]),
    ...formBlocks(form, setting, report),
  ]);
  return { ...frame, blocks };
}

/** The case's code, and those of the cases that were merged into it: whoever holds an older paper finds it. */
export const codesOf = ({ code: own, otherCodes }: FilledCase, t: PrintContext['t']): Runs => [
  code(own),
  ...(otherCodes ?? []).flatMap((other, i) => [
    words(i === 0 ? ` · ${t('print.also_code')} ` : t('print.list_comma')),
    code(other),
  ]),
];

/** "Form 1A version 1, form 1B version 1": what was asked can be looked up years later. */
export function formVersion(forms: readonly FormDef[], { t }: PrintContext): string {
  const each = forms.map((form) =>
    t('print.form_version', { number: form.number ?? form.id, version: String(form.version) }),
  );
  return each.join(' · ');
}
