import type { CaseId } from '#core/ids.ts';

/** Something that was ordered about a case and lasts until somebody lifts it: a legal hold, a restriction. */
export interface CaseOrder {
  readonly id: string;
  readonly caseId: CaseId;
  readonly code: string;
  readonly why: string;
  readonly authority: string;
  readonly sinceUtc: string;
  readonly until?: string;
  /** The day on which it was expected to end has passed. */
  readonly past: boolean;
  /** From where it came with the case, or to where it went. */
  readonly notes?: readonly string[];
  readonly lifted?: { readonly by: string; readonly atUtc: string };
}

export interface NewCaseOrder {
  readonly code: string;
  readonly why: string;
  readonly authority: string;
  readonly until?: string;
}

/** What the page of one kind of orders says. */
export interface OrderWords {
  readonly title: string;
  readonly line: string;
  readonly none: string;
  readonly noneText: string;
  readonly make: string;
  readonly makeText: string;
  readonly verb: string;
  readonly why: string;
  readonly authority: string;
  readonly authorityHint: string;
  readonly until: string;
  readonly untilHint: string;
  readonly noEnd: string;
  readonly on: string;
  readonly past: string;
  readonly liftText: string;
  readonly lifted: (who: string, when: string) => string;
  readonly liftOf: (code: string) => string;
  readonly liftTitle: (code: string) => string;
}
