import { placesIn } from '#core/forms/config-layouts.ts';
import { knownFields } from '#core/forms/known-fields.ts';
import type { LayoutDef, LayoutSection } from '#core/forms/layout-def.ts';
import type { CaseDocument, Configuration, FormDef, Row } from '#core/forms/types.ts';
import { answerRuns } from './answers.ts';
import type { AnswerSetting } from './answers.ts';
import { chosenRows, findField } from './chosen-rows.ts';
import { frameOf } from './context.ts';
import type { PrintContext } from './context.ts';
import { marked, words } from './document.ts';
import type { Block, ContentsEntry, GridItem, PrintDocument, Run, Runs, Span } from './document.ts';
import { withMarks, type FilledCase } from './filled-case.ts';
import { partBlocks } from './layout-parts.ts';
import type { LayoutFacts } from './layout-parts.ts';
import { recordBlocks } from './record-blocks.ts';
import { codesOf, formBlocks, settingOf } from './registration-form.ts';
import { riskBadge } from './risk.ts';
import { rowsInOrder } from './rows-in-order.ts';
import { NOTHING_SIGNED, picturesOf, signedRecord } from './signed.ts';
import { signatureBlock, USUAL } from './signature-block.ts';

export interface LayoutReport {
  readonly print: PrintContext;
  readonly configuration: Configuration;
  readonly layout: LayoutDef;
  readonly filled: FilledCase;
  /** The record that the report is about; absent: the newest. */
  readonly row?: string;
  readonly facts: LayoutFacts;
}

interface Place extends LayoutReport {
  readonly setting: AnswerSetting;
  readonly record: Row | undefined;
}

/** The record that a paper is about: the one asked for, else the newest; undefined when there is none. */
export function recordOf(
  { record }: LayoutDef,
  configuration: Configuration,
  { rows }: CaseDocument,
  asked?: string,
): Row | undefined {
  const field = record === undefined ? undefined : knownFields(configuration).find(({ id }) => id === record);
  const all = field === undefined ? [] : rowsInOrder(field, rows[field.id] ?? []);
  return asked === undefined ? all.at(-1) : all.find(({ id }) => id === asked);
}

interface Answer extends ReturnType<typeof picturesOf> {
  readonly label: string;
  readonly runs: Runs;
  readonly span: Span;
  readonly long: boolean;
}

/** Undefined: the configuration does not ask it, or skip logic hides it here. */
function answerOf(id: string, { setting, filled }: Place): Answer | undefined {
  const found = findField(setting, id);
  if (found === undefined) return undefined;
  const { field, section } = found;
  if (!filled.asked({ section }) || !filled.asked({ section, field: id })) return undefined;
  const { t, language } = setting.print;
  const answer = answerRuns(field, id, filled.document.values[id], setting);
  const runs: Runs = answer === 'blank' ? [marked(t('print.blank'))] : answer;
  const long = field.type === 'long_text';
  return {
    label: field.label[language],
    runs: withMarks(runs, { field: id }, filled, t),
    // Together they make thirds of a line, whatever room the form gives them.
    span: long ? 12 : 4,
    long,
    ...picturesOf(field, id, filled.document.values[id], setting),
  };
}

/** Words of the office with the answers in their places. */
function told(text: string, place: Place): Runs {
  const parts = text.split(/\{[^{}]*\}/);
  const ids = placesIn(text);
  return parts.flatMap((part, index): Run[] => {
    const id = ids[index];
    if (id === undefined) return [words(part)];
    return [words(part), ...(answerOf(id, place)?.runs ?? [marked(place.print.t('print.blank'))])];
  });
}

const hasAnswers = (form: FormDef, { values, rows }: CaseDocument): boolean =>
  form.sections.some(({ fields }) =>
    fields.some(({ id, type }) => (type === 'rows' ? (rows[id] ?? []).length > 0 : values[id] !== undefined)),
  );

/** Every form with an answer, the first on a new page; the others are named, so that nobody looks for them. */
function formsBlocks(only: string | undefined, place: Place, nextAnchor: () => string): Block[] {
  const { configuration, print, filled, setting } = place;
  const forms = configuration.forms.filter((form) => form.system !== true && (only === undefined || form.id === only));
  const answered = forms.filter((form) => hasAnswers(form, filled.document));
  const empty = forms.filter((form) => !answered.includes(form));
  const report = { print, configuration, forms: [], filled, blanks: 'left_out' } as const;
  const { t, language } = print;
  return [
    ...answered.flatMap((form, index): Block[] => [
      ...(index === 0 ? [{ kind: 'page-break' } satisfies Block] : []),
      ...formBlocks(form, setting, report, nextAnchor()),
    ]),
    ...(empty.length === 0 || only !== undefined
      ? []
      : [
          { kind: 'heading', level: 2, text: t('print.forms_without_answers'), anchor: nextAnchor() } satisfies Block,
          {
            kind: 'paragraph',
            runs: [words(empty.map(({ label }) => label[language]).join(t('print.list_comma')))],
          } satisfies Block,
        ]),
  ];
}

function sectionBlocks(section: LayoutSection, place: Place, nextAnchor: () => string): Block[] {
  const { print, setting, filled, layout, record, facts } = place;
  const { language } = print;
  const titled = (text: { readonly heading?: LayoutDef['label'] }): Block[] =>
    text.heading === undefined ? [] : [{ kind: 'heading', level: 2, text: text.heading[language] }];
  switch (section.show) {
    case 'answers': {
      const items = section.fields.flatMap((id): GridItem[] => {
        const answer = answerOf(id, place);
        if (answer === undefined) return [];
        const { runs, ...shown } = answer;
        return [{ ...shown, value: runs }];
      });
      return items.length === 0 ? [] : [...titled(section), { kind: 'grid', items }];
    }
    case 'texts':
      return section.fields.flatMap((id): Block[] => {
        const answer = filled.document.values[id] === undefined ? undefined : answerOf(id, place);
        if (answer === undefined) return [];
        return [
          { kind: 'heading', level: 3, text: answer.label },
          { kind: 'paragraph', runs: answer.runs, long: true },
        ];
      });
    case 'rows': {
      const { show: _, heading, ...chosen } = section;
      const parent = findField(setting, section.rows)?.field.within?.rows === layout.record ? record?.id : undefined;
      return chosenRows(
        { ...chosen, ...(heading === undefined ? {} : { heading: heading[language] }) },
        setting,
        filled,
        parent,
      );
    }
    case 'record': {
      const found = layout.record === undefined ? undefined : findField(setting, layout.record);
      if (found === undefined || record === undefined) return [];
      const choice = { fields: section.fields, blanks: section.fields === undefined ? 'left_out' : 'shown' } as const;
      const blocks = recordBlocks({ field: found.field, section: found.section, setting, choice }, record, filled);
      return blocks.length === 0 ? [] : [...titled(section), ...blocks];
    }
    case 'forms':
      return formsBlocks(section.form, place, nextAnchor);
    case 'words': {
      const runs = told(section.text[language], place);
      return [...titled(section), section.boxed === true ? { kind: 'notice', runs } : { kind: 'paragraph', runs }];
    }
    case 'lines':
      return [...titled(section), { kind: 'lines', count: section.lines }];
    case 'part':
      return partBlocks(section.part, facts, print, section.heading?.[language]);
  }
}

/** What a table of contents names: forms, and headings of the paper itself. */
const entryOf = (block: Block): ContentsEntry[] => {
  if (block.kind === 'cover' && block.anchor !== undefined) {
    const title = block.title.map(({ text }) => text).join('');
    return [{ text: title, anchor: block.anchor }];
  }
  return block.kind === 'heading' && block.anchor !== undefined ? [{ text: block.text, anchor: block.anchor }] : [];
};

/**
 * A paper about one case, as its layout says (core/forms/layout-def.ts). Questions that the configuration does not ask
 * any more leave their place; a paper about a record that the case does not have says so.
 */
export function layoutReport(report: LayoutReport): PrintDocument {
  const { print, layout, filled, configuration } = report;
  const { t, language } = print;
  const record = recordOf(layout, configuration, filled.document, report.row);
  const subform = knownFields(configuration).find(({ id }) => id === layout.record);
  const signers = layout.signatures === undefined ? undefined : (print.look?.signers ?? USUAL);
  const unsigned = settingOf(report);
  const signed = signers === undefined ? NOTHING_SIGNED : signedRecord(subform, record, signers.people, unsigned);
  const setting: AnswerSetting = { ...unsigned, inBlock: signed.answers };
  const place: Place = { ...report, setting, record };
  let anchors = 0;
  const nextAnchor = (): string => `part-${String((anchors += 1))}`;
  const contents = layout.sections?.some((section) => section.show === 'part' && section.part === 'contents') === true;
  const own = (layout.sections ?? []).flatMap((section) =>
    sectionBlocks(section, place, nextAnchor).map((block): Block =>
      contents && section.show !== 'forms' && block.kind === 'heading' && block.level === 2
        ? { ...block, anchor: nextAnchor() }
        : block,
    ),
  );
  const entries = own.flatMap(entryOf);
  const risk = filled.document.values['risk_level'];
  const level = (one: string): string => t(`print.risk_${one}`);
  const badge =
    typeof risk === 'string' && !filled.closed.has('risk_level') && layout.large !== true
      ? riskBadge(risk, level)
      : undefined;
  const signatures = signers === undefined ? undefined : signatureBlock(setting, filled, signers, signed.by);
  const name = layout.label[language];
  return {
    ...frameOf(print, {
      report: 'layout',
      name,
      code: filled.code,
      formVersion: t('print.configuration_version', { version: String(configuration.version) }),
      landscape: layout.landscape === true,
    }),
    blocks: [
      {
        kind: 'cover',
        report: print.look?.number ?? t(`print.names_${print.names}`),
        title: [words(name)],
        line: codesOf(filled, t),
        ...(badge === undefined ? {} : { risk: badge }),
      },
      ...(layout.record !== undefined && record === undefined
        ? [{ kind: 'notice', runs: [words(t('print.no_such_record'))] } satisfies Block]
        : []),
      ...own.map((block): Block => (block.kind === 'contents' ? { ...block, entries } : block)),
      ...(signatures === undefined ? [] : [signatures]),
    ],
  };
}
