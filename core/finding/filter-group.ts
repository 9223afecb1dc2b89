import type { Condition, Filter } from './filter.ts';

/** How the parts of a group go together: all of them, any of them, or none of them. */
export const GROUP_MODES = ['all', 'any', 'none'] as const;
export type GroupMode = (typeof GROUP_MODES)[number];
export interface FilterGroup {
  readonly mode: GroupMode;
  readonly parts: readonly Filter[];
}

/** A filter as a group that a person can read: a condition by itself is a group of one. */
export function groupOf(filter: Filter): FilterGroup {
  if ('all' in filter) return { mode: 'all', parts: filter.all };
  if ('any' in filter) return { mode: 'any', parts: filter.any };
  if ('not' in filter) return { mode: 'none', parts: 'any' in filter.not ? filter.not.any : [filter.not] };
  return { mode: 'all', parts: [filter] };
}

export function filterOf({ mode, parts }: FilterGroup): Filter {
  const list = [...parts];
  return mode === 'all' ? { all: list } : mode === 'any' ? { any: list } : { not: { any: list } };
}

/** Whether a condition says enough to be asked; one that was only just added does not. */
function says(condition: Condition): boolean {
  switch (condition.on) {
    case 'age':
      return condition.missing === true || condition.from !== undefined || condition.to !== undefined;
    case 'field':
    case 'record':
      return !('in' in condition.is) || condition.is.in.length > 0;
    case 'approval':
      return condition.of.length > 0 && condition.in.length > 0;
    case 'task':
      return condition.deadlines?.length !== 0;
    default:
      return !('in' in condition) || condition.in.length > 0;
  }
}

/** The filter without what does not say enough yet; undefined when nothing is left of it. */
export function complete(filter: Filter): Filter | undefined {
  if ('on' in filter) return says(filter) ? filter : undefined;
  const { mode, parts } = groupOf(filter);
  const kept = parts.flatMap((part) => complete(part) ?? []);
  return kept.length === 0 ? undefined : filterOf({ mode, parts: kept });
}
