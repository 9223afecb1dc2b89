import type { FieldDef } from '#core/forms/types.ts';

const MOST_COLUMNS = 4;

/** The questions of a row that stand as columns: the first short ones. */
export const columnsOf = (def: FieldDef): readonly FieldDef[] =>
  (def.fields ?? []).filter((field) => field.type !== 'long_text').slice(0, MOST_COLUMNS);
