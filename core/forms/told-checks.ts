import type { LoadedConfiguration } from './config-index.ts';
import { fieldKey, type Check } from './view.ts';

/**
 * Whether somebody may be told of a check to whom some answers are closed: one that reads such an answer was judged
 * without it, and says nothing.
 *
 * @param masked keys of the closed answers: `field`, or `rows.field`.
 */
export function toldTo(config: LoadedConfiguration, masked: ReadonlySet<string>): (check: Check) => boolean {
  if (masked.size === 0) return () => true;
  const rules = new Map(config.rules.map((rule) => [rule.def.id, rule]));
  return ({ rule, paths }) => {
    const reads = [...(rules.get(rule)?.brokenWhen.reads ?? []), ...paths.map(fieldKey)];
    return !reads.some((key) => masked.has(key));
  };
}
