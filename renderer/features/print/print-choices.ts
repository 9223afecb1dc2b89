import type { PrintOrder } from '#core/contracts/print.contract.ts';
import { MOST_SUMMARIES } from '#core/reports/document.ts';
import type { Language } from '#core/forms/types.ts';
import { isId16, type CaseId } from '#core/ids.ts';
import { redactionDefault, type NameMode } from '#core/reports/redaction.ts';
import type { ListQuery } from '#core/contracts/cases.contract.ts';

export type Report = PrintOrder['report'];
export const NAME_MODES: readonly NameMode[] = ['code', 'initials', 'full'];

/** What the person chose beside the preview. */
export interface PrintChoices {
  readonly language: Language;
  readonly paper: PrintOrder['paper'];
  readonly names: NameMode;
  readonly why: string;
  readonly purpose: string;
}

const isCaseId = (text: unknown): text is CaseId => typeof text === 'string' && isId16(text);

const isRowId = (text: unknown): text is string => typeof text === 'string' && isId16(text);

/**
 * The report that an address names, `of` whose tasks for the reminder sheet and which cases of the list; undefined when
 * there is none, or its case is missing.
 */
export function reportOf(
  kind: unknown,
  id: unknown,
  query: ListQuery,
  more: { readonly of?: unknown; readonly row?: unknown; readonly selected?: Iterable<string> } = {},
): Report | undefined {
  if (kind === 'blank-registration') return { kind };
  const selected = [...(more.selected ?? [])].filter(isCaseId);
  if (kind === 'case-list')
    return more.of === 'selected' && selected.length > 0 ? { kind, query, cases: selected } : { kind, query };
  if (kind === 'case-summaries')
    return selected.length === 0 || selected.length > MOST_SUMMARIES ? undefined : { kind, cases: selected };
  if (kind === 'reminders') return { kind, of: more.of === 'office' ? 'office' : 'mine' };
  if ((kind === 'case-summary' || kind === 'registration' || kind === 'case-history') && isCaseId(id))
    return { kind, caseId: id };
  if ((kind === 'referral' || kind === 'handover') && isCaseId(id) && isRowId(more.row))
    return { kind, caseId: id, row: more.row };
  return undefined;
}

/** Whether a choice shows more of the child than this report usually does: then a reason is needed. */
export const showsMore = (report: Report, names: NameMode): boolean =>
  NAME_MODES.indexOf(names) > NAME_MODES.indexOf(redactionDefault(report.kind));

/** Shortest reason that counts as one. */
export const REASON_LENGTH = 3;

/** The order for these choices; undefined while the reason is missing. */
export function orderOf(report: Report, choices: PrintChoices): PrintOrder | undefined {
  const { language, paper, names } = choices;
  const why = choices.why.trim();
  const more = showsMore(report, names);
  if (more && why.length < REASON_LENGTH) return undefined;
  return {
    report,
    language,
    paper,
    names: names === redactionDefault(report.kind) ? 'default' : names,
    ...(more ? { why } : {}),
    purpose: choices.purpose.trim(),
  };
}
