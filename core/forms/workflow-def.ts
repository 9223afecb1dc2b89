import type { ProgrammeRule } from '#core/privacy/retention.ts';
import type { AlertDef } from './alert-def.ts';
import type { Step, Text } from './types.ts';

/** A span of time: `24h` counts hours, `5d` days, `1w` weeks, `1m` months of the calendar. */
export type Span = string;

/** What is due when, by the risk level of the case (reference.md §2.2). A level that is absent has no deadline. */
export interface DueByRisk {
  readonly high?: Span;
  readonly medium?: Span;
  readonly low?: Span;
  readonly none?: Span;
}

/** What a task is about, for its icon and its words. */
export const DEADLINE_SORTS = [
  'contact',
  'assessment',
  'plan',
  'action',
  'service',
  'follow_up',
  'review',
  'conference',
  'referral',
  'transfer',
  'approval',
  'care',
  'reunification',
  'clock',
  'transition',
  'closure',
  'consent',
  'flag',
] as const;
export type DeadlineSort = (typeof DEADLINE_SORTS)[number];

/**
 * One line of the deadline table. Without `rows` it is about the case as a whole; with `rows` each row of that
 * collection has a deadline of its own. All fields are named as `field` of the case or `rows.field`.
 */
export interface DeadlineDef {
  readonly id: string;
  readonly sort: DeadlineSort;
  readonly label: Text;
  /** The form in which it is fulfilled. */
  readonly form: string;
  readonly step: Step;
  /** The collection whose rows each have this deadline. */
  readonly rows?: string;
  /** Where the clock starts: the latest of these that is answered. */
  readonly from: readonly string[];
  /**
   * Dates of the events that fulfil it; the earliest that is not before the start counts. A field of `rows` is that of
   * the row itself, unless it is in `from` too: then a later row fulfils it (the visit that was agreed at this one).
   */
  readonly done: readonly string[];
  /** After each event that fulfils it the clock starts again (follow-up contacts, reviews). */
  readonly repeats?: true;
  readonly due?: DueByRisk;
  /** Spans from the start, each a task of its own (after family reunification: a week, a month, …). */
  readonly schedule?: readonly Span[];
  /** A field that holds the span itself, by option id (a service "within 3 hours"). */
  readonly spanField?: { readonly field: string; readonly spans: Readonly<Record<string, Span>> };
  /** A typed day or moment that counts instead of the table: an appointment, a planned visit. */
  readonly dueField?: string;
  /** Expression over the case, or the row: only then is there a deadline. */
  readonly when?: string;
  /** An event counts only when this holds in its row: of `rows`, over the row of the event ("a visit after the return"). */
  readonly doneWhen?: { readonly rows: string; readonly when: string };
  /**
   * It goes on after the closure, and is recorded by an act of its own, since nobody writes in a closed case: the first
   * date of `done`, and what was found or decided into this field of the same row.
   */
  readonly afterClosure?: { readonly note: string };
  /**
   * The start is a birth that may not be known to the day: the first of `from` that is answered counts, by the earliest
   * day it may have been (reference.md §7.4).
   */
  readonly earliest?: true;
  /** Other tables that an office may choose instead, by name. */
  readonly alternatives?: Readonly<Record<string, DueByRisk>>;
}

/** Where a risk level is decided: a form whose rows say the level, the reason and the day. */
export interface RiskSourceDef {
  readonly rows: string;
  readonly level: string;
  readonly reason: string;
  readonly date: string;
}

/** A reason to suggest a level; it explains itself and never decides. */
export interface RiskSuggestionDef {
  readonly id: string;
  readonly level: 'high' | 'medium' | 'low' | 'none';
  /** Expression over the case. */
  readonly when: string;
  readonly because: Text;
}

/** What a supervisor approves (reference.md §1.1). */
export const APPROVAL_SUBJECTS = ['assessment', 'case_plan', 'closure', 'action_plan'] as const;
export type ApprovalSubject = (typeof APPROVAL_SUBJECTS)[number];

/** A record that a supervisor approves, and the date that says it is ready for it. */
export interface ApprovalDef {
  readonly for: ApprovalSubject;
  readonly rows: string;
  readonly completed: string;
  /**
   * Rows inside the record that are approved with it: the actions of a plan. `progress`: their fields that say how far
   * it is, and go on being written after the approval. `alone`: what is approved are these rows, not the record itself.
   */
  readonly children?: { readonly rows: string; readonly progress: readonly string[]; readonly alone?: true };
  /** Nobody has to ask for it; once somebody did, the step is not done before it is approved. */
  readonly optional?: true;
}

/** The answers that are suggested for a referral; a person adds and takes away (reference.md §3.8). */
export interface ReferralPackagesDef {
  /** Fields of the case that every service needs. */
  readonly always: readonly string[];
  /** More fields of the case, by option of `service_types`. */
  readonly byService: Readonly<Record<string, readonly string[]>>;
}

export interface WorkflowDef {
  readonly deadlines: readonly DeadlineDef[];
  readonly riskSources: readonly RiskSourceDef[];
  readonly suggestion: readonly RiskSuggestionDef[];
  readonly approvals: readonly ApprovalDef[];
  /** Rules that compare cases or that time breaks; the office judges them. */
  readonly alerts?: readonly AlertDef[];
  readonly referralPackages?: ReferralPackagesDef;
  /**
   * The questions that a consent withholds, by option of `withhold_themes`: `field` of the case, `rows` for a subform with
   * all of its rows, `rows.field` in each of its rows. Other options are for a person to read.
   */
  readonly withheldThemes?: Readonly<Record<string, readonly string[]>>;
  /** How long closed cases are kept, beside the deadlines of the closure, and what an office may say instead. */
  readonly retention?: readonly ProgrammeRule[];
}
