import type { AgeBand } from '../measures/measure.ts';
import type { ReportDef } from '../measures/report-def.ts';
import type { PeriodName } from '../measures/period.ts';
import type { Text } from './types.ts';

/**
 * `number`: one figure. `bars`: one bar for each line. `table`: lines by the values of a split (a person by a step).
 * `fact`: what the office knows without counting cases.
 */
export const CARD_KINDS = ['number', 'bars', 'table', 'fact'] as const;
/** What stands with other offices, what waits for a decision, what the office's rules found. */
export const FACTS = ['received', 'shared', 'to_decide', 'waiting_changes', 'silent_offices', 'findings'] as const;
export type Fact = (typeof FACTS)[number];

export interface CardDef {
  readonly id: string;
  readonly kind: (typeof CARD_KINDS)[number];
  /** Instead of the name of the number. */
  readonly title?: Text;
  /** Every kind but `fact`: the number (core/measures/measures.ts). */
  readonly measure?: string;
  readonly fact?: Fact;
  /** Of a `table`: the columns. */
  readonly split?: string;
  /** Of a number about a period; a number that tells how things stand is always that of today. */
  readonly period?: PeriodName;
  readonly alert?: true;
}

/** Dashboards by role, from the role that reaches furthest: who has several roles sees the first of theirs. */
export interface DashboardDef {
  readonly role: string;
  readonly cards: readonly CardDef[];
}

/** A report of the configuration. */
export interface ReadyReport {
  readonly id: string;
  readonly label: Text;
  readonly def: ReportDef;
}

/** What an office looks at and reports: a part of its configuration. */
export interface NumbersDef {
  readonly ageBands: readonly AgeBand[];
  readonly dashboards: readonly DashboardDef[];
  /** Reports that are there for everybody who may have them. */
  readonly reports: readonly ReadyReport[];
}
