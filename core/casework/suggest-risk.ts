import type { LoadedConfiguration } from '../forms/config-index.ts';
import { resolve } from '../forms/resolve.ts';
import type { CaseDocument } from '../forms/types.ts';
import type { EvaluationSetting } from '../forms/view.ts';
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
 * @param document the answers that the person may see.
 * @param sees whether a field, by its key, is open to the person: a rule that reads a closed one takes no part, so that
 *   its reason gives nothing away.
 */
export function suggestRisk(
  config: LoadedConfiguration,
  document: CaseDocument,
  setting: EvaluationSetting,
  sees: (key: string) => boolean,
): RiskSuggestion | undefined {
  const rules = (config.workflow?.suggestion ?? []).filter(({ when }) => [...when.reads].every(sees));
  if (rules.length === 0) return undefined;
  const resolved = resolve(config, document, setting);
  const met = rules.filter(({ when }) => resolved.run(when, resolved.case) === true).map(({ def }) => def);
  const [first, ...rest] = met;
  if (first === undefined) return undefined;
  const level = rest.reduce<RiskLevel>((highest, one) => higherRisk(highest, one.level), first.level);
  return { level, because: met.filter((one) => one.level === level).map(({ id }) => id) };
}
