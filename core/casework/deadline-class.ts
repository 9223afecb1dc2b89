import type { LoadedConfiguration, LoadedDeadline } from '../forms/config-index.ts';

/** A field that the configuration does not know counts as the most sensitive class. */
const UNKNOWN = 5;
/** What every list of cases says (risk, dates) hides no task; from this class on the person must be allowed to see it. */
export const SECRET_FROM = 4;

const known = new WeakMap<LoadedDeadline, readonly string[]>();

/**
 * The answers that a deadline depends on, by key: that there is one at all tells of them. What fulfils it does not count:
 * an open task only says that it was not done yet.
 */
function readsOf(config: LoadedConfiguration, deadline: LoadedDeadline): readonly string[] {
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
  known.set(deadline, keys);
  return keys;
}

/** A condition over a row names the row's fields by their bare id. */
const inRows = (config: LoadedConfiguration, rows: string | undefined, key: string): string =>
  rows !== undefined && config.fields.has(`${rows}.${key}`) ? `${rows}.${key}` : key;

const classOf = (config: LoadedConfiguration, key: string): number =>
  config.fields.get(key)?.def.sensitivity ?? UNKNOWN;

/** The highest sensitivity class (reference.md §8.6) among the answers that a deadline depends on. */
export const deadlineClass = (config: LoadedConfiguration, deadline: LoadedDeadline): number =>
  Math.max(...readsOf(config, deadline).map((key) => classOf(config, key)));

/**
 * The deadlines whose tasks somebody may not hear of, by id: those that tell of a sensitive answer which is closed.
 * @param sees whether the answer to a question may be read, by its key.
 */
export function hiddenDeadlines(config: LoadedConfiguration, sees: (key: string) => boolean): ReadonlySet<string> {
  const hidden = (config.workflow?.deadlines ?? []).filter((deadline) =>
    readsOf(config, deadline).some((key) => classOf(config, key) >= SECRET_FROM && !sees(key)),
  );
  return new Set(hidden.map(({ def }) => def.id));
}

/** The deadlines, by id, whose tasks would tell of any of these answers, whatever their class. `held`: by the answer's key. */
export const tellingDeadlines = (config: LoadedConfiguration, held: (key: string) => boolean): ReadonlySet<string> =>
  new Set(
    (config.workflow?.deadlines ?? [])
      .filter((deadline) => readsOf(config, deadline).some((key) => held(key)))
      .map(({ def }) => def.id),
  );
