import type { LoadedConfiguration, LoadedDeadline } from '../forms/config-index.ts';

/** A field that the configuration does not know counts as the most sensitive class. */
const UNKNOWN = 5;

const known = new WeakMap<LoadedDeadline, number>();

/**
 * The highest sensitivity class (reference.md §8.6) among the answers that a deadline depends on: that there is one at
 * all tells of them. What fulfils it does not count: an open task only says that it was not done yet.
 */
export function deadlineClass(config: LoadedConfiguration, deadline: LoadedDeadline): number {
  const before = known.get(deadline);
  if (before !== undefined) return before;
  const { from, rows, spanField, dueField } = deadline.def;
  const keys = [
    ...from,
    ...(rows === undefined ? [] : [rows]),
    ...(spanField === undefined ? [] : [spanField.field]),
    ...(dueField === undefined ? [] : [dueField]),
    ...[...(deadline.when?.reads ?? [])].map((key) => inRows(config, rows, key)),
  ];
  const highest = Math.max(...keys.map((key) => config.fields.get(key)?.def.sensitivity ?? UNKNOWN));
  known.set(deadline, highest);
  return highest;
}

/** A condition over a row names the row's fields by their bare id. */
const inRows = (config: LoadedConfiguration, rows: string | undefined, key: string): string =>
  rows !== undefined && config.fields.has(`${rows}.${key}`) ? `${rows}.${key}` : key;

/** What every list of cases says (risk, dates) hides no task; from this class on the person must be allowed to see it. */
const SECRET_FROM = 4;

/** The deadlines whose tasks somebody with this class may not hear of, by id. */
export function hiddenDeadlines(config: LoadedConfiguration, visible: number): ReadonlySet<string> {
  const hidden = (config.workflow?.deadlines ?? []).filter((deadline) => {
    const needed = deadlineClass(config, deadline);
    return needed >= SECRET_FROM && needed > visible;
  });
  return new Set(hidden.map(({ def }) => def.id));
}
