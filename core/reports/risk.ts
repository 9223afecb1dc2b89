import type { RiskBadge, RiskLevel } from './document.ts';

const LEVELS: readonly RiskLevel[] = ['high', 'medium', 'low', 'none'];

/** The badge of a risk option; undefined for an option that is no risk level of ours. */
export function riskBadge(option: string, label: (level: RiskLevel) => string): RiskBadge | undefined {
  const level = LEVELS.find((known) => known === option);
  return level === undefined ? undefined : { level, label: label(level) };
}
