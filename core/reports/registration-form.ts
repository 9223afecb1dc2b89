import { knownFields } from '#core/forms/known-fields.ts';
import { leftOver } from '#core/forms/left-over.ts';
import type { Configuration, FieldDef, FormDef } from '#core/forms/types.ts';
import { pathKey } from '#core/forms/view.ts';
import { placeIsSecret } from '#core/sharing/consent.ts';
import { answerRuns } from './answers.ts';
import type { AnswerSetting } from './answers.ts';
import { blankItem, spanOf } from './blank-item.ts';
import { frameOf } from './context.ts';
import type { PrintContext } from './context.ts';
import { code, marked, words } from './document.ts';
import type { Block, GridItem, PrintDocument, Runs } from './document.ts';
import { withMarks, type FilledCase } from './filled-case.ts';
import { namesIn } from './redaction.ts';
import { riskBadge } from './risk.ts';
import { rowsBlocks } from './row-tables.ts';
import { recordsBlocks } from './record-blocks.ts';
import { NOTHING_SIGNED, picturesOf, signedForm } from './signed.ts';
import { signatureBlock, USUAL } from './signature-block.ts';

export interface FormReport {
  readonly print: PrintContext;
  readonly configuration: Configuration;
  /** Ids of the forms to print, in this order: `consent`, `registration`. */
  readonly forms: readonly string[];
  /** Address of the child's photo, where there is consent to one (reference.md DQ35). */
  readonly photo?: string;
  /** Absent: a blank form for writing on. */
  readonly filled?: FilledCase;
  /** Of the records of a form the only one that is printed. */
  readonly row?: string;
  /** Whether questions without an answer are said; they are unless told otherwise. */
  readonly blanks?: 'shown' | 'left_out';
}

const NO_NAMES: readonly string[] = [];

function filledItem(field: FieldDef, setting: AnswerSetting, { filled, blanks }: FormReport): GridItem | undefined {
  if (filled === undefined) return undefined;
  if (setting.inBlock?.has(pathKey({ field: field.id })) === true) return undefined;
  const { t, language } = setting.print;
  const answer = answerRuns(field, field.id, filled.document.values[field.id], setting);
  if (answer === 'blank' && (blanks === 'left_out' || field.type === 'separator' || field.type === 'form_link'))
    return undefined;
  const runs: Runs = answer === 'blank' ? [marked(t('print.blank'))] : answer;
  return {
    label: field.label[language],
    value: withMarks(runs, { field: field.id }, filled, t),
    span: spanOf(field),
    long: field.type === 'long_text',
    ...picturesOf(field, field.id, filled.document.values[field.id], setting),
  };
}

/** Records stand one after the other, other rows in a table; what stands inside a record is printed with it. */
function tableBlocks(field: FieldDef, section: string, setting: AnswerSetting, report: FormReport): Block[] {
  const { filled, row, blanks = 'shown' } = report;
  if (field.record === true) return recordsBlocks({ field, section, setting, choice: { row, blanks } }, filled);
  if (field.within !== undefined) return [];
  if (blanks === 'left_out' && (filled?.document.rows[field.id] ?? []).length === 0) return [];
  return rowsBlocks(field, section, setting, filled);
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
      blocks.push(...tableBlocks(field, section.id, setting, report));
      continue;
    }
    const item = filled === undefined ? blankItem(field, setting) : filledItem(field, setting, report);
    if (item !== undefined) items.push(item);
  }
  flush();
  if (blocks.length === 1) return [];
  // Records have headings of their own.
  return section.fields.some(({ record }) => record === true) && blocks[1]?.kind === 'heading' && blocks[1].level === 2
    ? blocks.slice(1)
    : blocks;
}

/** What was answered while the form still asked it: a paper that was signed told it too. */
function leftOverBlocks(form: FormDef, setting: AnswerSetting, report: FormReport): Block[] {
  const { filled } = report;
  if (filled === undefined) return [];
  const left = leftOver(setting.configuration, filled.document).find((one) => one.form?.id === form.id);
  if (left === undefined) return [];
  const items = left.answers.flatMap(({ def }) => (def && filledItem(def, setting, report)) ?? []);
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

/** A form with its head, without signatures. `anchor`: where a table of contents leads to. */
export function formBlocks(form: FormDef, setting: AnswerSetting, report: FormReport, anchor?: string): Block[] {
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
      ...(anchor === undefined ? {} : { anchor }),
      ...(badge === undefined ? {} : { risk: badge }),
      ...(report.photo === undefined || form.id !== 'registration'
        ? {}
        : { photo: { address: report.photo, shows: t('print.photo') } }),
    },
    ...(report.filled === undefined ? [{ kind: 'notice', runs: [words(t('print.how_to_fill'))] } satisfies Block] : []),
    ...form.sections.flatMap((section) => sectionBlocks(section, setting, report)),
    ...leftOverBlocks(form, setting, report),
  ];
}

/** How the answers of a case, or the questions of a blank form, are written in this copy. */
export function settingOf({
  print,
  configuration,
  filled,
}: Pick<FormReport, 'print' | 'configuration' | 'filled'>): AnswerSetting {
  return {
    print,
    configuration,
    caseCode: filled?.code ?? '',
    names: filled === undefined ? NO_NAMES : namesIn(configuration, filled.document, print.names),
    closed: filled?.closed ?? new Set(),
    placeSecret: filled !== undefined && placeIsSecret(filled.document.values),
    rows: filled?.document.rows,
    drawn: filled?.drawn,
  };
}

/**
 * Forms for signing, filled or blank: consent and registration together, any other alone (reference.md §6.2). A question that skip logic
 * hides is left out of a filled form. Forms that the configuration does not have are left out.
 */
export function registrationForm(report: FormReport): PrintDocument {
  const { print, configuration, filled } = report;
  const forms = report.forms.flatMap((id) => configuration.forms.filter((form) => form.id === id));
  const setting = settingOf(report);
  const [only] = forms;
  const both = forms.length > 1 || only === undefined;
  const name = both
    ? print.t(filled === undefined ? 'print.report_blank_registration' : 'print.report_registration')
    : print.t(filled === undefined ? 'print.report_blank_form' : 'print.report_form', {
        form: only.label[print.language],
      });
  const frame = frameOf(print, {
    report: both
      ? filled === undefined
        ? 'blank-registration'
        : 'registration'
      : filled === undefined
        ? 'blank-form'
        : 'form',
    name,
    ...(filled === undefined ? {} : { code: filled.code }),
    formVersion: formVersion(forms, print),
  });
  const { people } = print.look?.signers ?? USUAL;
  const blocks = forms.flatMap((form, index): Block[] => {
    const signed = filled === undefined ? NOTHING_SIGNED : signedForm(form, filled, report.row, people, setting);
    const signatures = signatureBlock(setting, filled, print.look?.signers, signed.by);
    return [
      ...(index === 0 ? [] : [{ kind: 'page-break' } satisfies Block]),
      ...formBlocks(form, { ...setting, inBlock: signed.answers }, report),
      ...(signatures === undefined ? [] : [signatures]),
    ];
  });
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
