import type { SensitivityClass, Text } from './types.ts';

/**
 * How the office's papers look and what stands on them (reference.md §6.2), as data: the part `layouts` of a
 * configuration. What an office changes for itself lies over it (`core/reports/office-paper.ts`).
 */

export const PAPERS = ['A4', 'Letter'] as const;
export type Paper = (typeof PAPERS)[number];

/** How the people of a case are shown on paper. `others`: the child is named, everybody else is left out. */
export const NAME_MODES = ['code', 'initials', 'others', 'full'] as const;
export type NameMode = (typeof NAME_MODES)[number];

/** Who may be asked to sign, in the order in which the blocks stand. */
export const SIGNERS = [
  'child',
  'caregiver',
  'caseworker',
  'supervisor',
  'interpreter',
  'chair',
  'recipient',
  'witness',
] as const;
export type Signer = (typeof SIGNERS)[number];

/** Reports whose content is fixed by the program; a layout says how they look. */
export const FIXED_REPORTS = [
  'case-summary',
  'case-history',
  'registration',
  'referral',
  'handover',
  'case-list',
  'reminders',
  'photo-wall',
] as const;
export type FixedReport = (typeof FIXED_REPORTS)[number];

/** What the office makes from more than answers. */
export const LAYOUT_PARTS = [
  'contents',
  'files',
  'audit',
  'timeline',
  'family',
  'tasks',
  'checklist',
  'recipients',
] as const;
export type LayoutPart = (typeof LAYOUT_PARTS)[number];

/** `fields`: ids of questions of the case, or of the rows that the section shows. */
export type LayoutSection =
  | { readonly show: 'answers'; readonly heading?: Text; readonly fields: readonly string[] }
  /** Long answers, each under its own question; without an answer it is left out. */
  | { readonly show: 'texts'; readonly fields: readonly string[] }
  | {
      readonly show: 'rows';
      readonly rows: string;
      readonly heading?: Text;
      readonly fields: readonly string[];
      /** Rows that hold one of these options are left out. */
      readonly unless?: Readonly<Record<string, readonly string[]>>;
      /** Only so many of the newest. */
      readonly last?: number;
      /** Each row under each other instead of as a line of a table. */
      readonly long?: true;
    }
  /** The record that the report is about; all its questions, or these. */
  | { readonly show: 'record'; readonly heading?: Text; readonly fields?: readonly string[] }
  /** A form with all that was answered; without `form` every form of the case, each on a page of its own. */
  | { readonly show: 'forms'; readonly form?: string }
  /** Words of the office; `{field}` is the answer to that question. */
  | { readonly show: 'words'; readonly heading?: Text; readonly text: Text; readonly boxed?: true }
  /** Room to write. */
  | { readonly show: 'lines'; readonly heading: Text; readonly lines: number }
  | { readonly show: 'part'; readonly part: LayoutPart; readonly heading?: Text };

export interface LayoutDef {
  /** `court`: what the report is called in orders, addresses and the audit trail. */
  readonly id: string;
  readonly label: Text;
  /** What it is for, in one sentence. */
  readonly about: Text;
  /** The office's own number of the paper form ("CP 7"). */
  readonly number?: string;
  readonly landscape?: true;
  /** Large type, for families. */
  readonly large?: true;
  readonly names: NameMode;
  /** Questions above this class are left out; absent: none. */
  readonly mostClass?: SensitivityClass;
  /** Whose blocks stand at the end, and whether it says in which language it was explained and by whom. */
  readonly signatures?: { readonly people: readonly Signer[]; readonly explained?: true };
  /** The subform of which one record is printed: the newest, unless another is asked for. */
  readonly record?: string;
  /** Marked as a draft until this record is approved. */
  readonly draftUnlessApproved?: true;
  /** Absent for a report whose content is fixed by the program. */
  readonly sections?: readonly LayoutSection[];
}

export interface LayoutsDef {
  readonly paper: Paper;
  /** Printed on both sides: the binding side changes from page to page. */
  readonly duplex?: true;
  /** Under the office's name at the head of every page. */
  readonly lines: readonly Text[];
  /** "CONFIDENTIAL – child protection". */
  readonly marking: Text;
  /** "Return or destroy after use". */
  readonly foot: Text;
  readonly reports: readonly LayoutDef[];
}
