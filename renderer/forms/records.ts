import { completenessOf, tallyOf, together } from '#core/forms/completeness.ts';
import type { LoadedConfiguration } from '#core/forms/config-schema.ts';
import { rowsToShow } from '#core/forms/row-order.ts';
import type { FieldDef, FieldValue, Step, Text } from '#core/forms/types.ts';
import type { CaseView, Completeness, FieldView, FormView, RowView } from '#core/forms/view.ts';

/** Questions that have no answer of their own. */
const VALUELESS: ReadonlySet<FieldDef['type']> = new Set(['separator', 'form_link']);
const MOST_COLUMNS = 4;
const MOST_SUMMARY_COLUMNS = 6;
const LONG: ReadonlySet<FieldDef['type']> = new Set(['long_text', 'separator', 'form_link', 'rows']);

/** The tables of a form whose rows are records; none for a form that is filled in once. */
export const recordFieldsOf = (form: FormView | undefined): readonly FieldView[] =>
  (form?.sections ?? [])
    .filter((section) => section.relevant)
    .flatMap(({ fields }) => fields)
    .filter(({ def, relevant }) => def.record === true && relevant);

/** Whether a rows field stands inside the pages of another one's rows, and not in its form's sections. */
export const isChildTable = ({ def }: FieldView): boolean => def.within !== undefined;

/** The questions of a row that stand as columns: those of its summary, or the first short ones. */
export function columnsOf(def: FieldDef): readonly FieldDef[] {
  const fields = def.fields ?? [];
  if (def.summary !== undefined) {
    return def.summary.slice(0, MOST_SUMMARY_COLUMNS).flatMap((id) => fields.filter((field) => field.id === id));
  }
  return fields.filter(({ id, type }) => !LONG.has(type) && id !== def.within?.by).slice(0, MOST_COLUMNS);
}

/** So many answers name a row. */
const MOST_OF_A_NAME = 3;
/** An answer that says nothing without its question. */
const YES_NO = 'yes_no';

/**
 * What a row is called: the first answers of its summary, none twice. Empty while it has none.
 *
 * @param masked `rows.field` of answers that are closed to this person.
 */
export const rowName = (
  def: FieldDef,
  row: RowView,
  words: (field: FieldDef, value: FieldValue | undefined) => string,
  masked: ReadonlySet<string> | undefined,
): string =>
  columnsOf(def)
    .filter(({ options, type }) => options !== YES_NO && type !== 'tick')
    .flatMap(({ id }) => row.fields.filter((field) => field.def.id === id && field.relevant))
    .map((field) => (masked?.has(`${def.id}.${field.def.id}`) === true ? '' : words(field.def, field.value)))
    .filter((part, i, all) => part !== '' && all.indexOf(part) === i)
    .slice(0, MOST_OF_A_NAME)
    .join(' · ');

/** One part of a record's page: the questions from one heading to the next, or a child table. */
export interface RecordSection {
  readonly id: string;
  readonly label: Text;
  readonly hint: Text | undefined;
  readonly fields: readonly FieldView[];
  readonly child: FieldView | undefined;
  readonly completeness: Completeness;
}

const NONE: Completeness = { filled: 0, needed: 0 };

/** The parts of a record's page, with the tables that stand in it at the end. Parts in which nothing is asked are left out. */
export function recordSections(
  config: LoadedConfiguration,
  view: CaseView,
  record: FieldView,
  row: RowView,
  step: Step,
): readonly RecordSection[] {
  const parts: { id: string; label: Text; hint: Text | undefined; fields: FieldView[] }[] = [];
  for (const field of row.fields) {
    if (field.def.id === record.def.within?.by) continue;
    if (field.def.type === 'separator' && field.relevant) {
      parts.push({ id: field.def.id, label: field.def.label, hint: field.def.hint, fields: [] });
    } else if (field.def.type !== 'separator') {
      const open = parts.at(-1);
      if (open !== undefined) open.fields.push(field);
      else parts.push({ id: record.def.id, label: record.def.label, hint: undefined, fields: [field] });
    }
  }
  const tables = (config.children.get(record.def.id) ?? []).flatMap((child): readonly RecordSection[] => {
    const table = view.fields.get(child.key);
    if (table?.relevant !== true) return [];
    const { id, label } = child.def;
    const tallies = rowsToShow(config, table, row.id).map((each) => tallyOf(each.fields));
    const completeness = completenessOf(together(tallies), step);
    return [{ id, label, hint: undefined, fields: [], child: table, completeness }];
  });
  const asked = parts.filter(({ fields }) => fields.some(({ relevant }) => relevant));
  return [
    ...asked.map((part) => ({
      ...part,
      child: undefined,
      completeness: completenessOf(tallyOf(part.fields), step),
    })),
    ...tables,
  ];
}

const sameList = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((one, i) => one === b[i]);

/** Parts that say the same as before are the same objects, so that only what changed is drawn again. */
export const keptSections = (
  parts: readonly RecordSection[],
  before: readonly RecordSection[] | undefined,
): readonly RecordSection[] =>
  parts.map((part) => {
    const known = before?.find(({ id }) => id === part.id);
    const same =
      known !== undefined &&
      known.label === part.label &&
      known.hint === part.hint &&
      known.child === part.child &&
      known.completeness.filled === part.completeness.filled &&
      known.completeness.needed === part.completeness.needed &&
      sameList(known.fields, part.fields);
    return same ? known : part;
  });

/** The completeness of several parts together. */
export const sumOf = (parts: readonly { readonly completeness: Completeness }[]): Completeness =>
  parts.reduce(
    (sum, { completeness }) => ({
      filled: sum.filled + completeness.filled,
      needed: sum.needed + completeness.needed,
    }),
    NONE,
  );

/** Whether something may be answered here: a heading and a link may not. */
export const holdsAnswer = ({ def }: FieldView): boolean => !VALUELESS.has(def.type);

/** The first question of a row that has no answer yet and is needed, or the first that can be answered. */
export function firstOpen(row: RowView): FieldView | undefined {
  const asked = row.fields.filter(
    (field) => field.relevant && holdsAnswer(field) && !field.calculated && field.def.readOnly !== true,
  );
  return asked.find(({ state }) => state === 'blank') ?? asked[0];
}

/** The record's view by the id of its row. */
export const rowOf = (view: FieldView | undefined, row: string | undefined): RowView | undefined =>
  row === undefined ? undefined : view?.rows.find(({ id, relevant }) => id === row && relevant);
