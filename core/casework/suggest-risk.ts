import type { Resolved } from '../forms/resolve.ts';
import { higherRisk, type RiskLevel } from './risk-history.ts';

/** A level that the office's rules point to. It explains itself and decides nothing. */
export interface RiskSuggestion {
  readonly level: RiskLevel;
  /** Ids of the suggestions of the profile that point to this level, in the profile's order. */
  readonly because: readonly string[];
}

/**
 * The highest level that a rule of the profile points to, with every rule that points to it; undefined when none does.
 *
 * @param resolved the answers that the person may see, as they were worked out.
 * @param sees whether a field, by its key, is open to the person: a rule that reads a closed one takes no part, so that
 *   its reason gives nothing away.
 */
export function suggestRisk(resolved: Resolved, sees: (key: string) => boolean): RiskSuggestion | undefined {
  const rules = (resolved.config.workflow?.suggestion ?? []).filter(({ when }) => [...when.reads].every(sees));
  const met = rules.filter(({ when }) => resolved.run(when, resolved.case) === true).map(({ def }) => def);
  const [first, ...rest] = met;
  if (first === undefined) return undefined;
  const level = rest.reduce<RiskLevel>((highest, one) => higherRisk(highest, one.level), first.level);
  return { level, because: met.filter((one) => one.level === level).map(({ id }) => id) };
}
