import type { ListQuery } from '#core/contracts/cases.contract.ts';
import { statisticsOrder } from '#core/contracts/measures.contract.ts';
import type { PrintedRecords } from '#core/contracts/lists.contract.ts';
import type { PrintOrder } from '#core/contracts/print.contract.ts';
import type { LayoutsDef, NameMode } from '#core/forms/layout-def.ts';
import type { Language } from '#core/forms/types.ts';
import { isId16, type CaseId } from '#core/ids.ts';
import { MOST_PHOTOS, MOST_SUMMARIES } from '#core/reports/document.ts';
import { usualNames } from '#core/reports/office-paper.ts';
import { showsMoreThan, STRICTNESS } from '#core/reports/redaction.ts';

export type Report = PrintOrder['report'];
export type MostClass = NonNullable<PrintOrder['mostClass']>;

/** What the person chose beside the preview. */
export interface PrintChoices {
  readonly language: Language;
  readonly paper: PrintOrder['paper'];
  readonly names: NameMode;
  /** Answers above this class are left out. */
  readonly mostClass: MostClass;
  /** With an extract of the audit trail, where the paper has room for one. */
  readonly audit: boolean;
  readonly why: string;
  readonly purpose: string;
}

const isCaseId = (text: unknown): text is CaseId => typeof text === 'string' && isId16(text);
const isRowId = (text: unknown): text is string => typeof text === 'string' && isId16(text);
const isWord = (text: unknown): text is string => typeof text === 'string' && /^[a-z][a-z0-9_-]{1,63}$/.test(text);

interface Address {
  readonly of?: unknown;
  readonly row?: unknown;
  /** Id of a layout or of a form. */
  readonly paper?: unknown;
  readonly selected?: Iterable<string>;
  /** JSON of an order of statistics. */
  readonly order?: unknown;
  /** Of the list of records that the address names: as it stands, and the records that are selected in it. */
  readonly records?: PrintedRecords | undefined;
}

/** The statistics whose order stands in an address. */
function numbersOf(kind: 'statistics' | 'monthly-sheet', text: unknown): Report | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const order = statisticsOrder.safeParse(JSON.parse(text));
    return order.success ? { kind, order: order.data } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The report that an address names, `of` whose tasks for the reminder sheet and which cases of the list; undefined when
 * there is none, or its case is missing.
 */
export function reportOf(kind: unknown, id: unknown, query: ListQuery, more: Address = {}): Report | undefined {
  const row = isRowId(more.row) ? { row: more.row } : {};
  const selected = [...(more.selected ?? [])].filter(isCaseId);
  switch (kind) {
    case 'blank-registration':
      return { kind };
    case 'blank-form':
      return isWord(more.paper) ? { kind, form: more.paper } : undefined;
    case 'case-list':
      return more.of === 'selected' && selected.length > 0 ? { kind, query, cases: selected } : { kind, query };
    case 'record-list': {
      if (more.records === undefined) return undefined;
      const { records = [], ...whole } = more.records;
      return more.of === 'selected' && records.length > 0 ? { ...whole, records } : whole;
    }
    case 'photo-wall':
      return more.of === 'selected' && selected.length > 0
        ? { kind, query, cases: selected.slice(0, MOST_PHOTOS) }
        : { kind, query };
    case 'case-summaries':
      return selected.length === 0 || selected.length > MOST_SUMMARIES ? undefined : { kind, cases: selected };
    case 'statistics':
    case 'monthly-sheet':
      return numbersOf(kind, more.order);
    case 'reminders':
      return { kind, of: more.of === 'office' ? 'office' : 'mine' };
    case 'case-summary':
    case 'registration':
    case 'case-history':
      return isCaseId(id) ? { kind, caseId: id } : undefined;
    case 'form':
      return isCaseId(id) && isWord(more.paper) ? { kind, caseId: id, form: more.paper, ...row } : undefined;
    case 'layout':
      return isCaseId(id) && isWord(more.paper) ? { kind, caseId: id, layout: more.paper, ...row } : undefined;
    case 'referral':
    case 'handover':
      return isCaseId(id) && isRowId(more.row) ? { kind, caseId: id, row: more.row } : undefined;
    default:
      return undefined;
  }
}

/** Nothing of a child stands on it: nothing to choose, and nobody asks what it is for. */
export const isBlank = ({ kind }: Report): boolean => kind === 'blank-registration' || kind === 'blank-form';

/** From how the child may be shown: the others of a case can be left out where there is a case. */
export const namesToChoose = (report: Report): readonly NameMode[] =>
  STRICTNESS.filter((mode) => mode !== 'others' || 'caseId' in report);

/** Shortest reason that counts as one, and shortest purpose. */
export const REASON_LENGTH = 3;

/** The order for these choices; undefined while the reason is missing. */
export function orderOf(
  report: Report,
  choices: PrintChoices,
  layouts: LayoutsDef | undefined,
): PrintOrder | undefined {
  const { language, paper, names, mostClass, audit } = choices;
  const usual = usualNames(report, layouts);
  const why = choices.why.trim();
  const more = showsMoreThan(names, usual);
  if (more && why.length < REASON_LENGTH) return undefined;
  return {
    report: report.kind === 'layout' && audit ? { ...report, audit } : report,
    language,
    paper,
    names: names === usual ? 'default' : names,
    ...(mostClass === 5 ? {} : { mostClass }),
    ...(more ? { why } : {}),
    purpose: choices.purpose.trim(),
  };
}
