import { CASE_RECORD } from '../records/changes.ts';
import { hides } from '../reports/redaction.ts';
import type { Configuration, FieldDef, FieldType, FormDef } from '../forms/types.ts';

/** What a file can say of a case that no form asks. `entry` names a row: only where each line is one. */
export const FACTS = ['code', 'other_codes', 'office', 'owner', 'age_years', 'updated', 'to_decide', 'entry'] as const;
export type Fact = (typeof FACTS)[number];
const USUAL_FACTS: ReadonlySet<Fact> = new Set(['code', 'office', 'owner', 'age_years', 'updated']);

/** The code stands first in every line: whoever has the file says by it which case is meant. */
export const CODE_COLUMN = `${CASE_RECORD}.code`;
/** Names an entry of a subform: only where each line is one. */
export const ENTRY_COLUMN = `${CASE_RECORD}.entry`;

/** From this class on answers need a right of their own, and are never chosen beforehand (reference.md §8.6). */
export const SENSITIVE_CLASS = 4;

export interface ExportColumn {
  /** `case.<fact>`, `field` or `rows.field`. */
  readonly id: string;
  readonly fact?: Fact;
  readonly field?: FieldDef;
  readonly form?: FormDef;
  /** The subform of whose entries it is an answer. */
  readonly rows?: FieldDef;
  readonly sensitivity: number;
  /** Tells who or where somebody is. */
  readonly names: boolean;
  readonly usual: boolean;
}

/** What a person may put into a file, whatever the case. */
export interface ExportReach {
  /** Whether the person may see an answer of any case. `collection`: the case itself or the id of a subform. */
  readonly sees: (collection: string | undefined, field: string) => boolean;
  /** The highest class that the person may see of any case. */
  readonly highest: number;
  readonly sensitive: boolean;
  readonly names: boolean;
}

/** What stands between questions and has no answer, and the code, which is a column of its own. */
const NO_COLUMN: ReadonlySet<FieldType> = new Set(['separator', 'form_link', 'case_code']);

function fieldColumn(field: FieldDef, form: FormDef, rows?: FieldDef): ExportColumn {
  const sensitivity = Math.max(field.sensitivity, rows?.sensitivity ?? 0);
  const names = hides(field) !== undefined;
  const offered = rows === undefined ? field.filterable === true : rows.summary?.includes(field.id) === true;
  return {
    id: rows === undefined ? field.id : `${rows.id}.${field.id}`,
    field,
    form,
    ...(rows === undefined ? {} : { rows }),
    sensitivity,
    names,
    usual: offered && !names && sensitivity < SENSITIVE_CLASS,
  };
}

/** What the entries of a subform answer. */
export const entryColumns = (rows: FieldDef, form: FormDef): ExportColumn[] =>
  (rows.fields ?? [])
    .filter(({ type, offByDefault }) => offByDefault !== true && !NO_COLUMN.has(type))
    .map((one) => fieldColumn(one, form, rows));

function fieldColumns(field: FieldDef, form: FormDef): ExportColumn[] {
  if (field.offByDefault === true || NO_COLUMN.has(field.type)) return [];
  return [fieldColumn(field, form), ...entryColumns(field, form)];
}

/** An answer in an entry is seen by whoever sees the entries and the answer. */
const seesBoth = ({ sees }: ExportReach, field: FieldDef, rows: FieldDef | undefined): boolean =>
  rows === undefined ? sees(CASE_RECORD, field.id) : sees(CASE_RECORD, rows.id) && sees(rows.id, field.id);

/**
 * All that a person may choose as columns: facts first, then form by form in the order of the configuration. A subform
 * is a column too: how many entries it has.
 */
export function columnsFor(
  { forms }: Pick<Configuration, 'forms'>,
  reach: ExportReach,
  /** A subform that only use cases write, whose entries are asked for: its answers are columns too. */
  asked?: string,
): readonly ExportColumn[] {
  const facts = FACTS.map((fact): ExportColumn => ({
    id: `${CASE_RECORD}.${fact}`,
    fact,
    sensitivity: 3,
    names: false,
    usual: USUAL_FACTS.has(fact),
  }));
  const answers = forms.flatMap((form) =>
    form.sections.flatMap(({ fields }) =>
      fields.filter(({ id }) => form.system !== true || id === asked).flatMap((field) => fieldColumns(field, form)),
    ),
  );
  return [...facts, ...answers].filter(
    ({ field, rows, sensitivity, names }) =>
      (field === undefined ? sensitivity <= reach.highest : seesBoth(reach, field, rows)) &&
      (sensitivity < SENSITIVE_CLASS || reach.sensitive) &&
      (!names || reach.names),
  );
}
