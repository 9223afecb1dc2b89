import type { Configuration, Text } from '../forms/types.ts';
import type { OfficeId } from '../ids.ts';
import type { RoleDef } from '../rights/roles.ts';
import type { PurposeDecision } from './purposes.ts';

/** Who answers for what the office keeps (articles 26 to 28). Names are permanent. */
export const CAPACITIES = ['controller', 'joint', 'processor'] as const;

/** What only the office can say about itself (article 30(1)(a)). */
export interface ProcessingOffice {
  readonly capacity: (typeof CAPACITIES)[number];
  /** Who decides about the data where the office does not do so alone. */
  readonly controller: string;
  readonly contact: string;
  /** The data protection officer, and how to reach them. */
  readonly officer: string;
  /** The authority that watches over data protection. */
  readonly authority: string;
  /** ISO 3166-1; empty: not said. */
  readonly country: string;
}

/** What data leave by, as the audit log counts them. */
export const FLOWS = [
  'bundle',
  'referral',
  'file',
  'numbers',
  'printed',
  'saved-paper',
  'attachment',
  'audit',
] as const;
export type Flow = (typeof FLOWS)[number];

/** Security measures that are always on, and those of which it depends on the office (article 32). */
export const ALWAYS = ['encryption', 'keys', 'lock', 'trail', 'bundles', 'marking'] as const;
export type MeasureState = 'on' | 'some' | 'off' | 'overdue';
export const OWN_MEASURES = ['second-factor', 'backup', 'rehearsal', 'conduct', 'emergency'] as const;
export type OwnMeasure = (typeof OWN_MEASURES)[number];

export interface KnownAgreement {
  readonly id: string;
  readonly sort: 'processor' | 'joint' | 'sharing';
  readonly with: string;
  readonly country: string;
  readonly from: string;
  readonly until?: string;
}

/** The office as it is set up now: everything that the register of processing is made from. */
export interface ProcessingFacts {
  readonly code: string;
  readonly name: string;
  readonly programme: string;
  readonly about: ProcessingOffice | undefined;
  readonly configuration: Configuration;
  /** Questions that the office turned on. */
  readonly turnedOn: readonly string[];
  readonly decided: ReadonlyMap<string, PurposeDecision>;
  readonly offices: readonly { readonly id: OfficeId; readonly name: string; readonly country: string }[];
  readonly agreements: readonly KnownAgreement[];
  readonly roles: readonly RoleDef[];
  readonly measures: Readonly<Record<OwnMeasure, MeasureState>>;
  readonly flows: ReadonlyMap<Flow, number>;
  readonly retention: readonly { readonly id: string; readonly label: Text; readonly span: string }[];
}
