import type { Language } from '#core/forms/types.ts';
import type { Foot, Head, PrintDocument, ReportId } from './document.ts';
import { atMinute } from './dates.ts';
import type { NameMode } from './redaction.ts';
import { printable } from './script-runs.ts';

/** Message of `resources/locales/<language>/print.json` in the language of the print. Unknown keys throw. */
export type Translate = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** What every report needs to know about the print itself. */
export interface PrintContext {
  readonly language: Language;
  readonly t: Translate;
  readonly paper: 'A4' | 'Letter';
  /** IANA name; the office's. */
  readonly timeZone: string;
  readonly nowUtc: string;
  /** Display name of the member of staff. */
  readonly printedBy: string;
  readonly office: string;
  readonly copy: number;
  readonly purpose: string;
  /** How people of the case are shown; `redactionDefault` unless asked for with a reason. */
  readonly names: NameMode;
  /** Approval is missing: "DRAFT – not approved" stands behind the text. */
  readonly draft: boolean;
}

const FROM = '\u{E000}';
const TO = '\u{E001}';

/** The message "Page {page} of {pages}" cut at its two numbers, which only the printer knows. */
function pageWords(t: Translate): readonly [string, string, string] {
  const [before = '', rest = ''] = t('print.page', { page: FROM, pages: TO }).split(FROM);
  const [between = '', after = ''] = rest.split(TO);
  return [before, between, after];
}

/** Margins have room for a few lines; what is longer ends in dots there and stands whole in the audit. */
const fitted = (text: string, most: number): string => {
  const characters = [...printable(text).replace(/\s+/gu, ' ').trim()];
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
};
const OFFICE_CHARACTERS = 70;
const NAME_CHARACTERS = 50;
const PURPOSE_CHARACTERS = 110;

interface Frame {
  readonly report: ReportId;
  readonly name: string;
  readonly code?: string;
  readonly formVersion: string;
  readonly landscape?: boolean;
}

/** Head, foot, title and watermark of a report: the same for all of them (reference.md §6.2, layout rules). */
export function frameOf(context: PrintContext, frame: Frame): Omit<PrintDocument, 'blocks'> {
  const { t } = context;
  const copy = String(context.copy);
  const purpose = fitted(context.purpose, PURPOSE_CHARACTERS);
  const head: Head = {
    office: fitted(context.office, OFFICE_CHARACTERS),
    service: t('print.service'),
    marking: t('print.marking'),
    report: frame.name,
    ...(frame.code === undefined ? {} : { code: frame.code }),
  };
  const foot: Foot = {
    printed: t('print.printed_by', {
      name: fitted(context.printedBy, NAME_CHARACTERS),
      time: atMinute(context.nowUtc, context.timeZone, context.language),
    }),
    formVersion: frame.formVersion,
    page: pageWords(t),
    copy: purpose === '' ? t('print.copy_alone', { copy }) : t('print.copy', { copy, purpose }),
    afterUse: t('print.after_use'),
  };
  return {
    report: frame.report,
    title: frame.code === undefined ? frame.name : `${frame.name} ${frame.code}`,
    paper: context.paper,
    landscape: frame.landscape ?? false,
    head,
    foot,
    ...(context.draft ? { watermark: t('print.draft') } : {}),
  };
}
