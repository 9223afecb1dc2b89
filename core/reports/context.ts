import type { Signer } from '#core/forms/layout-def.ts';
import type { Language, SensitivityClass } from '#core/forms/types.ts';
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
  /** Questions above this class are left out; absent: none. */
  readonly mostClass?: SensitivityClass;
  /** Approval is missing: "DRAFT – not approved" stands behind the text. */
  readonly draft: boolean;
  /** How the office's papers look; absent: as the program does by itself. */
  readonly look?: PaperLook;
  /** Told of every answer that this copy does not show as it is. */
  readonly leftOut?: LeftOut;
}

/** How this paper looks at this office (`office-paper.ts`), in the language of the print. */
export interface PaperLook {
  /** Under the office's name. */
  readonly lines: readonly string[];
  readonly marking: string;
  readonly afterUse: string;
  readonly duplex: boolean;
  readonly large: boolean;
  readonly number?: string;
  readonly signers?: { readonly people: readonly Signer[]; readonly explained: boolean };
  /** Address of the office's logo. */
  readonly logo?: string;
}

/** `withheld`: by the consent's list, from whom the paper is for. `words`: names taken out of a text. `others`: about another person. `secret`: where the child is must stay secret. */
export const LEFT_OUT_WHY = ['name', 'address', 'others', 'words', 'secret', 'class', 'closed', 'withheld'] as const;
export type LeftOutWhy = (typeof LEFT_OUT_WHY)[number];

/** What a copy leaves out, for the person who chooses what is in it. */
export class LeftOut {
  readonly #lines = new Map<string, { readonly label: string; readonly why: LeftOutWhy }>();

  note(label: string, why: LeftOutWhy): void {
    this.#lines.set(`${why} ${label}`, { label, why });
  }
  all(): readonly { readonly label: string; readonly why: LeftOutWhy }[] {
    return [...this.#lines.values()];
  }
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
  const { t, look } = context;
  const copy = String(context.copy);
  const purpose = fitted(context.purpose, PURPOSE_CHARACTERS);
  const head: Head = {
    office: fitted(context.office, OFFICE_CHARACTERS),
    service: look === undefined ? t('print.service') : look.lines.join('\n'),
    marking: look?.marking ?? t('print.marking'),
    report: look?.number === undefined ? frame.name : t('print.numbered', { report: frame.name, number: look.number }),
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
    afterUse: look?.afterUse ?? t('print.after_use'),
  };
  return {
    report: frame.report,
    title: frame.code === undefined ? frame.name : `${frame.name} ${frame.code}`,
    paper: context.paper,
    landscape: frame.landscape ?? false,
    head,
    foot,
    ...(context.draft ? { watermark: t('print.draft') } : {}),
    ...(look === undefined
      ? {}
      : {
          duplex: look.duplex,
          large: look.large,
          ...(look.logo === undefined
            ? {}
            : { letterhead: { office: head.office, lines: look.lines, logo: look.logo } }),
        }),
  };
}
