import { aboutLines, type AboutFile } from '#core/export/about.ts';
import { answerCell, type Written } from '#core/export/answer-cell.ts';
import { caseLines, headings, type ExportedCase, type FilePlan } from '#core/export/case-lines.ts';
import { plainText } from '#core/export/cell.ts';
import type { ExportColumn } from '#core/export/columns.ts';
import { BYTE_ORDER_MARK, csvLine } from '#core/export/csv.ts';
import { jsonCase } from '#core/export/json-case.ts';
import { primeroCase } from '#core/export/primero-case.ts';
import { optionLines, sheetPlans } from '#core/export/sheets.ts';
import { typedCell } from '#core/export/typed-cell.ts';
import type { ExportOrder } from '#core/contracts/exports.contract.ts';
import type { Configuration, Language } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import type { Translate } from '#core/reports/context.ts';
import { WorkbookFile } from './workbook-file.ts';

/** A format of files of cases, written case by case. */
export interface CaseWriter {
  /** Answers how many lines the case became. */
  add(caseId: CaseId, exported: ExportedCase): number;
  /** What there is to write by now. */
  take(): Uint8Array;
  /** The rest of the file; nothing can be added afterwards. */
  finish(about: AboutFile): Uint8Array;
}

export interface WriterSetting {
  readonly configuration: Configuration;
  /** All columns that the person may choose. */
  readonly offered: readonly ExportColumn[];
  readonly plan: FilePlan;
  readonly csv: ExportOrder['csv'];
  readonly language: Language;
  /** Messages of `export.json`. */
  readonly t: Translate;
}

/** Text that waits to be written. */
class Texts {
  readonly #encoder = new TextEncoder();
  #text = '';
  add(text: string): void {
    this.#text += text;
  }
  take(): Uint8Array {
    const bytes = this.#encoder.encode(this.#text);
    this.#text = '';
    return bytes;
  }
}

function csvWriter({ plan, csv, language, t }: WriterSetting): CaseWriter {
  const texts = new Texts();
  texts.add((csv.mark ? BYTE_ORDER_MARK : '') + csvLine(headings(plan, { language }, t), csv.separator));
  return {
    add(_caseId, exported) {
      const lines = caseLines(plan, exported, answerCell);
      texts.add(lines.map((cells) => csvLine(cells.map(plainText), csv.separator)).join(''));
      return lines.length;
    },
    take: () => texts.take(),
    finish: () => texts.take(),
  };
}

function xlsxWriter({ configuration, offered, plan, language, t }: WriterSetting): CaseWriter {
  const file = new WorkbookFile(language === 'ar');
  const sheets = sheetPlans(offered, plan.columns, plan.written, { language }, t).map((sheet) => ({
    ...sheet,
    at: file.addSheet(sheet),
  }));
  return {
    add(_caseId, exported) {
      let lines = 0;
      for (const sheet of sheets) {
        const made = caseLines(sheet.plan, exported, typedCell);
        file.addLines(sheet.at, made);
        lines += made.length;
      }
      return lines;
    },
    take: () => file.take(),
    finish(about) {
      const labels = ['list', 'id', 'label'].map((part) => t(`export.lists_${part}`));
      const lists = file.addSheet({ label: t('export.sheet_lists'), labels });
      file.addLines(lists, optionLines(configuration, plan.columns, { language }));
      const head = file.addSheet({ label: t('export.sheet_about'), labels: [t('export.about'), ''] });
      file.addLines(head, aboutLines(about, t));
      return file.finish(head);
    },
  };
}

const FORMAT = { format: 'hifadhi-cases', version: 1 } as const;

function jsonWriter({ configuration, plan, language }: WriterSetting): CaseWriter {
  const texts = new Texts();
  const columns = plan.columns.map(({ id, field, form, rows }) => ({
    id,
    ...(form === undefined ? {} : { form: form.id }),
    ...(rows === undefined ? {} : { rows: rows.id }),
    ...(field === undefined ? {} : { type: field.type, label: field.label[language] }),
    ...(field?.options === undefined ? {} : { list: field.options }),
  }));
  const lists = optionLines(configuration, plan.columns, { language }).map(([list, id, label]) => ({
    list,
    id,
    label,
  }));
  const { profile, version } = configuration;
  const head = JSON.stringify({ ...FORMAT, configuration: { profile, version }, language, columns, options: lists });
  texts.add(`${head.slice(0, -1)},"cases":[`);
  let first = true;
  return {
    add(_caseId, exported) {
      texts.add(`${first ? '' : ','}\n${JSON.stringify(jsonCase(plan.columns, exported))}`);
      first = false;
      return 1;
    },
    take: () => texts.take(),
    finish({ office, made, terms, cases, left, answersLeft }) {
      const about = {
        office,
        made,
        purpose: terms.purpose,
        recipient: terms.recipient,
        keep_until: terms.keepUntil,
        cases,
        left_out_cases: left,
        left_out_answers: Object.fromEntries(answersLeft.map(({ why, count }) => [why, count])),
      };
      texts.add(`\n],"about":${JSON.stringify(about)}}\n`);
      return texts.take();
    },
  };
}

/** 16 random bytes as Primero writes ids. */
function uuidOf(id: string): string {
  const hex = Buffer.from(id, 'base64url').toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function primeroWriter({ plan }: WriterSetting): CaseWriter {
  const texts = new Texts();
  texts.add('{"data":[');
  let first = true;
  return {
    add(caseId, exported) {
      texts.add(`${first ? '' : ','}\n${JSON.stringify(primeroCase(plan.columns, exported, caseId, uuidOf))}`);
      first = false;
      return 1;
    },
    take: () => texts.take(),
    finish({ cases }) {
      texts.add(`\n],"metadata":{"total":${String(cases)},"per":${String(cases)},"page":1}}\n`);
      return texts.take();
    },
  };
}

/** JSON and Primero speak in ids alone, whatever the words of a table are. */
export const writtenIn = ({ format, answers }: ExportOrder): Written =>
  format === 'json' || format === 'primero' ? 'codes' : answers;

export function writerOf(format: ExportOrder['format'], setting: WriterSetting): CaseWriter {
  switch (format) {
    case 'csv':
      return csvWriter(setting);
    case 'xlsx':
      return xlsxWriter(setting);
    case 'json':
      return jsonWriter(setting);
    case 'primero':
      return primeroWriter(setting);
  }
}
