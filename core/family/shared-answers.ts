import { isBlank, isMissing } from '../forms/answer-kind.ts';
import type { LoadedConfiguration, LoadedField } from '../forms/config-index.ts';
import type { FieldDef, FieldValue, Row, Values } from '../forms/types.ts';
import { CASE_RECORD, type Change } from '../records/changes.ts';
import { CARE } from './care-over-time.ts';
import { MEMBERS } from './member-rows.ts';
import { relationFor } from './relations.ts';

export type Shared = NonNullable<FieldDef['family']>;

/** The list of relations to the child: answers from it are turned when they go to another child's case. */
const RELATIONS = 'relations';

export const isAnswered = (value: FieldValue | undefined): value is FieldValue =>
  value !== undefined && !isBlank(value) && !isMissing(value);

/** The case's own questions whose answers brothers and sisters share in one of these ways. */
export const sharedFields = (config: LoadedConfiguration, ways: readonly Shared[]): readonly LoadedField[] =>
  [...config.fields.values()].filter(
    ({ def, subform }) =>
      subform === undefined && def.type !== 'rows' && def.family !== undefined && ways.includes(def.family),
  );

/** The questions of a row that are shared in one of these ways. */
export const sharedRowFields = (
  config: LoadedConfiguration,
  rows: string,
  ways: readonly Shared[],
): readonly LoadedField[] =>
  (config.fields.get(rows)?.fields ?? []).filter(({ def }) => def.family !== undefined && ways.includes(def.family));

/** Whether a change may have to be made in other cases of the family too. */
export function touchesFamily(config: LoadedConfiguration, change: Change): boolean {
  const rows = change.collection === CASE_RECORD ? undefined : config.fields.get(change.collection);
  if (rows !== undefined) return [CARE, MEMBERS].includes(rows.def.id);
  return change.kind === 'set' && config.fields.get(change.field)?.def.family === 'household';
}

/**
 * What a row says in another child's case: the shared answers, each relation as it is to that child. A relation that
 * cannot be told from the two is left out, for a person to answer.
 *
 * @param other what that child is to the child of the row's case; undefined when nobody said.
 */
export function rowForOther(fields: readonly LoadedField[], { values }: Row, other: string | undefined): Values {
  return Object.fromEntries(
    fields.flatMap(({ def }): [string, FieldValue][] => {
      const value = values[def.id];
      if (!isAnswered(value)) return [];
      if (def.options !== RELATIONS) return [[def.id, value]];
      const turned = typeof value === 'string' && other !== undefined ? relationFor(value, other) : undefined;
      return turned === undefined ? [] : [[def.id, turned]];
    }),
  );
}
