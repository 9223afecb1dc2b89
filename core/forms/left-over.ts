import { CASE_RECORD } from '#core/records/changes.ts';
import { fieldIndexOf } from './field-index.ts';
import { fieldsIn, keyOf } from './known-fields.ts';
import type { CaseDocument, Configuration, FieldDef, FieldValue, FormDef, Values } from './types.ts';

/** An answer to a question that is not asked any more; without `def` to one that this office never had. */
export interface LeftOverAnswer {
  readonly id: string;
  readonly def: FieldDef | undefined;
  readonly value: FieldValue;
}
export interface LeftOverRow {
  readonly id: string;
  /** Its place in the list, from 1. */
  readonly number: number;
  readonly answers: readonly LeftOverAnswer[];
}
export interface LeftOverTable {
  readonly id: string;
  readonly def: FieldDef | undefined;
  readonly rows: readonly LeftOverRow[];
}
/** What was answered in one form; without `form` what no form here ever asked. */
export interface LeftOver {
  readonly form: FormDef | undefined;
  readonly answers: readonly LeftOverAnswer[];
  readonly tables: readonly LeftOverTable[];
}

const asking = new WeakMap<Configuration, ReadonlySet<string>>();
function askedBy(configuration: Configuration): ReadonlySet<string> {
  const known =
    asking.get(configuration) ??
    new Set(fieldsIn(configuration.forms).map(({ collection, def }) => keyOf(collection, def.id)));
  asking.set(configuration, known);
  return known;
}

/**
 * The answers of a case that no question of the configuration shows, by the form that asked them last: kept as they were
 * given, for reading.
 */
export function leftOver(configuration: Configuration, document: CaseDocument): readonly LeftOver[] {
  const asked = askedBy(configuration);
  const index = fieldIndexOf(configuration);
  const byForm = new Map<string, { answers: LeftOverAnswer[]; tables: LeftOverTable[] }>();
  const at = (collection: string, field: string) => {
    const form = index.formOf(collection, field) ?? '';
    const home = byForm.get(form) ?? { answers: [], tables: [] };
    byForm.set(form, home);
    return home;
  };
  const unasked = (collection: string, values: Values): LeftOverAnswer[] =>
    Object.entries(values)
      .filter(([field]) => !asked.has(keyOf(collection, field)))
      .map(([field, value]) => ({ id: field, def: index.find(collection, field), value }));

  for (const answer of unasked(CASE_RECORD, document.values)) at(CASE_RECORD, answer.id).answers.push(answer);
  for (const [id, list] of Object.entries(document.rows)) {
    const whole = !asked.has(keyOf(CASE_RECORD, id));
    const rows = list
      .map((row, i): LeftOverRow => ({ id: row.id, number: i + 1, answers: unasked(id, row.values) }))
      // A row of a list that is gone is told of even when nothing was answered in it.
      .filter(({ answers }) => whole || answers.length > 0);
    if (rows.length > 0) at(CASE_RECORD, id).tables.push({ id, def: index.find(CASE_RECORD, id), rows });
  }
  const forms = [...configuration.forms, ...(configuration.retired ?? [])];
  const order = (id: string): number => (id === '' ? forms.length : forms.findIndex((form) => form.id === id));
  return [...byForm]
    .sort(([a], [b]) => order(a) - order(b))
    .map(([id, { answers, tables }]) => ({ form: forms.find((form) => form.id === id), answers, tables }));
}
