import type { Text } from './types.ts';

/** A span of time: `24h` counts hours, `5d` days, `1w` weeks, `1m` months of the calendar. */
export type Span = string;

/** What is due when, by the risk level of the case (reference.md §2.2). */
export interface DueByRisk {
  readonly high: Span;
  readonly medium: Span;
  readonly low: Span;
  /** Absent: nothing is due without a risk. */
  readonly none?: Span;
}

export interface DeadlineDef {
  readonly id: string;
  /** Where the clock starts: a field of the case, or `rows.field`. */
  readonly from: string;
  readonly due: DueByRisk;
  /** What kind of task it makes. */
  readonly sort: string;
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

/** What a supervisor approves, and the date that says it is ready for it. */
export interface ApprovalDef {
  readonly for: string;
  readonly rows: string;
  readonly completed: string;
}

export interface WorkflowDef {
  readonly deadlines: readonly DeadlineDef[];
  readonly riskSources: readonly RiskSourceDef[];
  readonly suggestion: readonly RiskSuggestionDef[];
  readonly approvals: readonly ApprovalDef[];
}
