import type { CaseDocument, FieldValue } from '#core/forms/types.ts';
import type { CaseId } from '#core/ids.ts';
import type { Family, Name, Sex } from './names.ts';

/** Number of cases of the four sizes (reference.md §10): demo, district of five years, merged offices, limit. */
export const SIZES = { S: 60, M: 1_500, L: 12_000, XL: 50_000 } as const;
/** The seed of everything that is shown or measured, unless somebody asks for another. */
/** How many cases a size means: one of its letters, or any number up to 1,000,000; undefined for anything else. */
export function caseCount(size: string): number | undefined {
  const named = Object.entries(SIZES).find(([letter]) => letter === size)?.[1];
  const count = named ?? (/^\d{1,7}$/.test(size) ? Number(size) : 0);
  return count >= 1 && count <= 1_000_000 ? count : undefined;
}

export const DEFAULT_SEED = 20260101;

export interface GenerateOptions {
  readonly seed: number;
  readonly count: number;
  /** The office that registers, and the prefix of the case codes. */
  readonly officeCode: string;
  /** The day on which the data ends, `YYYY-MM-DD`. Nothing but deliberate errors lies after it. */
  readonly today: string;
  /**
   * `all`: every rule is broken by some cases. `saveable`: only rules that let a case be saved (kinds W and C).
   * `none`: no deliberate errors; about two in a hundred cases still stand out (18 or older, 1 January).
   */
  readonly defects?: 'all' | 'saveable' | 'none';
}

export type Status = 'open' | 'closed' | 'transferred' | 'duplicate';
export type Risk = 'high' | 'medium' | 'low' | 'none';
export type StepName = 'registered' | 'assessment' | 'plan' | 'service' | 'ready_to_close' | 'ended';

/** What happened after registration, for the forms and figures to come. Instants are UTC. */
export interface Course {
  readonly step: StepName;
  readonly endedAt?: string;
  readonly firstContactAt?: string;
  readonly assessedAt?: string;
  /** Risk levels before the present one, with the instant at which each ended. */
  readonly riskBefore: readonly { readonly risk: Risk; readonly until: string }[];
  readonly contacts: readonly { readonly at: string; readonly late: boolean; readonly childSeen: boolean }[];
  readonly services: readonly { readonly type: string; readonly outcome: 'provided' | 'unavailable' | 'declined' }[];
}

export interface Expected {
  /** Ids of all rules that the document breaks on the day `today`, sorted. */
  readonly rulesBroken: readonly string[];
  /** The rule that was broken on purpose. */
  readonly defect?: string;
  /** Index of the earlier case of the same child. */
  readonly duplicateOf?: number;
  /** Index of an earlier case of another child with the same name: must not match. */
  readonly nearMissOf?: number;
  readonly risk: Risk;
  readonly status: Status;
  readonly sex: string;
  /** Whole years at registration. */
  readonly age: number;
  readonly course: Course;
}

export interface GeneratedCase {
  readonly index: number;
  readonly caseId: CaseId;
  /** Not part of the document: the office gives it when the case is saved. */
  readonly code: string;
  readonly document: CaseDocument;
  /** Position in `CASEWORKERS`. */
  readonly worker: number;
  /** When it was saved for the first time, UTC. */
  readonly createdAt: string;
  readonly expected: Expected;
}

/** A document while it is being put together. */
export interface Draft {
  readonly values: Record<string, FieldValue>;
  readonly rows: Record<string, { readonly id: string; readonly values: Record<string, FieldValue> }[]>;
}

/** A child, whoever registers it and however its name gets written. */
export interface Child {
  readonly sex: Sex;
  readonly family: Family;
  readonly name: Name;
  readonly mother: Name;
  readonly father: Name;
  /** The true day of birth; forms know it more or less well. */
  readonly birth: string;
  /** Index in `SUB_DISTRICTS`. */
  readonly area: number;
  readonly street: string;
  readonly phone: string | undefined;
}

export type AgeBasis = 'document' | 'caregiver' | 'child' | 'estimate';

/** What is decided about a case before anything is written down. */
export interface Profile {
  readonly index: number;
  readonly child: Child;
  /** Registration day. */
  readonly day: string;
  readonly createdAt: string;
  readonly age: number;
  readonly basis: AgeBasis;
  readonly care: string;
  readonly protection: 'unaccompanied' | 'separated' | 'neither';
  readonly orphan: boolean;
  readonly concerns: readonly string[];
  readonly risk: Risk;
  readonly urgent: boolean;
  readonly status: Status;
  readonly course: Course;
  readonly worker: number;
  /** How the name is written this time. */
  readonly spelling: 'usual' | 'otherwise';
  readonly duplicateOf: number | undefined;
  readonly nearMissOf: number | undefined;
}
