import type { RiskLevel } from '../casework/risk-history.ts';
import { spanDays } from '../casework/span.ts';
import type { WorkflowDef } from '../forms/workflow-def.ts';

/** Days from one contact to the next by risk level: of the deadline that begins anew after each contact. */
export function contactEvery(workflow: WorkflowDef | undefined): Readonly<Partial<Record<RiskLevel, number>>> {
  const due = workflow?.deadlines.find(({ sort, repeats }) => sort === 'follow_up' && repeats === true)?.due ?? {};
  const days = Object.entries(due).flatMap(([level, span]) => {
    const length = spanDays(span);
    return length === undefined ? [] : [[level, length] as const];
  });
  return Object.fromEntries(days);
}
